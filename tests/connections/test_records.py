"""SPF, DKIM and DMARC records, good and bad, without a network."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.connections import records
from integrations.connections.types import Level, failed

KEY = base64.b64encode(b"k" * 294).decode()


def codes(findings):
    return [one.code for one in findings]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["v=spf1 include:spf.mail.example -all"], ["spf_good"]),
        (["google-site-verification=x", "v=spf1 mx ~all"], ["spf_good"]),
        (["V=SPF1 redirect=_spf.mail.example"], ["spf_good"]),
        ([], ["spf_missing"]),
        (["v=spf10 -all", "v=spf2.0/pra -all"], ["spf_missing"]),
        (["v=spf1 -all", "v=spf1 mx -all"], ["spf_twice"]),
        (["v=spf1 mx +all"], ["spf_open"]),
        (["v=spf1 mx all"], ["spf_open"]),
        (["v=spf1 mx ?all"], ["spf_neutral"]),
        (["v=spf1 mx"], ["spf_neutral"]),
        (["v=spf1 ptr -all"], ["spf_ptr"]),
    ],
)
def test_spf(texts, expected):
    assert codes(records.judge_spf("swv.example", texts)) == expected


def test_spf_must_hold_the_words_of_the_mail_server():
    texts = ["v=spf1 +INCLUDE:spf.Mail.example ip4:192.0.2.7 -all"]
    good = records.judge_spf("swv.example", texts, wanted=["include:spf.mail.example", "ip4:192.0.2.7"])
    assert codes(good) == ["spf_good"]
    bad = records.judge_spf("swv.example", texts, wanted=["include:mail.example"])
    assert codes(bad) == ["spf_lacks"]
    assert "include:mail.example" in bad[0].todo


def test_terms_that_ask_are_counted():
    assert records.lookups("v=spf1 include:a.example a mx:b.example exists:%{i}.x redirect=c.example ip4:1.2.3.4") == 5
    assert records.leads_to("v=spf1 include:a.example include:%{d}.x redirect=c.example") == ["a.example", "c.example"]
    assert records.judge_lookups("swv.example", 10) == []
    assert codes(records.judge_lookups("swv.example", 11)) == ["spf_lookups"]


@pytest.mark.parametrize(
    ("texts", "expected", "level"),
    [
        ([f"v=DKIM1; k=rsa; p={KEY}"], "dkim_good", Level.OK),
        ([f"p={KEY[:40]} {KEY[40:]}"], "dkim_good", Level.OK),
        ([f"v=DKIM1; k=ed25519; p={base64.b64encode(b'k' * 32).decode()}"], "dkim_good", Level.OK),
        (["v=DKIM1; p="], "dkim_revoked", Level.WRONG),
        (["v=DKIM1; p=MIIB*"], "dkim_broken", Level.WRONG),
        ([f"p={base64.b64encode(b'k' * 162).decode()}"], "dkim_short", Level.WARNING),
        ([f"p={base64.b64encode(b'k' * 90).decode()}"], "dkim_short", Level.WRONG),
        ([f"t=s:y; p={KEY}"], "dkim_testing", Level.WARNING),
        ([], "dkim_missing", Level.WRONG),
        (["hello"], "dkim_missing", Level.WRONG),
    ],
)
def test_dkim(texts, expected, level):
    (found,) = records.judge_dkim("s1", "swv.example", texts)
    assert (found.code, found.level) == (expected, level)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["v=DMARC1; p=reject; rua=mailto:x@swv.example"], ["dmarc_good"]),
        (["v=DMARC1;p=quarantine;rua=mailto:x@swv.example"], ["dmarc_quarantine"]),
        (["v=DMARC1; p=none"], ["dmarc_none", "dmarc_unread"]),
        (["v=DMARC1; p=reject; pct=20; rua=mailto:x@swv.example"], ["dmarc_part"]),
        (["v=DMARC1; p=maybe"], ["dmarc_broken"]),
        (["v=DMARC1"], ["dmarc_broken"]),
        (["v=DMARC1; p=reject", "v=DMARC1; p=none"], ["dmarc_twice"]),
        (["dmarc: reject", "v=DMARC12; p=none"], ["dmarc_missing"]),
        ([], ["dmarc_missing"]),
    ],
)
def test_dmarc(texts, expected):
    assert codes(records.judge_dmarc("swv.example", texts)) == expected


def test_a_parent_may_say_it_differently_for_what_is_below():
    texts = ["v=DMARC1; p=reject; sp=none; rua=mailto:x@swv.example"]
    assert codes(records.judge_dmarc("mail.swv.example", texts, at="swv.example")) == ["dmarc_none"]
    assert codes(records.judge_dmarc("swv.example", texts, at="swv.example")) == ["dmarc_good"]


@given(st.lists(st.text(max_size=80), max_size=4))
def test_no_record_of_any_kind_breaks_a_judge(texts):
    for found in (
        records.judge_spf("swv.example", texts, wanted=["mx"]),
        records.judge_dkim("s", "swv.example", texts),
        records.judge_dmarc("swv.example", texts),
    ):
        assert found
        assert all(one.text and (one.todo or not failed([one])) for one in found)


@given(st.text(alphabet="v=spf1DMARCkp; :-+?~allincludeptr", max_size=60))
def test_what_begins_as_a_record_breaks_no_judge(text):
    records.judge_spf("swv.example", [f"v=spf1 {text}"])
    records.judge_dmarc("swv.example", [f"v=DMARC1; {text}"])
    records.judge_dkim("s", "swv.example", [f"v=DKIM1; p={text}"])
    records.lookups(f"v=spf1 {text}")
