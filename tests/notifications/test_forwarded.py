"""Somebody has a link that was sent on and tries all they can: they never get in, and its reader always does (S4)."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.links import codes
from notifications.links import selectors as links
from notifications.links.models import DoorCode, PersonalLink
from notifications.links.services import CodeRefused, LinkStays, Why
from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from tests.guests import newest_code
from tests.notifications.conftest import NOW, TENANT
from tests.notifications.test_codes import MINUTE, Browser, _scoped, grant, other_than

__all__ = ["_scoped"]

pytestmark = pytest.mark.django_db


def says(template):
    return [Body.from_json(str(row.body)).text for row in OutgoingLetter.objects.filter(template=template)]


@pytest.mark.usefixtures("_scoped")
def test_wrong_tries_of_somebody_else_cost_the_reader_none():
    to = grant()
    reader, stranger = Browser(to), Browser(to)
    code = reader.ask()
    assert [stranger.refused(other_than(code)) for _ in range(9)] == [(Why.NONE, 0)] * 9
    assert DoorCode.objects.get().tries == 0
    assert reader.enter(code)


@pytest.mark.usefixtures("_scoped")
def test_a_code_that_somebody_else_asks_for_does_not_end_the_readers():
    to = grant()
    reader, stranger = Browser(to), Browser(to)
    code = reader.ask()
    theirs = stranger.ask(now=NOW + 2 * MINUTE)
    for _ in range(5):
        stranger.refused(other_than(theirs), now=NOW + 2 * MINUTE)
    if code != theirs:
        assert reader.refused(theirs, now=NOW + 3 * MINUTE) == (Why.WRONG, 4), "it is for the browser that asked"
    assert reader.enter(code, now=NOW + 3 * MINUTE)


@pytest.mark.usefixtures("_scoped")
def test_a_code_read_over_a_shoulder_opens_no_other_browser():
    to = grant()
    code = Browser(to).ask()
    assert Browser(to).refused(code) == (Why.NONE, 0)


@pytest.mark.usefixtures("_scoped")
def test_from_the_third_code_the_letter_says_so_and_a_new_link_ends_it():
    to = grant()
    stranger = Browser(to)
    with pytest.raises(LinkStays):
        stranger.renew()
    for number in range(3):
        stranger.ask(now=NOW + 2 * number * MINUTE)
    at = NOW + 5 * MINUTE
    told = ["Bağlantınız" in text or "bağlantınız" in text for text in says("door_code")]
    assert sorted(told) == [False, False, True]
    fresh = stranger.renew(now=at)  # also when it is they who ask, it goes to the mailbox of the reader
    assert not PersonalLink.objects.filter(pk=to.link_id, revoked_at__isnull=True).exists()
    assert (fresh.purpose, fresh.person_key, fresh.object_key) == (to.purpose, to.person_key, to.object_key)
    assert fresh.expires_at == to.expires_at
    with pytest.raises(CodeRefused):
        stranger.renew(now=at)
    with pytest.raises(CodeRefused):
        stranger.ask(now=at)
    reader = Browser(fresh)
    assert reader.enter(reader.ask(now=at), now=at)


@pytest.mark.usefixtures("_scoped")
def test_every_link_of_that_person_to_that_thing_dies_and_no_other():
    to, same, other, of_another = grant(), grant(), grant(object_key="another"), grant(person_key="q")
    for number in range(3):
        Browser(to).ask(now=NOW + 2 * number * MINUTE)
    Browser(to).renew(now=NOW + 9 * MINUTE)
    alive = set(PersonalLink.objects.filter(revoked_at__isnull=True).values_list("pk", flat=True))
    assert {other.link_id, of_another.link_id} < alive
    assert not {to.link_id, same.link_id} & alive


@pytest.mark.usefixtures("_scoped")
def test_who_is_inside_is_not_put_out_while_writing():
    """The reader came in; a stranger asks and asks. No new link until the reader may send no more, or asks self."""
    to = grant()
    reader, stranger = Browser(to), Browser(to)
    reader.enter(reader.ask())
    for number in range(1, 5):
        stranger.ask(now=NOW + 2 * number * MINUTE)
    for moment in (NOW + 10 * MINUTE, NOW + codes.SEND_FOR - MINUTE):
        with pytest.raises(LinkStays):
            stranger.renew(now=moment)
    assert reader.renew(now=NOW + 20 * MINUTE)


@pytest.mark.usefixtures("_scoped")
def test_a_whole_day_of_asking_gives_sixty_guesses_and_twelve_letters():
    """ASVS 6.6.3: however many browsers somebody opens."""
    to = grant()
    for quarter in range(24 * 4):
        now = NOW + 15 * quarter * MINUTE
        stranger = Browser(to)
        try:
            code = stranger.ask(now=now)
        except CodeRefused:
            continue
        for _ in range(9):
            stranger.refused(other_than(code), now=now)
    assert OutgoingLetter.objects.filter(template="door_code").count() == 12
    assert sum(DoorCode.objects.values_list("tries", flat=True)) == 60


# ─── Any sequence ───────────────────────────────────────────────────────────────────────────────────────────────────
ACTS = st.lists(st.tuples(st.sampled_from(["ask", "guess", "other browser", "renew"]), st.integers(0, 90)), max_size=30)


class Stranger:
    """Somebody with a link that was sent on, and without the mailbox of its reader, which fills by what they do."""

    def __init__(self, to):
        self.browser, self.mailbox = Browser(to), [to]

    def do(self, what, *, now):
        try:
            if what == "ask":
                self.browser.ask(now=now)
            elif what == "guess":
                self.browser.enter(self.wrong(), now=now)
            elif what == "renew":
                self.mailbox.append(self.browser.renew(now=now))
            else:
                self.browser = Browser(self.browser.to)
        except (CodeRefused, LinkStays):
            pass

    def wrong(self):
        sent = DoorCode.objects.filter(link_id=self.browser.to.link_id).exists()
        return other_than(newest_code(self.browser.to.link_id)) if sent else "123456"


def gets_in(to, *, now):
    """The reader, by the newest link of the mailbox: asks a code, else a new link and a code, else waits; when."""
    for _ in range(4):
        reader = Browser(to)
        try:
            code = reader.ask(now=now)
        except CodeRefused as refused:
            if links.may_renew(to, carried="", now=now):
                to = reader.renew(now=now)
            else:
                now += refused.minutes * MINUTE
            continue
        return now if reader.enter(code, now=now) else None
    return None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_a_stranger_does_its_reader_gets_in_within_a_minute_and_they_never_do(db, acts):
    """Without anybody of the school."""
    with scope(swv=TENANT), transaction.atomic():
        stranger, now = Stranger(grant(expires_at=NOW + dt.timedelta(days=99))), NOW
        for what, minutes in acts:
            now += minutes * MINUTE
            stranger.do(what, now=now)
        assert not DoorCode.objects.filter(used_at__isnull=False).exists()
        then = gets_in(stranger.mailbox[-1], now=now)
        assert then is not None
        assert then - now <= MINUTE
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks are PostgreSQL's; SQLite takes turns")
def test_twenty_who_ask_for_a_new_link_at_once_send_one():
    one = Browser(grant())
    for number in range(3):
        one.ask(now=NOW + 2 * number * MINUTE)

    def renew(_number):
        try:
            with scope(swv=TENANT):
                return one.renew(now=NOW + 9 * MINUTE).link_id
        except (CodeRefused, LinkStays) as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(renew, range(20)))
    assert said.count(CodeRefused) == 19
    with scope(swv=TENANT):
        assert PersonalLink.objects.filter(revoked_at__isnull=True).count() == 1
        assert OutgoingLetter.objects.filter(template="new_link").count() == 1
