"""Who sits at a table that is under way and not on its list, and what the gate says of everybody there now (R56)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from planning.agenda import selectors as agenda
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.meetings.selectors import SeatChoice, may_manage, name_of, present, role_of, seat_choices, without_ground
from planning.people.access import Actor


@dataclass(frozen=True, slots=True)
class Company:
    """Who sits there beside the list. `welcome` sits at the SOT or came for the point and has a ground by now.

    `others` belong to the case and have a ground too: whether they are there, only the table knows. `out` are there
    without a ground, on the list or not: nothing of this pupil is for them.
    """

    welcome: tuple[SeatChoice, ...] = ()
    others: tuple[SeatChoice, ...] = ()
    out: tuple[SeatChoice, ...] = ()

    def find(self, key: str) -> SeatChoice | None:
        """Somebody who may take part from now on; None for everybody else."""
        return next((one for one in (*self.welcome, *self.others) if one.key == key), None)


def is_under_way(meeting: Meeting, *, now: dt.datetime) -> bool:
    """Whether people sit there, or sat there: who comes to a meeting that lies ahead gets an invitation instead."""
    return meeting.state == MeetingState.HELD or (meeting.start is not None and meeting.start <= now)


def company_of(meeting: Meeting, *, actor: Actor, now: dt.datetime) -> Company:
    """Who could be put on the list of a meeting about a case while it is under way, and who may not be there.

    The `others` only for who may ask people to the school's meetings anyway: a partner at the table does not see who
    else is thought of for this child (P9). The same queries for any number.
    """
    case = meeting.case
    if case is None or not is_under_way(meeting, now=now):
        return Company()
    listed = [_seat(row) for row in present(meeting)]
    seated = {one.key for one in listed}
    sat = [one for one in _sat(meeting) if one.key not in seated]
    ids = [one.person.pk for one in (*listed, *sat) if one.person is not None]
    refused = without_ground(case=case, kind=meeting.kind, person_ids=ids, now=now)

    def is_out(one: SeatChoice) -> bool:
        return one.person is not None and one.person.pk in refused

    known = seated | {one.key for one in sat}
    more = seat_choices(case, kind=meeting.kind, now=now) if may_manage(actor, meeting) else ()
    return Company(
        welcome=tuple(one for one in sat if not is_out(one)),
        others=tuple(one for one in more if not one.blocked and one.key not in known),
        out=tuple(one for one in (*listed, *sat) if is_out(one)),
    )


def _sat(part: Meeting) -> Iterable[SeatChoice]:
    """Who sits at the SOT that a meeting is a part of, and who came for this point; each once."""
    if part.part_of is None:
        return ()
    members = (_seat(row) for row in present(part.part_of) if row.person_id is not None)
    guests = (
        Participant(person=one.person, party=one.party, role=one.role, required=False)
        for one in agenda.guests_of_part(part)
    )
    return {one.key: one for one in (*map(_seat, guests), *members)}.values()


def key_of(row: Participant) -> str:
    """How a form names somebody, as `SeatChoice.key` does."""
    return f"person:{row.person_id}" if row.person_id is not None else f"party:{row.party_id}"


def _seat(row: Participant) -> SeatChoice:
    return SeatChoice(
        key=key_of(row),
        name=name_of(row),
        role=row.role,
        role_name=role_of(row),
        wanted=False,
        required=row.required,
        blocked=False,
        person=row.person,
        party=row.party,
    )
