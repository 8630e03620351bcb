"""Recording an agreement, taking it back, and reporting how far it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.db import transaction

from notifications.links import services as links
from notifications.links.purposes import Purpose
from planning.agenda import services as agenda
from planning.agenda.models import AgendaGuest, AgendaItem
from planning.cases import naming
from planning.cases import services as cases
from planning.cases.models import Case
from planning.cases.services.nameless import require_nobody
from planning.followup import rules
from planning.followup.models import Agreement, Goal, Progress, ProgressState
from planning.followup.services import letters, reminding, stuck, telling
from planning.followup.services.errors import (
    AgreementIsOver,
    CasusregisseurFirst,
    DateInThePast,
    NotAtThisMeeting,
    NothingRecorded,
    StrangeGoal,
)
from planning.followup.services.ground import open_case, require_running
from planning.meetings.models import Meeting, MeetingKind, Participant
from planning.meetings.selectors import require_write
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By


@dataclass(frozen=True, slots=True)
class More:
    """What may be said beside who, what and when: the goal, the result, the money (R128).

    `for_goal` is one the meeting wrote down; without it the goal can stand in words. `bridging`: it bridges the time
    until the help begins (R125).
    """

    goal: str = ""
    for_goal: Goal | None = None
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
    key: UUID | None = None,
) -> Agreement:
    """Write down who does what, by when (R120); the owner gets a link to report on it (R123).

    Without consent for the SOT it names nobody (R55); `kept_words`: somebody looked and it does not. The same
    form (`key`) twice is one agreement, and one letter. Raises
    CasusregisseurFirst, NotAtThisMeeting, DateInThePast, NothingRecorded, StrangeGoal, NamesThePupil, CaseIsClosed,
    CaseFrozen, NotAllowed.
    """
    case = open_case(meeting)
    require_write(actor, meeting)
    if needs_casusregisseur(meeting):
        raise CasusregisseurFirst
    before = meeting.agreements.filter(pk=key).first() if key is not None else None
    if before is not None:
        return before
    _require_whole(there=_sits(meeting, owner), what=what, due=due, now=now)
    more = more or More()
    if more.for_goal is not None:
        if more.for_goal.case_id != case.pk:
            raise StrangeGoal(fields={"goal": StrangeGoal.message})
        more = replace(more, goal=more.goal or more.for_goal.what)
    texts = {"what": what, "goal": more.goal, "result": more.result, "financing": more.financing}
    naming.require_anonymous(case=case, texts=texts, by=actor.by, now=now, kept=kept_words)
    agreement = Agreement.objects.create(
        pk=key or uuid4(),
        swv_id=meeting.swv_id,
        case=case,
        meeting=meeting,
        owner=owner,
        what=what.strip(),
        due=due,
        for_goal=more.for_goal,
        goal=more.goal.strip() or None,
        result=more.result.strip() or None,
        financing=more.financing.strip() or None,
        bridging=more.bridging,
        recorded_by_id=actor.person_id,
    )
    letters.tell_owner(agreement, now=now)
    reminding.expect_report(agreement, now=now)
    telling.expect_telling(meeting, now=now)
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="agreement.record", on=agreement, now=now)
    return agreement


@transaction.atomic
def agree_on_point(
    *,
    actor: Actor,
    point: AgendaItem,
    owner: Participant | AgendaGuest,
    what: str,
    due: dt.date,
    now: dt.datetime,
    kept_words: bool = False,
    key: UUID | None = None,
) -> Agreement:
    """Who does what, by when, out of a point of a SOT that is about no pupil (R121): it is followed like any other.

    By who may write of that point now, in words that name nobody: everybody at the table reads them. Its owner is a
    professional of that table, or one who comes for this point; the point is locked, and is not changed any more once
    it was spoken of, so that nobody is taken off it who promised something. Twice is once, as for `record_agreement`.
    Raises NotAtThisMeeting, DateInThePast, NothingRecorded, NamesThePupil, and what `agenda.services.speak_of` raises.
    """
    meeting, row = agenda.speak_of(actor=actor, item=point, now=now)
    before = row.agreements.filter(pk=key).first() if key is not None else None
    if before is not None:
        return before
    if isinstance(owner, AgendaGuest):
        there, seat, guest_id = row.guests.filter(pk=owner.pk).exists(), None, owner.person_id
    else:
        there, seat, guest_id = _sits(meeting, owner), owner, None
    _require_whole(there=there and owner.person_id is not None, what=what, due=due, now=now)
    require_nobody(actor=actor, school=row.school, texts={"what": what}, now=now, kept=kept_words)
    agreement = Agreement.objects.create(
        pk=key or uuid4(),
        swv_id=row.swv_id,
        point=row,
        meeting=meeting,
        owner=seat,
        guest_id=guest_id,
        what=what.strip(),
        due=due,
        recorded_by_id=actor.person_id,
    )
    letters.tell_owner(agreement, now=now)
    reminding.expect_report(agreement, now=now)
    audit.record(swv_id=row.swv_id, by=actor.by, action="agreement.record", on=agreement, now=now)
    return agreement


def _sits(meeting: Meeting, owner: Participant) -> bool:
    return owner.meeting_id == meeting.pk and owner.removed_at is None


def _require_whole(*, there: bool, what: str, due: dt.date, now: dt.datetime) -> None:
    """Somebody of this meeting does something, on a day to come."""
    if not there:
        raise NotAtThisMeeting(fields={"owner": NotAtThisMeeting.message})
    if due < now.astimezone(rules.AMSTERDAM).date():
        raise DateInThePast(fields={"due": DateInThePast.message})
    if not what.strip():
        raise NothingRecorded(fields={"what": NothingRecorded.message})


@transaction.atomic
def withdraw_agreement(*, actor: Actor, agreement: Agreement, reason: str, now: dt.datetime) -> None:
    """Let go of an agreement, with the reason: its link dies and nobody is reminded any more. Twice is once.

    Raises ReasonNeeded, NotAllowed.
    """
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("case__school", "meeting__school")
    agreement = rows.get(pk=agreement.pk)
    actor.require(Right.MANAGE_MEETINGS, school_id=agreement.school.pk)
    if agreement.withdrawn_at is not None:
        return
    if not reason.strip():
        raise cases.ReasonNeeded(fields={"reason": cases.ReasonNeeded.message})
    end_agreement(agreement, reason=reason, by=actor.by, now=now)


def end_agreement(agreement: Agreement, *, reason: str, by: By, now: dt.datetime) -> None:
    """Nothing more is asked about it. In the caller's transaction, who asked whether it may."""
    agreement.withdrawn_at, agreement.withdrawn_why = now, reason.strip()
    agreement.save(update_fields=["withdrawn_at", "withdrawn_why"])
    reminding.stop_asking(agreement, now=now)
    stuck.goes_on(agreement, now=now)
    links.revoke(tenant_id=agreement.swv_id, purpose=Purpose.AGREEMENT, object_key=str(agreement.pk), now=now)
    audit.record(swv_id=agreement.swv_id, by=by, action="agreement.withdraw", on=agreement, now=now)


@transaction.atomic
def take_up_again(*, actor: Actor, agreement: Agreement, now: dt.datetime) -> Agreement:
    """What was let go goes on after all: its owner gets a link again and is reminded. Twice is once.

    A point that is about no pupil counts as spoken of again, and who came for it must not have been taken off
    meanwhile. Raises CaseIsClosed, CaseFrozen, NotAtThisMeeting, NotAllowed, and what `agenda.services.speak_of`
    raises.
    """
    rows = Agreement.objects.select_related("meeting__school", "owner__person", "owner__party", "guest", "point")
    agreement = rows.get(pk=agreement.pk)
    actor.require(Right.MANAGE_MEETINGS, school_id=agreement.school.pk)
    require_running(agreement, actor=actor, now=now)
    if not Agreement.objects.filter(pk=agreement.pk, withdrawn_at__isnull=False).update(
        withdrawn_at=None, withdrawn_why=None
    ):
        return agreement
    agreement.withdrawn_at, agreement.withdrawn_why = None, None
    letters.tell_owner(agreement, again=now, now=now)
    reminding.expect_report(agreement, now=now)
    audit.record(swv_id=agreement.swv_id, by=actor.by, action="agreement.take_up", on=agreement, now=now)
    return agreement


@transaction.atomic
def report_progress(*, agreement_id: UUID, state: ProgressState, remark: str, by: By, now: dt.datetime) -> Progress:
    """One report; the newest counts (R123). Done stops the reminders; stuck becomes a task of the regie (R137).

    What goes on again takes the task away. About no pupil: who makes the school's SOTs sees it among what is to do.
    Raises AgreementIsOver.
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
