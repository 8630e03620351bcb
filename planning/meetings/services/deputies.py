"""Somebody who must be there cannot come: another of the same role, or another date."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.meetings import rules
from planning.meetings.models import Meeting, Participant
from planning.meetings.selectors.deputies import deputies_for
from planning.meetings.selectors.people import present
from planning.meetings.selectors.replies import standing_of
from planning.meetings.services.afterwards import plan_anew
from planning.meetings.services.dates import cancel_meeting, locked, require_manage
from planning.meetings.services.errors import NothingToPlanAnew, NotInvited, NotNow
from planning.meetings.services.people import add_participant
from planning.meetings.services.planning import Seat
from planning.people import audit
from planning.people.access import Actor

DECLINED_TASK = "required_declined"


class NotADeputy(DomainError):
    """Only somebody of the same role, or the deputy that was named, takes a seat."""

    code = "not_a_deputy"
    status = 422
    message = _("Deze persoon kan niet invallen. Kies iemand van de lijst.")


@transaction.atomic
def invite_deputy(
    *, actor: Actor, meeting: Meeting, participant_id: UUID, person_id: UUID, now: dt.datetime
) -> Participant:
    """Ask somebody in the place of who cannot come: through the gate, with the same role and weight.

    Who said no stays on the list with that answer, and the meeting no longer waits for it. Raises NotADeputy,
    NotInvited, NotNow, NoGround, SlotTaken, SeatTwice, NotAllowed.
    """
    meeting = locked(meeting.pk)
    require_manage(actor, meeting)
    row = present(meeting).filter(pk=participant_id).first()
    if row is None:
        raise NotInvited
    row.meeting = meeting
    chosen = next((one for one in deputies_for(row, now=now) if one.person.pk == person_id), None)
    if chosen is None:
        raise NotADeputy(fields={"person": NotADeputy.message})
    seat = Seat(person=chosen.person, role=row.role, required=row.required)
    added = add_participant(actor=actor, meeting=meeting, seat=seat, now=now)
    row.required = False
    row.save(update_fields=["required"])
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="meeting.deputy", on=row, now=now, to=str(added.pk))
    _done_when_nobody_declines(meeting, now=now)
    return added


@transaction.atomic
def look_for_another_date(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Meeting:
    """Call the meeting off and give a draft with the same people, of which the date is polled. Everybody hears.

    Raises NotNow, NothingToPlanAnew for a meeting about no case, CaseClosed, NotAllowed.
    """
    meeting = locked(meeting.pk)
    require_manage(actor, meeting)
    if not rules.may_move(state=meeting.state, start=meeting.start, now=now):
        raise NotNow
    if meeting.case is None:
        raise NothingToPlanAnew
    cancel_meeting(actor=actor, meeting=meeting, now=now)
    fresh = plan_anew(actor=actor, meeting=meeting, now=now)
    _finish_task(meeting, now=now)
    return fresh


def _done_when_nobody_declines(meeting: Meeting, *, now: dt.datetime) -> None:
    if not any(row.required and said.partstat == rules.DECLINED for row, said in standing_of(meeting).items()):
        _finish_task(meeting, now=now)


def _finish_task(meeting: Meeting, *, now: dt.datetime) -> None:
    if meeting.case is not None:
        tasks = meeting.case.tasks.filter(code=DECLINED_TASK, object_key=str(meeting.pk), done_at__isnull=True)
        tasks.update(done_at=now)
