"""How the follow-up goes per school, in numbers: for who steers on agreements without a pupil's name (R28, R122)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from planning.cases.models import CaseState
from planning.followup import rules
from planning.followup.models import Agreement, Evaluation, EvaluationState, Progress
from planning.followup.rules import Standing
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import School


@dataclass(frozen=True, slots=True)
class SchoolNumbers:
    """One school, or all together (`school` is None). `on_time` of `held` evaluations; None where none was held."""

    school: School | None
    open: int = 0
    late: int = 0
    stuck: int = 0
    done: int = 0
    coming: int = 0
    overdue: int = 0
    held: int = 0
    on_time: int = 0

    @property
    def agreements(self) -> int:
        """All agreements counted here."""
        return self.open + self.late + self.stuck + self.done

    @property
    def evaluations(self) -> int:
        """All evaluations counted here."""
        return self.coming + self.overdue + self.held

    @property
    def share_on_time(self) -> int | None:
        """Per cent of the held evaluations that were held on time."""
        return round(100 * self.on_time / self.held) if self.held else None


def numbers_for(actor: Actor, *, today: dt.date) -> tuple[SchoolNumbers, list[SchoolNumbers]]:
    """All schools of this person together, and each school by name. Three queries for any number of schools."""
    allowed = actor.schools_with(Right.SEE_FOLLOWUP)
    return numbers_at([row for row in people.schools() if allowed is None or row.pk in allowed], today=today)


def numbers_at(schools: Sequence[School], *, today: dt.date) -> tuple[SchoolNumbers, list[SchoolNumbers]]:
    """These schools together, and each. Two queries. Not to be shown to many: small numbers are in it.

    Open, late and stuck are those of now; done and held are those of this school year.
    """
    counts: dict[UUID, Counter[str]] = {row.pk: Counter() for row in schools}
    since = rules.school_year_began(today)
    _count_agreements(counts, today=today, since=since)
    _count_evaluations(counts, today=today, since=since)
    rows = [SchoolNumbers(school=row, **counts[row.pk]) for row in schools]
    return SchoolNumbers(school=None, **_sum(counts.values())), rows


def _count_agreements(counts: dict[UUID, Counter[str]], *, today: dt.date, since: dt.date) -> None:
    newest = Progress.objects.filter(agreement=OuterRef("pk")).order_by("-at")
    here = Q(case__school__in=list(counts)) | Q(point__school__in=list(counts))
    rows = Agreement.objects.filter(here, withdrawn_at__isnull=True).annotate(
        at=Coalesce("case__school", "point__school"),
        state=Subquery(newest.values("state")[:1]),
        said_at=Subquery(newest.values("at")[:1]),
    )
    for school, case, state, said_at, due in rows.values_list("at", "case__state", "state", "said_at", "due"):
        stands = rules.standing(state=state or "open", due=due, today=today)
        if stands == Standing.DONE:
            if said_at.astimezone(rules.AMSTERDAM).date() >= since:
                counts[school]["done"] += 1
        elif case in {CaseState.OPEN, None}:  # what is about no pupil runs until it is done
            counts[school][str(stands) if stands in {Standing.LATE, Standing.STUCK} else "open"] += 1


def _count_evaluations(counts: dict[UUID, Counter[str]], *, today: dt.date, since: dt.date) -> None:
    rows = Evaluation.objects.filter(case__school__in=list(counts)).exclude(state=EvaluationState.CANCELLED)
    for school, case, state, on, decided_at in rows.values_list(
        "case__school_id", "case__state", "state", "on", "decided_at"
    ):
        if state == EvaluationState.HELD:
            # Of before it was kept when: nobody knows whether it was on time, so it does not count.
            day = decided_at.astimezone(rules.AMSTERDAM).date() if decided_at is not None else None
            if day is not None and day >= since:
                counts[school]["held"] += 1
                counts[school]["on_time"] += rules.held_on_time(on=on, held=day)
        elif case == CaseState.OPEN and today > on + rules.HELD_WITHIN:
            counts[school]["overdue"] += 1
        elif case == CaseState.OPEN and on <= today + rules.EVALUATION_NEAR:
            counts[school]["coming"] += 1


def _sum(counts: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in counts:
        total.update(row)
    return total
