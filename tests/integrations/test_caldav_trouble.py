"""CalDAV servers that answer strangely, point elsewhere or are not there; and what is busy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from integrations.calendars.caldav.client import Account
from integrations.calendars.caldav.provider import CalDavProvider
from integrations.calendars.guard import GuardedSession, is_outside, origin
from integrations.calendars.seam import (
    CalendarTrouble,
    Written,
    merged,
    own_uid,
)
from integrations.types import BusyTime
from tests.integrations.radicale import (
    NOVEMBER,
    NOW,
    Answer,
    Environ,
    Server,
    of_the_server,
    server,
)

__all__ = ["server"]


@pytest.mark.parametrize(
    ("door", "code", "retry"),
    [
        (of_the_server("401 Unauthorized", WWW_Authenticate='Basic realm="x"'), "refused", False),
        (of_the_server("403 Forbidden"), "refused", False),
        (of_the_server("404 Not Found"), "nothing_there", False),
        (of_the_server("301 Moved", Location="https://elders.example/"), "odd_answer", False),
        (of_the_server("302 Found", Location="http://169.254.169.254/"), "odd_answer", False),
        (of_the_server("502 Bad Gateway"), "unreachable", True),
        (of_the_server("503 Later", Retry_After="30"), "busy", True),
        (of_the_server("429 Slow down", Retry_After="120"), "busy", True),
        (of_the_server("200 OK", b"<html>Inloggen</html>", Content_Type="text/html"), "odd_answer", False),
        (of_the_server("200 OK", b"", Content_Type="text/calendar"), "odd_answer", False),
        (of_the_server("200 OK", b"x" * (9 * 1024 * 1024), Content_Type="text/calendar"), "odd_answer", False),
        (of_the_server("200 OK", b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n"), "odd_answer", False),
    ],
)
def test_a_strange_answer_is_trouble_and_never_free(
    server: Server, door: Callable[[Environ], Answer], code: str, retry: bool
) -> None:
    server.door = door

    with pytest.raises(CalendarTrouble) as found:
        server.provider().busy([server.calendar], **NOVEMBER)

    # 403, 404 and the like to the REPORT lead to the search, which gets the same.
    assert (found.value.code, found.value.retry) == (code, retry)
    assert "geheim" not in str(found.value)


def test_a_wrong_password_is_refused(server: Server) -> None:
    provider = CalDavProvider(replace(server.account, password="fout"), now=NOW)

    with pytest.raises(CalendarTrouble) as found:
        provider.connect()
    assert (found.value.code, found.value.retry) == ("refused", False)
    assert "geheim" not in repr(server.account)


def test_an_account_without_calendars_is_trouble(server: Server) -> None:
    account = replace(server.account, url=f"{server.url}/leeg/", username="leeg")

    with pytest.raises(CalendarTrouble) as found:
        CalDavProvider(account, now=NOW).connect()
    assert found.value.code == "nothing_there"


def test_a_server_that_points_elsewhere_does_not_get_the_password(server: Server) -> None:
    server.door = of_the_server(
        "207 Multi-Status",
        b'<multistatus xmlns="DAV:"><response><href>/gw/</href><propstat><prop><current-user-principal>'
        b"<href>http://elders.example/gw/</href></current-user-principal></prop>"
        b"<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>",
        Content_Type="application/xml",
    )

    with pytest.raises(CalendarTrouble) as found:
        server.provider().connect()
    assert found.value.code in {"odd_answer", "forbidden_address"}


def test_a_server_that_is_not_there_is_to_be_tried_again() -> None:
    url = "http://127.0.0.1:9"
    account = Account(url=f"{url}/gw/", username="gw", password="geheim", inside=frozenset({url}))

    with pytest.raises(CalendarTrouble) as found:
        CalDavProvider(account, now=NOW).connect()
    assert (found.value.code, found.value.retry) == ("unreachable", True)


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("93.184.216.34", True),
        ("2a00:1450:400e:80c::200e", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.251", False),
        ("192.88.99.1", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("ff02::1", False),
        ("localhost", False),
    ],
)
def test_only_the_public_internet_is_outside(address: str, outside: bool) -> None:
    assert is_outside(address) is outside


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://agenda.example/",
        "https://agenda.example:8443/",
        "https://jan:geheim@agenda.example/",
        "https:///dav",
        "file:///etc/passwd",
        "https://[::1",
        "https://agenda.example:99999/",
    ],
)
def test_an_address_we_do_not_connect_to(url: str) -> None:
    with pytest.raises(CalendarTrouble) as found:
        origin(url)
    assert (found.value.code, found.value.retry) == ("forbidden_address", False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "169.254.169.254"])
def test_a_name_for_the_inside_is_not_connected_to(host: str) -> None:
    with GuardedSession(f"https://{host}/") as session, pytest.raises(CalendarTrouble) as found:
        session.request("GET", f"https://{host}/")
    assert found.value.code in {"forbidden_address", "unreachable"}
    assert (found.value.code, host) not in {("unreachable", "127.0.0.1"), ("unreachable", "169.254.169.254")}


def test_busy_times_are_cut_and_merged() -> None:
    def hour(first: int, last: int) -> BusyTime:
        return BusyTime(*(dt.datetime(2026, 11, 9, n, tzinfo=dt.UTC) for n in (first, last)))

    found = merged(
        [hour(12, 13), hour(8, 10), hour(9, 11), hour(11, 12), hour(15, 16), hour(20, 21), hour(3, 4)],
        start=hour(9, 10).start,
        end=dt.datetime(2026, 11, 9, 15, 30, tzinfo=dt.UTC),
    )

    assert found == (
        BusyTime(hour(9, 10).start, hour(12, 13).end),
        BusyTime(hour(15, 16).start, dt.datetime(2026, 11, 9, 15, 30, tzinfo=dt.UTC)),
    )


def test_an_account_of_ours_is_found_by_its_uid_alone() -> None:
    assert own_uid("a") == own_uid("a")
    assert own_uid("a") != own_uid("b")
    assert Written("r", "e") == Written("r", "e")
