"""How the demo's finished case ended: its goals were looked back on, aftercare was heard of, then it could close."""

from __future__ import annotations

import datetime as dt

from planning.cases.models import Case
from planning.followup import services as followup
from planning.followup.models import AftercareContact, Outcome, Reached
from planning.meetings.models import Meeting
from planning.people.access import Actor

DAY = dt.timedelta(days=1)


def ended_well(case: Case, meeting: Meeting, *, actor: Actor, now: dt.datetime) -> None:
    """The goals are reached; aftercare for sixty days, in which it was asked once how it goes."""
    before = now - 50 * DAY
    evaluation = followup.plan_evaluation(
        actor=actor, meeting=meeting, on=now.date(), method="kort overleg", now=before
    )  # fmt: skip
    said = followup.LookedBack(
        needs="yes",
        goals="yes",
        support="yes",
        until=now.date() + 60 * DAY,
        results={goal.pk: followup.Seen(Reached.YES, "Gaat elke dag graag.") for goal in case.goals.all()},
    )
    followup.decide_outcome(
        actor=actor, evaluation=evaluation, outcome=Outcome.AFTERCARE, said=said, now=now
    )  # fmt: skip
    for contact in AftercareContact.objects.filter(case=case):
        when = dt.datetime.combine(contact.on, now.timetz())
        followup.note_contact(
            actor=actor, case=case, contact_id=contact.pk, goes_well=True, words="Thuis gaat het ook goed.", now=when
        )
