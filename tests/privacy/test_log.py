"""P6: every look at a case is a row, cheap and sealed; the chain shows what was changed; a month is signed off."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from notifications.links.purposes import Purpose
from planning.cases.models import Immutable
from planning.people.access import NotAllowed
from planning.privacy import rules, services
from planning.privacy.models import AccessChain, AccessEntry
from planning.privacy.rules import Link
from planning.privacy.subjects import subject_of_id
from scheduler import looking
from tests.trust.walk import addresses

pytestmark = pytest.mark.django_db


def logged_in(person):
    client = Client()
    client.force_login(person.user)
    return client


def test_a_look_at_a_case_says_who_what_and_when(story):
    logged_in(story.ib).get(f"/casussen/{story.case.pk}/")
    row = AccessEntry.objects.get()
    assert (row.actor_kind, row.actor, row.role) == ("person", str(story.ib.pk), "ib")
    assert (row.case_reference, row.school) == (story.case.reference, story.school.pk)
    assert (row.action, row.object_type, row.object_id) == ("see", "cases.case", str(story.case.pk))
    assert (row.page, row.purpose, row.result, row.source) == ("staff:case", "cases.lead", "allowed", "page")
    assert timezone.now() - row.at < dt.timedelta(seconds=20)


def test_a_change_and_a_refusal_are_rows_too(story):
    client = logged_in(story.ib)
    client.post(f"/casussen/{story.case.pk}/privacy/bevriezen/", {"kind": "legal_hold", "reason": "Klacht."})
    logged_in(story.fg).get(f"/casussen/{story.case.pk}/")
    assert list(AccessEntry.objects.order_by("at").values_list("action", "result")) == [
        ("change", "allowed"),
        ("see", "refused"),
    ]


def test_a_parent_behind_a_link_is_a_row(story):
    story.ask()
    _client, path = story.enter("mirte")
    row = AccessEntry.objects.get()
    assert (row.actor_kind, row.source, row.case_reference) == ("guest", "link", story.case.reference)
    assert row.actor in {str(party.pk) for party in story.case.parties.all()}
    assert path.rsplit("/", 2)[-2] == "toestemming"


def test_a_list_is_a_row_without_an_alias_and_other_pages_are_none(story):
    client = logged_in(story.ib)
    for path in ("/", "/mensen/", "/casussen/"):
        client.get(path)
    assert list(AccessEntry.objects.order_by("at").values_list("page", "action", "case_reference")) == [
        ("staff:today", "list", ""),
        ("staff:cases", "list", ""),
    ]


def test_every_address_about_a_pupil_is_known_to_the_log():
    """By the tables themselves: an id of a table that hangs on a case is looked up, whatever page it is for."""
    from planning.privacy.subjects import BEFORE_A_CASE, subject_of_id, subjects
    from tests.trust.walk import MODELS

    owned = {subject.label for subject in subjects()}
    for name, label in MODELS.items():
        found = subject_of_id(name)
        before = label in BEFORE_A_CASE.values()
        assert (found.label if found else None) == (label if label in owned or before else None), name
    assert any("case_id" in row.names for row in addresses())


def test_a_look_costs_two_queries(story):
    client = logged_in(story.ib)
    path = f"/casussen/{story.case.pk}/"
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    own = [row["sql"] for row in caught if "privacy_" in row["sql"] or "cases_freeze" in row["sql"]]
    assert len(own) == 2


def test_when_the_log_cannot_be_written_nobody_gets_the_page(story):
    client = Client(raise_request_exception=False)
    client.force_login(story.ib.user)
    path = f"/casussen/{story.case.pk}/"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE privacy_accessentry RENAME TO elsewhere")
        answer = client.get(path)
        transaction.set_rollback(True)
    assert answer.status_code == 500
    assert "Kanarie" not in answer.content.decode()
    assert client.get(path).status_code == 200


def some_looks(story, count=5):
    client = logged_in(story.ib)
    for _ in range(count):
        client.get(f"/casussen/{story.case.pk}/")
    services.link_new(swv_id=story.swv.pk)
    return story.today


@pytest.mark.parametrize("damage", ["change", "take out", "take the last", "put in", "renumber"])
def test_what_is_done_to_the_log_shows(story, damage):
    day = some_looks(story)
    assert services.chain_is_whole(first=day, last=day)
    third, last = AccessEntry.objects.get(number=3), AccessEntry.objects.get(number=5)
    if damage == "change":
        AccessEntry.objects.filter(pk=third.pk).update(actor="somebody else")
    elif damage == "take out":
        AccessEntry.objects.filter(pk=third.pk)._raw_delete("default")
    elif damage == "take the last":
        AccessEntry.objects.filter(pk=last.pk)._raw_delete("default")
    elif damage == "put in":
        AccessEntry.objects.filter(number=None).delete()
        third.pk, third.number, third._state.adding = None, None, True
        third.hash, third.seal = "", "0" * 64
        AccessEntry.objects.bulk_create([third])
    else:
        AccessEntry.objects.filter(pk=last.pk).update(number=9)
    assert not services.chain_is_whole(first=day, last=day)


def test_rows_are_only_added(story):
    some_looks(story, 1)
    row = AccessEntry.objects.get()
    with pytest.raises(Immutable):
        row.save()
    with pytest.raises(Immutable):
        row.delete()


def test_days_go_on_in_one_chain_and_old_ones_leave_their_mark(story):
    some_looks(story, 2)
    yesterday = story.today - dt.timedelta(days=1)
    AccessChain.objects.update(day=yesterday)
    some_looks(story, 2)
    assert [row.count for row in AccessChain.objects.order_by("first")] == [2, 2]
    assert services.forget_old_days(before=story.today, now=story.now) == 2
    assert AccessEntry.objects.count() == 2
    assert services.chain_is_whole(first=yesterday, last=story.today)


def test_a_month_is_signed_off_when_it_is_over(story):
    some_looks(story, 2)
    with pytest.raises(services.MonthNotOver):
        services.sign_review(actor=story.officer, month=story.today, remark="", now=story.now)
    later = story.now + dt.timedelta(days=40)
    review = services.sign_review(actor=story.officer, month=story.today, remark="Niets.", now=later)
    assert (review.entries, review.refused, review.chain_whole) == (2, 0, True)
    assert services.sign_review(actor=story.officer, month=story.today, remark="", now=later) == review
    with pytest.raises(NotAllowed):
        services.sign_review(actor=story.actor, month=story.today, remark="", now=later)


def test_a_tenant_has_its_own_chain(story):
    from tests.factories import make_swv

    other = make_swv()
    some_looks(story, 2)
    with scope(swv=other.pk):
        assert services.link_new(swv_id=other.pk) == 0
        assert AccessEntry.objects.count() == 0


@given(seals=st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), min_size=2, max_size=12), data=st.data())
def test_a_chain_holds_only_as_it_was_written(seals, data):
    rows, before = [], ""
    for number, seal in enumerate(seals, start=1):
        before = rules.link(before=before, seal=seal, number=number)
        rows.append(Link(number=number, seal=seal, hash=before, should=seal))
    whole = {"before": "", "first": 1, "count": len(rows), "head": before}
    assert rules.day_is_whole(rows, **whole)
    at = data.draw(st.integers(0, len(rows) - 1))
    assert not rules.day_is_whole(rows[:at] + rows[at + 1 :], **whole)
    assert not rules.day_is_whole(
        [*rows[:at], Link(rows[at].number, rows[at].seal, rows[at].hash, "x"), *rows[at + 1 :]], **whole
    )
    assert not rules.day_is_whole(rows[::-1], **whole)


def test_a_look_by_every_kind_of_personal_link_is_known_to_the_log():
    """A feed holds several pupils and names none; every other link leads to one case, and a look at it is a row."""
    assert set(looking.OBJECT_OF) == set(Purpose) - {Purpose.FEED}
    assert [name for name in looking.OBJECT_OF.values() if subject_of_id(name) is None] == []
