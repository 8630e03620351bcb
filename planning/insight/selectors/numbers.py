"""The numbers of a school year, with what is small hidden: what every page, picture and file shows (R28, R122)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.followup.rules import school_year_began
from planning.insight.rules import hiding, months
from planning.insight.rules.hiding import Months
from planning.insight.rules.months import Took
from planning.insight.selectors import counting
from planning.insight.selectors.counting import Lead, Measure
from planning.meetings.models import MeetingKind
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import SWV, School

TOOK = (Measure.FIRST_MEETINGS, Measure.HELP_BEGUN)


@dataclass(frozen=True, slots=True)
class YearNumbers:
    """One school year of the SWV: of each measure the months by school, hidden the same for whoever looks."""

    began: dt.date
    months: tuple[dt.date, ...]
    of: dict[str, Months]
    took: dict[str, dict[UUID | None, Took]]  # None: all schools together

    @property
    def share_on_time(self) -> int | None:
        """Per cent of the evaluations that were held on time, as far as the totals of both may be told together."""
        return self.share_of(None)

    def share_of(self, school: UUID | None) -> int | None:
        """The same of one school."""
        parts = [self.running(measure, school) for measure in ON_TIME]
        if parts[0].months != parts[1].months:
            return None
        return months.share(parts[0].value, parts[1].value)

    def running(self, measure: str, school: UUID | None) -> hiding.Running:
        """How many until when, of one school or of all together."""
        table = self.of[measure]
        if school is None:
            return table.all_running
        return table.running.get(school, hiding.Running(None, 0))

    def told(self, measure: str, school: UUID) -> hiding.Running:
        """The same, without a nought that only says that nothing happened before what is hidden."""
        running = self.running(measure, school)
        return running if running.value or running.months == len(self.months) else hiding.Running(None, 0)

    def silent(self, school: UUID) -> bool:
        """Whether it may be told that nothing at all happened at a school: every number of it is shown, and zero."""
        return all(cell == 0 for table in self._counted() for cell in table.cells[school])

    def kept(self) -> bool:
        """Whether anything is known of this year at all."""
        return any(total != 0 for table in self._counted() for total in table.totals)

    def _counted(self) -> list[Months]:
        """The tables that show a zero; an answer is given in a SOT, and that is counted in those."""
        return [table for measure, table in self.of.items() if measure not in counting.ANSWERS]


ON_TIME = (Measure.EVALUATIONS_ON_TIME, Measure.EVALUATIONS_LATE)


def threshold_here(actor: Actor) -> int:
    """From how many on this SWV shows a number. One query."""
    return months.threshold_of(SWV.objects.values_list("settings", flat=True).get(pk=actor.swv_id))


def schools_for(actor: Actor, right: Right = Right.SEE_NUMBERS) -> list[School]:
    """The schools whose numbers this person sees."""
    allowed = actor.schools_with(right)
    return [row for row in people.schools() if allowed is None or row.pk in allowed]


def years_with_numbers(*, today: dt.date) -> tuple[dt.date, dt.date]:
    """The school years that can be looked at: this one and the one before."""
    began = school_year_began(today)
    return began, months.year_before(began)


def numbers_of(
    began: dt.date, *, today: dt.date, threshold: int, schools: Iterable[School]
) -> tuple[YearNumbers, YearNumbers | None]:
    """A school year and the one before, where something is known of that. Eight queries for any number of schools.

    `schools` are all of the SWV: what is hidden depends on all of them, so that two who look at different schools
    learn no more together.
    """
    earlier = months.year_before(began)
    counts, leads = counting.count(since=earlier, until=months.year_after(began))
    ids = [row.pk for row in schools]
    this, before = (
        _year(year, counts, leads, schools=ids, today=today, threshold=threshold) for year in (began, earlier)
    )
    return this, before if before.kept() else None


def _year(
    began: dt.date,
    counts: counting.Counts,
    leads: Sequence[Lead],
    *,
    schools: Collection[UUID],
    today: dt.date,
    threshold: int,
) -> YearNumbers:
    over = months.months_of(began, today=today)
    tables: dict[str, Months] = {}
    for measure, found in counts.items():
        rows = counting.by_school(found, schools)
        tables[measure] = hiding.hide_months(
            {school: [row.get(month, 0) for month in over] for school, row in rows.items()},
            threshold=threshold,
            zeros=measure in counting.ANSWERS,
        )
    waited: dict[str, dict[UUID | None, Took]] = {}
    for measure in TOOK:
        waited[measure] = _took(measure, tables[measure], leads, over, threshold=threshold)
    return YearNumbers(began=began, months=over, of=tables, took=waited)


def _took(
    measure: Measure, table: Months, leads: Iterable[Lead], over: Sequence[dt.date], *, threshold: int
) -> dict[UUID | None, Took]:
    """Of those that the running totals count, and no later ones: else a median that moves would tell of one pupil."""
    until: Mapping[UUID | None, int] = {
        None: table.all_running.months,
        **{school: running.months for school, running in table.running.items() if isinstance(school, UUID)},
    }
    found: dict[UUID | None, list[int]] = defaultdict(list)
    for lead in leads:
        if lead.measure == measure and lead.month in over:
            at = over.index(lead.month)
            for whose in (None, lead.school):
                if at < until.get(whose, 0):
                    found[whose].append(lead.weeks)
    return {whose: months.took(found[whose], threshold=threshold) for whose in until}


def kinds_held(year: YearNumbers) -> list[MeetingKind]:
    """The kinds of meeting of which any was held, in their order."""
    return [kind for kind in MeetingKind if any(total != 0 for total in year.of[kind].totals)]
