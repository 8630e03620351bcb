"""What was thought of beforehand becomes an agreement by a choice of the chair, and never by itself (R104)."""

import datetime as dt

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from planning.cases.models import Answer
from planning.cases.naming import NamesThePupil
from planning.followup import drafts, rules, services
from planning.followup.drafts import DraftState
from planning.followup.models import Agreement, Draft
from planning.people.access import NotAllowed
from planning.people.roles import Role
from planning.preparation import services as preparation
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import CANARY, NOW, letters, seat_of

TODAY = NOW.date()  # Tuesday 3 November 2026
SEVEN = {
    "can": "Meekijken.",
    "task": "De leerkracht helpen.",
    "action": "Twee keer komen kijken.",
    "need": "Een uur met de leerkracht.",
    "result": "Een rustige start.",
    "term": "Binnen zes weken.",
    "money": "Het samenwerkingsverband.",
}


@pytest.mark.parametrize(
    ("term", "ends"),
    [
        ("Binnen zes weken.", dt.date(2026, 12, 15)),
        ("2 weken", dt.date(2026, 11, 17)),
        ("één maand", dt.date(2026, 12, 3)),
        ("tien schooldagen", dt.date(2026, 11, 13)),
        ("Voor 1 februari", dt.date(2027, 2, 1)),
        ("1 februari 2027", dt.date(2027, 2, 1)),
        ("uiterlijk 3-12-2026", dt.date(2026, 12, 3)),
        ("31 februari", None),
        ("voor de kerst", None),
        ("3-11-2026", None),
        ("200 maanden", None),
        ("", None),
    ],
)
def test_a_term_in_own_words_has_a_day_or_none(term, ends):
    assert rules.term_ends(term, today=TODAY) == ends


@given(st.text(max_size=60), st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)))
def test_whatever_somebody_writes_the_day_is_ahead_and_within_a_year(term, today):
    found = rules.term_ends(term, today=today)
    assert found is None or today < found <= today + rules.LONGEST_TERM


@given(
    st.integers(1, 60),
    st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
    st.sets(st.integers(1, 420), max_size=300),
)
def test_a_draft_is_done_on_a_school_day_ahead(weeks, today, gone):
    closed = {today + dt.timedelta(days=n) for n in gone}
    day = rules.draft_due(f"{weeks} weken", today=today, closed=closed)
    ends = rules.term_ends(f"{weeks} weken", today=today) or today + rules.USUAL_TERM
    assert today < day <= ends
    open_days = [today + dt.timedelta(days=n) for n in range(1, (ends - today).days + 1)]
    if any(one.weekday() < 5 and one not in closed for one in open_days):
        assert day.weekday() < 5
        assert day not in closed


def think(after, person, **words):
    seat = seat_of(after.meeting, person)
    return preparation.say_by_link(participant_id=seat.pk, words={**SEVEN, **words}, now=NOW)


def waiting(after):
    return drafts.drafts_of(after.meeting, actor=after.table.actor, now=NOW)


def test_an_answer_is_a_draft_and_no_agreement(after):
    think(after, after.table.gw)
    (row,) = waiting(after)
    assert (row.name, row.what, row.result) == ("Gerda Gw", SEVEN["action"], SEVEN["result"])
    assert (row.financing, row.need, row.due) == (SEVEN["money"], SEVEN["need"], dt.date(2026, 12, 15))
    assert row.state == DraftState.WAITS
    assert not Agreement.objects.exists()
    assert not Draft.objects.exists()


def test_a_term_that_ends_in_the_christmas_holiday_is_the_last_school_day_before(after):
    think(after, after.table.gw, term="8 weken")  # 29 December; the holiday is 19 December – 3 January
    assert waiting(after)[0].due == dt.date(2026, 12, 18)


def test_without_a_term_it_is_done_by_the_evaluation(after):
    services.plan_evaluation(
        actor=after.table.actor, meeting=after.meeting, on=dt.date(2026, 12, 2), method="", now=NOW
    )
    think(after, after.table.gw, term="zo snel mogelijk")
    assert waiting(after)[0].due == dt.date(2026, 12, 2)


def test_one_click_makes_it_an_agreement_once(after):
    think(after, after.table.gw)
    key = waiting(after)[0].key
    made = services.agree_to(actor=after.table.actor, meeting=after.meeting, key=key, now=NOW)
    again = services.agree_to(actor=after.table.actor, meeting=after.meeting, key=key, now=NOW)
    assert made == again == Agreement.objects.get()
    assert (made.owner, made.what, made.result) == (
        seat_of(after.meeting, after.table.gw),
        SEVEN["action"],
        SEVEN["result"],
    )
    assert (made.financing, made.due) == (SEVEN["money"], dt.date(2026, 12, 15))
    assert waiting(after)[0].state == DraftState.MADE
    assert len(letters("agreement_owner")) == 1
    services.let_go(actor=after.table.actor, meeting=after.meeting, key=key, now=NOW)  # too late: it is agreed
    assert waiting(after)[0].state == DraftState.MADE


def test_let_go_is_kept_and_comes_back(after):
    think(after, after.table.gw)
    key = waiting(after)[0].key
    for _twice in range(2):
        services.let_go(actor=after.table.actor, meeting=after.meeting, key=key, now=NOW)
    (row,) = waiting(after)
    assert (row.state, row.choice.let_go_by, row.what) == (DraftState.LET_GO, after.table.ib, SEVEN["action"])
    services.take_back(actor=after.table.actor, meeting=after.meeting, key=key, now=NOW)
    assert waiting(after)[0].state == DraftState.WAITS
    assert not Agreement.objects.exists()


def test_what_is_withdrawn_can_be_agreed_anew(after):
    think(after, after.table.gw)
    key = waiting(after)[0].key
    made = services.agree_to(actor=after.table.actor, meeting=after.meeting, key=key, now=NOW)
    services.withdraw_agreement(actor=after.table.actor, agreement=made, reason="Toch anders.", now=NOW)
    assert waiting(after)[0].state == DraftState.WAITS
    assert services.agree_to(actor=after.table.actor, meeting=after.meeting, key=key, now=NOW) != made


def test_who_left_the_table_left_no_draft(after):
    think(after, after.table.gw)
    think(after, after.table.jp)
    for request in after.table.case.consent_requests.filter(involved__person=after.table.gw):
        after.table.say(request, Answer.WITHDRAWN, now=NOW)
    assert [row.name for row in waiting(after)] == ["Joost Jp"]
    gone = seat_of(after.meeting, after.table.gw)
    with pytest.raises(services.DraftGone):
        services.agree_to(actor=after.table.actor, meeting=after.meeting, key=gone.pk, now=NOW)


def test_a_stranger_makes_nothing_of_it_and_an_unknown_key_is_gone(after):
    think(after, after.table.gw)
    key = waiting(after)[0].key
    stranger = make_actor(make_staff(after.table.swv, Role.IB, make_school(after.table.swv)), today=TODAY)
    for act in (services.agree_to, services.let_go, services.take_back):
        with pytest.raises(NotAllowed):
            act(actor=stranger, meeting=after.meeting, key=key, now=NOW)
        with pytest.raises(services.DraftGone):
            act(actor=after.table.actor, meeting=after.meeting, key=after.meeting.pk, now=NOW)
    assert not Agreement.objects.exists()


def test_parents_words_are_no_draft(after):
    seat = seat_of(after.meeting, after.table.mother)
    preparation.say_by_link(participant_id=seat.pk, words={"good": "Gym.", "action": "Lezen."}, now=NOW)
    assert waiting(after) == []


def test_a_draft_passes_the_same_check_on_names(after):
    think(after, after.table.gw, action=f"{CANARY} helpen.")
    row = waiting(after)[0]
    for request in after.table.case.consent_requests.filter(involved__isnull=True):
        after.table.say(request, Answer.WITHDRAWN, now=NOW)
    assert [one.key for one in waiting(after)] == [row.key]  # thinks along still, without a name
    with pytest.raises(NamesThePupil):
        services.agree_to(actor=after.table.actor, meeting=after.meeting, key=row.key, now=NOW)
    assert not Agreement.objects.exists()


# --- The page ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def ib(after):
    client = Client()
    client.force_login(after.table.ib.user)
    return client


def where(after):
    return f"/opvolging/overleg/{after.meeting.pk}/"


def test_the_page_shows_each_and_one_click_does_it(after, ib, django_assert_max_num_queries):
    think(after, after.table.gw)
    think(after, after.table.jp, action="Bellen met thuis.", term="")
    with django_assert_max_num_queries(32):
        page = ib.get(where(after)).content.decode()
    assert "Twee keer komen kijken." in page
    assert "Bellen met thuis." in page
    keys = {row.name: str(row.key) for row in waiting(after)}
    act = {"concept": keys["Gerda Gw"], "doe": "leg-vast"}
    assert ib.post(f"{where(after)}concept/", act).status_code == 302
    act = {"concept": keys["Joost Jp"], "doe": "laat-los"}
    assert ib.post(f"{where(after)}concept/", act).status_code == 302
    page = ib.get(where(after)).content.decode()
    assert "1 losgelaten" in page
    assert Agreement.objects.get().what == SEVEN["action"]
    act = {"concept": keys["Joost Jp"], "doe": "haal-terug"}
    assert ib.post(f"{where(after)}concept/", act).status_code == 302
    states = {row.name: row.state for row in waiting(after)}
    assert states == {"Gerda Gw": DraftState.MADE, "Joost Jp": DraftState.WAITS}


def test_it_is_changed_before_it_is_agreed(after, ib):
    think(after, after.table.gw)
    key = str(waiting(after)[0].key)
    page = ib.get(f"{where(after)}?concept={key}").content.decode()
    assert 'value="2026-12-15"' in page
    assert "Pas aan, en leg vast" in page
    seat = str(seat_of(after.meeting, after.table.jp).pk)
    words = {"draft": key, "owner": seat, "what": "Eén keer komen.", "due": "2026-12-01"}
    assert ib.post(where(after), words).status_code == 302
    made = Agreement.objects.get()
    assert (made.what, made.due, made.owner.person) == ("Eén keer komen.", dt.date(2026, 12, 1), after.table.jp)
    assert waiting(after)[0].state == DraftState.MADE


@pytest.mark.parametrize("words", [{}, {"concept": "x", "doe": "leg-vast"}, {"concept": "f" * 32, "doe": "laat-los"}])
def test_nonsense_is_not_there(after, ib, words):
    assert ib.post(f"{where(after)}concept/", words).status_code == 404
    assert ib.get(f"{where(after)}?concept=onzin").status_code == 200


def test_what_cannot_be_as_it_stands_comes_back_with_the_reason(after, ib):
    think(after, after.table.gw, action="", task="", can="")
    key = str(waiting(after)[0].key)
    page = ib.post(f"{where(after)}concept/", {"concept": key, "doe": "leg-vast"})
    assert page.status_code == 422
    assert "Schrijf op wat er is afgesproken." in page.content.decode()
    assert not Agreement.objects.exists()


def test_an_agreement_is_let_go_with_a_reason_and_taken_up_again(after, ib):
    agreement = after.agree(TODAY + dt.timedelta(days=20))
    here = f"/opvolging/afspraak/{agreement.pk}/"
    refused = ib.post(f"{here}vervalt/", {"reason": " "})
    assert refused.status_code == 422
    assert "Schrijf op waarom." in refused.content.decode()
    assert ib.post(f"{here}vervalt/", {"reason": "Het is niet meer nodig."}).status_code == 302
    assert "Het is niet meer nodig." in ib.get(where(after)).content.decode()
    for _twice in range(2):
        assert ib.post(f"{here}toch/").status_code == 302
    agreement.refresh_from_db()
    assert (agreement.withdrawn_at, agreement.withdrawn_why) == (None, None)
    assert len(letters("agreement_owner")) == 2
