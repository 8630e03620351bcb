"""The code before what is sensitive behind a link: made, typed, tried, limited (S4)."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from notifications.links import codes, services
from notifications.links import selectors as links
from notifications.links.models import DoorCode
from notifications.links.services import CodeRefused, Why
from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from notifications.types import Recipient
from tests.guests import newest_code
from tests.notifications.conftest import NOW, TENANT

MINUTE = dt.timedelta(minutes=1)


# ─── Rules ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_code_is_six_digits_also_small_ones(monkeypatch):
    monkeypatch.setattr(codes.secrets, "randbelow", lambda most: 42)
    assert codes.make() == "000042"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("1 2 3 4 5 6.", "123456"),
        ("١٢٣٤٥٦", "123456"),  # as an Arabic keyboard types them
        ("12345", ""),
        ("1234567", ""),
        ("12345a", ""),
        ("", ""),
        ("½23456", ""),
        ("\x00" * 50, ""),
        ("1" * 10_000, ""),
    ],
)
def test_what_people_type(typed, found):
    assert codes.clean(typed) == found


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_six_digits_or_nothing(typed):
    found = codes.clean(typed)
    assert found == "" or (len(found) == 6 and found.isascii() and found.isdigit())


def test_the_hash_is_of_this_row_and_no_other():
    one, other = uuid.uuid4(), uuid.uuid4()
    kept = codes.digest(one, "123456")
    assert codes.same(kept, one, "123456")
    assert not codes.same(kept, one, "123457")
    assert not codes.same(kept, other, "123456")
    assert "123456" not in kept


@pytest.mark.parametrize(
    ("ago", "wait"),
    [
        ([], 0),
        ([2], 0),
        ([0.5], 0.5),
        ([2, 3, 4, 5, 50], 10),
        ([2, 3, 4, 5, 61], 0),
        ([2, 3, 4, 5, 6, 7], 54),
        ([100 * n for n in range(2, 14)], 24 * 60 - 1300),
    ],
)
def test_how_long_until_the_next_code(ago, wait):
    sent = [NOW - minutes * MINUTE for minutes in ago]
    assert codes.wait(sent, most=codes.PER_LINK, now=NOW) == wait * MINUTE


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("marie@voorbeeld.example", "m•••@v•••.example"),
        ("m@x.co.uk", "m•••@x•••.uk"),
        ("", ""),
        ("geen adres", ""),
        ("@x.nl", ""),
        ("a@localhost", ""),
    ],
)
def test_an_address_its_owner_knows_and_nobody_else_learns(address, shown):
    assert codes.masked(address) == shown


# ─── Verbs ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def _scoped():
    with scope(swv=TENANT):
        yield


def grant(**change):
    fields = {"tenant_id": TENANT, "purpose": "report", "person_key": "p", "object_key": "o", "now": NOW}
    token = services.issue(**{**fields, "expires_at": NOW + dt.timedelta(days=9), "rotate": False, **change})
    return links.resolve(token, now=NOW)


LETTER = {
    "context": {"name": "Ayşe", "school": "De Linde", "contact": "Ingrid Smit, 0165-123456"},
    "sender_name": "De Linde",
    "reply_to": "ib@delinde.example",
}


def reader(key="p"):
    return Recipient(key=key, name="Ayşe", address="ayse@ouders.example", languages=("tr",))


class Browser:
    """Somebody with a link: what this browser carries, and nothing of another."""

    def __init__(self, to):
        self.to, self.asker, self.carried = to, "", ""

    def ask(self, *, now=NOW, key="p"):
        """Have a code mailed; gives what only who reads the mail knows."""
        self.asker = services.send_code(grant=self.to, recipient=reader(key), now=now, **LETTER)
        return newest_code(self.to.link_id)

    def enter(self, typed, *, now=NOW):
        self.carried = services.open_door(grant=self.to, asker=self.asker, typed=typed, now=now)
        return self.carried

    def refused(self, typed, *, now=NOW):
        with pytest.raises(CodeRefused) as no:
            self.enter(typed, now=now)
        return no.value.why, no.value.left

    def waits(self, *, now=NOW):
        with pytest.raises(CodeRefused) as no:
            self.ask(now=now)
        assert no.value.why == Why.WAIT
        return no.value.minutes

    def renew(self, *, now=NOW):
        """A new link to the mailbox; gives the grant behind it."""
        services.renew(grant=self.to, carried=self.carried, recipient=reader(), now=now, **LETTER)
        letter = OutgoingLetter.objects.filter(template="new_link").order_by("-created_at").first()
        token = Body.from_json(str(letter.body)).text.split("/u/")[1].split()[0]
        return links.resolve(token, now=now)


def other_than(code):
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_a_code_opens_its_own_door_once_for_an_hour():
    to = grant()
    one = Browser(to)
    code = one.ask()
    carried = one.enter(f" {code[:3]} {code[3:]} ")
    assert links.door_opened(to, carried=carried, now=NOW + 59 * MINUTE)
    assert not links.door_opened(to, carried=carried, now=NOW + 60 * MINUTE)
    assert links.door_opened(to, carried=carried, now=NOW + 60 * MINUTE, within=codes.SEND_FOR)
    assert one.refused(code) == (Why.NONE, 0)
    other = grant(object_key="another")
    assert not links.door_opened(other, carried=carried, now=NOW)
    for forged in ("", "x", code, "a" * 43, one.asker):
        assert not links.door_opened(to, carried=forged, now=NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_the_letter_is_in_the_own_language_and_the_code_nowhere_else():
    code = Browser(grant()).ask()
    row = OutgoingLetter.objects.get(template="door_code")
    body = Body.from_json(str(row.body))
    assert (row.language, row.address) == ("tr", "ayse@ouders.example")
    assert "10 dakika" in body.text
    assert code not in row.subject + row.key
    with connection.cursor() as cursor:
        for table in ("links_doorcode", "links_personallink", "outbox_outgoingletter"):
            cursor.execute(f"SELECT * FROM {table}")
            assert code not in str(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_five_wrong_tries_and_it_is_spent():
    to = grant()
    one = Browser(to)
    code = one.ask()
    said = [one.refused(other_than(code)) for _ in range(6)]
    assert said == [*((Why.WRONG, left) for left in (4, 3, 2, 1)), (Why.SPENT, 0), (Why.SPENT, 0)]
    assert one.refused(code) == (Why.SPENT, 0)
    assert links.sent_code(to, asker=one.asker, now=NOW).alive is False
    assert DoorCode.objects.get().tries == 5


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_what_is_no_code_costs_no_try():
    one = Browser(grant())
    one.ask()
    assert [one.refused(typed)[0] for typed in ("", "12345", "abcdef", "1" * 7)] == [Why.SHAPE] * 4
    assert DoorCode.objects.get().tries == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_a_code_lives_ten_minutes():
    to = grant()
    one = Browser(to)
    code = one.ask()
    assert links.sent_code(to, asker=one.asker, now=NOW + 9 * MINUTE).alive
    assert not links.sent_code(to, asker=one.asker, now=NOW + 10 * MINUTE).alive
    assert one.refused(code, now=NOW + 10 * MINUTE) == (Why.OLD, 0)
    assert DoorCode.objects.get().tries == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_a_new_code_ends_the_old_one_of_that_browser_and_begins_to_count_anew():
    one = Browser(grant())
    first = one.ask()
    one.refused(other_than(first))
    second = one.ask(now=NOW + 2 * MINUTE)
    if first != second:
        assert one.refused(first, now=NOW + 2 * MINUTE) == (Why.WRONG, 4)
    assert one.enter(second, now=NOW + 3 * MINUTE)


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_without_a_code_nothing_opens():
    one = Browser(grant())
    assert one.refused("123456") == (Why.NONE, 0)
    one.asker = "x" * 43
    assert one.refused("123456") == (Why.NONE, 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_a_code_of_one_link_does_not_open_another():
    one, other = Browser(grant()), Browser(grant(object_key="another"))
    code = one.ask()
    other.asker = one.asker
    assert other.refused(code) == (Why.NONE, 0)
    assert one.enter(code)


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_so_many_codes_and_no_more():
    one = Browser(grant())
    for number in range(5):
        one.ask(now=NOW + 2 * number * MINUTE)
    assert one.waits(now=NOW + 9 * MINUTE) == 51
    one.waits(now=NOW + 8 * MINUTE + dt.timedelta(seconds=30))
    assert OutgoingLetter.objects.filter(template="door_code").count() == 5
    one.ask(now=NOW + 60 * MINUTE)


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
def test_one_reader_gets_no_flood_by_many_links():
    """Of each link the first of the day goes: else who holds an old link would keep a new one shut."""
    many = [Browser(grant(object_key=str(number))) for number in range(15)]
    for one in many:
        one.ask()
    assert many[0].waits(now=NOW + 2 * MINUTE) == 58
    Browser(grant(object_key="new")).ask()
    Browser(grant(object_key="of another")).ask(key="q")


@pytest.mark.django_db
@pytest.mark.usefixtures("_scoped")
@pytest.mark.parametrize(
    "wrong", [{"tries": 6}, {"used_at": NOW}, {"door": "x"}], ids=["tries", "no door", "no moment"]
)
def test_the_database_holds_it_too(wrong):
    Browser(grant()).ask()
    with scope(swv=TENANT), pytest.raises(IntegrityError), transaction.atomic():
        DoorCode.objects.update(**wrong)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks are PostgreSQL's; SQLite takes turns")
def test_forty_tries_at_once_are_five():
    one = Browser(grant())
    code = one.ask()

    def attempt(number):
        try:
            one.enter(f"{(int(code) + 1 + number) % 10**6:06d}")
        except CodeRefused as refused:
            return refused.why
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(attempt, range(40)))
    assert said.count(Why.WRONG) == 4
    assert said.count(Why.SPENT) == 36
    with scope(swv=TENANT):
        assert DoorCode.objects.get().tries == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks are PostgreSQL's; SQLite takes turns")
def test_twenty_right_answers_at_once_open_one_door_and_twenty_askers_get_one_letter():
    one = Browser(grant())

    def ask(_number):
        try:
            one.ask()
        except CodeRefused as refused:
            return refused.why
        finally:
            connection.close()
        return None

    def enter(_number):
        try:
            return one.enter(code)
        except CodeRefused as refused:
            return refused.why
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert sorted(map(str, pool.map(ask, range(20)))) == ["None", *["wait"] * 19]
        code = newest_code(one.to.link_id)
        said = list(pool.map(enter, range(20)))
    assert said.count(Why.NONE) == 19
