"""The rule of agreement: who a decision cannot do without, what counts how much, and the best way on (R77, R80)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planning.polls import rules
from planning.polls.rules import Option, Rule, Voter
from tests.meetings.table import at

OPTIONS = [Option(key=f"o{n}", start=at(10 + n)) for n in range(3)]
VOTERS = [
    Voter(key="ib", required=True, roles=("ib",)),
    Voter(key="mother", required=True, guest=True, roles=("guardian",)),
    Voter(key="father", required=False, guest=True, roles=("guardian",)),
    Voter(key="gw", required=False, roles=("gw",)),
    Voter(key="lpa", required=False, roles=("lpa",)),
    Voter(key="nurse", required=False, roles=("verpleegkundige",)),
]
KEYS = [voter.key for voter in VOTERS]
GROUPS = (("gw",), ("lpa", "verpleegkundige"))

choices = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from([one.key for one in OPTIONS])),
    st.sampled_from(sorted(rules.CHOICES)),
)
some_rules = st.builds(
    Rule,
    groups=st.lists(st.sampled_from([*GROUPS, ("guardian",), ("tc",)]), unique=True).map(tuple),
    earliest=st.booleans(),
)


NEEDED = Rule(groups=GROUPS)


def count(answers, rule=NEEDED):
    return rules.tally(voters=VOTERS, options=OPTIONS, answers=answers, rule=rule)


def everybody(**other):
    return {(key, option.key): other.get(key, "yes") for key in KEYS for option in OPTIONS}


@given(choices, some_rules)
def test_what_wins_has_everybody_required_and_one_of_each_group(answers, rule):
    tallies = count(answers, rule)
    won = rules.winner(tallies, rule=rule)
    for row in tallies:
        assert not row.agreed or (row.possible and not row.without and not row.silent and not row.lacking)
        assert row.possible == (not row.without and not row.lacking)
    if won is None:
        return
    can = {*won.yes, *won.if_needed}
    assert {"ib", "mother"} <= can
    for group in rule.groups:
        assert any(voter.key in can and set(voter.roles) & set(group) for voter in VOTERS)


@given(choices, some_rules)
def test_the_way_on_is_never_worse_than_another_option(answers, rule):
    tallies = count(answers, rule)
    best = rules.second_best(tallies, rule=rule)
    assert best is not None
    missing = (len(best.lacking), len(best.without), len(best.silent))
    assert all(missing <= (len(row.lacking), len(row.without), len(row.silent)) for row in tallies)


@given(choices, some_rules, st.sampled_from(KEYS), st.sampled_from([one.key for one in OPTIONS]))
def test_a_no_that_becomes_a_yes_never_closes_an_option(answers, rule, who, option):
    before = {row.option.key for row in rules.possible_options(count({**answers, (who, option): "no"}, rule))}
    after = {row.option.key for row in rules.possible_options(count({**answers, (who, option): "yes"}, rule))}
    assert before <= after


def test_one_of_a_group_is_enough_and_none_is_not():
    answers = everybody(lpa="no")
    assert rules.winner(count(answers), rule=Rule(groups=GROUPS)) is not None
    tallies = count(everybody(lpa="no", nurse="no"))
    assert [row.lacking for row in tallies] == [(("lpa", "verpleegkundige"),)] * 3
    assert rules.winner(tallies) is None
    assert rules.possible_options(tallies) == []


def test_a_group_waits_for_the_one_who_can_still_say_yes():
    answers = everybody(lpa="no")
    for option in OPTIONS:
        del answers["nurse", option.key]
    tallies = count(answers)
    assert [row.possible for row in tallies] == [True] * 3
    assert [row.agreed for row in tallies] == [False] * 3


def test_a_group_of_which_nobody_is_asked_is_named():
    assert rules.groups_without_anybody(VOTERS, Rule(groups=(*GROUPS, ("tc", "directeur")))) == (("tc", "directeur"),)
    assert rules.groups_without_anybody(VOTERS, Rule(groups=GROUPS)) == ()


def test_weights_and_the_earliest_decide_as_the_route_says():
    answers = everybody()
    answers["mother", "o0"] = "ifneeded"
    light, heavy = Rule(), Rule(guest=9, earliest=True)
    assert rules.winner(count(answers, light), rule=light).option.key == "o1"
    assert rules.winner(count(answers, heavy), rule=heavy).option.key == "o0"
    answers["gw", "o1"] = "no"
    cheap = Rule(absent=1, guest=3)
    assert rules.winner(count({**answers, ("gw", "o2"): "no"}, cheap), rule=cheap).option.key == "o1"
