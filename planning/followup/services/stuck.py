"""An agreement that is stuck or late: a task of the casusregisseur, and three things to do (R124, R127, R137)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import services as cases
from planning.cases.models import Case, CaseState
from planning.errors import DomainError
from planning.followup.models import Agreement, Response, ResponseKind
from planning.followup.services.errors import AboutNoPupil, AgreementIsOver, CaseIsClosed
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import Person

STUCK, LATE, RECONVENED = "agreement_stuck", "agreement_late", "agreement_reconvened"


class NoteNeeded(DomainError):
    """Who talked writes down what came of it."""

    code = "note_needed"
    status = 422
    message = _("Schrijf op wat er is besproken.")


def wait_for_regie(agreement: Agreement, *, code: str, now: dt.datetime) -> None:
    """Put it on the list of the casusregisseur, or of who wrote it down while there is none.

    Nobody leads what is about no pupil: the school's IB and OC see it as long as it is so (`insight.selectors.needs`).
    """
    if agreement.case is None:
        return
    person_id = agreement.case.casusregisseur_id or agreement.recorded_by_id
    cases.add_task(case=agreement.case, person_id=person_id, code=code, object_key=str(agreement.pk), now=now)


def goes_on(agreement: Agreement, *, codes: tuple[str, ...] = (STUCK, LATE), now: dt.datetime) -> None:
    """The cause is gone, or somebody saw to it: nobody needs to."""
    if agreement.case is None:
        return
    agreement.case.tasks.filter(code__in=codes, object_key=str(agreement.pk), done_at__isnull=True).update(done_at=now)


@transaction.atomic
def note_talk(*, actor: Actor, agreement: Agreement, note: str, now: dt.datetime) -> Response:
    """Who follows it talked with who would do it, and writes down what came of it.

    Raises NoteNeeded, AgreementIsOver, CaseIsClosed, CaseFrozen, NotAllowed.
    """
    agreement = _locked(actor, agreement)
    if not note.strip():
        raise NoteNeeded(fields={"note": NoteNeeded.message})
    return _respond(agreement, ResponseKind.TALK, actor=actor, note=note, now=now)


@transaction.atomic
def reconvene(*, actor: Actor, agreement: Agreement, note: str = "", now: dt.datetime) -> Meeting:
    """Call the same people together once more (R133): a draft that waits for a date. Twice is once.

    Who lost the ground meanwhile is left out. Who organised hears it, when that is somebody else.
    Raises AboutNoPupil, AgreementIsOver, CaseIsClosed, CaseFrozen, NotAllowed.
    """
    agreement = _locked(actor, agreement)
    case = _case_of(agreement)
    before = Response.objects.filter(agreement=agreement, meeting__state=MeetingState.DRAFT).select_related("meeting")
    known = before.order_by("-at").first()
    if known is not None and known.meeting is not None:
        goes_on(agreement, now=now)
        return known.meeting
    meeting = meetings.repeat_meeting(meeting=agreement.meeting, kind=agreement.meeting.kind, by=actor.by, now=now)
    _respond(agreement, ResponseKind.RECONVENE, actor=actor, note=note, meeting=meeting, now=now)
    if meeting.organiser_id != actor.person_id:
        key = str(meeting.pk)
        cases.add_task(case=case, person_id=meeting.organiser_id, code=RECONVENED, object_key=key, now=now)
    return meeting


@transaction.atomic
def scale_up(*, actor: Actor, agreement: Agreement, person: Person, reason: str, now: dt.datetime) -> Response:
    """A (threatening) impasse goes to the onderwijszorgconsulent (R137), out of this agreement.

    Raises what `cases.escalate` raises, AboutNoPupil and AgreementIsOver.
    """
    agreement = _locked(actor, agreement)
    cases.escalate(actor=actor, case=_case_of(agreement), person=person, reason=reason, now=now)
    return _respond(agreement, ResponseKind.ESCALATE, actor=actor, note=reason, now=now)


def _locked(actor: Actor, agreement: Agreement) -> Agreement:
    """The agreement, for its casusregisseur or who leads meetings at the school."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("case__school", "meeting__school")
    agreement = rows.get(pk=agreement.pk)
    case: Case | None = agreement.case
    if case is None or actor.person_id != case.casusregisseur_id:
        actor.require(Right.MANAGE_MEETINGS, school_id=agreement.school.pk)
    if case is not None and case.state == CaseState.CLOSED:
        raise CaseIsClosed
    cases.refuse_frozen(agreement.case_id)
    if agreement.withdrawn_at is not None:
        raise AgreementIsOver
    return agreement


def _case_of(agreement: Agreement) -> Case:
    if agreement.case is None:
        raise AboutNoPupil
    return agreement.case


def _respond(
    agreement: Agreement,
    kind: ResponseKind,
    *,
    actor: Actor,
    note: str,
    meeting: Meeting | None = None,
    now: dt.datetime,
) -> Response:
    row = Response.objects.create(
        swv_id=agreement.swv_id,
        agreement=agreement,
        kind=kind,
        note=note.strip() or None,
        meeting=meeting,
        by_id=actor.person_id,
        at=now,
    )
    goes_on(agreement, now=now)
    audit.record(
        swv_id=agreement.swv_id, by=actor.by, action="agreement.respond", on=agreement, now=now, kind=str(kind)
    )
    return row
