"""Recording an agreement, taking it back, and reporting how far it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from notifications.links import services as links
from notifications.links.purposes import Purpose
from planning.cases import naming
from planning.cases.models import Case
from planning.followup import rules
from planning.followup.models import Agreement, Progress, ProgressState
from planning.followup.services import letters, reminding, stuck
from planning.followup.services.errors import (
    AgreementIsOver,
    CasusregisseurFirst,
    DateInThePast,
    NotAtThisMeeting,
    NothingRecorded,
)
from planning.followup.services.ground import open_case
from planning.meetings.models import Meeting, MeetingKind, Participant
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By


@dataclass(frozen=True, slots=True)
class More:
    """What may be said beside who, what and when: the goal, the result, the money (R128).

    `bridging`: it bridges the time until the help begins (R125).
    """

    goal: str = ""
    result: str = ""
    financing: str = ""
    bridging: bool = False


def needs_casusregisseur(meeting: Meeting) -> bool:
    """Whether the casusregisseur must be appointed before anything is recorded of this meeting (R19)."""
    if meeting.case_id is None or meeting.kind not in {MeetingKind.HIA, MeetingKind.MDO}:
        return False
    return not Case.objects.filter(pk=meeting.case_id, casusregisseur__isnull=False).exists()


@transaction.atomic
def record_agreement(
    *,
    actor: Actor,
    meeting: Meeting,
    owner: Participant,
    what: str,
    due: dt.date,
    now: dt.datetime,
    more: More | None = None,
    kept_words: bool = False,
) -> Agreement:
    """Write down who does what, by when (R120); the owner gets a link to report on it (R123).

    Without consent for the SOT it names nobody (R55); `kept_words`: somebody looked and it does not. Raises
    CasusregisseurFirst, NotAtThisMeeting, DateInThePast, NothingRecorded, NamesThePupil, CaseIsClosed, CaseFrozen,
    NotAllowed.
    """
    case = open_case(meeting)
    actor.require(Right.MANAGE_MEETINGS, school_id=meeting.school_id)
    if needs_casusregisseur(meeting):
        raise CasusregisseurFirst
    if owner.meeting_id != meeting.pk or owner.removed_at is not None:
        raise NotAtThisMeeting(fields={"owner": NotAtThisMeeting.message})
    if due < now.astimezone(rules.AMSTERDAM).date():
        raise DateInThePast(fields={"due": DateInThePast.message})
    if not what.strip():
        raise NothingRecorded(fields={"what": NothingRecorded.message})
    more = more or More()
    texts = {"what": what, "goal": more.goal, "result": more.result, "financing": more.financing}
    naming.require_anonymous(case=case, texts=texts, by=actor.by, now=now, kept=kept_words)
    agreement = Agreement.objects.create(
        swv_id=meeting.swv_id,
        case=case,
        meeting=meeting,
        owner=owner,
        what=what.strip(),
        due=due,
        goal=more.goal.strip() or None,
        result=more.result.strip() or None,
        financing=more.financing.strip() or None,
        bridging=more.bridging,
        recorded_by_id=actor.person_id,
    )
    letters.tell_owner(agreement, now=now)
    reminding.expect_report(agreement, now=now)
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="agreement.record", on=agreement, now=now)
    return agreement


@transaction.atomic
def withdraw_agreement(*, actor: Actor, agreement: Agreement, now: dt.datetime) -> None:
    """Take back an agreement: its link dies and nobody is reminded any more. Twice is once."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    actor.require(Right.MANAGE_MEETINGS, school_id=agreement.case.school_id)
    if agreement.withdrawn_at is not None:
        return
    agreement.withdrawn_at = now
    agreement.save(update_fields=["withdrawn_at"])
    reminding.stop_asking(agreement, now=now)
    stuck.goes_on(agreement, now=now)
    links.revoke(tenant_id=agreement.swv_id, purpose=Purpose.AGREEMENT, object_key=str(agreement.pk), now=now)
    audit.record(swv_id=agreement.swv_id, by=actor.by, action="agreement.withdraw", on=agreement, now=now)


@transaction.atomic
def report_progress(*, agreement_id: UUID, state: ProgressState, remark: str, by: By, now: dt.datetime) -> Progress:
    """One report; the newest counts (R123). Done stops the reminders; stuck becomes a task of the regie (R137).

    What goes on again takes the task away. Raises AgreementIsOver.
    """
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("case").get(pk=agreement_id)
    if agreement.withdrawn_at is not None:
        raise AgreementIsOver
    progress = Progress.objects.create(
        swv_id=agreement.swv_id,
        agreement=agreement,
        state=state,
        remark=remark.strip() or None,
        at=now,
        reported_by=by.id,
    )
    if state == ProgressState.STUCK:
        stuck.wait_for_regie(agreement, code=stuck.STUCK, now=now)
    else:
        stuck.goes_on(agreement, codes=(stuck.STUCK,), now=now)
    if state == ProgressState.DONE:
        reminding.stop_asking(agreement, now=now)
        stuck.goes_on(agreement, now=now)
    audit.record(swv_id=agreement.swv_id, by=by, action="agreement.progress", on=agreement, now=now, state=str(state))
    return progress
