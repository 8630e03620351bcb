"""A stuck or late agreement: who hears it, what that person can do, and who cannot."""

import datetime as dt

import pytest
from django.test import Client

from planning.cases import services as cases
from planning.cases.models import Answer, Domain, Scaling, Task
from planning.followup import services
from planning.followup.models import ProgressState, Response
from planning.meetings.models import Meeting, MeetingState
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import NOW

DUE = dt.date(2026, 11, 12)


@pytest.fixture
def stuck(after):
    agreement = after.agree(DUE, owner=after.table.gw, goal="Elke dag lezen", financing="school")
    report(agreement, ProgressState.STUCK)
    return agreement


def report(agreement, state):
    services.report_progress(agreement_id=agreement.pk, state=state, remark="ziek", by=By.guest("x"), now=NOW)


def open_tasks(code="agreement_stuck"):
    return Task.objects.filter(code=code, done_at__isnull=True)


def client_of(person):
    client = Client()
    client.force_login(person.user)
    return client


def test_what_goes_on_again_asks_nobody(after, stuck):
    assert [task.person for task in open_tasks()] == [after.table.ib]
    report(stuck, ProgressState.GOING)
    assert not open_tasks().exists()


def test_a_talk_is_written_down_and_the_task_is_done(after, stuck):
    client = client_of(after.table.ib)
    page = client.get(f"/opvolging/afspraak/{stuck.pk}/").content.decode()
    assert "Elke dag lezen" in page
    assert "school" in page
    assert client.post(f"/opvolging/afspraak/{stuck.pk}/gesproken/", {"note": " "}).status_code == 422
    assert open_tasks().exists()
    answer = client.post(f"/opvolging/afspraak/{stuck.pk}/gesproken/", {"note": "Volgende week lukt het."}, follow=True)
    assert "Volgende week lukt het." in answer.content.decode()
    assert not open_tasks().exists()


def test_the_same_people_meet_again_once(after, stuck):
    first = services.reconvene(actor=after.table.actor, agreement=stuck, now=NOW)
    assert services.reconvene(actor=after.table.actor, agreement=stuck, now=NOW) == first
    assert (first.state, first.kind, first.follows) == (MeetingState.DRAFT, after.meeting.kind, after.meeting)
    assert first.participants.count() == after.meeting.participants.count()
    assert Response.objects.count() == 1
    assert not open_tasks().exists()


def test_who_lost_the_ground_does_not_meet_again(after, stuck):
    for request in after.table.case.consent_requests.filter(involved__person=after.table.jp):
        after.table.say(request, Answer.WITHDRAWN, now=NOW)
    again = services.reconvene(actor=after.table.actor, agreement=stuck, now=NOW)
    assert not again.participants.filter(person=after.table.jp).exists()


def test_an_impasse_goes_to_the_consulent(after, stuck):
    consulent = make_staff(after.table.swv, Role.OZC, None, "Onno Ozc")
    where = f"/opvolging/afspraak/{stuck.pk}/voorleggen/"
    client = client_of(after.table.ib)
    assert client.post(where, {"person": str(consulent.pk), "reason": ""}).status_code == 422
    answer = client.post(where, {"person": str(consulent.pk), "reason": "Al drie keer."})
    assert answer.status_code == 302
    assert Scaling.objects.get().person == consulent
    assert [row.kind for row in Response.objects.all()] == ["escalate"]
    again = client.post(where, {"person": str(consulent.pk), "reason": "Nog eens."})
    assert "ligt al bij" in again.content.decode()
    assert Response.objects.count() == 1


def test_a_casusregisseur_from_outside_calls_together_and_the_school_hears_it(after, stuck):
    jp = after.table.jp
    cases.appoint_casusregisseur(
        actor=after.table.actor, case=after.table.case, person=jp, leading_domain=Domain.CARE, reason="Hulp.", now=NOW
    )
    actor = make_actor(jp, today=NOW.date())
    meeting = services.reconvene(actor=actor, agreement=stuck, now=NOW)
    assert [task.person for task in open_tasks("agreement_reconvened")] == [meeting.organiser]
    for request in after.table.case.consent_requests.filter(involved__person=jp):
        after.table.say(request, Answer.WITHDRAWN, now=NOW)
    outsider = make_staff(after.table.swv, Role.JP, make_school(after.table.swv), "Vreemd Jp", account=True)
    assert client_of(outsider).get(f"/opvolging/afspraak/{stuck.pk}/").status_code == 404


def test_a_stranger_does_nothing(after, stuck):
    stranger = make_actor(make_staff(after.table.swv, Role.IB, make_school(after.table.swv)), today=NOW.date())
    for verb in (
        lambda: services.note_talk(actor=stranger, agreement=stuck, note="x", now=NOW),
        lambda: services.reconvene(actor=stranger, agreement=stuck, now=NOW),
        lambda: services.scale_up(actor=stranger, agreement=stuck, person=after.table.ib, reason="x", now=NOW),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert Meeting.objects.count() == 1


def test_a_withdrawn_agreement_waits_for_nobody(after, stuck):
    services.withdraw_agreement(actor=after.table.actor, agreement=stuck, reason="Niet meer nodig.", now=NOW)
    assert not open_tasks().exists()
    with pytest.raises(services.AgreementIsOver):
        services.note_talk(actor=after.table.actor, agreement=stuck, note="x", now=NOW)
    page = client_of(after.table.ib).get(f"/opvolging/afspraak/{stuck.pk}/")
    assert "Wat doet u?" not in page.content.decode()


def test_more_of_an_agreement_is_kept_and_names_nobody(after):
    client = client_of(after.table.ib)
    owner = after.meeting.participants.get(person=after.table.gw)
    said = {
        "owner": str(owner.pk),
        "what": "Begeleiding regelen",
        "due": "2026-11-20",
        "goal": "Rust in de klas",
        "result": "Twee uur hulp",
        "financing": "gemeente",
        "bridging": "on",
    }
    assert client.post(f"/opvolging/overleg/{after.meeting.pk}/", said).status_code == 302
    made = after.table.case.agreements.get()
    assert (made.goal, made.result, made.financing, made.bridging) == (
        "Rust in de klas",
        "Twee uur hulp",
        "gemeente",
        True,
    )
    page = client.get(f"/opvolging/overleg/{after.meeting.pk}/").content.decode()
    assert "overbrugging" in page
