"""A group is spoken of by what it needs and what is to be reached, and comes back on its day (R98)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from planning.agenda import selectors, services
from planning.agenda.models import AgendaItem, ItemKind
from planning.agenda.rules import states
from planning.cases.naming import NamesThePupil
from planning.followup import services as followup
from planning.followup.models import ProgressState
from planning.followup.tasks import look_back_on_points
from planning.meetings.models import MeetingState
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.models import AuditEvent
from tests.meetings.table import CANARY, NOW, at, seat_of

BEGUN = at(17, 9, 5)
BACK = dt.date(2026, 12, 1)
THEN = at(1, 8, month=12)
NEEDS, GOALS = "Een vaste plek om op te ruimen.", "Voor kerst is de hoek elke dag leeg."


@pytest.fixture
def group(sot):
    return sot.propose(kind=ItemKind.GROUP, title="De bouwhoek van groep drie")


def plan(sot, item, *, by=None, needs=NEEDS, goals=GOALS, now=BEGUN, **more):
    actor = sot.who(by) if by is not None else sot.actor
    return services.plan_for_group(actor=actor, item=item, needs=needs, goals=goals, now=now, **more)


def conclude(sot, item, words="We beginnen maandag.", *, back=BACK, now=BEGUN):
    return services.conclude_point(actor=sot.actor, item=item, words=words, look_back_on=back, now=now)


def came_back(*, now=THEN):
    followup.look_back_on_points(now=now)
    return list(AgendaItem.objects.filter(follows__isnull=False))


# --- rules ------------------------------------------------------------------------------------------------------------


@given(st.text(max_size=150))
def test_a_title_says_once_that_it_looks_back_and_fits(title):
    once = states.looking_back(title)
    assert once.startswith(states.LOOKING_BACK)
    assert len(once) <= states.LONGEST_TITLE
    assert states.looking_back(once) == once


@given(
    day=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    before=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    today=st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
)
def test_one_looks_back_after_today_or_on_the_day_that_stood(day, before, today):
    assert states.may_look_back_on(day, before=before, today=today) == (day is None or day == before or day > today)


# --- what a group needs -----------------------------------------------------------------------------------------------


def test_needs_and_goals_are_kept_and_taken_away_again(sot, group):
    plan(sot, group, needs=f" {NEEDS} ")
    group.refresh_from_db()
    assert (group.state, group.needs, group.goals) == ("discussed", NEEDS, GOALS)
    with pytest.raises(services.AlreadyConcluded):
        services.not_discussed(actor=sot.actor, item=group, now=BEGUN)
    plan(sot, group, needs="", goals="  ")
    services.not_discussed(actor=sot.actor, item=group, now=BEGUN)
    group.refresh_from_db()
    assert (group.state, group.needs, group.goals) == ("planned", None, None)


def test_they_name_nobody_and_have_an_end(sot, group):
    for field in ("needs", "goals"):
        with pytest.raises(NamesThePupil) as refusal:
            plan(sot, group, **{field: f"{CANARY} heeft rust nodig"})
        assert list(refusal.value.fields) == [field]
        with pytest.raises(services.ConclusionTooLong) as refusal:
            plan(sot, group, **{field: "x" * (services.LONGEST + 1)})
        assert list(refusal.value.fields) == [field]
    assert plan(sot, group, needs=f"{CANARY} is een lied", kept_words=True).needs


def test_only_of_a_group_at_its_turn_by_who_writes(sot, group):
    with pytest.raises(services.NotThisState):
        plan(sot, sot.propose())  # another subject
    with pytest.raises(services.NotThisState):
        plan(sot, sot.propose(sot.table.case))
    with pytest.raises(services.NotYetItsTurn):
        plan(sot, group, now=NOW)
    for person in (sot.table.gw, sot.ja, sot.vc):
        with pytest.raises(NotAllowed):
            plan(sot, group, by=person)
    assert not AgendaItem.objects.exclude(needs=None).exists()


def test_the_table_itself_keeps_them_apart(sot, group):
    pupil, other = sot.propose(sot.table.case), sot.propose()
    for row, wrong in (
        (other, {"needs": "x"}),
        (pupil, {"goals": "x"}),
        (pupil, {"look_back_on": BACK}),
        (pupil, {"follows": group}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AgendaItem.objects.filter(pk=row.pk).update(**wrong)


# --- looking back -----------------------------------------------------------------------------------------------------


def test_on_its_day_it_is_proposed_for_the_next_sot_with_what_was_agreed(sot, group):
    plan(sot, group)
    owner = seat_of(sot.meeting, sot.table.jp)
    agreed = followup.agree_on_point(
        actor=sot.actor, point=group, owner=owner, what="Bakken kopen.", due=dt.date(2026, 11, 24), now=BEGUN
    )
    followup.report_progress(agreement_id=agreed.pk, state=ProgressState.DONE, remark="", by=By.system(), now=BEGUN)
    conclude(sot, group)
    assert came_back(now=at(30, 23)) == []
    (made,) = came_back()
    assert (made.title, made.kind) == ("Terugkijken: De bouwhoek van groep drie", "group")
    assert (made.meeting, made.state, made.follows, made.minutes) == (sot.later, "proposed", group, group.minutes)
    assert made.proposed_by_id == group.proposed_by_id
    tried = str(made.tried)
    parts = (NEEDS, GOALS, f"{sot.table.jp.name}: Bakken kopen. (klaar op", "klaar)", "We beginnen maandag.")
    places = [tried.index(part) for part in parts]
    assert places == sorted(places)
    assert AuditEvent.objects.filter(action="agenda.look_back").count() == 1


def test_it_comes_back_once(sot, group):
    conclude(sot, group)
    (made,) = came_back()
    look_back_on_points()
    assert came_back(now=at(20, month=12)) == [made]
    assert services.look_back(item_id=group.pk, tried="", now=THEN) is None
    services.take_back(actor=sot.actor, item=made, now=THEN)
    assert came_back(now=at(20, month=12)) == [made]


def test_without_a_sot_to_come_it_waits(sot, group):
    conclude(sot, group)
    sot.later.state = MeetingState.CANCELLED
    sot.later.save()
    (made,) = came_back()
    assert made.meeting is None
    (school,) = selectors.backlog(sot.actor, now=THEN)
    assert [line.item for line in school.lines] == [made]


def test_another_subject_can_come_back_too_and_what_did_not_happen_does_not(sot):
    subject = sot.propose()
    conclude(sot, subject)
    undone = sot.propose(title="De fietsenstalling")
    conclude(sot, undone)
    AgendaItem.objects.filter(pk=undone.pk).update(state="planned")
    nothing = sot.propose(title="De bel")
    conclude(sot, nothing, back=None)
    assert [row.follows for row in came_back()] == [subject]


def test_a_day_lies_ahead_or_stood_there(sot, group):
    for day in (BEGUN.date(), BEGUN.date() - dt.timedelta(days=1)):
        with pytest.raises(services.LookBackLater):
            conclude(sot, group, back=day)
    conclude(sot, group)
    assert conclude(sot, group, words="Toch dinsdag.", now=at(10, month=12)).conclusion == "Toch dinsdag."
    conclude(sot, group, words="", back=None)
    services.not_discussed(actor=sot.actor, item=group, now=BEGUN)


def test_what_looks_back_can_come_back_again(sot, group):
    conclude(sot, group)
    (made,) = came_back()
    services.put_on_agenda(actor=sot.actor, item=made, meeting=sot.later, now=THEN)
    conclude(sot, made, back=dt.date(2027, 2, 1), now=at(15, 9, month=12))
    followup.look_back_on_points(now=dt.datetime(2027, 2, 1, 9, tzinfo=NOW.tzinfo))
    newest = AgendaItem.objects.get(follows=made)
    assert newest.title == made.title


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_page_of_the_point_and_the_agenda_show_it_in_its_order(sot, group, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: BEGUN)
    ib, ja = Client(), Client()
    ib.force_login(sot.table.ib.user)
    ja.force_login(sot.ja.user)
    address = f"/overleggen/agenda/{group.pk}/"
    assert ib.post(address, {"act": "group", "needs": f"{CANARY} zit stil", "goals": GOALS}).status_code == 422
    assert ib.post(address, {"act": "group", "needs": NEEDS, "goals": GOALS}).status_code == 302
    words = {"act": "conclude", "words": "We beginnen maandag."}
    early = ib.post(address, {**words, "look_back_on": "2026-11-17"})
    assert early.status_code == 422
    assert "Kies een dag na vandaag." in early.content.decode()
    assert ib.post(address, {**words, "look_back_on": "2026-12-01"}).status_code == 302
    owner = seat_of(sot.meeting, sot.table.jp)
    followup.agree_on_point(actor=sot.actor, point=group, owner=owner, what="Bakken kopen.", due=BACK, now=BEGUN)
    sot.propose(sot.table.case)
    said = (NEEDS, GOALS, "Bakken kopen.", "We beginnen maandag.", "We kijken terug op")
    for client, path in (
        (ja, address),
        (ja, f"/overleggen/{sot.meeting.pk}/agenda/"),
        (ib, f"/overleggen/{sot.meeting.pk}/notulen/alle/"),
    ):
        text = client.get(path).content.decode()
        places = [text.index(part) for part in said]
        assert places == sorted(places), path
    forms = ib.get(address).content.decode()
    places = [forms.index(part) for part in said[:-1]]
    assert places == sorted(places)
    (made,) = came_back()
    assert str(group.title) in ib.get(f"/overleggen/agenda/{made.pk}/").content.decode()
    assert str(made.title) in ib.get(address).content.decode()


def test_a_subject_that_is_no_group_has_no_such_form(sot, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: BEGUN)
    ib = Client()
    ib.force_login(sot.table.ib.user)
    text = ib.get(f"/overleggen/agenda/{sot.propose().pk}/").content.decode()
    assert "Wat heeft de groep nodig?" not in text
    assert "Wanneer kijken we terug?" in text
