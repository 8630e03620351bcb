"""An SWV copies a route, changes it, publishes a version: its own, for ever as it was, and never with a fault."""

from __future__ import annotations

import hashlib
import re
import tomllib

import pytest
from django.db import IntegrityError, transaction
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.regions import rules, selectors, services
from planning.regions.models import Immutable, RouteDraft, RouteVersion
from planning.routes import engine
from tests.regions.conftest import make_house


def test_a_copy_is_the_route_under_an_own_key_and_name(house):
    draft = house.copy("Zeeuwse route")
    data = tomllib.loads(draft.text)
    shipped = tomllib.loads(engine.text_of("west-brabant-po", 1))
    assert (draft.key, draft.based_on, draft.based_on_version) == ("eigen-zeeuwse-route", "west-brabant-po", 1)
    assert data == {**shipped, "key": "eigen-zeeuwse-route", "title": "Zeeuwse route"}
    assert "# (keuze)" in draft.text  # comments come along
    assert rules.check(draft.text).good


def test_a_copy_of_ones_own_route_is_its_newest_version(house):
    first = house.copy("Eerste")
    house.publish(first)
    house.publish(house.say(first, source="Ons plan"))
    second = house.copy("Tweede", key=first.key)
    assert (second.based_on, second.based_on_version) == (first.key, 2)
    assert tomllib.loads(second.text)["source"] == "Ons plan"


def test_the_same_name_twice_gives_two_keys_and_another_swv_may_have_the_same(house):
    assert [house.copy("Zelfde").key for _ in range(3)] == ["eigen-zelfde", "eigen-zelfde-2", "eigen-zelfde-3"]
    other = make_house()
    with scope(swv=other.swv.pk):
        assert other.copy("Zelfde").key == "eigen-zelfde"


@given(title=st.text(max_size=130), taken=st.sets(st.sampled_from(["eigen-route", "eigen-a", "eigen-a-2"])))
def test_no_name_gives_a_key_that_is_taken_shipped_or_too_long(title, taken):
    key = rules.own_key(title, taken=taken)
    assert re.fullmatch(r"eigen-[a-z0-9-]*[a-z0-9]", key)
    assert len(key) <= rules.LONGEST_KEY
    assert key not in taken
    assert key not in {row for row, _version in engine.routes()}


def test_no_shipped_route_has_a_key_of_the_own_kind():
    assert [key for key, _version in engine.routes() if rules.is_own(key)] == []


def test_the_database_keeps_a_shipped_key_out_as_well(house):
    draft = house.copy()
    with pytest.raises(IntegrityError), transaction.atomic():
        RouteDraft.objects.filter(pk=draft.pk).update(key="west-brabant-po")


@pytest.mark.parametrize(("key", "title"), [("nergens", "Naam"), ("eigen-van-een-ander", "Naam")])
def test_what_is_not_there_cannot_be_copied(house, key, title):
    with pytest.raises(services.UnknownRoute):
        house.copy(title, key=key)


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
def test_an_own_route_needs_a_name(house, title):
    with pytest.raises(services.NameNeeded):
        house.copy(title)


def test_publishing_counts_up_and_keeps_text_hash_who_and_when(house):
    draft = house.copy()
    first = house.publish(draft)
    house.say(draft, source="Ons eigen plan")
    draft.refresh_from_db()
    second = house.publish(draft)
    assert (first.version, second.version) == (1, 2)
    assert second.sha256 == hashlib.sha256(second.text.encode()).hexdigest()
    assert (second.published_by_id, second.published_at) == (house.coordinator.pk, house.now)
    assert [selectors.get_route(draft.key, n).source for n in (1, 2)] == [
        "PROCES van SOT & HIA / MDO & taakomschrijvingen, kolom PO",
        "Ons eigen plan",
    ]
    assert selectors.get_route(draft.key).version == 2
    actions = AuditEvent.objects.filter(object_type="regions.routeversion").values_list("action", "detail__version")
    assert sorted(actions) == [("route.publish", 1), ("route.publish", 2)]


def test_a_published_version_does_not_change(house):
    made = house.publish(house.copy())
    made.text = "iets anders"
    with pytest.raises(Immutable):
        made.save()
    assert selectors.get_route(made.key, 1) is selectors.get_route(made.key, 1)  # read once


@pytest.mark.parametrize(
    ("old", "new"),
    [("to = 2", "to = 12"), ("minutes = 60", "minutes = 0"), ('title = "', "title = ="), ('leader = "gw"', "x = 1")],
)
def test_a_fault_is_kept_in_the_draft_and_never_published(house, old, new):
    draft = house.copy()
    wrong = draft.text.replace(old, new, 1)
    draft = services.save_text(actor=house.actor, draft=draft, text=wrong, revision=draft.revision, now=house.now)
    assert draft.text == wrong
    with pytest.raises(services.HasFaults):
        house.publish(draft)
    assert RouteVersion.objects.count() == 0
    with pytest.raises(KeyError):
        selectors.get_route(draft.key)


def test_the_same_again_is_no_version(house):
    draft = house.copy()
    house.publish(draft)
    with pytest.raises(services.NothingNew):
        house.publish(draft)
    services.save_text(
        actor=house.actor,
        draft=draft,
        text="# nog een opmerking\n" + draft.text,
        revision=draft.revision,
        now=house.now,
    )
    draft.refresh_from_db()
    with pytest.raises(services.NothingNew):  # words nobody reads
        house.publish(draft)


def test_the_writer_cannot_take_another_key_or_version(house):
    draft = house.copy("Eerlijk")
    text = draft.text.replace('key = "eigen-eerlijk"', 'key = "west-brabant-vo"').replace("version = 1", "version = 9")
    draft = services.save_text(actor=house.actor, draft=draft, text=text, revision=1, now=house.now)
    made = house.publish(draft)
    assert (made.key, made.version) == ("eigen-eerlijk", 1)
    assert (selectors.get_route("eigen-eerlijk").key, selectors.get_route("eigen-eerlijk").version) == (
        "eigen-eerlijk",
        1,
    )


def test_two_people_at_once_the_second_hears_who_and_loses_nothing(house):
    draft = house.copy()
    mine = RouteDraft.objects.get(pk=draft.pk)
    house.say(draft, source="Van de ander")
    with pytest.raises(services.SavedInBetween) as heard:
        house.say(mine, source="Van mij")
    assert "Marjan de Wit" in str(heard.value)
    mine.refresh_from_db()
    assert tomllib.loads(mine.text)["source"] == "Van de ander"
    again = house.say(mine, sector="VO")  # having seen it, one goes on
    assert {tomllib.loads(again.text)[key] for key in ("source", "sector")} == {"Van de ander", "VO"}


def test_one_step_back_and_forth(house):
    draft = house.copy()
    before = draft.text
    with pytest.raises(services.NothingToUndo):
        services.undo(actor=house.actor, draft=draft, revision=draft.revision, now=house.now)
    draft = house.say(draft, source="Fout")
    draft = services.undo(actor=house.actor, draft=draft, revision=draft.revision, now=house.now)
    assert draft.text == before
    draft = services.undo(actor=house.actor, draft=draft, revision=draft.revision, now=house.now)
    assert tomllib.loads(draft.text)["source"] == "Fout"


def test_a_text_that_is_no_toml_is_kept_and_only_a_text_mends_it(house):
    draft = house.copy()
    draft = services.save_text(actor=house.actor, draft=draft, text="= =", revision=1, now=house.now)
    for act in (
        lambda: house.say(draft, source="x"),
        lambda: services.add_step(
            actor=house.actor, draft=draft, after=1, title="x", revision=draft.revision, now=house.now
        ),
        lambda: services.remove_row(
            actor=house.actor, draft=draft, table="meetings", number=0, revision=draft.revision, now=house.now
        ),
    ):
        with pytest.raises(services.OnlyAsText):
            act()
    with pytest.raises(services.TextTooLong):
        services.save_text(actor=house.actor, draft=draft, text="x" * 200_001, revision=draft.revision, now=house.now)


def test_only_who_may_changes_anything(house):
    draft = house.copy()
    refused = {
        "copy": lambda: services.copy_route(actor=house.ib_actor, key="west-brabant-po", title="x", now=house.now),
        "text": lambda: services.save_text(actor=house.ib_actor, draft=draft, text="", revision=1, now=house.now),
        "part": lambda: services.save_part(actor=house.ib_actor, draft=draft, writes=[], revision=1, now=house.now),
        "undo": lambda: services.undo(
            actor=house.ib_actor, draft=house.say(draft, source="y"), revision=2, now=house.now
        ),
        "publish": lambda: services.publish(actor=house.ib_actor, draft=draft, revision=1, now=house.now),
        "choose": lambda: services.choose_routes(actor=house.ib_actor, keys=[], defaults={}, now=house.now),
    }
    for name, act in refused.items():
        with pytest.raises(NotAllowed):
            act()
        assert RouteVersion.objects.count() == 0, name


def test_another_swv_has_neither_the_route_nor_its_words(house):
    made = house.publish(house.copy())
    other = make_house()
    with scope(swv=other.swv.pk):
        with pytest.raises(KeyError):
            selectors.get_route(made.key)
        assert made.key not in selectors.newest_routes()
        assert list(selectors.drafts()) == []
