"""One click to follow a feed: the addresses of the calendar programs hold the whole address and nothing breaks out."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.feeds.subscribe import ways_to

TOKEN = st.text("abcXYZ019-_", min_size=43, max_size=43)


@given(TOKEN, st.text(max_size=30))
def test_each_way_leads_to_the_feed(token, name):
    plain = f"https://tafel.example/agenda/{token}.ics"
    ways = ways_to(plain, name=name)
    assert ways.plain == plain
    assert ways.webcal == f"webcal://tafel.example/agenda/{token}.ics"
    assert parse_qs(urlsplit(ways.google).query) == {"cid": [ways.webcal]}
    for way, host in ((ways.outlook_work, "outlook.office.com"), (ways.outlook_home, "outlook.live.com")):
        assert urlsplit(way).hostname == host
        assert parse_qs(urlsplit(way).query, keep_blank_values=True) == {"url": [plain], "name": [name]}


@pytest.mark.parametrize("address", ["", "tafel.example/agenda/x.ics", "javascript:alert(1)", "https://", "file:///x"])
def test_only_a_web_address_is_a_feed(address):
    with pytest.raises(ValueError, match="web address"):
        ways_to(address, name="x")
