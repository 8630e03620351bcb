"""Agreements, progress and evaluations on a real database, through services and doors."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from notifications.reminders import services as reminders
from planning.cases import services as cases
from planning.cases.models import Answer, Authority, ConsentRequest, Domain, Means, Party, Purpose, Task
from planning.followup import rules, selectors, services
from planning.followup.models import EvaluationState, Goal, Outcome, ProgressState
from planning.followup.tasks import propose_due_evaluations
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.roles import Role
from tests.factories import explain_purpose, make_actor, make_school, make_staff, make_swv
from tests.guests import Guest

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Story:
    """A case with consent and a HIA with mother, IB and JP."""

    def __init__(self, now: dt.datetime | None = None):
        self.now = now or timezone.now()
        self.today = timezone.localdate(self.now)
        self.swv = make_swv()
        self.school = make_school(self.swv, "De Linde")
        self.ib = make_staff(self.swv, Role.IB, self.school, "Ingrid Smit", account=True)
        self.jp = make_staff(self.swv, Role.JP, self.school, "Joost Peeters")
        self.actor = make_actor(self.ib, today=self.today)
        with scope(swv=self.swv.pk):
            self.case = cases.open_case(
                actor=self.actor,
                school=self.school,
                route_key="west-brabant-po",
                pupil=cases.PupilData(name="Kanarie", initial="Z"),
                guardians=[cases.GuardianData(name="Mirte B", email="mirte@ouders.example", authority=Authority.YES)],
                questions=cases.StartQuestions(),
                now=self.now,
            )
            explain_purpose(self.actor, self.case, now=self.now)
            involved = cases.add_involved(actor=self.actor, case=self.case, person=self.jp, role=Role.JP, now=self.now)
            questions = [cases.Question(Purpose.SOT), cases.Question(Purpose.INVOLVE, involved)]
            for request in cases.ask_consent(actor=self.actor, case=self.case, questions=questions, now=self.now):
                cases.record_for_giver(
                    actor=self.actor, request=request, answer=Answer.YES, means=Means.PHONE, now=self.now
                )
            self.mother = Party.objects.get(case=self.case)
            self.meeting = meetings.plan_case_meeting(
                actor=self.actor,
                case=self.case,
                kind=MeetingKind.HIA,
                minutes=60,
                location="",
                participants=[
                    meetings.Seat(party=self.mother),
                    meetings.Seat(person=self.ib, role=Role.IB),
                    meetings.Seat(person=self.jp, role=Role.JP),
                ],
                now=self.now,
            )
            self.owner = self.meeting.participants.get(party=self.mother)

    def appoint(self):
        cases.appoint_casusregisseur(
            actor=self.actor, case=self.case, person=self.ib, leading_domain=Domain.EDUCATION, reason="", now=self.now
        )

    def agree(self, *, days: int = 30, what: str = "Samen lezen.", for_goal: Goal | None = None):
        return services.record_agreement(
            actor=self.actor,
            meeting=self.meeting,
            owner=self.owner,
            what=what,
            due=self.today + days * DAY,
            more=services.More(for_goal=for_goal),
            now=self.now,
        )

    def letters(self, template: str) -> list[OutgoingLetter]:
        return list(OutgoingLetter.objects.filter(template=template))


@pytest.fixture
def story():
    made = Story()
    with scope(swv=made.swv.pk):
        yield made


@pytest.fixture
def story_on_a_tuesday():
    """For whoever counts letters: in an evening, a weekend or a holiday those wait for the next school morning."""
    made = Story(now=dt.datetime(2026, 11, 17, 10, tzinfo=rules.AMSTERDAM))
    with scope(swv=made.swv.pk):
        yield made


def test_nothing_is_recorded_before_the_casusregisseur(story):
    with pytest.raises(services.CasusregisseurFirst):
        story.agree()
    story.appoint()
    assert story.agree().what == "Samen lezen."


def test_the_owner_gets_one_letter_that_says_nothing_of_the_pupil(story):
    story.appoint()
    story.agree()
    (letter,) = story.letters("agreement_owner")
    text = Body.from_json(str(letter.body)).text
    assert letter.address == "mirte@ouders.example"
    assert "Kanarie" not in text
    assert "lezen" not in text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"days": -1}, services.DateInThePast),
        ({"what": "  "}, services.NothingRecorded),
    ],
)
def test_bad_input_is_refused_and_nothing_is_kept(story, change, error):
    story.appoint()
    with pytest.raises(error):
        story.agree(**change)
    assert story.case.agreements.count() == 0


def test_the_owner_is_of_this_meeting(story):
    story.appoint()
    other = meetings.repeat_meeting(
        meeting=story.meeting, kind=MeetingKind.EVALUATION, by=story.actor.by, now=story.now
    )
    story.owner = other.participants.first()
    with pytest.raises(services.NotAtThisMeeting):
        story.agree()


def test_a_stranger_records_nothing(story):
    story.appoint()
    story.actor = make_actor(make_staff(story.swv, Role.IB, make_school(story.swv)), today=story.today)
    with pytest.raises(NotAllowed):
        story.agree()


def test_reminders_ring_until_it_is_done(story_on_a_tuesday):
    story = story_on_a_tuesday
    story.appoint()
    agreement = story.agree(days=10)
    reminders.ring_due(now=story.now + 8 * DAY)
    assert len(story.letters("agreement_reminder")) == 1
    services.report_progress(
        agreement_id=agreement.pk, state=ProgressState.DONE, remark="", by=By.guest("x"), now=story.now + 9 * DAY
    )
    reminders.ring_due(now=story.now + 11 * DAY)
    assert len(story.letters("agreement_reminder")) == 1


def test_stuck_becomes_a_task_of_the_casusregisseur(story):
    story.appoint()
    agreement = story.agree()
    services.report_progress(
        agreement_id=agreement.pk, state=ProgressState.STUCK, remark="ziek", by=By.guest("x"), now=story.now
    )
    assert list(Task.objects.filter(code="agreement_stuck").values_list("person", flat=True)) == [story.ib.pk]


def test_a_withdrawn_agreement_takes_no_reports(story):
    story.appoint()
    agreement = story.agree()
    services.withdraw_agreement(actor=story.actor, agreement=agreement, reason="Niet meer nodig.", now=story.now)
    services.withdraw_agreement(actor=story.actor, agreement=agreement, reason="Niet meer nodig.", now=story.now)
    with pytest.raises(services.AgreementIsOver):
        services.report_progress(
            agreement_id=agreement.pk, state=ProgressState.DONE, remark="", by=By.guest("x"), now=story.now
        )


def test_a_due_evaluation_proposes_the_next_meeting_once(story):
    evaluation = services.plan_evaluation(
        actor=story.actor, meeting=story.meeting, on=story.today + 60 * DAY, method="overleg", now=story.now
    )
    assert services.propose_due(now=story.now) == 0
    assert services.propose_due(now=story.now + 53 * DAY) == 1
    assert services.propose_due(now=story.now + 54 * DAY) == 0
    evaluation.refresh_from_db()
    following = Meeting.objects.get(follows=story.meeting)
    assert (evaluation.state, evaluation.next_meeting) == (EvaluationState.PROPOSED, following)
    assert following.participants.count() == 3
    assert len(story.letters("evaluation_due")) == 1


def test_who_lost_the_ground_is_not_asked_again(story):
    evaluation = services.plan_evaluation(
        actor=story.actor, meeting=story.meeting, on=story.today + 60 * DAY, method="", now=story.now
    )
    request = ConsentRequest.objects.select_related("case", "giver").get(purpose=Purpose.INVOLVE)
    cases.record_for_giver(
        actor=story.actor, request=request, answer=Answer.WITHDRAWN, means=Means.PHONE, now=story.now + DAY
    )
    following = services.propose_meeting(evaluation_id=evaluation.pk, by=By.system(), now=story.now + 2 * DAY)
    assert {row.person_id for row in following.participants.all()} == {story.ib.pk, None}


def test_the_sweep_looks_in_every_swv(story):
    services.plan_evaluation(actor=story.actor, meeting=story.meeting, on=story.today + DAY, method="", now=story.now)
    propose_due_evaluations()
    assert Meeting.objects.filter(follows=story.meeting).count() == 1


@pytest.mark.parametrize(("outcome", "step"), [(Outcome.CONTINUE, 5), (Outcome.BACK, 3), (Outcome.CLOSE, 7)])
def test_an_evaluation_decides_once(story, outcome, step):
    evaluation = services.plan_evaluation(
        actor=story.actor, meeting=story.meeting, on=story.today + 9 * DAY, method="", now=story.now
    )
    services.decide_outcome(actor=story.actor, evaluation=evaluation, outcome=outcome, now=story.now)
    story.case.refresh_from_db()
    assert story.case.step == step
    with pytest.raises(services.AlreadyDecided):
        services.decide_outcome(actor=story.actor, evaluation=evaluation, outcome=outcome, now=story.now)


def link_of(story) -> str:
    text = Body.from_json(str(story.letters("agreement_owner")[0].body)).text
    return re.search(rf"{settings.BASE_URL}(/u/\S+)", text)[1]


def test_the_owner_reports_by_link(story):
    story.appoint()
    agreement = story.agree(what="<b>Samen</b> lezen")
    client = Guest()
    page = client.get(link_of(story), follow=True)
    assert "&lt;b&gt;Samen" in page.content.decode()
    assert "Kanarie" not in page.content.decode()
    address = page.redirect_chain[-1][0]
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"state": "open"}).status_code == 422
    assert client.post(address, {"state": "started", "remark": "gaat goed"}).status_code == 303
    assert [(row.state, row.remark) for row in agreement.progress.all()] == [("started", "gaat goed")]


def test_the_page_of_an_agreement_is_not_for_others(story):
    story.appoint()
    agreement = story.agree()
    other = story.meeting.participants.get(person=story.jp)
    assert selectors.own_agreement(agreement_id=agreement.pk, key=other.pk, now=timezone.now()) is None


def test_staff_see_all_at_one_look_with_the_same_queries(story, django_assert_max_num_queries):
    story.appoint()
    story.agree()
    client = Guest()
    client.force_login(story.ib.user)
    for number in range(4):
        story.agree(days=number + 1)
    with django_assert_max_num_queries(14):
        assert client.get("/opvolging/").status_code == 200
    page = client.get(f"/opvolging/overleg/{story.meeting.pk}/")
    assert page.content.decode().count("Samen lezen.") == 5


def test_a_wrong_form_keeps_what_was_written(story):
    story.appoint()
    client = Guest()
    client.force_login(story.ib.user)
    page = client.post(
        f"/opvolging/overleg/{story.meeting.pk}/", {"owner": str(story.owner.pk), "what": "Bewaar mij", "due": "morgen"}
    )
    assert page.status_code == 422
    assert "Bewaar mij" in page.content.decode()
    assert "Schrijf de datum als dag-maand-jaar" in page.content.decode()


@given(due=st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)), today=st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)))
def test_late_is_after_the_date_and_done_is_never_late(due, today):
    open_one = rules.standing(state="open", due=due, today=today)
    assert (open_one == rules.Standing.LATE) == (today > due)
    assert rules.standing(state="done", due=due, today=today) == rules.Standing.DONE


def test_an_agreement_serves_a_goal_of_its_own_case(story):
    story.appoint()
    goal = {"swv": story.swv, "meeting": story.meeting, "what": "Weer durven.", "set_by": story.ib, "set_at": story.now}
    agreed = story.agree(for_goal=Goal.objects.create(case=story.case, **goal))
    assert (agreed.for_goal.what, agreed.goal) == ("Weer durven.", "Weer durven.")
    agreed.for_goal.delete()
    agreed.refresh_from_db()
    assert (agreed.for_goal, agreed.goal) == (None, "Weer durven.")
    with pytest.raises(services.StrangeGoal):
        story.agree(for_goal=Goal(case_id=uuid4(), **goal))
