"""Every clock of a case as it stands: those somebody started, and those of a TLV request (domain §1.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.cases.models import Case
from planning.dossier.models import Clock, ClockKind, Outcome, TlvRequest
from planning.dossier.rules import clocks as rules
from planning.dossier.rules.clocks import Due, DueState
from planning.dossier.rules.settings import Deadlines, deadlines_of
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.models import SWV, School

HAND_IN, DECISION, VALID = "hand-in", "decision", "valid"
_LABELS = {
    HAND_IN: gettext_lazy("TLV-aanvraag inleveren"),
    DECISION: gettext_lazy("besluit over de TLV"),
    VALID: gettext_lazy("TLV loopt af"),
}
_SOURCES = {
    ClockKind.ZORGPLICHT: gettext_lazy("6 weken na de schriftelijke aanmelding; vakanties tellen mee"),
    ClockKind.OPP: gettext_lazy("6 weken na de inschrijving"),
    ClockKind.OPP_EVALUATION: gettext_lazy("elk jaar, met ouders en leerling"),
}
_FAR = dt.timedelta(weeks=90)


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock on the picture and in the list below it."""

    key: str
    label: str
    source: str  # where the number of days comes from
    due: Due
    clock: Clock | None = None  # of a TLV request: none
    may_extend: bool = False

    @property
    def words(self) -> str:
        """How it stands, in words: the colour is never the only sign."""
        left = self.due.days_left
        if self.due.state == DueState.DONE:
            return _("klaar")
        if left < 0:
            return _("1 dag te laat") if left == -1 else _("%(n)s dagen te laat") % {"n": -left}
        if left == 0:
            return _("vandaag is de laatste dag")
        return _("nog 1 dag") if left == 1 else _("nog %(n)s dagen") % {"n": left}


@dataclass(frozen=True, slots=True)
class TlvDue:
    """A day of a TLV request."""

    kind: str
    due: Due
    source: str


def deadlines(school: School) -> Deadlines:
    """What the SWV set."""
    return deadlines_of(school.swv.settings)


def due_of_clock(clock: Clock, *, now: dt.datetime) -> Due:
    """When this clock is due, and how it stands today."""
    return _standing(clock.case.school, since=clock.since, due=_due_day(clock), now=now, done=clock.done_on is not None)


def _due_day(clock: Clock) -> dt.date:
    if clock.kind == ClockKind.ZORGPLICHT:
        return rules.zorgplicht_due(clock.since, extended=clock.extended_at is not None)
    return rules.opp_due(clock.since) if clock.kind == ClockKind.OPP else rules.year_after(clock.since)


def _dues(clocks: Sequence[Clock], *, school: School, now: dt.datetime) -> dict[UUID, Due]:
    """How each clock of a case stands today. One query for any number."""
    days = {row.pk: _due_day(row) for row in clocks}
    running = [days[row.pk] for row in clocks if row.done_on is None]
    closed: frozenset[dt.date] = frozenset()
    if running:
        first = min(running) - dt.timedelta(days=rules.LOOK_BACK)
        closed = frozenset(people.school_calendar(school, first=first, last=max(running)).closed)
    today = timezone.localdate(now)
    return {
        row.pk: rules.standing(
            since=row.since, due=days[row.pk], today=today, closed=closed, done=row.done_on is not None
        )
        for row in clocks
    }


def dues_of_tlv(request: TlvRequest, *, now: dt.datetime) -> list[TlvDue]:
    """The days that count for a request now: hand in, decision, or the end of what was given. None for a no."""
    school = request.case.school
    known = deadlines(school)
    if request.outcome == Outcome.GRANTED and request.valid_from is not None and request.valid_to is not None:
        due = _standing(school, since=request.valid_from, due=request.valid_to, now=now, warn_days=rules.RENEW_DAYS)
        return [TlvDue(VALID, due, _("de laatste dag van de TLV"))]
    if request.outcome:
        return []
    if request.sent_on is None:
        last = rules.next_last_day(known.last_days, on=request.decided_on)
        if last is None:
            return []
        due = _standing(school, since=request.decided_on, due=last, now=now)
        return [TlvDue(HAND_IN, due, _("de laatste dag van uw samenwerkingsverband"))]
    if request.complete_on is None:
        return []
    return [_decision(request.complete_on, school=school, known=known, now=now)]


def _decision(complete_on: dt.date, *, school: School, known: Deadlines, now: dt.datetime) -> TlvDue:
    last = None
    if not known.holidays_count:
        calendar = people.school_calendar(school, first=complete_on, last=complete_on + _FAR)
        # Past the last school year with official holidays nothing is invented: plain weeks, which are never later.
        last = (
            rules.school_weeks_after(complete_on, known.weeks, school_days=calendar.school_days)
            if calendar.known
            else None
        )
    due = last or rules.weeks_after(complete_on, known.weeks)
    words = _("%(n)s schoolweken na een compleet dossier") if last else _("%(n)s weken na een compleet dossier")
    return TlvDue(DECISION, _standing(school, since=complete_on, due=due, now=now), words % {"n": known.weeks})


def clock_lines(case: Case, *, now: dt.datetime) -> list[ClockLine]:
    """Every clock that runs, and what was done in the last half year, the nearest first."""
    lines = []
    recent = timezone.localdate(now) - dt.timedelta(days=183)
    clocks = [row for row in case.clocks.all() if row.done_on is None or row.done_on >= recent]
    dues = _dues(clocks, school=case.school, now=now)
    for clock in clocks:
        clock.case = case
        due = dues[clock.pk]
        extendable = (
            clock.kind == ClockKind.ZORGPLICHT
            and clock.extended_at is None
            and due.state in {DueState.LATER, DueState.SOON}
        )
        lines.append(
            ClockLine(
                key=str(clock.pk),
                label=str(ClockKind(clock.kind).label),
                source=_source(clock),
                due=due,
                clock=clock,
                may_extend=extendable,
            )
        )
    for request in case.tlv_requests.all():
        request.case = case
        lines += [
            ClockLine(key=f"tlv-{row.kind}", label=str(_LABELS[row.kind]), source=row.source, due=row.due)
            for row in dues_of_tlv(request, now=now)
        ]
    return sorted(lines, key=lambda line: (line.due.state == DueState.DONE, line.due.due))


def _source(clock: Clock) -> str:
    if clock.extended_at is not None:
        return _("6 weken, met 4 weken verlengd; vakanties tellen mee")
    return str(_SOURCES[ClockKind(clock.kind)])


def clock_of(case: Case, clock_id: UUID) -> Clock | None:
    """One clock of a case, or None."""
    return case.clocks.select_related("case__school").filter(pk=clock_id).first()


def _standing(
    school: School,
    *,
    since: dt.date,
    due: dt.date,
    now: dt.datetime,
    done: bool = False,
    warn_days: int = rules.WARN_DAYS,
) -> Due:
    closed: frozenset[dt.date] = frozenset()
    if not done:
        calendar = people.school_calendar(school, first=due - dt.timedelta(days=rules.LOOK_BACK), last=due)
        closed = frozenset(calendar.closed)
    return rules.standing(
        since=since, due=due, today=timezone.localdate(now), closed=closed, done=done, warn_days=warn_days
    )


def closed_around(school: School, due: Due, *, now: dt.datetime) -> frozenset[dt.date]:
    """The days on which this school is closed, as far as bells of a clock can ring. One query."""
    today, back = timezone.localdate(now), dt.timedelta(days=rules.LOOK_BACK)
    first = min(today, due.act_by - dt.timedelta(days=due.warn_days) - back)
    return frozenset(people.school_calendar(school, first=first, last=max(today, due.due) + back).closed)


def deadlines_of_swv(actor: Actor) -> Deadlines:
    """What the SWV of this person set."""
    return deadlines_of(SWV.objects.get(pk=actor.swv_id).settings)
