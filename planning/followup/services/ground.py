"""What every verb about a meeting's case, or about an agreement, asks first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from planning.cases import services as cases
from planning.cases.models import Case, CaseState
from planning.followup.models import Agreement
from planning.followup.services.errors import CaseIsClosed, NotAtThisMeeting
from planning.meetings.models import Meeting, MeetingState


def open_case(meeting: Meeting) -> Case:
    """The open case of a meeting, locked. Raises NotAtThisMeeting, CaseIsClosed, CaseFrozen."""
    if meeting.case_id is None or meeting.state == MeetingState.CANCELLED:
        raise NotAtThisMeeting(_("Afspraken horen bij een overleg over een casus."))
    case = Case.objects.select_for_update(of=("self",)).get(pk=meeting.case_id)
    if case.state == CaseState.CLOSED:
        raise CaseIsClosed
    cases.refuse_frozen(case.pk)
    return case


def require_running(agreement: Agreement) -> None:
    """Of a pupil: the case still runs, and is locked. Raises NotAtThisMeeting, CaseIsClosed, CaseFrozen."""
    if agreement.case_id is not None:
        agreement.case = open_case(agreement.meeting)
