"""What the connected calendars of the people in a plan say about its year: busy, or unknown since when; never free.

Calendars are read about a year ahead (`planning.calendars.rules`): of what lies further nothing is known yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from planning.calendars import rules as calendar_rules
from planning.calendars import selectors as calendars
from planning.calendars.rules import Known, Stretch
from planning.calendars.wording import silence
from planning.people.models import Person
from planning.yearplan import rules
from planning.yearplan.models import YearPlan


def known_of(plan: YearPlan, person_ids: Iterable[UUID], *, now: dt.datetime) -> dict[UUID, Known]:
    """What is known of these people in the part of the plan's year that calendars can tell of; two queries.

    Who has no calendar connected is not in it, and nobody is when that part is empty.
    """
    first, last = window(plan, now=now)
    return calendars.busy_of(person_ids, first=first, last=last, now=now) if first < last else {}


def window(plan: YearPlan, *, now: dt.datetime) -> Stretch:
    """From now or the first day to the last day, or to as far ahead as calendars are known."""
    first = rules.to_utc(dt.datetime.combine(plan.first_day, dt.time.min))
    last = rules.to_utc(dt.datetime.combine(plan.last_day + dt.timedelta(days=1), dt.time.min))
    return max(first, now), min(last, now + calendar_rules.REACH)


def busy(known: Mapping[UUID, Known], *, ours: Mapping[UUID, Sequence[Stretch]]) -> dict[UUID, list[Stretch]]:
    """The busy stretches by person, in local time, to whole minutes.

    `ours` are the dates that this plan gave people already (UTC): these may stand in their calendars, by our hand or
    their own, and are no reason to be elsewhere.
    """
    return {
        key: [
            (_down(rules.to_local(start)), _up(rules.to_local(end)))
            for start, end in calendar_rules.without(one.busy, ours.get(key, ()))
        ]
        for key, one in known.items()
    }


def silent_calendars(plan: YearPlan, persons: Iterable[Person], *, now: dt.datetime) -> list[str]:
    """A sentence for each connected calendar of which nothing is known: since when and why; two queries.

    And one about the end of the year, when that is further away than calendars are read.
    """
    people = {person.pk: person for person in persons}
    known = known_of(plan, people, now=now)
    ordered = sorted(people.values(), key=lambda person: (person.last_name, person.first_name))
    found = [silence(row.name, known[row.pk]) for row in ordered if row.pk in known and known[row.pk].unknown]
    _first, last = window(plan, now=now)
    if known and rules.to_local(last).date() <= plan.last_day:
        until = f"{rules.to_local(last):%d-%m-%Y}"
        found.append(
            _("Gekoppelde agenda's kennen we tot %(until)s. Van daarna weten we nog niets.") % {"until": until}
        )
    return found


def _down(moment: dt.datetime) -> dt.datetime:
    return moment.replace(second=0, microsecond=0)


def _up(moment: dt.datetime) -> dt.datetime:
    return _down(moment + dt.timedelta(seconds=59, microseconds=999_999))
