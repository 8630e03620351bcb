"""The follow-up per school with what is small hidden: what is so now, and of the year what the numbers tell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from planning.followup.rules import school_year_began
from planning.followup.schools import numbers_at
from planning.insight.rules import hiding
from planning.insight.rules.hiding import Running
from planning.insight.selectors import numbers
from planning.insight.selectors.counting import Measure
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import School

NOW = ("open", "late", "stuck", "coming", "overdue")


@dataclass(frozen=True, slots=True)
class Line:
    """One school, or all together (`school` is None). None in `now` is hidden."""

    school: School | None
    now: dict[str, int | None]
    done: Running
    share_on_time: int | None
    silent: bool = False  # nothing runs here and nothing happened, and that may be told

    @property
    def hidden(self) -> bool:
        """Whether any number of now is."""
        return None in self.now.values()

    @property
    def telling(self) -> bool:
        """Whether there is a number above nought to read."""
        return any(self.now.values()) or bool(self.done.value) or self.share_on_time is not None


def following(actor: Actor, *, today: dt.date, threshold: int) -> tuple[Line, list[Line]]:
    """All schools of the SWV together, and each one this person follows. Twelve queries for any number of schools.

    What is done and held comes from the numbers of the year, month by month: a page that counted on to today would
    tell, beside those, of the few of this month.
    """
    everywhere = list(people.schools())
    allowed = actor.schools_with(Right.SEE_FOLLOWUP)
    _all, rows = numbers_at(everywhere, today=today)
    columns = {name: hiding.hide_column([getattr(row, name) for row in rows], threshold=threshold) for name in NOW}
    year, _before = numbers.numbers_of(school_year_began(today), today=today, threshold=threshold, schools=everywhere)
    together = Line(
        None,
        {name: columns[name].total for name in NOW},
        year.running(Measure.AGREEMENTS_DONE, None),
        year.share_on_time,
    )
    lines = []
    for at, row in enumerate(rows):
        if row.school is not None and (allowed is None or row.school.pk in allowed):
            now = {name: columns[name].cells[at] for name in NOW}
            done = year.told(Measure.AGREEMENTS_DONE, row.school.pk)
            silent = not any(now.values()) and None not in now.values() and year.silent(row.school.pk)
            lines.append(Line(row.school, now, done, year.share_of(row.school.pk), silent=silent))
    return together, lines
