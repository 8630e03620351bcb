"""What every verb about a meeting's case, or about an agreement, asks first."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from planning.agenda import services as agenda
from planning.cases import services as cases
from planning.cases.models import Case, CaseState
from planning.followup import selectors
from planning.followup.models import Agreement
from planning.followup.services.errors import CaseIsClosed, NotAtThisMeeting
from planning.meetings.models import Meeting, MeetingState
from planning.people.access import Actor


def open_case(meeting: Meeting) -> Case:
    """The open case of a meeting, locked. Raises NotAtThisMeeting, CaseIsClosed, CaseFrozen."""
    if meeting.case_id is None or meeting.state == MeetingState.CANCELLED:
        raise NotAtThisMeeting(_("Afspraken horen bij een overleg over een casus."))
    case = Case.objects.select_for_update(of=("self",)).get(pk=meeting.case_id)
    if case.state == CaseState.CLOSED:
        raise CaseIsClosed
    cases.refuse_frozen(case.pk)
    return case


def require_running(agreement: Agreement, *, actor: Actor, now: dt.datetime) -> None:
    """Of a pupil: the case still runs, and is locked. Else the point was spoken of, and who does it is there still.

    Raises NotAtThisMeeting, CaseIsClosed, CaseFrozen, and what `agenda.services.speak_of` raises.
    """
    if agreement.point is None:
        agreement.case = open_case(agreement.meeting)
        return
    agenda.speak_of(actor=actor, item=agreement.point, now=now)
    if not selectors.is_there(agreement):
        raise NotAtThisMeeting
