"""After each meeting parents and pupil get to know how it goes on, in their language, by the own link (R119, R126)."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client

from notifications.reminders.services import ring_due
from planning.cases import services as cases
from planning.cases.models import Answer, Task
from planning.followup import family, services
from planning.followup.models import ProgressState
from planning.meetings import services as meetings
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff
from tests.guests import Guest
from tests.meetings.table import AMSTERDAM, CANARY, NOW, at, letters, seat_of

DAY = dt.timedelta(days=1)
MORNING = at(18, 9)  # the Wednesday after the meeting of Tuesday 17 November at ten


@pytest.fixture
def held(after):
    """A meeting that was, with something for the mother, the father and the GW, and a date to look back."""
    meetings.fix_date(meeting=after.meeting, start=at(17), by=after.table.actor.by, now=NOW)
    after.meeting.refresh_from_db()
    after.now = at(17, 12)
    after.mine = after.agree(dt.date(2026, 12, 1), what="Samen lezen.", now=after.now)
    after.his = after.agree(dt.date(2026, 12, 1), what="Vader belt.", owner=after.table.father, now=after.now)
    after.theirs = after.agree(dt.date(2026, 12, 1), what="Twee keer komen.", owner=after.table.gw, now=after.now)
    services.plan_evaluation(
        actor=after.table.actor, meeting=after.meeting, on=dt.date(2027, 1, 20), method="", now=after.now
    )
    return after


def told():
    return sorted(letter.address for letter, _body in letters("followup_family"))


def test_it_is_told_by_itself_the_next_morning_once(held):
    ring_due(now=MORNING - dt.timedelta(minutes=1))
    assert told() == []
    ring_due(now=MORNING)
    assert told() == ["ferhat@ouders.example", "marie@ouders.example"]
    for letter, body in letters("followup_family"):
        assert CANARY not in letter.subject + body.text
        assert "Samen lezen" not in body.text
        assert "Ingrid Ib" in body.text  # the casusregisseur (R21)
    assert {letter.language for letter, _body in letters("followup_family")} == {"nl", "en"}
    held.agree(dt.date(2026, 12, 1), what="Nog iets.", now=MORNING)
    ring_due(now=MORNING + 5 * DAY)
    assert len(told()) == 2


@pytest.mark.parametrize(
    ("start", "rings"),
    [
        (at(20), at(23, 9)),  # a Friday: Monday
        (at(18, month=12), dt.datetime(2027, 1, 4, 9, tzinfo=AMSTERDAM)),  # the last day before the holiday
        # Friday before Easter 2027, the weekend in which summer time begins: Tuesday, at nine all the same.
        (dt.datetime(2027, 3, 26, 10, tzinfo=AMSTERDAM), dt.datetime(2027, 3, 30, 9, tzinfo=AMSTERDAM)),
    ],
)
def test_a_weekend_a_holiday_and_summer_time_wait_for_a_school_morning(after, start, rings):
    meetings.fix_date(meeting=after.meeting, start=start, by=after.table.actor.by, now=NOW)
    after.meeting.refresh_from_db()
    now = start + dt.timedelta(hours=2)
    after.agree(start.date() + 30 * DAY, now=now)
    moment = now
    while not told():
        moment += dt.timedelta(minutes=30)
        ring_due(now=moment)
    assert moment.astimezone(AMSTERDAM) == rings


def test_a_button_tells_now_and_not_twice_a_day(held):
    tell = {"actor": held.table.actor, "meeting": held.meeting}
    assert services.tell_family(now=held.now, **tell) == 2
    assert services.tell_family(now=held.now, **tell) == 0
    assert services.tell_family(now=held.now + DAY, **tell) == 2
    ring_due(now=MORNING + 2 * DAY)
    assert len(told()) == 4


def test_before_the_meeting_or_without_anything_agreed_nothing_is_told(after):
    with pytest.raises(services.NothingToTell):
        services.tell_family(actor=after.table.actor, meeting=after.meeting, now=NOW)
    meetings.fix_date(meeting=after.meeting, start=at(17), by=after.table.actor.by, now=NOW)
    after.meeting.refresh_from_db()
    with pytest.raises(services.NothingToTell):
        services.tell_family(actor=after.table.actor, meeting=after.meeting, now=at(18))
    after.agree(dt.date(2026, 12, 1))
    with pytest.raises(services.NothingToTell):
        services.tell_family(actor=after.table.actor, meeting=after.meeting, now=NOW)
    ring_due(now=NOW + DAY)
    assert told() == []


def test_a_stranger_tells_nobody_and_a_frozen_or_closed_case_neither(held):
    stranger = make_actor(make_staff(held.table.swv, Role.IB, make_school(held.table.swv)), today=NOW.date())
    with pytest.raises(NotAllowed):
        services.tell_family(actor=stranger, meeting=held.meeting, now=held.now)
    cases.freeze_case(actor=held.table.actor, case=held.table.case, reason="verzoek", now=held.now)
    with pytest.raises(cases.CaseFrozen):
        services.tell_family(actor=held.table.actor, meeting=held.meeting, now=held.now)
    ring_due(now=MORNING)
    assert told() == []


def test_who_has_no_address_is_called(held):
    held.table.case.parties.filter(pk=held.table.father.pk).update(email=None)
    ring_due(now=MORNING)
    assert told() == ["marie@ouders.example"]
    task = Task.objects.get(code="tell_followup", done_at__isnull=True)
    assert (task.person, task.object_key) == (held.table.ib, str(held.meeting.pk))


def page_of(held, who, now):
    return family.guest_following(meeting_id=held.meeting.pk, participant_id=seat_of(held.meeting, who).pk, now=now)


def test_a_parent_sees_the_own_part_and_the_professionals_never_the_other_parents(held):
    services.report_progress(
        agreement_id=held.theirs.pk, state=ProgressState.STUCK, remark="GEHEIM", by=By.guest("x"), now=held.now
    )
    own = page_of(held, held.table.mother, held.now)
    assert [(row.what, row.state) for row in own.own] == [("Samen lezen.", "open")]
    assert [(row.who, row.what, row.state) for row in own.others] == [("Gerda Gw", "Twee keer komen.", "stuck")]
    assert (own.evaluation, own.contact.name) == (dt.date(2027, 1, 20), "Ingrid Ib")
    assert "GEHEIM" not in repr(own)
    assert "Vader" not in repr(own)


def test_the_page_is_for_the_family_after_the_meeting_with_a_ground(held):
    assert page_of(held, held.table.gw, held.now) is None
    assert page_of(held, held.table.mother, at(16)) is None
    for request in held.table.case.consent_requests.filter(giver=held.table.mother, involved__isnull=True):
        held.table.say(request, Answer.WITHDRAWN, now=held.now)
    other = held.table.meeting(held.table.ib)
    assert family.guest_following(
        meeting_id=other.pk, participant_id=seat_of(held.meeting, held.table.mother).pk, now=held.now
    ) is None  # fmt: skip


def test_the_next_meeting_of_this_reader_shows(held):
    following = held.table.meeting(held.table.ib)
    meetings.fix_date(meeting=following, start=at(8, month=12), by=held.table.actor.by, now=held.now)
    assert page_of(held, held.table.mother, held.now).meeting == at(8, month=12)


def test_from_the_letter_to_the_page_in_the_own_language(held, at_noon):
    ring_due(now=MORNING)
    at_noon(MORNING)
    (body,) = [body for letter, body in letters("followup_family") if letter.address.startswith("ferhat")]
    guest = Guest()
    link = re.search(rf"{settings.BASE_URL}(/u/\S+)", body.text)[1]
    way = guest.get(link)["Location"]
    assert way.endswith("/vervolg/"), "straight there, without a click"
    page = guest.get(way).content.decode()
    assert "What you do" in page
    assert "Vader belt." in page
    assert "Samen lezen." not in page
    assert "Hoe gaat het verder?" in page  # the Dutch stands under it
    assert "Ingrid Ib" in page
    assert Client().get(way).status_code == 404
    # The same link opens the invitation too, and that has a way on; nowhere else by what stands behind it.
    first = guest.get(link.partition("?")[0], follow=True)
    assert "What happens next?" in first.content.decode()
    for elsewhere in ("notulen", "//elders.example", "../../x", "code", "vervolg/", ""):
        assert guest.get(f"{link.partition('?')[0]}?naar={elsewhere}")["Location"].endswith("/uitnodiging/")


def test_the_school_sees_when_they_were_told(held, at_noon):
    at_noon(held.now)
    ib = Client()
    ib.force_login(held.table.ib.user)
    where = f"/opvolging/overleg/{held.meeting.pk}/"
    assert "De volgende schooldag om 9 uur" in ib.get(where).content.decode()
    assert ib.post(f"{where}vertel/").status_code == 302
    assert "kregen zij bericht" in ib.get(where).content.decode()
