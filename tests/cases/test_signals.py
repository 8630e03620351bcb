"""Signals: who writes one, who sees it, what becomes of it (R41, R42, R84, R152)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from notifications.outbox.models import OutgoingLetter
from planning.cases import selectors, services
from planning.cases.models import Case, Immutable, Knows, Signal, SignalAct, SignalSource, SignalState, SignalWay
from planning.people.access import NotAllowed
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff

pytestmark = pytest.mark.django_db


def data(told, /, **more) -> services.SignalData:
    fields = {
        "source": SignalSource.TEACHER,
        "heard_on": told.today,
        "pupil_name": "Merel",
        "story": "Zit vaak alleen.",
        "parents_know": Knows.YES,
        "adjusted": "Een maatje.",
        "questions": services.StartQuestions(support="Rust"),
    }
    return services.SignalData(**{**fields, **more})


def write(told, actor=None, /, **more) -> Signal:
    return services.write_signal(actor=actor or told.actor, school=told.school, data=data(told, **more), now=told.now)


def actor_of(story, role, school=None, **more):
    return make_actor(make_staff(story.swv, role, school, **more), today=story.today)


def test_a_signal_is_new_until_somebody_takes_it_up(story):
    signal = write(story)
    assert (signal.state, signal.held_by_id) == (SignalState.NEW, None)
    later = story.now + dt.timedelta(hours=1)
    signal = services.take_signal(actor=story.actor, signal=signal, now=later)
    assert (signal.state, signal.held_by_id, signal.held_since) == (SignalState.IN_HAND, story.ib.pk, later)
    services.take_signal(actor=story.actor, signal=signal, now=later)
    assert list(signal.acts.values_list("way", flat=True)) == ["taken"]


@pytest.mark.parametrize("way", [SignalWay.OWN_SUPPORT, SignalWay.CONSULTATION, SignalWay.NOTHING])
def test_each_end_is_a_dated_act_with_a_reason(story, way):
    signal = write(story)
    with pytest.raises(services.SignalNeedsReason):
        services.settle_signal(actor=story.actor, signal=signal, way=way, reason=" ", now=story.now)
    services.settle_signal(actor=story.actor, signal=signal, way=way, reason="Het loopt.", now=story.now)
    act = signal.acts.get()
    assert (act.way, act.reason, act.by_id, act.at) == (way, "Het loopt.", story.ib.pk, story.now)
    with pytest.raises(services.SignalIsDone):
        services.settle_signal(actor=story.actor, signal=signal, way=way, reason="Nog eens.", now=story.now)


@pytest.mark.parametrize("way", [SignalWay.CASE, SignalWay.TAKEN, SignalWay.REOPENED])
def test_a_signal_does_not_end_like_that(story, way):
    with pytest.raises(services.NotAnEnd):
        services.settle_signal(actor=story.actor, signal=write(story), way=way, reason="x", now=story.now)


def test_a_signal_becomes_a_case_and_stays_that(story):
    signal = write(story)
    case = services.open_case(
        actor=story.actor,
        school=story.school,
        route_key="west-brabant-po",
        pupil=services.PupilData(name="Merel", initial="Z"),
        guardians=[services.GuardianData(name="Mirte")],
        questions=services.StartQuestions(support="Rust"),
        now=story.now,
        signal=signal,
        pupil_language="en",
    )
    signal.refresh_from_db()
    assert signal.state == SignalState.DONE
    assert signal.acts.get().case == case
    assert case.parties.get(kind="pupil").language == "en"
    with pytest.raises(services.NotAnEnd):
        services.reopen_signal(actor=story.actor, signal=signal, reason="Toch niet", now=story.now)
    page = selectors.begin_page(case, actor=story.actor, now=story.now)
    assert (page.signal, page.moves[0].move.from_step) == (signal, None)


def test_a_signal_of_another_school_opens_nothing_here(story):
    elsewhere = make_school(story.swv)
    both = make_staff(story.swv, Role.IB, elsewhere)
    other = make_actor(both, today=story.today)
    signal = services.write_signal(actor=other, school=elsewhere, data=data(story), now=story.now)
    before = Case.objects.count()
    with pytest.raises(NotAllowed):
        services.open_case(
            actor=story.actor,
            school=story.school,
            route_key="west-brabant-po",
            pupil=services.PupilData(name="Merel", initial="Z"),
            guardians=[services.GuardianData(name="Mirte")],
            questions=services.StartQuestions(),
            now=story.now,
            signal=signal,
        )
    assert (Case.objects.count(), SignalAct.objects.count()) == (before, 0)


def test_reopening_says_why_and_keeps_what_was(story):
    signal = write(story)
    services.settle_signal(actor=story.actor, signal=signal, way=SignalWay.NOTHING, reason="Rust.", now=story.now)
    services.reopen_signal(actor=story.actor, signal=signal, reason="Toch weer.", now=story.now)
    signal.refresh_from_db()
    assert signal.state == SignalState.IN_HAND
    assert list(signal.acts.values_list("way", flat=True)) == ["nothing", "reopened"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"pupil_name": " "},
        {"story": ""},
        {"heard_on": dt.date(2100, 1, 1)},
        {"heard_on": dt.date(1999, 1, 1)},
        {"source": SignalSource.OUTSIDE, "source_name": ""},
    ],
)
def test_a_bad_signal_is_not_kept(story, wrong):
    with pytest.raises(services.WrongSignal):
        write(story, **wrong)
    assert not Signal.objects.exists()


def test_a_partner_sees_the_own_signals_only(story):
    jp, lpa = actor_of(story, Role.JP, story.school), actor_of(story, Role.LPA)
    mine, theirs = write(story, jp, source=SignalSource.JP), write(story, lpa, source=SignalSource.LPA)
    own = write(story)
    assert set(selectors.visible_signals(jp)) == {mine}
    assert set(selectors.visible_signals(lpa)) == {theirs}
    assert set(selectors.visible_signals(story.actor)) == {mine, theirs, own}
    with pytest.raises(NotAllowed):
        services.take_signal(actor=jp, signal=mine, now=story.now)
    letters = OutgoingLetter.objects.filter(template="task_for_you")
    assert letters.count() == 2  # the IB hears of those of others
    assert all(row.address == story.ib.email for row in letters)


def test_a_jp_signals_only_what_the_parents_know_and_an_lpa_by_law(story):
    jp, lpa = actor_of(story, Role.JP, story.school), actor_of(story, Role.LPA)
    for know in (Knows.NO, Knows.UNKNOWN):
        with pytest.raises(services.ParentsFirst):
            write(story, jp, parents_know=know)
        write(story, lpa, parents_know=know)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.GW, Role.DIRECTOR, Role.JA])
def test_others_write_no_signals(story, role):
    with pytest.raises(NotAllowed):
        write(story, actor_of(story, role, story.school))


def test_what_is_about_the_pupil_is_not_readable_in_the_database(story):
    from django.db import connection

    write(story, pupil_name="Kanariepiet", story="Kanariepiet zit alleen.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_signal")
        assert "Kanariepiet" not in str(cursor.fetchall())


def test_an_act_is_never_changed_and_a_holder_has_a_date(story):
    signal = write(story)
    services.take_signal(actor=story.actor, signal=signal, now=story.now)
    act = signal.acts.get()
    with pytest.raises(Immutable):
        act.save()
    for broken in ({"state": "in_hand", "held_by": None}, {"state": "new"}, {"held_since": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signal.objects.filter(pk=signal.pk).update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignalAct.objects.create(
            swv_id=signal.swv_id, signal=signal, way="nothing", by=story.ib, at=story.now
        )  # no reason


def test_the_inbox_costs_the_same_for_one_and_three(story, django_assert_num_queries):
    write(story)
    with django_assert_num_queries(2):
        assert len(selectors.signal_lines(story.actor, state=SignalState.NEW, now=story.now)) == 1
    write(story)
    write(story)
    with django_assert_num_queries(2):
        assert len(selectors.signal_lines(story.actor, state=SignalState.NEW, now=story.now)) == 3


def test_the_pages(story):
    client = Client()
    client.force_login(story.ib.user)
    page = client.post(
        "/signalen/nieuw/",
        {
            "school": str(story.school.pk),
            "source": "outside",
            "heard_on": timezone.localdate().isoformat(),
            "pupil_name": "Merel",
            "story": "<b>Stil</b>",
            "parents_know": "no",
        },
    )
    assert page.status_code == 422
    assert "Schrijf op welke organisatie het signaal gaf." in page.content.decode()
    assert "&lt;b&gt;Stil" in page.content.decode()  # nothing lost, nothing ours
    signal = write(story)
    address = f"/signalen/{signal.pk}/"
    assert "Zit vaak alleen." in client.get(address).content.decode()
    assert client.post(f"{address}afhandelen/", {"way": "case", "reason": "x"}).status_code == 422
    assert client.post(f"{address}afhandelen/", {"way": "nothing", "reason": ""}).status_code == 422
    opening = client.get(f"/casussen/nieuw/?signaal={signal.pk}").content.decode()
    assert 'value="Merel"' in opening
    assert client.post(f"{address}afhandelen/", {"way": "consultation", "reason": "Eerst vragen."}).status_code == 302
    assert client.get(f"/casussen/nieuw/?signaal={signal.pk}").status_code == 404
    assert client.get("/casussen/nieuw/?signaal=onzin").status_code == 404
    assert client.post(f"{address}oppakken/").status_code == 302
    signal.refresh_from_db()
    assert signal.state == SignalState.DONE


def test_the_decision_aid_keeps_nothing(story):
    client = Client()
    client.force_login(story.ib.user)
    answers = "unsafe=nee&adjusted=ja&team=ja&own_means=nee&care=ja&partners=nee"
    assert "Bespreken in het SOT" in client.get(f"/signalen/wegwijzer/?{answers}").content.decode()
    assert client.get("/signalen/wegwijzer/?unsafe=misschien").status_code == 422
