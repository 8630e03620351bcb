"""What can happen after the meeting: agreements, progress, evaluations and what they lead to."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications.letters import when
from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from notifications.outbox import services as outbox
from notifications.reminders import services as reminders
from notifications.types import Letter, Recipient
from planning.cases import naming
from planning.cases import services as cases
from planning.cases.models import Case, CaseState
from planning.errors import DomainError
from planning.followup import rules
from planning.followup.models import Agreement, Evaluation, EvaluationState, Outcome, Progress, ProgressState
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind, MeetingState, Participant
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.regions.selectors import get_route

AGREEMENT_BELL = "agreement"
LINK_LIFE_AFTER_DUE = dt.timedelta(days=90)  # an owner can still report on a late agreement


class CasusregisseurFirst(DomainError):
    """R19: nothing is recorded of a HIA or MDO before the casusregisseur is appointed."""

    code = "casusregisseur_first"
    message = _("Wijs eerst de casusregisseur aan.")
    hint = _("Dat doet u op de pagina van de casus. Daarna kunt u afspraken vastleggen.")


class NotAtThisMeeting(DomainError):
    """R30: the owner of an agreement is somebody of the meeting."""

    code = "not_at_this_meeting"
    status = 422
    message = _("Kies iemand die bij dit overleg hoort.")


class DateInThePast(DomainError):
    """An agreement or evaluation lies ahead."""

    code = "date_in_the_past"
    status = 422
    message = _("Deze datum is al voorbij. Kies een datum vanaf vandaag.")


class NothingRecorded(DomainError):
    """An agreement says what is done."""

    code = "nothing_recorded"
    status = 422
    message = _("Schrijf op wat er is afgesproken.")


class CaseIsClosed(DomainError):
    """After closing nothing is added."""

    code = "case_closed"
    message = _("Deze casus is afgesloten.")


class AgreementIsOver(DomainError):
    """A withdrawn agreement takes no more reports."""

    code = "agreement_over"
    message = _("Deze afspraak is vervallen. U hoeft niets meer te doen.")


class AlreadyDecided(DomainError):
    """An evaluation has one outcome."""

    code = "already_decided"
    message = _("Over deze evaluatie is al besloten.")


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
    kept_words: bool = False,
) -> Agreement:
    """Write down who does what, by when (R120); the owner gets a link to report on it (R123).

    Without consent for the SOT it names nobody (R55); `kept_words`: somebody looked and it does not. Raises
    CasusregisseurFirst, NotAtThisMeeting, DateInThePast, NothingRecorded, NamesThePupil, CaseIsClosed, CaseFrozen,
    NotAllowed.
    """
    case = _open_case(meeting)
    actor.require(Right.MANAGE_MEETINGS, school_id=meeting.school_id)
    if needs_casusregisseur(meeting):
        raise CasusregisseurFirst
    if owner.meeting_id != meeting.pk or owner.removed_at is not None:
        raise NotAtThisMeeting(fields={"owner": NotAtThisMeeting.message})
    if due < now.astimezone(rules.AMSTERDAM).date():
        raise DateInThePast(fields={"due": DateInThePast.message})
    if not what.strip():
        raise NothingRecorded(fields={"what": NothingRecorded.message})
    naming.require_anonymous(case=case, texts={"what": what}, by=actor.by, now=now, kept=kept_words)
    agreement = Agreement.objects.create(
        swv_id=meeting.swv_id,
        case=case,
        meeting=meeting,
        owner=owner,
        what=what.strip(),
        due=due,
        recorded_by_id=actor.person_id,
    )
    _write_to_owner(agreement=agreement, template="agreement_owner", key=f"agreement:{agreement.pk}", now=now)
    for moment in rules.reminder_moments(due=due, now=now):
        reminders.remind(
            tenant_id=agreement.swv_id, kind=AGREEMENT_BELL, object_key=str(agreement.pk), due_at=moment, now=now
        )
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
    _stop_asking(agreement=agreement, now=now)
    links.revoke(tenant_id=agreement.swv_id, purpose=Purpose.AGREEMENT, object_key=str(agreement.pk), now=now)
    audit.record(swv_id=agreement.swv_id, by=actor.by, action="agreement.withdraw", on=agreement, now=now)


@transaction.atomic
def report_progress(*, agreement_id: UUID, state: ProgressState, remark: str, by: By, now: dt.datetime) -> Progress:
    """One report; the newest counts (R123). Done stops the reminders; stuck becomes a task of the regie (R137)."""
    agreement = Agreement.objects.select_for_update().select_related("case").get(pk=agreement_id)
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
    if state == ProgressState.DONE:
        _stop_asking(agreement=agreement, now=now)
    if state == ProgressState.STUCK:
        case = agreement.case
        cases.add_task(
            case=case,
            person_id=case.casusregisseur_id or agreement.recorded_by_id,
            code="agreement_stuck",
            object_key=str(agreement.pk),
            now=now,
        )
    audit.record(swv_id=agreement.swv_id, by=by, action="agreement.progress", on=agreement, now=now, state=str(state))
    return progress


@transaction.atomic
def remind_owner(*, agreement_id: UUID, now: dt.datetime) -> None:
    """Ring for one agreement: a letter to the owner, unless it is done, withdrawn or the case is closed."""
    agreement = Agreement.objects.select_related("case").filter(pk=agreement_id).first()
    if agreement is None or agreement.withdrawn_at is not None or agreement.case.state == CaseState.CLOSED:
        return
    if cases.is_frozen(agreement.case_id):
        return
    newest = agreement.progress.order_by("-at").first()
    if newest is not None and newest.state == ProgressState.DONE:
        return
    day = now.astimezone(rules.AMSTERDAM).date()
    _write_to_owner(
        agreement=agreement, template="agreement_reminder", key=f"agreement-reminder:{agreement.pk}:{day}", now=now
    )


@transaction.atomic
def plan_evaluation(
    *, actor: Actor, meeting: Meeting, on: dt.date, method: str, now: dt.datetime, kept_words: bool = False
) -> Evaluation:
    """Every arrangement ends its meeting with an evaluation date and a method (R131). Planning again moves the date.

    Raises DateInThePast, AlreadyDecided, NamesThePupil, CaseIsClosed, CaseFrozen, NotAllowed.
    """
    case = _open_case(meeting)
    actor.require(Right.MANAGE_MEETINGS, school_id=meeting.school_id)
    if on <= now.astimezone(rules.AMSTERDAM).date():
        raise DateInThePast(fields={"on": DateInThePast.message})
    naming.require_anonymous(case=case, texts={"method": method}, by=actor.by, now=now, kept=kept_words, always=True)
    evaluation, _made = Evaluation.objects.select_for_update().get_or_create(
        meeting=meeting, defaults={"swv_id": meeting.swv_id, "case": case, "on": on, "method": method.strip()}
    )
    if evaluation.state != EvaluationState.PLANNED:
        raise AlreadyDecided
    evaluation.on, evaluation.method = on, method.strip()
    evaluation.save(update_fields=["on", "method"])
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="evaluation.plan", on=evaluation, now=now)
    return evaluation


@transaction.atomic
def propose_meeting(*, evaluation_id: UUID, by: By, now: dt.datetime) -> Meeting | None:
    """A due evaluation proposes the next meeting with the same people (R133, R134): a draft that waits for a date.

    Who lost the ground meanwhile is not asked again (house rule 4). Twice is once; returns None when there is nothing
    to propose any more.
    """
    evaluation = (
        Evaluation.objects.select_for_update().select_related("case", "meeting__organiser").get(pk=evaluation_id)
    )
    if evaluation.state != EvaluationState.PLANNED or evaluation.case.state == CaseState.CLOSED:
        return None
    if cases.is_frozen(evaluation.case_id):
        return None
    meeting = meetings.repeat_meeting(meeting=evaluation.meeting, kind=MeetingKind.EVALUATION, by=by, now=now)
    evaluation.state, evaluation.next_meeting = EvaluationState.PROPOSED, meeting
    evaluation.save(update_fields=["state", "next_meeting"])
    person = evaluation.case.casusregisseur or evaluation.meeting.organiser
    cases.add_task(
        case=evaluation.case, person_id=person.pk, code="evaluation_due", object_key=str(meeting.pk), now=now
    )
    outbox.post(
        Letter(
            tenant_id=evaluation.swv_id,
            key=f"evaluation:{evaluation.pk}",
            template="evaluation_due",
            recipient=Recipient(key=str(person.pk), name=person.name, address=person.email),
            context={
                "name": person.name,
                "url": f"{settings.BASE_URL}/overleggen/{meeting.pk}/",
                "on": when.day(evaluation.on),
            },
        ),
        now=now,
    )
    audit.record(swv_id=evaluation.swv_id, by=by, action="evaluation.propose", on=evaluation, now=now)
    return meeting


@transaction.atomic
def decide_outcome(*, actor: Actor, evaluation: Evaluation, outcome: Outcome, now: dt.datetime) -> None:
    """What the evaluation decided (R132, R138): go on, back to step 3 (as often as needed), or close with aftercare."""
    evaluation = Evaluation.objects.select_for_update().select_related("case").get(pk=evaluation.pk)
    actor.require(Right.MANAGE_MEETINGS, school_id=evaluation.case.school_id)
    if evaluation.state in {EvaluationState.HELD, EvaluationState.CANCELLED}:
        raise AlreadyDecided
    evaluation.state, evaluation.outcome = EvaluationState.HELD, outcome
    evaluation.save(update_fields=["state", "outcome"])
    case = evaluation.case
    step = rules.step_after(get_route(case.route, case.route_version), outcome=outcome, now_in=case.step)
    reason = _("Besluit bij de evaluatie: %(outcome)s.") % {"outcome": outcome.label}
    cases.move_step(actor=actor, case=case, step=step, reason=reason, now=now)
    audit.record(
        swv_id=evaluation.swv_id, by=actor.by, action="evaluation.decide", on=evaluation, now=now, outcome=str(outcome)
    )


def propose_due(*, now: dt.datetime) -> int:
    """Propose the meeting of every due evaluation of the SWV in scope; each in a transaction of its own."""
    today = now.astimezone(rules.AMSTERDAM).date()
    due = Evaluation.objects.filter(
        state=EvaluationState.PLANNED, on__lte=today + rules.PROPOSE_BEFORE, case__state=CaseState.OPEN
    )
    return sum(
        propose_meeting(evaluation_id=pk, by=By.system(), now=now) is not None
        for pk in due.values_list("pk", flat=True)
    )


def _open_case(meeting: Meeting) -> Case:
    if meeting.case_id is None or meeting.state == MeetingState.CANCELLED:
        raise NotAtThisMeeting(_("Afspraken horen bij een overleg over een casus."))
    case = Case.objects.select_for_update(of=("self",)).get(pk=meeting.case_id)
    if case.state == CaseState.CLOSED:
        raise CaseIsClosed
    cases.refuse_frozen(case.pk)
    return case


def _stop_asking(*, agreement: Agreement, now: dt.datetime) -> None:
    reminders.cancel(tenant_id=agreement.swv_id, object_key=str(agreement.pk), kind=AGREEMENT_BELL, now=now)


def _write_to_owner(*, agreement: Agreement, template: str, key: str, now: dt.datetime) -> None:
    """A letter with a personal link; an owner without an address is the IB's to call (shown on the meeting's page).

    None to who has no ground at this moment (house rule 4).
    """
    recipient = meetings_of.recipient_of(agreement.owner)
    if recipient is None or not meetings_of.is_admitted(agreement.owner, meeting=agreement.meeting, now=now):
        return
    token = links.issue(
        tenant_id=agreement.swv_id,
        purpose=Purpose.AGREEMENT,
        person_key=str(agreement.owner_id),
        object_key=str(agreement.pk),
        expires_at=dt.datetime.combine(agreement.due, dt.time(), tzinfo=rules.AMSTERDAM) + LINK_LIFE_AFTER_DUE,
        now=now,
        rotate=False,  # the link of the first letter goes on working beside the reminder's
    )
    school = agreement.case.school
    contact = meetings.contact_of(agreement.meeting)  # R21: on every letter to a parent
    outbox.post(
        Letter(
            tenant_id=agreement.swv_id,
            key=key,
            template=template,
            recipient=recipient,
            context={
                "name": recipient.name,
                "url": address(token),
                "due": when.in_languages(when.day, agreement.due),
                "school": school.name,
                "contact": meetings.contact_line(contact),
            },
            sender_name=school.name,
            reply_to=contact.email,
        ),
        now=now,
    )
