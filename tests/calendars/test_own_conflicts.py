"""Who connected a calendar sees beside each moment of a poll that it is full then; unknown is said, never free."""

from __future__ import annotations

import pytest

from planning.calendars import services
from planning.people.access import actor_of_person
from planning.people.models import User
from planning.polls import selectors as polls
from scheduler.guest.polls.page import view_of
from tests.calendars.diary import LATER, connected
from tests.integrations.radicale import ics
from tests.meetings.table import NOW, seat_of
from tests.polls.test_guest_page import enter
from tests.polls.test_services import ask
from tests.words import words

pytestmark = pytest.mark.django_db
DENTIST = ics("DTSTART:20261118T123000Z", "DTEND:20261118T133000Z", "SUMMARY:Tandarts")


def guest(poll, who, *, now=NOW):
    return polls.guest_poll(poll_id=poll.pk, participant_id=seat_of(poll.meeting, who).pk, now=now)


def own(person, *, now=NOW):
    (found,) = polls.own_polls(actor_of_person(person, today=now.date()), now=now)
    return found


@pytest.fixture
def full(connected_gw, server):
    """The GW is at the dentist at the second of three moments; our own holds stand in the calendar too."""
    poll = ask(connected_gw)
    services.sweep(now=NOW)
    server.as_owner("PUT", "/gw/werk/t.ics", DENTIST)
    assert services.refresh_busy(now=NOW + LATER) == 1
    return connected_gw, poll


def test_a_moment_when_the_own_calendar_is_full_says_so(full):
    table, poll = full
    for page in (guest(poll, table.gw, now=NOW + LATER), own(table.gw, now=NOW + LATER)):
        assert [option.busy for option in page.options] == [False, True, False]
        assert not page.calendar_unknown
    hints = [str(option.hint) for option in view_of(guest(poll, table.gw, now=NOW + LATER)).options]
    assert [bool(hint) for hint in hints] == [False, True, False]
    assert "in uw agenda staat dan al iets" in hints[1]
    assert "Tandarts" not in str(hints)


def test_nobody_else_sees_it(full):
    table, poll = full
    for who in (table.mother, table.jp):
        page = guest(poll, who, now=NOW + LATER)
        assert not any(option.busy for option in page.options)
        assert not page.calendar_unknown


def test_a_calendar_that_cannot_be_read_is_not_free(full):
    table, poll = full
    page = guest(poll, table.gw, now=NOW + 30 * LATER)  # read more than a day ago
    assert (page.calendar_unknown, any(option.busy for option in page.options)) == (True, False)


def test_the_pages_say_that_it_cannot_be_read(table, server, settings):
    settings.CALENDAR_INSIDE = [server.url]
    connected(table.gw, server)
    client, path = enter(ask(table), table.gw.email)
    assert "Uw agenda is nu niet te lezen. Kijk zelf of u kunt." in client.get(path).content.decode()
    table.gw.user = User.objects.create_user(table.gw.email, "een-lang-wachtwoord")
    table.gw.save()
    client.force_login(table.gw.user)
    assert "Uw agenda is nu niet te lezen" in words(client.get("/prikker/").content.decode())
