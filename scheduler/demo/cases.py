"""A case in every stage: opened, asked, refused, granted, polled, planned, held, evaluated, withdrawn, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planning.cases import selectors as cases_of
from planning.cases import services as cases
from planning.cases.models import (
    Answer,
    Authority,
    Case,
    ConsentRequest,
    Domain,
    Involved,
    Means,
    Party,
    Purpose,
    ScaleKind,
    TickList,
)
from planning.followup import services as followup
from planning.followup.models import ProgressState
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind
from planning.people import selectors as people
from planning.people.access import Actor, actor_of_person
from planning.people.audit import By
from planning.people.models import Person, School
from planning.people.roles import Role
from planning.rooms import services as rooms
from planning.rooms.models import Room
from scheduler.demo import afterwards, mail, opening, polls, preparation, reported, written
from scheduler.demo.build import AMSTERDAM

ROUTE = "west-brabant-po"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Child:
    """An invented pupil and the parents."""

    name: str
    initial: str
    group: str
    birth_month: str
    parents: tuple[tuple[str, str], ...]  # name and language


# The canary test searches these names in everything that leaves the house, so each is a name of nobody else.
CHILDREN = (
    Child("Fenna", "B", "5", "2017-03", (("Mirte Boogaard", "nl"), ("Kees Boogaard", "nl"))),
    Child("Yusufcan", "A", "6", "2016-05", (("Leyla Arslan", "nl"), ("Emre Arslan", "tr"))),
    Child("Jelmer", "K", "3", "2019-01", (("Sietske Kooistra", "nl"),)),
    Child("Zosia", "W", "7", "2015-11", (("Magda Wisniewska", "pl"), ("Pawel Wisniewski", "en"))),
    Child("Quirijn", "D", "4", "2018-07", (("Josephine Dekkers", "nl"), ("Maarten Dekkers", "nl"))),
    Child("Imane", "O", "8", "2014-09", (("Samira Ouali", "ar"),)),
    Child("Bram-Lou", "V", "5", "2017-06", (("Tessa Verhulst", "nl"), ("Rik Verhulst", "nl"))),
    Child("Amaniel", "T", "6", "2016-02", (("Selam Tesfay", "ti"),)),
    Child("Lotteke", "H", "7", "2015-04", (("Karin Hoefnagels", "nl"), ("Bas Hoefnagels", "nl"))),
    Child("Djairo", "P", "8", "2014-12", (("Chantal Pinas", "nl"),)),
)


class Story:
    """Tells one case after the other at the demo's first school, each further on."""

    def __init__(self, *, now: dt.datetime) -> None:
        self.now = now
        self.today = now.astimezone(AMSTERDAM).date()
        self.school = School.objects.get(name="De Linde")
        self.ib = Person.objects.get(email="ib@demo.example")
        self.actor: Actor = actor_of_person(self.ib, today=self.today)
        self.gw = Person.objects.get(email="gw@demo.example")
        self.jp = Person.objects.get(email="jp@demo.example")
        self.teacher = people.holders(Role.TEACHER, school=self.school, on=self.today)[0]

    def opened(self, child: Child, *, ago: int) -> Case:
        """A case that was opened so many days ago."""
        return cases.open_case(
            actor=self.actor,
            school=self.school,
            route_key=ROUTE,
            pupil=cases.PupilData(
                name=child.name, initial=child.initial, group=child.group, birth_month=child.birth_month
            ),
            guardians=[
                cases.GuardianData(
                    name=name,
                    email=f"{name.split()[0].lower()}@ouders.example",
                    phone="06-5550001",
                    language=language,
                    authority=Authority.YES,
                )
                for name, language in child.parents
            ],
            questions=cases.StartQuestions(
                support="Rust en houvast bij het zelfstandig werken.",
                organise="Een vaste plek, een dagplanning en korte opdrachten.",
                evaluate="Na zes weken kijken of het werken beter lukt.",
            ),
            now=self.now - ago * DAY,
        )

    def asked(self, case: Case, *, ago: int, involve: bool = False) -> list[ConsentRequest]:
        """Ask for the SOT and, when wanted, for the GW and the JP."""
        questions = [cases.Question(purpose=Purpose.SOT)]
        if involve:
            opening.explain(actor=self.actor, case=case, now=self.now - ago * DAY)
            questions += [
                cases.Question(purpose=Purpose.INVOLVE, involved=self._involved(case, person, role, ago=ago))
                for person, role in ((self.gw, Role.GW), (self.jp, Role.JP))
            ]
        return cases.ask_consent(actor=self.actor, case=case, questions=questions, now=self.now - ago * DAY)

    def _involved(self, case: Case, person: Person, role: Role, *, ago: int) -> Involved:
        return cases.add_involved(actor=self.actor, case=case, person=person, role=role, now=self.now - ago * DAY)

    def answered(self, requests: list[ConsentRequest], answer: Answer, *, ago: float) -> None:
        """Every guardian gives the same answer to everything, on paper."""
        for number, request in enumerate(requests):
            self.says(request, answer, ago=ago, minute=number)

    def says(self, request: ConsentRequest, answer: Answer, *, ago: float, minute: int = 0) -> None:
        """One guardian's answer, as the school entered it."""
        cases.record_for_giver(
            actor=self.actor,
            request=ConsentRequest.objects.select_related("case", "giver").get(pk=request.pk),
            answer=answer,
            means=Means.PAPER,
            now=self.now - ago * DAY + minute * dt.timedelta(minutes=1),
        )

    def granted(self, child: Child, *, ago: int) -> Case:
        """A case with everybody's yes, for the SOT and for GW and JP."""
        case = self.opened(child, ago=ago)
        self.answered(self.asked(case, ago=ago - 1, involve=True), Answer.YES, ago=ago - 2)
        return case

    def hia(self, case: Case, *, ago: int, room: Room | None = None) -> Meeting:
        """A HIA with parents, teacher, IB, GW and JP, still without a date; in a room of the school or nearby."""
        seats = [meetings.Seat(party=party) for party in Party.objects.filter(case=case).order_by("created_at")]
        seats += [
            meetings.Seat(person=person, role=role)
            for person, role in (
                (self.ib, Role.IB),
                (self.gw, Role.GW),
                (self.jp, Role.JP),
                (self.teacher, Role.TEACHER),
            )
        ]
        then = self.now - ago * DAY
        opening.walk(actor=self.actor, case=case, to=4, now=then)
        return meetings.plan_case_meeting(
            actor=self.actor,
            case=case,
            kind=MeetingKind.HIA,
            minutes=60,
            location="" if room is not None else "De Linde, spreekkamer",
            room=room,
            participants=seats,
            now=then,
        )

    def held(self, case: Case, *, ago: int) -> Meeting:
        """A HIA that took place so many days ago or a weekend more, with the casusregisseur appointed first (R19)."""
        meeting = self.hia(case, ago=ago + 15)
        start = free_start(after=self.now - (ago + 1) * DAY, meeting=meeting, step=-DAY)
        meeting = meetings.fix_date(meeting=meeting, start=start, by=self.actor.by, now=self.now - (ago + 14) * DAY)
        cases.appoint_casusregisseur(
            actor=self.actor, case=case, person=self.ib, leading_domain=Domain.EDUCATION, reason="", now=start
        )
        cases.give_regie(actor=self.actor, case=case, person=self.ib, reason="", now=start)
        opening.walk(actor=self.actor, case=case, to=5, now=start)
        written.at_the_table(actor=self.actor, meeting=meeting, gw=self.gw, now=start)
        meetings.took_place(meeting=meeting, by=self.actor.by, now=start)
        return meeting

    def agreed(
        self, meeting: Meeting, what: str, *, owner: Person | None, due: int, ago: int, **more: str | bool
    ) -> None:
        """An agreement with somebody of the meeting, due so many days from now."""
        seats = meeting.participants.order_by("created_at")
        participant = seats.filter(person=owner).first() if owner else seats.filter(party__isnull=False).first()
        if participant is None:
            return
        followup.record_agreement(
            actor=self.actor,
            meeting=meeting,
            owner=participant,
            what=what,
            due=self.today + due * DAY,
            more=followup.More(**more),  # type: ignore[arg-type]  # the words of this file
            now=self.now - ago * DAY,
        )


def free_start(*, after: dt.datetime, meeting: Meeting, step: dt.timedelta = DAY) -> dt.datetime:
    """The first moment from then on, or back, when nobody required has another meeting: 13.00 on a weekday."""
    day = after.astimezone(AMSTERDAM).date()
    for _try in range(60):
        start = dt.datetime.combine(day, dt.time(13, 0), tzinfo=AMSTERDAM)
        if day.weekday() < 5 and not polls.busy(meeting, start):
            return start
        day += step
    msg = "the demo found no free hour"
    raise LookupError(msg)


def open_all(*, now: dt.datetime, children: Sequence[Child] = CHILDREN) -> int:
    """Tell all cases, of these children; gives how many."""
    story = Story(now=now)
    chapters: tuple[Callable[[Story, Child], None], ...] = (
        just_opened,
        asked_and_waiting,
        refused,
        granted_for_the_sot,
        poll_is_open,
        meeting_is_planned,
        working_on_it,
        evaluation_is_due,
        consent_withdrawn,
        closed,
    )
    for chapter, child in zip(chapters, children, strict=True):
        chapter(story, child)
    return len(chapters)


def just_opened(story: Story, child: Child) -> None:
    """Step 1: nothing asked yet."""
    story.opened(child, ago=1)


def asked_and_waiting(story: Story, child: Child) -> None:
    """Step 2: one parent said yes, the other has not answered."""
    case = story.opened(child, ago=9)
    opening.walk(actor=story.actor, case=case, to=2, now=story.now - 8 * DAY)
    requests = story.asked(case, ago=8)
    story.says(requests[0], Answer.YES, ago=6)


def refused(story: Story, child: Child) -> None:
    """Step 2: a parent said no: the pupil stays anonymous."""
    case = story.opened(child, ago=20)
    opening.walk(actor=story.actor, case=case, to=2, now=story.now - 19 * DAY)
    story.answered(story.asked(case, ago=19), Answer.NO, ago=15)


def granted_for_the_sot(story: Story, child: Child) -> None:
    """Step 3: to be discussed in the next SOT."""
    case = story.opened(child, ago=30)
    story.answered(story.asked(case, ago=29), Answer.YES, ago=27)
    opening.walk(actor=story.actor, case=case, to=3, now=story.now - 26 * DAY)


def poll_is_open(story: Story, child: Child) -> None:
    """Step 4: a HIA whose date is being polled; some have answered."""
    case = story.granted(child, ago=40)
    polls.half_answered(actor=story.actor, meeting=story.hia(case, ago=5), now=story.now - 4 * DAY)


def meeting_is_planned(story: Story, child: Child) -> None:
    """Step 4: the date is fixed, in a room of the school, the invitations are out, and the first mails came in."""
    case = story.granted(child, ago=50)
    room = rooms.add_room(
        actor=story.actor,
        school=case.school,
        name="Spreekkamer 1",
        seats=8,
        accessible=True,
        now=story.now - 50 * DAY,
    )
    meeting = story.hia(case, ago=12, room=room)
    start = free_start(after=story.now + 8 * DAY, meeting=meeting)
    meeting = meetings.fix_date(meeting=meeting, start=start, by=story.actor.by, now=story.now - 5 * DAY)
    mail.comes_in(meeting, now=story.now - 2 * DAY)
    preparation.some_prepare(meeting, now=story.now - 1 * DAY)


def working_on_it(story: Story, child: Child) -> None:
    """Step 5: agreements of which one is done, one is stuck and one is late."""
    case = story.granted(child, ago=90)
    meeting = story.held(case, ago=30)
    story.agreed(meeting, "Een dagplanning maken en elke ochtend samen bekijken.", owner=story.teacher, due=-20, ago=29)
    story.agreed(meeting, "Contact leggen met de wijkcoach over rust thuis.", owner=story.jp, due=-3, ago=29)
    story.agreed(
        meeting,
        "Twee keer meekijken in de klas.",
        owner=story.gw,
        due=10,
        ago=29,
        goal="Rustig werken",
        result="De leerkracht weet wat helpt.",
        financing="het samenwerkingsverband",
        bridging=True,
    )
    story.agreed(meeting, "Elke avond een kwartier samen lezen.", owner=None, due=21, ago=29)
    done, stuck, *_rest = case.agreements.order_by("due")
    followup.report_progress(
        agreement_id=done.pk, state=ProgressState.DONE, remark="Werkt goed.", by=By.system(), now=story.now - 18 * DAY
    )
    followup.report_progress(
        agreement_id=stuck.pk,
        state=ProgressState.STUCK,
        remark="De wijkcoach is ziek.",
        by=By.system(),
        now=story.now - 4 * DAY,
    )
    followup.note_talk(
        actor=story.actor,
        agreement=stuck,
        note="De wijkcoach wordt vervangen. Over een week belt de JP weer.",
        now=story.now - 3 * DAY,
    )
    followup.plan_evaluation(
        actor=story.actor,
        meeting=meeting,
        on=story.today + 45 * DAY,
        method="overleg met dezelfde mensen",
        now=story.now - 29 * DAY,
    )
    reported.minutes_of(meeting, actor=story.actor, now=story.now - 28 * DAY)
    for number in (1, 2):
        then = story.now - 20 * DAY
        cases.tick(actor=story.actor, case=case, of=TickList.REGIE, number=number, done=True, now=then)
    cases.scale(
        actor=story.actor,
        case=case,
        kind=ScaleKind.UP,
        reason="Er is ook thuis meer hulp nodig.",
        now=story.now - 15 * DAY,
    )


def evaluation_is_due(story: Story, child: Child) -> None:
    """Step 6: the evaluation date comes near: the next meeting stands ready."""
    case = story.granted(child, ago=120)
    meeting = story.held(case, ago=60)
    story.agreed(
        meeting,
        "Werken met een vast maatje.",
        owner=story.teacher,
        due=-10,
        ago=59,
        goal="Erbij horen in de groep",
        result="Elke pauze speelt er iemand mee.",
    )
    evaluation = followup.plan_evaluation(
        actor=story.actor,
        meeting=meeting,
        on=story.today + 14 * DAY,
        method="kort overleg",
        now=story.now - 59 * DAY,
    )
    cases.split_regie(actor=story.actor, case=case, school=story.ib, care=story.jp, now=story.now - 58 * DAY)
    opening.walk(actor=story.actor, case=case, to=6, now=story.now - 2 * DAY)
    followup.propose_meeting(evaluation_id=evaluation.pk, by=By.system(), now=story.now - 2 * DAY)


def consent_withdrawn(story: Story, child: Child) -> None:
    """Step 4: a parent took the consent for the JP back, who left the list at once; the GW still comes."""
    case = story.granted(child, ago=45)
    meeting = story.hia(case, ago=10)
    start = free_start(after=story.now + 12 * DAY, meeting=meeting)
    meetings.fix_date(meeting=meeting, start=start, by=story.actor.by, now=story.now - 9 * DAY)
    asked = ConsentRequest.objects.filter(case=case, purpose=Purpose.INVOLVE, involved__role=Role.JP)
    story.says(min(asked, key=lambda row: str(row.giver.name)), Answer.WITHDRAWN, ago=3)


def closed(story: Story, child: Child) -> None:
    """Step 7: finished."""
    case = story.granted(child, ago=200)
    meeting = story.held(case, ago=130)
    opening.walk(actor=story.actor, case=case, to=7, now=story.now - 71 * DAY)
    afterwards.ended_well(case, meeting, actor=story.actor, now=story.now - 70 * DAY)
    reported.nothing_to_tell(case, meeting, actor=story.actor, now=story.now - 10 * DAY)
    for line in cases_of.closing_lines(case):
        then = story.now - 9 * DAY
        cases.tick(actor=story.actor, case=case, of=TickList.CLOSING, number=line.number, done=True, now=then)
    cases.close_case(actor=story.actor, case=case, now=story.now - 8 * DAY)
