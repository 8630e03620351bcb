"""What the privacy pages show in the demo: an old case about to go, a case that stands still, requests, a log."""

from __future__ import annotations

import datetime as dt

from planning.cases import services as cases
from planning.cases.models import Case, Party
from planning.people.access import Actor, actor_of_person
from planning.people.audit import By
from planning.people.models import Person
from planning.polls import services as polls
from planning.polls.models import DatePoll, PollState
from planning.privacy import rules, services
from planning.privacy.models import RequestKind, RequestState
from planning.privacy.services import Look
from planning.privacy.subjects import About
from scheduler.demo.cases import Child, Story

DAY = dt.timedelta(days=1)
GONE = Child("Wieke", "S", "8", "2012-05", (("Renske Stoffels", "nl"),))
STILL = Child("Elouan", "M", "6", "2016-10", (("Nadine Marchal", "nl"), ("Ward Molenaar", "nl")))


def before_the_others(*, now: dt.datetime) -> None:
    """The two cases of this story, told first so that the other stories stay the newest."""
    story = Story(now=now)
    old = story.opened(GONE, ago=900)
    cases.close_case(
        actor=story.actor,
        case=old,
        reason="De nazorg was op papier geregeld.",
        now=now - 2 * rules.YEAR * DAY + 6 * DAY,
    )
    case = story.opened(STILL, ago=60)
    mother, father = Party.objects.filter(case=case).order_by("created_at")
    services.correct_text(
        actor=story.actor,
        case=case,
        field="question_support",
        text="Rust en houvast bij het zelfstandig werken, vooral in de middag.",
        why="De moeder vroeg om deze aanvulling.",
        now=now - 20 * DAY,
    )
    services.record_statement(
        actor=story.actor,
        case=case,
        giver=mother,
        field="question_support",
        text="Thuis werkt hij wel zelfstandig. Dat staat er niet bij.",
        now=now - 20 * DAY,
    )
    _requests(story, case, mother, father, now=now)
    cases.freeze_case(
        actor=story.actor, case=case, reason="De vader betwist wat er over hem is opgeschreven.", now=now - 5 * DAY
    )


def _requests(story: Story, case: Case, mother: Party, father: Party, *, now: dt.datetime) -> None:
    done = services.record_request(
        actor=story.actor,
        case=case,
        requester=mother,
        kind=RequestKind.CORRECTION,
        received_on=story.today - 24 * DAY,
        now=now - 24 * DAY,
    )
    services.answer_request(
        actor=story.actor, request=done, state=RequestState.GRANTED, answer="De tekst is aangevuld.", now=now - 20 * DAY
    )
    services.record_request(
        actor=story.actor,
        case=case,
        requester=father,
        kind=RequestKind.RESTRICTION,
        received_on=story.today - 6 * DAY,
        now=now - 6 * DAY,
    )
    services.record_request(
        actor=story.actor,
        case=case,
        requester=father,
        kind=RequestKind.COPY,
        received_on=story.today - 26 * DAY,
        now=now - 26 * DAY,
    )


def after_the_others(*, now: dt.datetime) -> None:
    """A log of some weeks, its review, a remark in a poll, and the nightly round."""
    ib = Person.objects.get(email="ib@demo.example")
    officer = Person.objects.get(email="fg@demo.example")
    today = now.astimezone(rules.AMSTERDAM).date()
    _looks(actor_of_person(ib, today=today), officer=officer, now=now)
    services.link_new(swv_id=ib.swv_id)
    last_month = rules.add_months(rules.month_of(today), -2)
    services.sign_review(
        actor=actor_of_person(officer, today=today),
        month=last_month,
        remark="Steekproef van tien regels: alle klopten met een lopende casus.",
        now=now - 20 * DAY,
    )
    _a_remark(now=now)
    _an_offer(actor_of_person(ib, today=today), now=now)
    services.tell_what_goes(now=now)
    services.delete_what_is_over(swv_id=ib.swv_id, by=By.system(), now=now)


def _looks(actor: Actor, *, officer: Person, now: dt.datetime) -> None:
    for number, case in enumerate(Case.objects.order_by("created_at")):
        about = About(case_id=case.pk, reference=case.reference, school_id=case.school_id, frozen=False)
        for again in range(3 + number % 4):
            at = now - (2 + 11 * again + number) * DAY + number * dt.timedelta(minutes=7)
            outsider = again == 3
            services.record_look(
                Look(
                    by=officer_or(actor, officer, outsider=outsider),
                    role="fg" if outsider else "ib",
                    action="see",
                    page="staff:case",
                    purpose="cases.see",
                    result="refused" if outsider else "allowed",
                    source="page",
                    object_type="cases.case",
                    object_id=str(case.pk),
                    about=about,
                ),
                swv_id=case.swv_id,
                now=at,
            )


def officer_or(actor: Actor, officer: Person, *, outsider: bool) -> By:
    """Who looked."""
    return By.person(officer.pk) if outsider else actor.by


def _an_offer(actor: Actor, *, now: dt.datetime) -> None:
    """The IB asks the JP to take regie over: one more kind of row that a copy and the deletion must deal with."""
    poll = DatePoll.objects.filter(state=PollState.OPEN, meeting__case__isnull=False).first()
    if poll is None or poll.meeting.case is None:
        return
    youth = Person.objects.get(email="jp@demo.example")
    cases.offer_regie(
        actor=actor, case=poll.meeting.case, person=youth, reason="De hulp thuis staat nu voorop.", now=now - DAY
    )


def _a_remark(*, now: dt.datetime) -> None:
    poll = DatePoll.objects.filter(state=PollState.OPEN, meeting__case__isnull=False).first()
    parent = poll.meeting.participants.filter(party__isnull=False).last() if poll is not None else None
    if poll is None or parent is None:
        return
    polls.answer_poll(
        poll_id=poll.pk,
        participant_id=parent.pk,
        answers={option.pk: "ifneeded" for option in poll.options.all()},
        note=polls.NoteData(
            remark="Liever na half tien, dan zijn de anderen naar school.",
            call_me=True,
            parts=("0-ochtend", "1-ochtend", "3-na-school"),
        ),
        now=now - DAY,
    )
