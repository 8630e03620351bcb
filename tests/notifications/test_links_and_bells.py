"""Personal links (S2) and bells."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django_scopes import scope, scopes_disabled
from hypothesis import given
from hypothesis import strategies as st

from notifications.links import selectors as links_of
from notifications.links import services as links
from notifications.links.addresses import address, feed_address
from notifications.links.models import PersonalLink
from notifications.links.purposes import Purpose
from notifications.reminders import rules
from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from notifications.reminders.signals import bell
from tests.notifications.conftest import NOW, TENANT

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def issue(**change) -> str:
    fields = {"tenant_id": TENANT, "purpose": "poll", "person_key": "p", "object_key": "o", "now": NOW}
    return links.issue(**{**fields, "expires_at": NOW + dt.timedelta(days=1), **change})


def test_a_token_opens_its_own_grant_and_is_not_stored():
    token = issue()
    grant = links_of.resolve(token, now=NOW)
    assert (grant.tenant_id, grant.purpose, grant.person_key, grant.object_key) == (TENANT, "poll", "p", "o")
    assert len(token) == 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM links_personallink")
        assert token not in str(cursor.fetchall())


@pytest.mark.parametrize("wrap", ["{} ", "<{}>", "{}.", "\n{},", "({})", '"{}"'])
def test_a_token_survives_what_mail_programs_add(wrap):
    assert links_of.resolve(wrap.format(issue()), now=NOW) is not None


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "é" * 43, "../" * 20, "a" * 4000, "\0"])
def test_an_unknown_token_opens_nothing(token):
    assert links_of.resolve(token, now=NOW) is None


def test_expired_and_revoked_open_nothing():
    token = issue()
    assert links_of.resolve(token, now=NOW + dt.timedelta(days=1)) is None
    assert links.revoke(tenant_id=TENANT, object_key="o", now=NOW) == 1
    assert links_of.resolve(token, now=NOW) is None


def test_resending_rotates_and_reminding_does_not():
    first = issue()
    second = issue(rotate=False)
    assert links_of.resolve(first, now=NOW) is not None
    third = issue()
    assert [links_of.resolve(token, now=NOW) is not None for token in (first, second, third)] == [False, False, True]


def test_a_purpose_that_is_none_is_a_mistake():
    with pytest.raises(ValueError, match="vote"):
        issue(purpose="vote")
    assert links_of.resolve(issue(purpose=Purpose.FEED), now=NOW).purpose == Purpose.FEED


def test_an_address_carries_the_token(settings):
    settings.BASE_URL = "https://aantafel.example"
    assert address("T") == "https://aantafel.example/u/T"
    assert feed_address("T") == "https://aantafel.example/agenda/T.ics"


def test_staff_see_who_has_a_live_link_never_the_token():
    token = issue()
    issue(person_key="q", expires_at=NOW)
    with scope(swv=TENANT):
        rows = links_of.live_links(object_key="o", now=NOW)
    assert [one.person_key for one in rows] == ["p"]
    assert token not in str(vars(rows[0]))


def test_revoking_without_saying_what_is_a_mistake():
    with pytest.raises(ValueError, match="name a purpose"):
        links.revoke(tenant_id=TENANT, now=NOW)


def test_revoking_stays_in_the_tenant():
    token = issue(tenant_id=uuid.UUID(int=2))
    assert links.revoke(tenant_id=TENANT, object_key="o", now=NOW) == 0
    assert links_of.resolve(token, now=NOW) is not None


def test_resolving_writes_nothing(django_assert_num_queries):
    token = issue()
    with django_assert_num_queries(1):
        links_of.resolve(token, now=NOW)
    with scope(swv=TENANT):
        assert PersonalLink.objects.count() == 1


def test_a_bell_rings_once_in_its_tenants_scope():
    heard = []

    def listen(*, kind, object_key, tenant_id, **rest):
        heard.append((kind, object_key, Reminder.objects.count()))

    bell.connect(listen)
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    assert reminders.ring_due(now=NOW - dt.timedelta(seconds=1)) == 0
    assert reminders.ring_due(now=NOW) == 1
    assert reminders.ring_due(now=NOW) == 0
    assert heard == [("k", "o", 1)]


def test_a_cancelled_bell_is_silent():
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    assert reminders.cancel(tenant_id=TENANT, object_key="o", kind="other", now=NOW) == 0
    assert reminders.cancel(tenant_id=TENANT, object_key="o", now=NOW) == 1
    assert reminders.ring_due(now=NOW) == 0


def test_a_bell_that_was_cancelled_can_be_set_again():
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    reminders.cancel(tenant_id=TENANT, object_key="o", now=NOW)
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    assert reminders.ring_due(now=NOW) == 1
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    assert reminders.ring_due(now=NOW) == 0, "it has rung"


def test_cancelling_stays_in_the_tenant():
    reminders.remind(tenant_id=uuid.UUID(int=2), kind="k", object_key="o", due_at=NOW, now=NOW)
    assert reminders.cancel(tenant_id=TENANT, object_key="o", now=NOW) == 0


def test_a_bell_rings_however_long_no_worker_was_there():
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    assert reminders.ring_due(now=NOW + dt.timedelta(days=30)) == 1


def test_a_bell_whose_worker_died_rings_again():
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    with scopes_disabled():
        Reminder.objects.update(claimed_at=NOW, attempts=1)
    assert reminders.ring_due(now=NOW + rules.STUCK_AFTER) == 0, "it may still be alive"
    assert reminders.ring_due(now=NOW + rules.STUCK_AFTER + dt.timedelta(seconds=1)) == 1


def test_a_failing_listener_is_tried_again_and_stops_no_other(caplog):
    heard = []

    def listen(*, object_key, **rest):
        heard.append(object_key)
        if object_key == "bad" and len(heard) < 3:
            raise RuntimeError("Jan Jansen")

    bell.connect(listen)
    for key in ("bad", "good"):
        reminders.remind(tenant_id=TENANT, kind="k", object_key=key, due_at=NOW, now=NOW)
    assert reminders.ring_due(now=NOW) == 1
    assert reminders.ring_due(now=NOW + dt.timedelta(minutes=4)) == 0, "not at once"
    assert reminders.ring_due(now=NOW + dt.timedelta(minutes=6)) == 1
    assert heard == ["bad", "good", "bad"]
    assert "Jan Jansen" not in caplog.text
    with scopes_disabled():
        assert Reminder.objects.filter(rung_at__isnull=True).count() == 0


def test_what_a_failing_listener_wrote_is_undone():
    def listen(*, tenant_id, **rest):
        issue()
        raise RuntimeError

    bell.connect(listen)
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    assert reminders.ring_due(now=NOW) == 0
    with scopes_disabled():
        assert PersonalLink.objects.count() == 0


def test_a_bell_that_keeps_failing_is_left_in_peace():
    heard = []

    def listen(*, now, **rest):
        heard.append(now)
        raise RuntimeError

    bell.connect(listen)
    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    for hours in range(0, 24 * 7):
        reminders.ring_due(now=NOW + dt.timedelta(hours=hours))
    assert len(heard) == rules.MAX_ATTEMPTS
    assert heard[-1] - NOW > dt.timedelta(days=1)


def test_the_task_is_where_celery_looks_for_it(settings):
    from notifications.reminders import tasks

    reminders.remind(tenant_id=TENANT, kind="k", object_key="o", due_at=NOW, now=NOW)
    tasks.ring_due.delay()
    with scopes_disabled():
        assert Reminder.objects.get().rung_at is not None
    assert settings.CELERY_BEAT_SCHEDULE["reminders"]["task"] == tasks.ring_due.name


@given(
    moment=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC)),
    free=st.sets(st.integers(0, 20).map(lambda n: dt.date(2026, 12, 18) + dt.timedelta(days=n)), max_size=10),
)
def test_reminders_come_at_humane_hours(moment, free):
    decent = rules.humane(moment, free_days=free)
    local = decent.astimezone(AMSTERDAM)
    assert decent >= moment
    assert dt.time(7, 30) <= local.time() < dt.time(20, 0)
    assert local.weekday() < 5
    assert local.date() not in free
    assert rules.humane(decent, free_days=free) == decent
