"""Which part is for whom, good sentences, and when somebody is asked: pure, and tried by the hundred."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.report import rules
from planning.report.rules import Agreed, Audience, Decided, Piece, Present, Receiver, Recorded
from planning.report.wording import Part

AMSTERDAM = rules.telling.AMSTERDAM
readers = st.frozensets(st.sampled_from(list(Audience)))
pieces = st.lists(
    st.builds(Piece, key=st.sampled_from(rules.KEYS), text=st.text(max_size=30), readers=readers),
    max_size=20,
    unique_by=lambda piece: piece.key,
)
people = st.builds(
    Receiver,
    kind=st.sampled_from(["professional", "guardian", "pupil"]),
    admitted=st.booleans(),
    nameless=st.booleans(),
    without_authority=st.booleans(),
)


@given(pieces, people, st.booleans())
def test_nobody_gets_a_part_that_is_not_for_them(version, one, named):
    audience = rules.audience_of(one, names_the_pupil=named)
    given_out = rules.part_for(version, audience)
    mine = {"professional": Audience.MEMBERS, "guardian": Audience.PARENTS, "pupil": Audience.PUPIL}[one.kind]
    assert all(mine in piece.readers for piece in given_out)
    assert all(piece in version for piece in given_out)


@given(pieces, people, st.booleans())
def test_who_has_no_ground_gets_nothing_and_who_hears_nameless_no_names(version, one, named):
    given_out = rules.part_for(version, rules.audience_of(one, names_the_pupil=named))
    if not one.admitted and (named or not one.nameless or one.kind != "professional"):
        assert given_out == ()
    if one.without_authority and one.kind == "guardian":
        assert given_out == ()


@given(pieces, people)
def test_who_is_welcome_gets_all_that_is_for_them_and_in_order(version, one):
    audience = rules.audience_of(one, names_the_pupil=True)
    found = rules.part_for(version, audience)
    wanted = {piece.key for piece in version if audience in piece.readers and piece.text.strip()} if audience else set()
    order = sorted(rules.KEYS, key=lambda key: key not in rules.FIRST)
    assert [piece.key for piece in found] == [key for key in order if key in wanted]


def test_the_parts_are_those_of_the_table():
    assert tuple(Part.values) == rules.KEYS
    assert rules.DEFAULT_READERS["simple"] == {Audience.PUPIL}
    assert rules.DEFAULT_READERS["family"] == {Audience.PARENTS}


def test_what_changed_is_named():
    one = Piece("goals", "Lezen", frozenset(Audience))
    assert rules.changed([one], [one]) == ()
    assert rules.changed([one], [Piece("goals", "Lezen", frozenset())]) == ("goals",)
    assert rules.changed([], [one, Piece("simple", " ", frozenset(Audience))]) == ("goals",)
    assert rules.changed([one], [Piece("picture", "x", frozenset(Audience)), one]) == ("picture",)


FULL = Recorded(
    day="dinsdag 17 november 2026",
    school="De Linde",
    people=[
        Present("Ingrid Ib (intern begeleider)", True),
        Present("een ouder", True, family=True),
        Present("een ouder", True, family=True),
        Present("Joost Jp (jeugdprofessional)", False),
        Present("de leerling", True, family=True, pupil=True),
    ],
    said={"picture": "rust helpt\n\nkorte taken ook", "strengths": "  "},
    goals=["leest weer mee", "Rust in de klas."],
    decisions=[Decided("talk", "no")],
    agreements=[
        Agreed("Ingrid Ib (intern begeleider)", "Een dagplanning maken", "1 december", goal="rust", bridging=True)
    ],
    look_back="15 december",
    how="Met de ouders",
    contact="Ingrid Ib",
)


def test_it_reads_as_dutch():
    said = rules.compose(FULL)
    assert said["present"] == (
        "Op dinsdag 17 november 2026 was er een overleg op De Linde. Aan tafel zaten Ingrid Ib (intern begeleider),"
        " twee ouders en de leerling. Joost Jp (jeugdprofessional) was er niet bij."
    )
    assert said["picture"] == "Rust helpt.\n\nKorte taken ook."
    assert said["goals"] == "Dit willen wij samen bereiken:\n1. Leest weer mee.\n2. Rust in de klas."
    assert said["decisions"] == "- Er komt nu geen vervolggesprek."
    assert said["agreements"] == (
        "- Ingrid Ib (intern begeleider): een dagplanning maken. Klaar op 1 december. Doel: Rust."
        " Dit is voor de tijd tot de hulp begint."
    )
    assert said["onwards"] == (
        "Op 15 december kijken wij samen terug: met de ouders. Vragen? Ingrid Ib is het aanspreekpunt."
    )
    assert "strengths" not in said


def test_the_pupil_is_told_simply():
    said = rules.compose(FULL)["simple"]
    assert said.startswith("Op dinsdag 17 november 2026 was er een gesprek over jou. Jij was er ook bij.")
    assert "- Leest weer mee." in said
    assert "Dat is klaar op 1 december." in said
    assert "Dat kan altijd bij Ingrid Ib." in said
    longest = max(len(line.split(". ")[0].split()) for line in said.splitlines())
    assert longest <= 18


def test_nothing_recorded_says_only_that_there_was_a_meeting():
    said = rules.compose(Recorded(day="vandaag", school="De Linde", people=[Present("Ingrid Ib", None)]))
    assert said == {"present": "Op vandaag was er een overleg op De Linde. Uitgenodigd waren Ingrid Ib."}


@given(st.text())
def test_a_sentence_keeps_every_word(text):
    said = rules.sentence(text)
    assert text.strip()[1:] in said


def test_lists_are_read_as_lists():
    found = rules.blocks("Vooraf\nverder\n\n- een\n- twee\n1. eerst\n2) dan\n\nNa")
    assert [(row.kind, row.lines) for row in found] == [
        ("text", ("Vooraf", "verder")),
        ("list", ("een", "twee")),
        ("numbers", ("eerst", "dan")),
        ("text", ("Na",)),
    ]
    assert rules.blocks("") == ()


@given(st.text(alphabet=st.sampled_from("ab -1.)\n•"), max_size=80))
def test_no_line_is_lost_in_blocks(text):
    kept = [line for block in rules.blocks(text) for line in block.lines]
    assert len(kept) == sum(bool(line.strip()) for line in text.split("\n"))


@pytest.mark.parametrize(
    ("kind", "decided", "no"),
    [("SOT", "no", True), ("SOT", "yes", False), ("SOT", None, False), ("HIA", "no", False)],
)
def test_when_nothing_follows(kind, decided, no):
    assert rules.nothing_follows(kind=kind, decided=decided) is no


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Decided("talk", "no", nexts=("HIA", "MDO")), "Er komt nu geen vervolggesprek (HIA of MDO)."),
        (Decided("talk", "yes", "snel"), "Er komt een vervolggesprek. Snel."),
        (Decided("arrangement", "jeugdhulp", "thuis"), "Gekozen is voor jeugdhulp. Thuis."),
        (Decided("mandate", "yes", "twee uur hulp", by="Gerda Gw"), "Gerda Gw heeft dit besloten: Twee uur hulp."),
        (Decided("tlv", "no"), "Er wordt geen toelaatbaarheidsverklaring (TLV) aangevraagd."),
        (Decided("lpa", "geoorloofd verzuim", by="Lotte Lpa"), "Lotte Lpa oordeelde: geoorloofd verzuim."),
    ],
)
def test_a_decision_is_a_sentence(one, said):
    assert rules.compose(Recorded(day="x", school="y", decisions=[one]))["decisions"] == f"- {said}"


@given(st.integers(-60, 60), st.integers(0, 23))
def test_somebody_is_asked_before_and_after_and_never_in_the_past(away, hour):
    now = dt.datetime(2026, 10, 25, hour, tzinfo=AMSTERDAM)  # the night that summer time ends
    due = now.date() + dt.timedelta(days=away)
    moment = rules.ask_at(due=due, now=now)
    assert moment > now
    assert moment.timetz().replace(tzinfo=None) == rules.TELL_AT
    assert (moment.date() - due).days == -2 or (moment.date() - due).days % 7 == 1


def test_money_the_lpa_and_the_other_parents_words_stay_at_the_table():
    for key in ("decisions", "agreements"):
        assert rules.readers_of(key) == {Audience.MEMBERS}
    assert rules.readers_of("parents", own_words=True) == {Audience.MEMBERS}
    assert Audience.PARENTS in rules.readers_of("parents")
    of = Recorded(
        day="x",
        school="y",
        decisions=[Decided("lpa", "ongeoorloofd verzuim", by="Lotte Lpa"), Decided("talk", "no")],
        agreements=[Agreed("Ingrid", "belt", "1 mei", financing="het samenwerkingsverband betaalt")],
    )
    told = rules.compose(of)["family"]
    assert "ongeoorloofd" not in told
    assert "betaalt" not in told
    assert "Er komt nu geen vervolggesprek." in told
