"""What happened per school and month, counted by the database: the same queries for one school and for forty.

Nothing of it may be shown as it comes from here: `numbers` hides what is small.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Case as When
from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models import When as If
from django.db.models.functions import Coalesce, TruncDate, TruncMonth

from planning.agenda.models import AgendaItem, ItemState
from planning.cases.models import Case, Signal, SignalAct, StepMove
from planning.followup.models import Agreement, Evaluation, EvaluationState, Progress, ProgressState
from planning.followup.rules import AMSTERDAM, HELD_WITHIN
from planning.insight.rules.months import weeks_between
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.minutes.models import Decision, DecisionKind, DecisionOutcome


class Measure(StrEnum):
    """What is counted. The kinds of meeting have the codes of `MeetingKind`, in capitals."""

    SIGNALS = "signals"
    CASES = "cases"
    FIRST_MEETINGS = "first_meetings"
    HELP_BEGUN = "help_begun"
    TALK_YES = "talk_yes"
    TALK_NO = "talk_no"
    AGREEMENTS_DONE = "agreements_done"
    AGREEMENTS_LATE = "agreements_late"
    EVALUATIONS_ON_TIME = "evaluations_on_time"
    EVALUATIONS_LATE = "evaluations_late"
    CLOSED = "closed"


ANSWERS = (Measure.TALK_YES, Measure.TALK_NO)  # of a child each: zero is small there too
Counts = dict[str, dict[tuple[UUID, dt.date], int]]  # measure → school and first day of the month → how many
BEGUN = (ProgressState.STARTED, ProgressState.GOING, ProgressState.DONE)


@dataclass(frozen=True, slots=True)
class Lead:
    """One case that reached its first meeting, or the beginning of help, in a month: how many weeks that took."""

    measure: Measure
    school: UUID
    month: dt.date
    weeks: int


def count(*, since: dt.date, until: dt.date) -> tuple[Counts, list[Lead]]:
    """Everything that happened from one day until another (Amsterdam, the last not included). Eight queries."""
    span = _Span(since, until)
    counts: Counts = {measure: {} for measure in (*Measure, *MeetingKind)}
    for measure, rows in (
        (Measure.SIGNALS, span.months(Signal.objects.all(), "written_at", "school")),
        (Measure.CASES, span.months(StepMove.objects.filter(number=1), "at", "case__school")),
        (Measure.CLOSED, span.months(Case.objects.all(), "closed_at", "school")),
    ):
        _into(counts, ((measure, *row) for row in rows))
    held = Meeting.objects.filter(state=MeetingState.HELD, part_of__isnull=True)
    _into(counts, span.months(held, "start", "kind", "school"))
    _into(counts, span.agreements())
    _into(counts, span.evaluations())
    _into(counts, span.talks())
    leads = span.leads()
    for lead in leads:
        row = counts[lead.measure]
        row[lead.school, lead.month] = row.get((lead.school, lead.month), 0) + 1
    return counts, leads


def _into(counts: Counts, rows: Iterable[tuple[Any, ...]]) -> None:
    for measure, school, month, number in rows:
        day = month.date() if isinstance(month, dt.datetime) else month
        counts[measure][school, day] = counts[measure].get((school, day), 0) + number


class _Span:
    def __init__(self, since: dt.date, until: dt.date) -> None:
        self.first, self.last = since, until
        self.since, self.until = (dt.datetime.combine(day, dt.time(), tzinfo=AMSTERDAM) for day in (since, until))

    def within(self, moment: str) -> Q:
        return Q(**{f"{moment}__gte": self.since, f"{moment}__lt": self.until})

    def months(self, rows: QuerySet[Any, Any], moment: str, *by: str) -> Iterable[tuple[Any, ...]]:
        """How many rows had their moment in each month, by these fields."""
        found = rows.filter(self.within(moment)).annotate(month=TruncMonth(moment, tzinfo=AMSTERDAM))
        yield from found.order_by().values_list(*by, "month").annotate(n=Count("pk"))

    def agreements(self) -> Iterable[tuple[Any, ...]]:
        """Done by the month in which that was said; late by the month of the date, when it was not done by then."""
        newest = Progress.objects.filter(agreement=OuterRef("pk")).order_by("-at")
        rows = (
            Agreement.objects.filter(withdrawn_at__isnull=True)
            .annotate(state=Subquery(newest.values("state")[:1]), said_at=Subquery(newest.values("at")[:1]))
            .annotate(at=Coalesce("case__school", "point__school"))
            .order_by()
        )
        done = rows.filter(self.within("said_at"), state=ProgressState.DONE)
        late = rows.filter(due__gte=self.first, due__lt=self.last).exclude(
            state=ProgressState.DONE, pk__in=_done_in_time().values("pk")
        )
        for measure, found, month in (
            (Measure.AGREEMENTS_DONE, done, TruncMonth("said_at", tzinfo=AMSTERDAM)),
            (Measure.AGREEMENTS_LATE, late, TruncMonth("due")),
        ):
            for row in found.annotate(month=month).values_list("at", "month").annotate(n=Count("pk")):
                yield measure, *row

    def evaluations(self) -> Iterable[tuple[Any, ...]]:
        """Held, and decided within two weeks of its date or later. Of before it was kept when: nobody knows."""
        # Counted back by the clock: at the turn of summer time one hour in fourteen days is not seen.
        judged = ExpressionWrapper(F("decided_at") - Value(HELD_WITHIN), output_field=DateTimeField())
        rows = Evaluation.objects.filter(state=EvaluationState.HELD).annotate(
            judged=TruncDate(judged, tzinfo=AMSTERDAM)
        )
        measure = When(
            If(judged__lte=F("on"), then=Value(Measure.EVALUATIONS_ON_TIME.value)),
            default=Value(Measure.EVALUATIONS_LATE.value),
            output_field=CharField(),
        )
        return self.months(rows.annotate(measure=measure), "decided_at", "measure", "case__school")

    def talks(self) -> Iterable[tuple[Any, ...]]:
        """Whether there comes a HIA or MDO after a SOT, as it stands, by the month it was decided (R105)."""
        rows = Decision.objects.filter(kind=DecisionKind.TALK, withdrawn_at__isnull=True)
        measure = When(
            If(outcome=DecisionOutcome.NO, then=Value(Measure.TALK_NO.value)),
            default=Value(Measure.TALK_YES.value),
            output_field=CharField(),
        )
        return self.months(rows.annotate(measure=measure), "at", "measure", "record__case__school")

    def leads(self) -> list[Lead]:
        """From the signal, or from the opening when there was none, to the first meeting and to the first help.

        Help begins with the first agreement that somebody began on, or with what was deployed in the meeting itself by
        mandate (R24). A choice of arrangement does not count: that has still to be asked for.
        """
        met = _first(Meeting.objects.filter(state=MeetingState.HELD), "start", case="case")
        discussed = AgendaItem.objects.filter(state=ItemState.DISCUSSED, meeting__state=MeetingState.HELD)
        reports = Progress.objects.filter(agreement__withdrawn_at__isnull=True, state__in=BEGUN)
        mandated = Decision.objects.filter(kind=DecisionKind.MANDATE, withdrawn_at__isnull=True)
        rows = Case.objects.annotate(
            signalled=_first(SignalAct.objects.all(), "signal__written_at", case="case"),
            opened=_first(StepMove.objects.filter(number=1), "at", case="case"),
            met=met,
            discussed=_first(discussed, "meeting__start", case="case"),
            helped=_first(reports, "at", case="agreement__case"),
            deployed=_first(mandated, "at", case="record__case"),
        )
        within = [self.within(moment) for moment in ("met", "discussed", "helped", "deployed")]
        rows = rows.filter(reduce(or_, within)).order_by()
        found = []
        for school, *starts, met_at, discussed_at, helped_at, deployed_at in rows.values_list(
            "school_id", "signalled", "opened", "met", "discussed", "helped", "deployed"
        ):
            begun = min((at for at in starts if at is not None), default=None)
            first = min((at for at in (met_at, discussed_at) if at is not None), default=None)
            helped = min((at for at in (helped_at, deployed_at) if at is not None), default=None)
            for measure, moment in ((Measure.FIRST_MEETINGS, first), (Measure.HELP_BEGUN, helped)):
                if begun is not None and moment is not None and self.since <= moment < self.until:
                    month = moment.astimezone(AMSTERDAM).date().replace(day=1)
                    found.append(Lead(measure, school, month, weeks_between(begun, moment)))
        return found


def _done_in_time() -> QuerySet[Agreement]:
    newest = Progress.objects.filter(agreement=OuterRef("pk")).order_by("-at")
    rows = Agreement.objects.annotate(said_on=TruncDate(Subquery(newest.values("at")[:1]), tzinfo=AMSTERDAM))
    return rows.filter(said_on__lte=F("due"))


def _first(rows: QuerySet[Any, Any], moment: str, *, case: str) -> Subquery:
    here = rows.filter(**{case: OuterRef("pk")}).order_by().values(case)
    return Subquery(here.annotate(first=Min(moment)).values("first")[:1])


def by_school(counts: Mapping[tuple[UUID, dt.date], int], schools: Iterable[UUID]) -> dict[UUID, dict[dt.date, int]]:
    """One measure, school by school."""
    found: dict[UUID, dict[dt.date, int]] = {school: defaultdict(int) for school in schools}
    for (school, month), number in counts.items():
        found.setdefault(school, defaultdict(int))[month] += number
    return found
