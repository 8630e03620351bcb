"""Out of a draft an agreement, by a choice of the chair (R104, R135): nothing is agreed by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from planning.cases import services as cases
from planning.followup import drafts
from planning.followup.drafts import DraftRow, DraftState
from planning.followup.models import Agreement, Draft, Evaluation, Progress, ProgressState
from planning.followup.services.errors import DraftGone, NotAtThisMeeting
from planning.followup.services.ground import open_case
from planning.followup.services.recording import More, record_agreement, take_up_again, withdraw_agreement
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, Participant
from planning.meetings.selectors import require_write
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By

ADJUST = "adjust_plan"
OTHERWISE = _("Er kwam een andere afspraak voor in de plaats.")


@dataclass(frozen=True, slots=True)
class Wording:
    """What it became, where the chair changed it first."""

    owner: Participant
    what: str
    due: dt.date
    more: More


@transaction.atomic
def agree_to(
    *,
    actor: Actor,
    meeting: Meeting,
    key: UUID,
    changed: Wording | None = None,
    kept_words: bool = False,
    now: dt.datetime,
) -> Agreement:
    """Make a draft an agreement, as it stands or as it was `changed`. Twice is once.

    An agreement of before that stays as it is goes on; changed it makes place for the new one. Raises DraftGone, and
    what `record_agreement` raises.
    """
    row = _locked(actor, meeting, key, now=now)
    if row.state == DraftState.MADE and row.choice is not None and row.choice.agreement is not None:
        return row.choice.agreement
    if row.before is not None and changed is None:
        made = take_up_again(actor=actor, agreement=row.before, now=now)
    else:
        wording = changed or _as_it_stands(row)
        more = wording.more
        if row.for_goal is not None and more.for_goal is None and more.goal.strip() in {"", row.goal}:
            more = replace(more, for_goal=row.for_goal)  # it serves the same goal, otherwise
        made = record_agreement(
            actor=actor,
            meeting=meeting,
            owner=wording.owner,
            what=wording.what,
            due=wording.due,
            more=more,
            kept_words=kept_words,
            now=now,
        )
        if row.before is not None:
            withdraw_agreement(actor=actor, agreement=row.before, reason=str(OTHERWISE), now=now)
    _keep(meeting, row, agreement=made, now=now)
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="draft.agree", on=made, now=now)
    return made


@transaction.atomic
def let_go(*, actor: Actor, meeting: Meeting, key: UUID, reason: str = "", now: dt.datetime) -> None:
    """Nothing comes of a draft. It is kept, and can be taken back. Twice is once; what is agreed already stays.

    An agreement of before ends by it, with the reason. Raises DraftGone, ReasonNeeded, CaseIsClosed, CaseFrozen,
    NotAllowed.
    """
    row = _locked(actor, meeting, key, now=now)
    if row.state != DraftState.WAITS:
        return
    if row.before is not None:
        withdraw_agreement(actor=actor, agreement=row.before, reason=reason, now=now)
    choice = _keep(meeting, row, now=now, let_go_at=now, let_go_by_id=actor.person_id)
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="draft.let_go", on=choice, now=now)


@transaction.atomic
def take_back(*, actor: Actor, meeting: Meeting, key: UUID, now: dt.datetime) -> None:
    """A draft that was let go waits again; an agreement of before goes on. Twice is once.

    Raises DraftGone, CaseIsClosed, CaseFrozen, NotAllowed.
    """
    row = _locked(actor, meeting, key, now=now)
    if row.state != DraftState.LET_GO:
        return
    if row.before is not None:
        take_up_again(actor=actor, agreement=row.before, now=now)
    choice = _keep(meeting, row, now=now)
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="draft.take_back", on=choice, now=now)


def carry_over(evaluation: Evaluation, *, by: By, now: dt.datetime) -> Meeting:
    """Lay what is agreed and not done on the table, to be changed (R135): of the evaluation's meeting, or a new one.

    All of it goes on as it is until somebody chooses. Who leads the case gets a task. In the caller's transaction.
    """
    meeting = evaluation.next_meeting
    if meeting is None:
        before = evaluation.meeting
        meeting = meetings.repeat_meeting(meeting=before, kind=before.kind, by=by, now=now)
        evaluation.next_meeting = meeting
        evaluation.save(update_fields=["next_meeting"])
    newest = Progress.objects.filter(agreement=OuterRef("pk")).order_by("-at").values("state")[:1]
    rows = Agreement.objects.filter(case=evaluation.case_id, withdrawn_at__isnull=True).annotate(state=Subquery(newest))
    for row in rows.exclude(meeting=meeting):
        if row.state != ProgressState.DONE:
            Draft.objects.get_or_create(meeting=meeting, before=row, defaults={"swv_id": meeting.swv_id})
    person_id = evaluation.case.casusregisseur_id or meeting.organiser_id
    cases.add_task(case=evaluation.case, person_id=person_id, code=ADJUST, object_key=str(meeting.pk), now=now)
    audit.record(swv_id=meeting.swv_id, by=by, action="draft.carry", on=meeting, now=now)
    return meeting


def _locked(actor: Actor, meeting: Meeting, key: UUID, *, now: dt.datetime) -> DraftRow:
    """The draft, behind the lock of its case: two who choose at once come after each other."""
    open_case(meeting)
    require_write(actor, meeting)
    row = next((row for row in drafts.drafts_of(meeting, actor=actor, now=now) if row.key == key), None)
    if row is None:
        raise DraftGone
    return row


def _as_it_stands(row: DraftRow) -> Wording:
    if row.owner is None:
        raise NotAtThisMeeting(fields={"owner": NotAtThisMeeting.message})
    more = More(goal=row.goal, result=row.result, financing=row.financing, bridging=row.bridging)
    return Wording(row.owner, row.what, row.due, more)


def _keep(
    meeting: Meeting,
    row: DraftRow,
    *,
    now: dt.datetime,
    agreement: Agreement | None = None,
    let_go_at: dt.datetime | None = None,
    let_go_by_id: UUID | None = None,
) -> Draft:
    choice = row.choice or Draft(swv_id=meeting.swv_id, meeting=meeting, preparation_id=row.preparation_id)
    choice.agreement, choice.let_go_at, choice.let_go_by_id = agreement, let_go_at, let_go_by_id
    choice.save()
    waits = Draft.objects.filter(
        meeting=meeting, before__isnull=False, agreement__isnull=True, let_go_at__isnull=True
    ).exists()
    if row.before is not None and not waits and meeting.case is not None:
        key = str(meeting.pk)
        meeting.case.tasks.filter(code=ADJUST, object_key=key, done_at__isnull=True).update(done_at=now)
    return choice
