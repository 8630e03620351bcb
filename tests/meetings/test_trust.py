"""Who sent an answer: a table of what our own mail server may find, and what that is worth."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.mailbox.authentication import Authentication, Check
from planning.meetings import rules
from planning.meetings.rules import Trust, groups_at, may_ask_to_confirm, trust_of

ME = "samira@school.example.nl"
TABLE = [
    # what was found, and what it is worth
    ((), Trust.DOUBTFUL),
    ([("dmarc", "pass", "school.example.nl")], Trust.PROVEN),
    ([("dmarc", "pass", "evil.nl")], Trust.DOUBTFUL),
    ([("dmarc", "fail", "school.example.nl")], Trust.FORGED),
    ([("dmarc", "fail", "school.example.nl"), ("dkim", "pass", "school.example.nl")], Trust.FORGED),
    ([("dmarc", "none", "school.example.nl"), ("dkim", "pass", "school.example.nl")], Trust.PROVEN),
    ([("dkim", "pass", "school.example.nl")], Trust.PROVEN),
    ([("dkim", "pass", "example.nl")], Trust.PROVEN),  # the domain above speaks for those below
    ([("dkim", "pass", "nl")], Trust.DOUBTFUL),
    ([("dkim", "pass", "mail.school.example.nl")], Trust.DOUBTFUL),  # one below may be let to anybody
    ([("dkim", "pass", "notschool.example.nl")], Trust.DOUBTFUL),
    ([("dkim", "pass", "evil.nl")], Trust.DOUBTFUL),
    ([("dkim", "pass", "")], Trust.DOUBTFUL),
    ([("dkim", "fail", "school.example.nl")], Trust.DOUBTFUL),  # a list or a virus scanner changes a mail
    ([("spf", "pass", "school.example.nl")], Trust.PROVEN),
    ([("spf", "pass", "bounces.evil.nl")], Trust.DOUBTFUL),
    ([("spf", "softfail", "school.example.nl")], Trust.DOUBTFUL),
    ([("spf", "fail", "school.example.nl")], Trust.FORGED),
    ([("spf", "fail", "school.example.nl"), ("dkim", "pass", "school.example.nl")], Trust.PROVEN),  # forwarded
    ([("spf", "none", "school.example.nl"), ("dkim", "none", "")], Trust.DOUBTFUL),
]


@pytest.mark.parametrize(("found", "trust"), TABLE)
def test_what_a_finding_is_worth(found, trust):
    checks = tuple(Check(*row) for row in found)
    assert trust_of(Authentication(True, checks), attendee=ME, from_address=ME) == trust


def test_an_address_by_itself_proves_nothing_and_case_says_nothing():
    assert trust_of(Authentication(), attendee=ME, from_address=ME) == Trust.DOUBTFUL
    known = Authentication(True, (Check("dmarc", "pass", "school.example.nl"),))
    assert trust_of(known, attendee=ME.upper(), from_address=f" {ME.title()} ") == Trust.PROVEN
    assert trust_of(known, attendee=ME, from_address="ander@school.example.nl") == Trust.OTHER
    assert trust_of(known, attendee=ME, from_address="") == Trust.OTHER


DOMAINS = st.sampled_from(["school.example.nl", "example.nl", "evil.nl", "a.school.example.nl", "nl", ""])
CHECKS = st.lists(
    st.builds(
        Check, st.sampled_from(["spf", "dkim", "dmarc"]), st.sampled_from(["pass", "fail", "none", "softfail"]), DOMAINS
    ),
    max_size=6,
)


@given(CHECKS)
def test_nobody_is_proven_without_a_pass_of_the_own_domain_or_one_above(checks):
    trust = trust_of(Authentication(True, tuple(checks)), attendee=ME, from_address=ME)
    passes = {row.domain for row in checks if row.result == "pass"}
    assert (trust != Trust.PROVEN) or passes & {"school.example.nl", "example.nl"}
    assert trust_of(Authentication(False, tuple(checks)), attendee=ME, from_address=ME) == Trust.DOUBTFUL


def test_a_person_is_asked_once_a_day_and_three_times_in_all():
    now = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
    day = dt.timedelta(days=1)
    assert may_ask_to_confirm([], now=now)
    assert not may_ask_to_confirm([now - day / 2], now=now)
    assert may_ask_to_confirm([now - day, now - 2 * day], now=now)
    assert not may_ask_to_confirm([now - day * n for n in (1, 2, 3)], now=now)


def test_a_group_lacks_when_all_of_it_said_no():
    groups = [("gw",), ("guardian",), ("jp", "smw")]
    table = [({"gw"}, "DECLINED"), ({"guardian"}, "DECLINED"), ({"guardian"}, "NEEDS-ACTION"), ({"jp"}, "TENTATIVE")]
    found = groups_at(table, groups)
    assert (found.lacking, found.waiting) == ((("gw",),), (("guardian",), ("jp", "smw")))
    found = groups_at([*table, ({"gw"}, "ACCEPTED"), ({"smw"}, "ACCEPTED"), ({"guardian"}, "ACCEPTED")], groups)
    assert found == rules.GroupsAt((), ())
    assert groups_at([], [("gw",)]).lacking == (("gw",),)
