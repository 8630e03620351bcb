"""What was written at the table of a HIA that took place."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from planning.meetings.models import Meeting
from planning.minutes import services as minutes
from planning.minutes.models import DecisionKind, DecisionOutcome, Topic
from planning.people.access import Actor
from planning.people.models import Person

SAID = {
    Topic.STRENGTHS: "Buiten spelen en rekenen gaan goed. Lezen in de klas kost veel moeite.",
    Topic.PARENTS: "Thuis minder strijd over huiswerk.",
    Topic.PICTURE: "Met rust en korte taken lukt er veel meer dan we dachten.",
}


def at_the_table(*, actor: Actor, meeting: Meeting, gw: Person, now: dt.datetime) -> None:
    """Who was there, what was said, one goal, and what the GW decided with the mandate (R24)."""
    there = dict.fromkeys(meeting.participants.values_list("pk", flat=True), True)
    minutes.note_attendance(actor=actor, meeting=meeting, there=there, now=now)
    for topic, text in SAID.items():
        minutes.save_note(actor=actor, meeting=meeting, topic=topic, base=0, text=text, now=now)
    minutes.add_goal(actor=actor, meeting=meeting, what="Leest in mei weer mee met de groep.", now=now)
    minutes.decide(
        actor=actor,
        meeting=meeting,
        kind=DecisionKind.MANDATE,
        outcome=DecisionOutcome.YES,
        words="Tot mei twee uur in de week hulp bij lezen, in de klas.",
        mandated_by=meeting.participants.get(person=gw).pk,
        key=uuid4(),
        now=now,
    )
