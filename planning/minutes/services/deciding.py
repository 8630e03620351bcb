"""What the meeting decides, and taking it back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from planning.followup.models import Goal
from planning.followup.services import StrangeGoal
from planning.meetings.models import Meeting, Participant
from planning.minutes.models import Decision, DecisionKind, DecisionOutcome, Record
from planning.minutes.rules import deciding
from planning.minutes.selectors import leads_on, with_mandate
from planning.minutes.services.errors import (
    DecidedMeanwhile,
    GoalsFirst,
    NoMandateHere,
    NotDecidable,
    TellMore,
    TooMuchText,
)
from planning.minutes.services.ground import LONGEST, open_record, person_of
from planning.minutes.signals import talk_decided
from planning.people import audit
from planning.people.access import Actor


@transaction.atomic
def decide(
    *,
    actor: Actor,
    meeting: Meeting,
    kind: DecisionKind,
    outcome: DecisionOutcome,
    words: str = "",
    mandated_by: UUID | None = None,
    for_goal: Goal | None = None,
    key: UUID,
    seen: UUID | None = None,
    now: dt.datetime,
) -> Decision:
    """Write down what was decided. `mandated_by` is the participant who decides with a mandate (R24).

    Means may be `for_goal`, one that this meeting wrote down (R103).
    Of what has one answer (R105, R140) the new one takes the place of the old, which this page must have `seen`. The
    same form (`key`) twice decides once. A TLV that is asked for is worked out in the dossier, not here.
    Raises NotDecidable, NoMandateHere, TellMore, GoalsFirst, StrangeGoal, DecidedMeanwhile, and what `save_note`
    raises.
    """
    words = words.strip()
    if len(words) > LONGEST:
        raise TooMuchText(fields={"words": TooMuchText.message})
    record = open_record(actor, meeting, now=now)
    before = Decision.objects.filter(pk=key).first()
    if before is not None and before.record_id == record.pk:
        return before
    if (kind == DecisionKind.TALK and not leads_on(meeting)) or outcome not in _outcomes(kind, meeting):
        raise NotDecidable(fields={"outcome": NotDecidable.message})
    if kind in deciding.TELL_MORE and not words:
        raise TellMore(fields={"words": TellMore.message})
    if kind in deciding.GOALS_FIRST and not meeting.goals.exists():
        raise GoalsFirst
    if for_goal is not None and (kind not in deciding.GOALS_FIRST or for_goal.meeting_id != meeting.pk):
        raise StrangeGoal(fields={"for_goal": StrangeGoal.message})
    by = _with_mandate(record, mandated_by) if kind == DecisionKind.MANDATE else None
    if kind in deciding.ONCE:
        stands = record.decisions.filter(kind=kind, withdrawn_at__isnull=True).first()
        if stands is not None and (stands.outcome, str(stands.words or "")) == (outcome, words):
            return stands
        if stands is not None:
            if stands.pk != seen:
                raise DecidedMeanwhile
            _withdraw(stands, actor=actor, now=now)
    decision = Decision.objects.create(
        pk=key,
        swv_id=record.swv_id,
        record=record,
        kind=kind,
        outcome=outcome,
        words=words or None,
        for_goal=for_goal,
        mandated_by_id=by.person_id if by is not None else None,
        role=by.role if by is not None else "",
        recorded_by_id=person_of(actor),
        at=now,
    )
    audit.record(swv_id=record.swv_id, by=actor.by, action="decision.take", on=decision, now=now, kind=str(kind))
    if kind == DecisionKind.TALK:
        talk_decided.send(sender=Decision, meeting=meeting, now=now)
    return decision


@transaction.atomic
def take_back(*, actor: Actor, meeting: Meeting, decision_id: UUID, now: dt.datetime) -> None:
    """A decision does not stand any more: it is kept, and shown no more. Twice is once."""
    record = open_record(actor, meeting, now=now)
    stands = record.decisions.filter(pk=decision_id, withdrawn_at__isnull=True).first()
    if stands is not None:
        _withdraw(stands, actor=actor, now=now)
        if stands.kind == DecisionKind.TALK:
            talk_decided.send(sender=Decision, meeting=meeting, now=now)


def _withdraw(decision: Decision, *, actor: Actor, now: dt.datetime) -> None:
    decision.withdrawn_at = now
    decision.save(update_fields=["withdrawn_at"])
    audit.record(swv_id=decision.swv_id, by=actor.by, action="decision.take_back", on=decision, now=now)


def _outcomes(kind: DecisionKind, meeting: Meeting) -> tuple[str, ...]:
    return deciding.outcomes(kind, sector=meeting.school.sector if meeting.school is not None else "")


def _with_mandate(record: Record, participant_id: UUID | None) -> Participant:
    found = next((row for row in with_mandate(record.meeting) if row.pk == participant_id), None)
    if found is None:
        raise NoMandateHere(fields={"mandated_by": NoMandateHere.message})
    return found
