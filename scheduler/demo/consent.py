"""A case in which consent is more than a yes: the pupil has a say, the law gives a ground, and parents disagree."""

from __future__ import annotations

import datetime as dt

from planning.cases import services as cases
from planning.cases.models import Answer, ConsentRequest, GroundKind, Law, PartyKind, Purpose
from planning.people import selectors as people
from planning.people.roles import Role
from scheduler.demo.cases import DAY, Child, Story

# Found by the canary test like the others, so a name of nobody else.
CHILD = Child("Annemijn", "S", "8", "", (("Hanneke Schouten", "nl"), ("Ruben Schouten", "nl")))


def tell(*, now: dt.datetime) -> int:
    """Tell it; gives how many cases it opened."""
    story = Story(now=now)
    born = f"{story.today.year - 12}-{story.today.month:02d}"
    case = story.opened(Child(CHILD.name, CHILD.initial, CHILD.group, born, CHILD.parents), ago=18)
    cases.save_consent_rules(
        actor=story.actor, school=story.school, rules=cases.ConsentRules(), now=story.now - 18 * DAY
    )
    cases.add_pupil(actor=story.actor, case=case, language="nl", now=story.now - 17 * DAY)
    requests = story.asked(case, ago=16, involve=True)
    for number, request in enumerate(requests):
        if request.giver.kind == PartyKind.GUARDIAN:
            story.says(request, Answer.YES, ago=14, minute=number)
        elif request.purpose == Purpose.SOT:
            story.says(request, Answer.LATER, ago=13)
    officer = people.holders(Role.LPA, on=story.today)[0]
    involved = cases.add_involved(actor=story.actor, case=case, person=officer, role=Role.LPA, now=story.now - 12 * DAY)
    cases.set_other_ground(
        actor=story.actor,
        case=case,
        involved=involved,
        kind=GroundKind.LEGAL_TASK,
        law=Law.LEERPLICHT,
        reason="Er is verzuim gemeld; de leerplichtambtenaar houdt toezicht.",
        until=story.today + 60 * DAY,
        now=story.now - 12 * DAY,
    )
    jp = next(
        row for row in ConsentRequest.objects.filter(case=case, purpose=Purpose.INVOLVE) if row.involved_id is not None
    )
    earlier = cases.record_dispute(
        actor=story.actor,
        case=case,
        purpose=Purpose.SOT,
        reason="Vader belde: hij wil eerst zelf met school praten.",
        now=story.now - 11 * DAY,
    )
    cases.lift_dispute(
        actor=story.actor,
        dispute=earlier,
        reason="Gesprek met beide ouders gehad; zij zijn het eens.",
        now=story.now - 9 * DAY,
    )
    cases.record_dispute(
        actor=story.actor,
        case=case,
        purpose=Purpose.INVOLVE,
        involved=jp.involved,
        reason="Moeder wil deze persoon er niet bij, vader wel.",
        now=story.now - 2 * DAY,
    )
    return 1
