"""A frozen case stands still: nothing new, saying no always possible, and everybody hears why (P5)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope

from planning.cases import services as cases
from planning.cases.models import Answer, Freeze, FreezeKind, Purpose
from planning.followup import services as followup
from planning.meetings import services as meetings
from planning.meetings.services import Seat
from planning.people.access import NotAllowed
from planning.people.roles import Role
from planning.polls import services as polls
from tests.factories import make_actor, make_staff
from tests.privacy.test_requests import a_full_case

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def frozen(story, kind=FreezeKind.RESTRICTION):
    return cases.freeze_case(
        actor=story.officer, case=story.case, reason="Ouder betwist het.", kind=kind, now=story.now
    )


def test_a_frozen_case_refuses_what_is_new(story):
    mother, _father = a_full_case(story)
    meeting = story.case.meetings.get()
    frozen(story)
    now = story.later()
    seat = meeting.participants.first()
    tries = [
        lambda: cases.ask_consent(actor=story.actor, case=story.case, questions=[cases.Question(Purpose.SOT)], now=now),
        lambda: cases.add_guardian(
            actor=story.actor, case=story.case, guardian=cases.GuardianData(name="Oma"), now=now
        ),
        lambda: meetings.plan_case_meeting(
            actor=story.actor,
            case=story.case,
            kind="HIA",
            minutes=60,
            location="",
            participants=[Seat(party=mother)],
            now=now,
        ),
        lambda: meetings.fix_date(meeting=meeting, start=now + 9 * DAY, by=story.actor.by, now=now),
        lambda: polls.open_poll(
            actor=story.actor,
            meeting=meeting,
            options=[now + 9 * DAY],
            deadline=now + DAY,
            settles_itself=False,
            now=now,
        ),
        lambda: followup.record_agreement(
            actor=story.actor, meeting=meeting, owner=seat, what="iets", due=story.today + DAY, now=now
        ),
    ]
    for one in tries:
        with pytest.raises(cases.CaseFrozen):
            one()
    evaluation = meeting.evaluation
    assert followup.propose_meeting(evaluation_id=evaluation.pk, by=story.actor.by, now=now) is None
    assert cases.lift_freeze(actor=story.officer, case=story.case, now=now)
    assert not cases.lift_freeze(actor=story.officer, case=story.case, now=now)
    assert followup.propose_meeting(evaluation_id=evaluation.pk, by=story.actor.by, now=now) is not None


def test_saying_no_is_always_possible(story):
    request = story.request_of("mirte", Purpose.SOT)
    frozen(story)
    story.say(request, Answer.NO)


def test_a_freeze_says_why_and_who(story):
    with pytest.raises(cases.WhyFrozen):
        cases.freeze_case(actor=story.actor, case=story.case, reason=" ", now=story.now)
    one = frozen(story)
    assert frozen(story) == one
    frozen(story, FreezeKind.LEGAL_HOLD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.filter(pk=one.pk).update(lifted_at=story.now)
    outsider = make_actor(make_staff(story.swv, Role.GW, None), today=story.today)
    with pytest.raises(NotAllowed):
        cases.freeze_case(actor=outsider, case=story.case, reason="x", now=story.now)


def test_a_guest_of_a_frozen_case_reads_so_in_words_for_guests(story):
    from tests.meetings.table import NOW, lay
    from tests.polls.test_guest_page import ask, enter

    table = lay()
    with scope(swv=table.swv.pk):
        poll = ask(table)
        guest, path = enter(poll, "marie@ouders.example")
        assert guest.get(path).status_code == 200
        cases.freeze_case(actor=table.actor, case=table.case, reason="x", now=NOW)
        answer = guest.get(path)
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "even dicht" in html
        assert "tabblad" not in html
        assert "closed for now" in guest.get(path + "?taal=en").content.decode()


def test_a_frozen_case_at_the_doors(story, client):
    story.ask()
    guest, path = story.enter("mirte")
    frozen(story)
    client.force_login(story.ib.user)
    page = f"/casussen/{story.case.pk}/"
    assert client.get(page).status_code == 200
    answer = client.post(page + "stap/", {"step": 2})
    assert answer.status_code == 409
    assert "bevroren" in answer.content.decode()
    assert guest.get(path).status_code == 200  # consent can be taken back
