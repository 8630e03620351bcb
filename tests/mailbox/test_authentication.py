"""RFC 8601: what our own server found, and nothing that others wrote in its name."""

from email import message_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.mailbox.authentication import Check, authentication_of

OURS = "mx.tafel.example"


def read(*headers: str, name: str = OURS):
    text = "".join(f"Authentication-Results: {header}\r\n" for header in headers) + "From: a@b.nl\r\n\r\nx"
    return authentication_of(message_from_bytes(text.encode("utf-8", "surrogateescape")), authserv_id=name)


@pytest.mark.parametrize(
    ("header", "checks"),
    [
        # as rspamd, OpenDKIM with OpenDMARC, Gmail and Fastmail write it
        (
            f"{OURS};\r\n\tdkim=pass header.d=example.org header.s=s1 header.b=abc;\r\n\tspf=pass (mx: domain of"
            " samira@example.org designates 192.0.2.1 as permitted sender) smtp.mailfrom=samira@example.org;\r\n"
            "\tdmarc=pass (policy=reject) header.from=example.org",
            {("dkim", "pass", "example.org"), ("spf", "pass", "example.org"), ("dmarc", "pass", "example.org")},
        ),
        (f"{OURS} 1; dkim=pass header.i=@Example.org", {("dkim", "pass", "example.org")}),
        (f'{OURS}; spf=softfail smtp.mailfrom="samira@example.org"', {("spf", "softfail", "example.org")}),
        (f"{OURS}; spf=pass smtp.helo=mail.example.org", {("spf", "pass", "mail.example.org")}),
        (f"{OURS}; dmarc=fail header.from=example.org", {("dmarc", "fail", "example.org")}),
        (f"{OURS.upper()}; dkim/1 = pass header . d = example.org", {("dkim", "pass", "example.org")}),
        (f"{OURS}; none", set()),
        (f"{OURS}; dkim=none", {("dkim", "none", "")}),
        # a result in a comment or a quoted string is no result
        (f"{OURS}; spf=none (dkim=pass header.d=example.org)", {("spf", "none", "")}),
        (f'{OURS}; spf=none reason="; dkim=pass header.d=example.org"', {("spf", "none", "")}),
        (f"{OURS}; spf=fail (a (b; dkim=pass header.d=example.org) c) smtp.mailfrom=x.nl", {("spf", "fail", "x.nl")}),
        (f"{OURS}; dkim=pass header.d=exa mple.org", {("dkim", "pass", "")}),
        (f"{OURS}; dkim=pass header.d=localhost", {("dkim", "pass", "")}),
    ],
)
def test_what_a_server_writes(header, checks):
    found = read(header)
    assert found.known
    assert set(found.checks) == {Check(*row) for row in checks}


def test_only_the_topmost_of_our_own_server_counts():
    good, bad = f"{OURS}; dmarc=pass header.from=b.nl", f"{OURS}; dmarc=fail header.from=b.nl"
    assert read(bad, good).domains("dmarc") == frozenset()
    assert read("elsewhere.example; dmarc=pass header.from=b.nl", bad).domains("dmarc", "fail") == {"b.nl"}
    assert not read("elsewhere.example; dmarc=pass header.from=b.nl").known
    assert not read(f"{OURS}.evil.example; dmarc=pass header.from=b.nl").known
    assert not read("dmarc=pass header.from=b.nl").known  # without a name


def test_without_a_name_in_the_settings_nothing_is_known():
    assert not read(f"{OURS}; dmarc=pass header.from=b.nl", name="").known


def test_exchange_online_writes_no_name():
    header = (
        "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=example.org; dkim=pass (signature was verified)\r\n"
        " header.d=example.org;dmarc=pass action=none\r\n header.from=example.org;compauth=pass reason=100"
    )
    found = read(header, name="exchange-online")
    assert {row.method for row in found.checks} == {"spf", "dkim", "dmarc"}
    assert found.domains("dmarc") == {"example.org"}
    assert not read("mx.evil.example; dmarc=pass header.from=b.nl", name="exchange-online").known


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_noise_never_raises(text):
    clean = text.replace("\r", "").replace("\n", "")
    read(f"{OURS}; {clean}")
    read(clean, name="exchange-online")
