"""The list of plans and the overview of one: counts, who has agreed, what could not be placed, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Prefetch, Q, QuerySet, When

from planning.people.access import Actor, Right
from planning.people.models import Person
from planning.people.roles import short_name
from planning.yearplan import rules
from planning.yearplan.instance import is_complete
from planning.yearplan.kinds import PATTERNS, SeriesKind, is_regional
from planning.yearplan.models import (
    PlannedMeeting,
    PlanState,
    Series,
    SeriesMember,
    Side,
    SignOff,
    SolverRun,
    YearPlan,
)
from planning.yearplan.rules import Progress, Said, Step, Word

ROLES_OF = {Side.SCHOOL: rules.SCHOOL_SIDE, Side.SWV: rules.SWV_SIDE}


def plans() -> QuerySet[YearPlan]:
    """Every plan of the SWV with its counts, newest year first."""
    return YearPlan.objects.annotate(
        schools=Count("series__school", distinct=True),
        total=Count("series__planned", distinct=True),
        placed=Count("series__planned", filter=Q(series__planned__start__isnull=False), distinct=True),
    ).order_by("-school_year")


def plan(plan_id: UUID) -> YearPlan | None:
    """One plan, with its SWV; None when it is not there or not of this SWV."""
    return YearPlan.objects.select_related("swv", "created_by").filter(pk=plan_id).first()


def visible(actor: Actor) -> QuerySet[Series]:
    """The series that somebody may see: of the schools where they may see the plan, and those they sit in (P9)."""
    schools = actor.schools_with(Right.SEE_PLAN)
    if schools is None:
        return Series.objects.all()
    mine = SeriesMember.objects.filter(person_id=actor.person_id).values("series_id")
    return Series.objects.filter(Q(school__in=schools) | Q(pk__in=mine))


def with_everything(series: QuerySet[Series]) -> QuerySet[Series]:
    """Series with school, members, planned dates, sign-offs and counter-dates: six queries for any number of series."""
    members = SeriesMember.objects.select_related("person").order_by("-required", "role", "person__last_name")
    planned = PlannedMeeting.objects.order_by("number")
    said = (
        SignOff.objects.select_related("person", "planned", "reply__person")
        .prefetch_related("counter_dates")
        .order_by("at", "created_at")
    )
    return (
        series.select_related("school", "plan__created_by")
        .prefetch_related(
            Prefetch("members", queryset=members),
            Prefetch("planned", queryset=planned),
            Prefetch("sign_offs", queryset=said),
        )
        .order_by("school__name", Case(When(kind=SeriesKind.SOT, then=0), default=1), "kind")
    )


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One school as the overview shows it."""

    series: Series
    planned: tuple[PlannedMeeting, ...]
    members: tuple[SeriesMember, ...]
    words: dict[Side, Word]
    word: Word
    asked: tuple[SignOff, ...]  # changes that still stand open
    missing: tuple[str, ...]  # usual roles that nobody has here
    silent: tuple[Side, ...]  # sides whose word on these dates is awaited

    @property
    def sides(self) -> tuple[Side, ...]:
        """Who must agree: a regional meeting is the SWV's own, whoever its host."""
        return who_agree(self.series)

    def speakers(self, side: Side) -> list[Person]:
        """Who speaks for a side: its members of the series; without any, who made the plan."""
        members = [member.person for member in self.members if member.role in ROLES_OF[side]]
        return members or [self.series.plan.created_by]

    @property
    def waits_for_wishes(self) -> bool:
        """Whether the school is asked for wishes and has not given them."""
        return not is_regional(self.series.kind) and self.series.wished_at is None

    @property
    def placed(self) -> int:
        """How many have a date."""
        return sum(planned.start is not None for planned in self.planned)

    @property
    def unplaced(self) -> tuple[PlannedMeeting, ...]:
        """Those that could not be placed."""
        return tuple(planned for planned in self.planned if planned.start is None)

    @property
    def school_word(self) -> Word:
        """What the school says."""
        return self.words[Side.SCHOOL]

    @property
    def swv_word(self) -> Word:
        """What the SWV says."""
        return self.words[Side.SWV]


@dataclass(frozen=True, slots=True)
class Overview:
    """A plan at a glance."""

    plan: YearPlan
    rows: tuple[SeriesRow, ...]
    progress: Progress
    step: Step
    run: SolverRun | None

    @property
    def unplaced(self) -> list[tuple[SeriesRow, PlannedMeeting]]:
        """Every meeting without a date, by school."""
        return [(row, planned) for row in self.rows for planned in row.unplaced]

    @property
    def asked(self) -> list[tuple[SeriesRow, SignOff]]:
        """Every change somebody waits for."""
        return [(row, asked) for row in self.rows for asked in row.asked]

    @property
    def wishes_open(self) -> bool:
        """Whether the round of wishes is open."""
        return wishes_open(self.plan)

    @property
    def silent(self) -> list[SeriesRow]:
        """The schools whose wishes are not in."""
        return [row for row in self.rows if row.waits_for_wishes]

    @property
    def incomplete(self) -> list[SeriesRow]:
        """Schools with a usual role that nobody holds, or without rules to plan by."""
        return [row for row in self.rows if row.missing or not is_complete(row.series)]


def row_of(series: Series) -> SeriesRow:
    """One school's row; expects `with_everything`."""
    sign_offs = list(series.sign_offs.all())
    planned = tuple(series.planned.all())
    starts: dict[UUID | None, dt.datetime | None] = {row.pk: row.start for row in planned}
    said = [row.said(starts) for row in sign_offs]
    words = {side: rules.word_of(side, said, since=series.dates_at) for side in Side}
    members = tuple(series.members.all())
    return SeriesRow(
        series=series,
        planned=planned,
        members=members,
        words=words,
        word=rules.together(words[side] for side in who_agree(series)),
        asked=tuple(_still_asked(sign_offs, said)),
        missing=_missing(series, members),
        silent=tuple(side for side in who_agree(series) if rules.is_silent(side, said, since=series.dates_at)),
    )


def who_agree(series: Series) -> tuple[Side, ...]:
    """The sides whose word a series needs: a regional meeting is the SWV's own."""
    return (Side.SWV,) if is_regional(series.kind) else tuple(Side)


def overview(plan: YearPlan, *, actor: Actor) -> Overview:
    """The plan as this person may see it: eight queries for any number of schools."""
    rows = tuple(row_of(series) for series in with_everything(visible(actor).filter(plan=plan)))
    counts = progress_of(plan, rows)
    return Overview(
        plan=plan,
        rows=rows,
        progress=counts,
        step=rules.step_of(counts),
        run=SolverRun.objects.filter(plan=plan).order_by("-created_at").first(),
    )


def wishes_open(plan: YearPlan) -> bool:
    """Whether the schools are asked for their wishes and the coordinator has not gone on without them."""
    return plan.wishes_until is not None and plan.wishes_closed_at is None and plan.state != PlanState.PUBLISHED


def progress_of(plan: YearPlan, rows: Sequence[SeriesRow]) -> Progress:
    """The counts of a plan; a school that plans no meetings this year does not count."""
    rows = [row for row in rows if row.series.count]
    return Progress(
        series=len(rows),
        incomplete=sum(not is_complete(row.series) for row in rows),
        total=sum(row.series.count for row in rows),
        placed=sum(row.placed for row in rows),
        agreed=sum(row.word == Word.AGREED for row in rows),
        change=sum(row.word == Word.CHANGE for row in rows),
        published=plan.state == PlanState.PUBLISHED,
        waiting=sum(row.waits_for_wishes for row in rows) if wishes_open(plan) else 0,
    )


def series_row(series_id: UUID, *, plan_id: UUID, actor: Actor) -> SeriesRow | None:
    """One school's series, or None when it is not there or not to be seen."""
    found = with_everything(visible(actor).filter(pk=series_id, plan_id=plan_id)).first()
    return row_of(found) if found is not None else None


def series_of_school(series: Series, *, actor: Actor) -> list[Series]:
    """The series of this kind and others at the same school, as far as somebody may see them."""
    return list(visible(actor).filter(plan_id=series.plan_id, school_id=series.school_id).order_by("kind"))


def run(run_id: UUID, *, plan_id: UUID) -> SolverRun | None:
    """One run of the solver for a plan."""
    return SolverRun.objects.select_related("plan").filter(pk=run_id, plan_id=plan_id).first()


def _still_asked(sign_offs: Sequence[SignOff], said: Sequence[Said]) -> Iterable[SignOff]:
    """The changes that somebody waits for, in order of time."""
    waits = {id(row) for side in Side for row in rules.standing(side, said)}
    return (row for row, word in zip(sign_offs, said, strict=True) if id(word) in waits)


def _missing(series: Series, members: Sequence[SeriesMember]) -> tuple[str, ...]:
    pattern = PATTERNS.get((SeriesKind(series.kind), series.school.sector))
    present = {member.role for member in members}
    return tuple(short_name(role) for role in (pattern.required if pattern else ()) if role not in present)
