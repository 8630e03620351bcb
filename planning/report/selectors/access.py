"""Who may work on the minutes, and who may fix and send them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from planning.cases import gate
from planning.cases.models import Case
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.people.access import Actor
from planning.people.roles import Role


def case_of(meeting: Meeting) -> Case:
    """The case of a meeting that has one."""
    if meeting.case is None:
        msg = "minutes are about a case"
        raise ValueError(msg)
    return meeting.case


def may_send(actor: Actor, meeting: Meeting) -> bool:
    """Who fixes and sends the minutes: the school's IB or OC, or the appointed notulist (R29, R112, R114, R115)."""
    if meeting.case is None:
        return False
    return meetings.may_manage(actor, meeting) or _has_seat(
        actor, meeting, {Role.MINUTES.value, _minute_taker(meeting)}
    )


def may_compose(actor: Actor, meeting: Meeting) -> bool:
    """Who works on the text: who may send it, and who may write at the table."""
    return may_send(actor, meeting) or meetings.may_write(actor, meeting)


def _minute_taker(meeting: Meeting) -> str:
    kind = meetings.meeting_type(meeting.case, meeting.kind) if meeting.case is not None else None
    return kind.minute_taker if kind is not None else ""


def _has_seat(actor: Actor, meeting: Meeting, roles: set[str]) -> bool:
    return meetings.present(meeting).filter(person_id=actor.person_id, role__in=roles - {""}).exists()


def composable_meeting(actor: Actor, meeting_id: UUID, *, now: dt.datetime) -> Meeting | None:
    """The meeting, for who composes its minutes with a ground at this moment (house rule 4); for others None."""
    rows = Meeting.objects.select_related("school", "organiser", "case__casusregisseur", "case__school")
    dated = [MeetingState.PLANNED, MeetingState.HELD]
    meeting = rows.filter(pk=meeting_id, case__isnull=False, state__in=dated).first()
    if meeting is None or meeting.case is None or not may_compose(actor, meeting):
        return None
    found = gate.grounds(case=meeting.case, person_ids=[actor.person_id], now=now)[actor.person_id]
    return meeting if gate.admits(found) else None


def names_the_pupil(meeting: Meeting, case: Case, *, now: dt.datetime) -> bool:
    """Whether these minutes may name the pupil: a SOT only with consent for it (R54, R55).

    At every other table nobody sits without a ground, and nobody without one gets the minutes.
    """
    return meeting.kind != MeetingKind.SOT or gate.may_name_pupil(case, now=now)
