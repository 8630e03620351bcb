"""The other schools of the demo: last school year, and this one so far, in light cases without a story.

Told by `load_demo` alone: the tests walk every address of the story (`scheduler.demo.story`) with every case, and need
no hundred more of them. It is what the numbers of the SWV are made of, and what a GW, TC, JP or OC with several schools
sees there.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from uuid import UUID

from django_scopes import scope

from planning.cases.models import Case
from planning.followup.rules import school_year_began
from planning.meetings.models import Hold, Meeting, MeetingKind, MeetingState
from planning.people.models import SWV
from scheduler.demo.build import AMSTERDAM
from scheduler.demo.elsewhere import case as cases
from scheduler.demo.elsewhere import talks
from scheduler.demo.elsewhere.ledger import Ledger, Team, teams
from scheduler.demo.elsewhere.tales import SchoolDays, Tale, sots_of, tales_of

Sots = dict[tuple[str, dt.datetime], Meeting]
COMES = 0.8  # of the invitations to a SOT, so many are answered


def tell(*, swv: SWV, now: dt.datetime) -> int:
    """Write it all down until now; gives how many cases there are."""
    now = now.astimezone(AMSTERDAM)
    year = school_year_began(now.date()).year
    days = SchoolDays(year - 1)
    with scope(swv=swv.pk):
        people = teams()
        ledger = Ledger(swv, now, days, random.Random(year), _codes(), _busy(now))  # noqa: S311  # a demo, not a secret
        before, these = _last_year(ledger, people, sots_of(year - 1, days)), _this_year(ledger, people)
        tales = tales_of(year - 1, sots=_starts(before), days=days) + tales_of(year, sots=_starts(these), days=days)
        orders: Counter[UUID] = Counter()
        count = sum(_told(ledger, people[tale.school.brin], tale, before | these, orders) for tale in tales)
        ledger.write()
    return count


def _codes() -> set[str]:
    return {*Meeting.objects.values_list("reference", flat=True), *Case.objects.values_list("reference", flat=True)}


def _busy(now: dt.datetime) -> dict[UUID, list[tuple[dt.datetime, dt.datetime]]]:
    busy: dict[UUID, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for person, start, end in Hold.objects.filter(firm=True, end__gt=now).values_list("person", "start", "end"):
        busy[person].append((start, end))
    return busy


def _last_year(ledger: Ledger, people: dict[str, Team], starts: dict[str, list[dt.datetime]]) -> Sots:
    return {
        (brin, start): talks.sot(ledger, people[brin], start) for brin, moments in starts.items() for start in moments
    }


def _this_year(ledger: Ledger, people: dict[str, Team]) -> Sots:
    """Those of the plan: what is over took place, as the schools said, and most people come to what is ahead."""
    rows = Meeting.objects.filter(kind=MeetingKind.SOT, case__isnull=True, state=MeetingState.PLANNED)
    brins, found = {team.school.pk: brin for brin, team in people.items()}, Sots()
    for meeting in rows.select_related("organiser").prefetch_related("participants"):
        assert meeting.start is not None  # noqa: S101  # a constraint of the table
        start = meeting.start.astimezone(AMSTERDAM)
        found[brins[meeting.school_id], start] = meeting
        if talks.been(ledger, start):
            ledger.noted(meeting.organiser, "meeting.held", meeting, start + talks.OVER)
            continue
        for number, seat in enumerate(meeting.participants.all()):
            if ledger.dice.random() < COMES:
                at = min(ledger.now, (meeting.revised_at or ledger.now) + (number + 1) * 5 * talks.HOUR)
                talks.comes(ledger, seat, at=at, sequence=meeting.sequence)
    over = [meeting.pk for (_brin, start), meeting in found.items() if talks.been(ledger, start)]
    Meeting.objects.filter(pk__in=over).update(state=MeetingState.HELD)
    return found


def _starts(sots: Sots) -> dict[str, list[dt.datetime]]:
    found: dict[str, list[dt.datetime]] = defaultdict(list)
    for brin, start in sots:
        found[brin].append(start)
    return found


def _told(ledger: Ledger, team: Team, tale: Tale, sots: Sots, orders: Counter[UUID]) -> bool:
    """One tale as far as it is; gives whether it became a case."""
    signal, said = cases.signalled(ledger, team, tale), tale.discussed
    if signal is None or said is None or tale.settled > ledger.now:
        return False
    told = cases.opened(ledger, team, tale, signal)
    if said.asked <= ledger.now:
        cases.brought_in(told, said)
    if said.answered + talks.HOUR > ledger.now:
        return True
    whole = sots[team.school.brin, said.sot]
    item = talks.put_on_agenda(told, said, whole, order=orders[whole.pk])
    orders[whole.pk] += 1
    if talks.been(ledger, said.sot):
        talks.discussed(told, said, item)
        if said.helped is not None:
            talks.helped(told, said.helped)
        if said.closed <= ledger.now:
            cases.closed(told, said.closed)
    return True
