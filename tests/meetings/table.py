"""A school, its people, a case with consent, and a meeting: what every test of meetings and polls sits at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django_scopes import scope

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import services as cases
from planning.cases.models import Answer, Case, ConsentRequest, Means, Party, Purpose
from planning.cases.services import GuardianData, PupilData, Question, StartQuestions
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind, Participant
from planning.meetings.services import Seat
from planning.people.access import Actor
from planning.people.models import SWV, Person, School
from planning.people.roles import Role
from tests.factories import explain_purpose, make_actor, make_school, make_staff, make_swv

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=AMSTERDAM)  # a Tuesday
CANARY = "Zebedeüs"  # the pupil: must be found in no letter, calendar, address or audit line


def at(day: int, hour: int = 10, minute: int = 0, *, month: int = 11) -> dt.datetime:
    """A moment in the autumn of 2026, on a Dutch clock."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM)


@dataclass
class Table:
    """One school with an IB, GW, JP and LPA, and a case with two parents."""

    swv: SWV
    school: School
    ib: Person
    gw: Person
    jp: Person
    lpa: Person
    case: Case
    mother: Party
    father: Party
    actor: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.actor = make_actor(self.ib, today=NOW.date())

    def consent(self, *people: Person, answer: Answer = Answer.YES, now: dt.datetime = NOW) -> None:
        """Both parents say the same about these professionals; about nobody: about the SOT."""
        wanted = [self.case.involved.get(person=person) for person in people] or [None]
        questions = [Question(Purpose.INVOLVE if one is not None else Purpose.SOT, one) for one in wanted]
        cases.ask_consent(actor=self.actor, case=self.case, questions=questions, now=now)
        for request in ConsentRequest.objects.filter(case=self.case, involved__in=wanted) if people else ():
            self.say(request, answer, now=now)
        if not people:
            for request in ConsentRequest.objects.filter(case=self.case, involved__isnull=True):
                self.say(request, answer, now=now)

    def say(self, request: ConsentRequest, answer: Answer, *, now: dt.datetime) -> None:
        """One parent answers on paper."""
        cases.record_for_giver(actor=self.actor, request=request, answer=answer, means=Means.PAPER, now=now)

    def meeting(
        self,
        *people: Person,
        kind: MeetingKind = MeetingKind.HIA,
        parents: bool = True,
        optional: tuple[Person, ...] = (),
        minutes: int = 60,
        now: dt.datetime = NOW,
    ) -> Meeting:
        """A draft with the parents and these professionals."""
        seats = [Seat(party=party) for party in (self.mother, self.father)] if parents else []
        seats += [Seat(person=person, role=_ROLES[person.last_name]) for person in people]
        seats += [Seat(person=person, role=_ROLES[person.last_name], required=False) for person in optional]
        return meetings.plan_case_meeting(
            actor=self.actor, case=self.case, kind=kind, minutes=minutes, location="", participants=seats, now=now
        )


_ROLES = {"Ib": "ib", "Gw": "gw", "Jp": "jp", "Lpa": "lpa"}


def lay(swv: SWV | None = None, *, gw: Person | None = None, name: str = "De Linde") -> Table:
    """Everything in one go, outside a scope."""
    swv = swv or make_swv()
    school = make_school(swv, name, street="Dorpsstraat 1")
    ib = make_staff(swv, Role.IB, school, "Ingrid Ib", account=True)
    gw = gw or make_staff(swv, Role.GW, None, "Gerda Gw")
    jp = make_staff(swv, Role.JP, school, "Joost Jp")
    lpa = make_staff(swv, Role.LPA, None, "Lotte Lpa")
    with scope(swv=swv.pk):
        actor = make_actor(ib, today=NOW.date())
        case = cases.open_case(
            actor=actor,
            school=school,
            route_key="west-brabant-po",
            pupil=PupilData(name=CANARY, initial="Q", group="6"),
            guardians=[
                GuardianData(name="Marie de Moeder", email="marie@ouders.example", phone="0612345678"),
                GuardianData(name="Ferhat de Vader", email="ferhat@ouders.example", language="en"),
            ],
            questions=StartQuestions(),
            now=NOW,
        )
        explain_purpose(actor, case, now=NOW)
        for person, role in ((gw, Role.GW), (jp, Role.JP), (lpa, Role.LPA)):
            cases.add_involved(actor=actor, case=case, person=person, role=role, now=NOW)
        # By name: where the clock stands still both came at one moment, and either may be first.
        father, mother = sorted(case.parties.all(), key=lambda party: str(party.name))
        table = Table(swv=swv, school=school, ib=ib, gw=gw, jp=jp, lpa=lpa, case=case, mother=mother, father=father)
        table.consent(gw, jp)
    return table


def seat_of(meeting: Meeting, who: Person | Party) -> Participant:
    """The participant of a person or party."""
    wanted = {"person": who} if isinstance(who, Person) else {"party": who}
    return Participant.objects.select_related("meeting", "person", "party").get(meeting=meeting, **wanted)


def letters(template: str, **filters: object) -> list[tuple[OutgoingLetter, Body]]:
    """The letters of one kind, oldest first, with what they say."""
    rows = OutgoingLetter.objects.filter(template=template, **filters).order_by("created_at", "address")
    return [(row, Body.from_json(str(row.body))) for row in rows]


def link_in(body: Body) -> str:
    """The path of the personal link in a letter."""
    return "/u/" + body.text.split("/u/")[1].split()[0]
