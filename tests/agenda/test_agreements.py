"""Who does what after a point that is about no pupil (R121): agreed at the table, followed until it is done."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from notifications.outbox.models import OutgoingLetter
from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.agenda import selectors as agenda_of
from planning.agenda import services as agenda
from planning.agenda.models import AgendaItem
from planning.cases.models import Task
from planning.cases.naming import NamesThePupil
from planning.followup import schools, selectors, services
from planning.followup.models import Agreement, ProgressState
from planning.insight.selectors.needs import needs_of
from planning.meetings.models import Participant
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_school, make_staff
from tests.meetings.table import CANARY, NOW, at, letters, link_in, seat_of

BEGUN = at(17, 9, 5)
DUE = dt.date(2026, 12, 3)  # a Thursday
WHAT = "De looproutes op de vloer plakken."


@pytest.fixture
def point(sot):
    return sot.propose()


@pytest.fixture
def later(monkeypatch):
    """Let the doors' clock stand at another moment."""

    def move(to):
        monkeypatch.setattr(timezone, "now", lambda: to)

    return move


def agree(sot, point, *, owner=None, by=None, what=WHAT, due=DUE, now=BEGUN, **more):
    return services.agree_on_point(
        actor=sot.who(by) if by is not None else sot.actor,
        point=point,
        owner=seat_of(sot.meeting, owner or sot.table.jp),
        what=what,
        due=due,
        now=now,
        **more,
    )


def say(agreement, state, *, now=BEGUN, remark=""):
    services.report_progress(agreement_id=agreement.pk, state=state, remark=remark, by=By.system(), now=now)


def sits(sot, name, role):
    person = make_staff(sot.table.swv, role, sot.table.school, name, account=True)
    Participant.objects.create(swv_id=sot.table.swv.pk, meeting=sot.meeting, person=person, role=role, required=False)
    return person


def browser(person):
    client = Client()
    client.force_login(person.user)
    return client


# --- what can be agreed, and by whom ----------------------------------------------------------------------------------


def test_somebody_of_the_table_does_it_by_a_day(sot, point):
    agreement = agree(sot, point)
    assert (agreement.case, agreement.point, agreement.meeting) == (None, point, sot.meeting)
    assert (agreement.what, agreement.due, agreement.school) == (WHAT, DUE, sot.table.school)
    point.refresh_from_db()
    assert point.state == "discussed"
    assert AuditEvent.objects.filter(action="agreement.record").count() == 1


def test_the_same_form_twice_is_one_agreement_and_one_letter(sot, point):
    key = uuid4()
    assert agree(sot, point, key=key) == agree(sot, point, key=key, what="Iets anders.")
    assert Agreement.objects.get().what == WHAT
    assert OutgoingLetter.objects.filter(template="agreement_owner").count() == 1
    other = sot.propose(title="De fietsenstalling")
    with pytest.raises(IntegrityError), transaction.atomic():
        agree(sot, other, key=key)


def test_it_names_nobody_unless_somebody_looked(sot, point):
    with pytest.raises(NamesThePupil):
        agree(sot, point, what=f"{CANARY} vooraan zetten.")
    point.refresh_from_db()
    assert point.state == "planned"
    assert agree(sot, point, what=f"{CANARY} vooraan zetten.", kept_words=True)
    assert AuditEvent.objects.filter(action="school.words_kept").count() == 1


def test_what_is_no_agreement(sot, point):
    elsewhere = seat_of(sot.later, sot.table.jp)
    values = {"actor": sot.actor, "point": point, "what": WHAT, "due": DUE, "now": BEGUN}
    with pytest.raises(services.NotAtThisMeeting):
        services.agree_on_point(**{**values, "owner": elsewhere})
    with pytest.raises(services.NothingRecorded):
        agree(sot, point, what="  ")
    with pytest.raises(services.DateInThePast):
        agree(sot, point, due=BEGUN.date() - dt.timedelta(days=1))
    gone = seat_of(sot.meeting, sot.ja)
    gone.removed_at = NOW
    gone.save()
    with pytest.raises(services.NotAtThisMeeting):
        services.agree_on_point(**{**values, "owner": gone})
    assert not Agreement.objects.exists()


def test_not_before_people_sit_down_nor_about_a_pupil(sot, point):
    with pytest.raises(agenda.NotYetItsTurn):
        agree(sot, point, now=at(17, 8, 44))
    with pytest.raises(agenda.NotThisState):
        agree(sot, sot.propose(sot.table.case))
    with pytest.raises(agenda.NotThisState):
        agree(sot, sot.propose(meeting=None))


def test_by_who_writes_of_the_point(sot, point):
    for person in (sot.table.gw, sot.table.jp, sot.ja, sot.vc):
        with pytest.raises(NotAllowed):
            agree(sot, point, by=person)
    assert agree(sot, point, by=sits(sot, "Nora Notulist", Role.MINUTES))
    assert agree(sot, point, now=at(20))  # the school's IB, afterwards


def test_a_row_is_of_a_case_or_of_a_point(sot, point):
    agreement = agree(sot, point)
    for wrong in ({"case": sot.table.case}, {"point": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(**wrong)


def test_what_was_promised_is_not_put_back_by_a_click(sot, point):
    agreement = agree(sot, point)
    with pytest.raises(agenda.AlreadyConcluded):
        agenda.not_discussed(actor=sot.actor, item=point, now=BEGUN)
    services.withdraw_agreement(actor=sot.actor, agreement=agreement, reason="Vergissing.", now=BEGUN)
    agenda.not_discussed(actor=sot.actor, item=point, now=BEGUN)
    point.refresh_from_db()
    assert point.state == "planned"


def test_it_goes_where_the_point_goes(sot, point):
    say(agree(sot, point), ProgressState.STARTED)
    AgendaItem.objects.get(pk=point.pk).delete()
    assert not Agreement.objects.exists()


# --- it lives until it is done ----------------------------------------------------------------------------------------


def ring(first, last):
    moment = first
    while moment < last:
        reminders.ring_due(now=moment)
        moment += dt.timedelta(hours=1)


def test_the_owner_is_written_to_and_reminded_before_and_after_the_day(sot, point):
    agree(sot, point)
    ((row, body),) = letters("agreement_owner")
    assert row.address == sot.table.jp.email
    assert WHAT not in body.text
    assert str(point.title) not in body.text  # nothing of what was said stands in a mail (P1)
    ring(BEGUN, at(30, month=12))
    days = [one.created_at.astimezone(BEGUN.tzinfo).date() for one, _body in letters("agreement_reminder")]
    assert days[:3] == [dt.date(2026, 11, 30), DUE, DUE + dt.timedelta(days=7)]
    assert not Task.objects.filter(code="agreement_late").exists()  # nobody leads what is about no pupil


def test_one_letter_with_the_owners_other_agreements(sot, point):
    agree(sot, point)
    agree(sot, sot.propose(title="De fietsenstalling"), due=DUE)
    ring(at(30, 0), at(30, 20))
    ((_row, body),) = letters("agreement_reminder")
    assert body.text.count("/u/") == 5  # four answers to the first, one way to the other
    assert sot.table.school.name in body.text


def test_done_and_withdrawn_are_left_alone(sot, point):
    done, gone = agree(sot, point), agree(sot, point, what="De bel stiller zetten.")
    say(done, ProgressState.DONE)
    services.withdraw_agreement(actor=sot.actor, agreement=gone, reason="De bel is al stil.", now=BEGUN)
    assert not Reminder.objects.filter(kind=services.AGREEMENT_BELL, cancelled_at=None, rung_at=None).exists()
    ring(BEGUN, at(20, month=12))
    assert letters("agreement_reminder") == []
    services.take_up_again(actor=sot.actor, agreement=gone, now=BEGUN)
    gone.refresh_from_db()
    assert gone.withdrawn_at is None
    assert Reminder.objects.filter(object_key=str(gone.pk), cancelled_at=None).exists()


def test_only_the_school_withdraws_and_says_why(sot, point):
    agreement = agree(sot, point)
    with pytest.raises(NotAllowed):
        services.withdraw_agreement(actor=sot.who(sot.table.gw), agreement=agreement, reason="Nee.", now=BEGUN)
    with pytest.raises(services.recording.cases.ReasonNeeded):
        services.withdraw_agreement(actor=sot.actor, agreement=agreement, reason=" ", now=BEGUN)


def test_the_owner_says_how_it_goes_without_an_account_or_a_code(sot, point, later):
    agreement = agree(sot, point)
    later(BEGUN)
    ((_row, body),) = letters("agreement_owner")
    guest = Client()  # one that types no code
    page = guest.get(link_in(body), follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert f"van {sot.table.school.name}, punt: {point.title}" in text  # "SOT" carries its meaning
    assert WHAT in text
    answer = guest.post(page.redirect_chain[-1][0], {"state": "stuck", "remark": "Het plakband is op."})
    assert answer.status_code == 303
    agreement.refresh_from_db()
    (said,) = agreement.progress.all()
    assert (said.state, said.remark) == ("stuck", "Het plakband is op.")
    again = guest.get(answer["Location"]).content.decode()
    assert "loopt vast" in again
    assert "plakband" not in again  # what was typed freely is not shown again where no code is asked (S4)


def test_an_agreement_about_a_pupil_still_asks_for_a_code(sot):
    case_one = Agreement.objects.create(
        swv_id=sot.table.swv.pk,
        case=sot.table.case,
        meeting=sot.meeting,
        owner=seat_of(sot.meeting, sot.table.jp),
        what="Samen lezen.",
        due=DUE,
        recorded_by=sot.table.ib,
    )
    assert not selectors.names_no_pupil(case_one.pk)
    assert (
        "/code/" in Client().get(services.recording.letters.link(case_one, now=NOW), follow=True).redirect_chain[-1][0]
    )


def test_late_and_stuck_are_for_the_schools_ib_to_see(sot, point):
    stuck, late = agree(sot, point), agree(sot, point, what="De bel stiller zetten.")
    say(stuck, ProgressState.STUCK)
    needs = needs_of(sot.actor, now=at(10, month=12))
    found = {
        need.kind: need.about.agreement
        for groups in needs.parts.values()
        for group in groups
        for need in group.needs
        if need.kind.startswith("agreement")
    }
    assert found == {"agreement_stuck": stuck, "agreement_late": late}
    own = needs_of(sot.who(sot.table.jp), now=at(10, month=12))
    kinds = {need.kind for groups in own.parts.values() for group in groups for need in group.needs}
    assert "own_agreement" in kinds
    assert not kinds & {"agreement_stuck", "agreement_late"}
    elsewhere = make_staff(sot.table.swv, Role.IB, make_school(sot.table.swv, "De Eik"), "Irma Ib")
    assert selectors.agreements_for(sot.who(elsewhere), today=DUE) == []


def test_a_talk_is_kept_and_what_belongs_to_a_case_is_refused(sot, point):
    agreement = agree(sot, point)
    assert services.note_talk(actor=sot.actor, agreement=agreement, note="Maandag komt er band.", now=BEGUN)
    with pytest.raises(services.AboutNoPupil):
        services.reconvene(actor=sot.actor, agreement=agreement, now=BEGUN)
    with pytest.raises(services.AboutNoPupil):
        services.scale_up(actor=sot.actor, agreement=agreement, person=sot.table.gw, reason="Vast.", now=BEGUN)
    with pytest.raises(NotAllowed):
        services.note_talk(actor=sot.who(sot.table.gw), agreement=agreement, note="x", now=BEGUN)


def test_it_counts_for_its_school_in_the_numbers(sot, point):
    say(agree(sot, point), ProgressState.STUCK)
    say(agree(sot, point, what="De bel stiller zetten."), ProgressState.DONE)
    agree(sot, point, what="Een kast voor de jassen.")
    _all, rows = schools.numbers_at([sot.table.school, make_school(sot.table.swv, "De Eik")], today=DUE)
    assert [(row.open, row.late, row.stuck, row.done) for row in rows] == [(1, 0, 1, 1), (0, 0, 0, 0)]
    late = dt.date(2026, 12, 4)
    (row,) = schools.numbers_at([sot.table.school], today=late)[1]
    assert (row.open, row.late) == (0, 1)


# --- the pages --------------------------------------------------------------------------------------------------------


def form(point, client, **values):
    page = client.get(f"/overleggen/agenda/{point.pk}/").content.decode()
    (key,) = re.findall(r'name="key" value="([0-9a-f-]{36})"', page)
    return {"act": "agree", "key": key, **values}


def test_it_is_agreed_on_the_page_of_the_point(sot, point, later):
    later(BEGUN)
    ib = browser(sot.table.ib)
    address = f"/overleggen/agenda/{point.pk}/"
    owner = seat_of(sot.meeting, sot.table.jp)
    wrong = ib.post(address, form(point, ib, owner=uuid4(), what="", due="gisteren"))
    assert wrong.status_code == 422
    for said in ("Kies iemand van dit overleg.", "Schrijf op wat er is afgesproken.", "Schrijf de datum als"):
        assert said in wrong.content.decode()
    named = form(point, ib, owner=owner.pk, what=f"{CANARY} vooraan.", due="2026-12-03")
    refused = ib.post(address, named)
    assert refused.status_code == 422
    assert "Laat ze staan" in refused.content.decode()
    assert ib.post(address, {**named, "kept_words": "on"}).status_code == 302
    assert ib.post(address, form(point, ib, owner=owner.pk, what=WHAT, due="2026-12-03")).status_code == 302
    text = ib.get(address).content.decode()
    assert WHAT in text
    assert "Joost" in text or sot.table.jp.name in text


def test_everybody_at_the_table_reads_it_on_the_agenda_and_the_remark_only_the_school(sot, point, later):
    later(BEGUN)
    agreement = agree(sot, point)
    say(agreement, ProgressState.STUCK, remark="Het plakband is op.")
    for person, follows in ((sot.table.ib, True), (sot.ja, False)):
        client = browser(person)
        day = client.get(f"/overleggen/{sot.meeting.pk}/agenda/").content.decode()
        assert WHAT in day
        assert "loopt vast" in day
        page = client.get(f"/overleggen/agenda/{point.pk}/").content.decode()
        assert WHAT in page
        assert ("plakband" in page) == follows
        assert ("Laat vervallen" in page) == follows
    assert WHAT in browser(sot.table.ib).get("/opvolging/").content.decode()


def test_the_school_keeps_it_up_to_date(sot, point, later):
    later(BEGUN)
    agreement = agree(sot, point)
    ib, back = browser(sot.table.ib), f"/overleggen/agenda/{point.pk}/#afspraken"
    for path, data in (("stand", {"state": "going"}), ("stand", {}), ("vervalt", {"reason": ""})):
        assert ib.post(f"/opvolging/afspraak/{agreement.pk}/{path}/", data)["Location"] == back
    agreement.refresh_from_db()
    assert agreement.progress.get().state == "going"
    assert agreement.withdrawn_at is None
    assert "Schrijf op waarom." in ib.get(back.partition("#")[0]).content.decode()
    page = ib.get(f"/opvolging/afspraak/{agreement.pk}/").content.decode()
    assert "Weer bij elkaar" not in page
    assert str(point.title) in page
    ib.post(f"/opvolging/afspraak/{agreement.pk}/vervalt/", {"reason": "Er ligt al tape."})
    assert "Er ligt al tape." in ib.get(back.partition("#")[0]).content.decode()
    ib.post(f"/opvolging/afspraak/{agreement.pk}/toch/")
    agreement.refresh_from_db()
    assert agreement.withdrawn_at is None
    ja = browser(sot.ja)
    assert ja.get(f"/opvolging/afspraak/{agreement.pk}/").status_code == 403


def test_what_came_of_it_stands_with_the_minutes_of_the_day(sot, point, later):
    later(BEGUN)
    agree(sot, point)
    agenda.conclude_point(actor=sot.actor, item=point, words="De bel gaat later.", now=BEGUN)
    sot.propose(sot.table.case)
    page = browser(sot.table.ib).get(f"/overleggen/{sot.meeting.pk}/notulen/alle/")
    text = page.content.decode()
    assert "De bel gaat later." in text
    assert WHAT in text
    assert agenda_of.spoken_of(sot.meeting) == [point]


def test_the_same_queries_for_one_agreement_and_for_many(sot, point, later, django_assert_max_num_queries):
    later(BEGUN)
    ja = browser(sot.ja)
    address = f"/overleggen/{sot.meeting.pk}/agenda/"
    agree(sot, point)
    ja.get(address)
    with django_assert_max_num_queries(60) as few:
        ja.get(address)
    for number in range(4):
        other = sot.propose(title=f"Punt {number}")
        agree(sot, other, what=f"Iets doen {number}.")
        agree(sot, point, what=f"Nog iets {number}.")
    with django_assert_max_num_queries(len(few.captured_queries)):
        ja.get(address)
