"""Twente Noord (TN1, TN2), Aan den IJssel (AIJ) and Holland Rijnland (HR) against their sources, by line."""

from planning.routes.engine import get_route
from tests.routes.walking import ends, keys, shortest, walk

TWENTE, IJSSEL, RIJNLAND = (get_route(key) for key in ("twente-noord", "aan-den-ijssel", "holland-rijnland"))


def test_twente_noord_every_path():
    paths = walk(TWENTE)
    assert ends(paths) == {"1 in-the-group > end", "5 placement > elsewhere", "7 closed > end"}
    assert shortest(paths, "5 placement") == [
        "1 small-sot",
        "2 broad-sot",
        "3 trajectory",  # TN2 11
        "4 hia",
        "5 placement",  # TN1 3
    ]
    observed = ["1 small-sot", "2 broad-sot", "3 observation", "3 trajectory"]  # TN2 9
    assert any(keys(path)[:4] == observed for path in paths)
    assert any("5 other-school" in keys(path) for path in paths)  # TN1 3


def test_twente_noord_small_and_broad_sot():
    small, broad = TWENTE.meeting("SOT-KLEIN"), TWENTE.meeting("SOT")
    assert set(small.required) == {"guardian", "leerkracht", "ib"}  # TN1 17
    assert "directeur" in small.optional  # TN1 23: de school bepaalt zelf
    assert {"ib", "orthopedagoog", "smw", "directeur", "gw"} <= set(broad.required)  # TN1 17, 23; TN2 7
    assert {"leerkrachtspecialist", "ab"} <= set(broad.optional)  # TN1 17
    assert {"smw", "ja", "verpleegkundige", "lpa", "wijkagent"} <= broad.seats  # TN2 8
    assert {row.guardians for row in TWENTE.meetings} == {"always"}  # TN1 17
    assert broad.preparation.observation  # TN2 9
    assert broad.preparation.groeidocument  # TN1 25
    assert not small.preparation.groeidocument  # only from outside expertise onward


def test_twente_noord_hia_and_who_must_be_there():
    hia = TWENTE.meeting("HIA")
    assert hia.leader == "trajectbegeleider"  # TN1 3
    assert TWENTE.settings.gw_employer == "bestuur"  # TN2 7
    assert TWENTE.musts("SOT-KLEIN") == ("guardian", "leerkracht", "ib")
    assert TWENTE.musts("SOT-KLEIN", ["trajectbegeleider"])[-1] == "directeur"  # TN1 23
    assert "directeur" in TWENTE.musts("HIA", ["trajectbegeleider"])
    assert TWENTE.musts("SOT", ["external-arrangement"])[-2:] == ("trajectbegeleider", "jp")  # TN1 3
    assert "jp" in TWENTE.musts("HIA", ["external-arrangement"])
    assert TWENTE.musts("HIA", ["placement"])[-2:] == ("receiving_school", "directeur")  # TN1 3, 23
    everything = TWENTE.musts("HIA", ["trajectbegeleider", "external-arrangement", "placement"])
    assert len(everything) == len(set(everything))
    assert "receiving_school" in TWENTE.quorum("HIA", "placement")
    assert TWENTE.settings.director == (
        ("SOT-KLEIN", "trajectbegeleider"),
        ("SOT", "always"),
        ("HIA", "trajectbegeleider"),
        ("HIA", "placement"),
    )
    assert TWENTE.casusregisseur is None


def test_aan_den_ijssel_every_path():
    paths = walk(IJSSEL)
    assert ends(paths) == {
        "1 solved > end",  # AIJ 20
        "1 before-school-age > elsewhere",  # AIJ 32
        "4 granted-place > elsewhere",  # AIJ 26
        "5 closed > end",
    }
    assert shortest(paths, "4 granted-place") == ["1 to-ib", "2 to-sot", "3 special-place", "4 granted-place"]
    assert any("4 municipality" in keys(path) for path in paths)  # AIJ 26: ook de gemeente


def test_aan_den_ijssel_five_steps_and_tlv():
    assert [step.title for step in IJSSEL.steps] == [  # AIJ 19-27
        "Er is iets anders nodig",
        "Overleg binnen de school",
        "Overleg met andere betrokkenen",
        "Een toelaatbaarheidsverklaring of extra arrangement",
        "Evaluatie en bijstellen van het plan",
    ]
    assert len(IJSSEL.step(1).tasks) == 3  # AIJ 7-9: the three start questions
    assert "commissie voor toelaatbaarheidsverklaringen" in IJSSEL.tlv.decided_by  # AIJ 26
    assert "landelijke richtlijn" in IJSSEL.tlv.exception  # AIJ 32
    sot = IJSSEL.meeting("SOT")
    assert (sot.guardians, sot.invites) == ("always", "ib")  # AIJ 24
    assert "guardian" in IJSSEL.quorum("SOT", "tlv")  # AIJ 26: samen met ouders
    assert IJSSEL.musts("SOT", ["municipal-support"])[-1] == "jp"
    assert {row.key for row in IJSSEL.step(4).outcomes if not row.feedback} == set()


def test_holland_rijnland_every_path():
    paths = walk(RIJNLAND)
    assert ends(paths) == {"1 sufficient > end", "9 closed > end"}
    assert shortest(paths, "9 closed") == [
        "1 insufficient",
        "2 prepared",
        "3 everybody",
        "4 picture",
        "5 goals",
        "6 arrangement",
        "7 evaluate",
        "8 evaluated",
        "9 closed",
    ]
    again = [keys(path) for path in paths]
    assert any("7 reconvene" in path and path[path.index("7 reconvene") + 1][0] == "3" for path in again)  # HR 34
    assert any("3 somebody-missing" in path for path in again)  # HR 36


def test_holland_rijnland_nine_steps_in_three_blocks():
    blocks = ["Voorafgaand aan het BO"] * 3 + ["Tijdens het BO"] * 3 + ["Na het BO"] * 3  # HR 33
    assert [step.phase for step in RIJNLAND.steps] == blocks
    bo = RIJNLAND.meeting("BO")
    assert (bo.step, bo.until) == (4, 6)
    assert set(bo.required) == {"guardian", "pupil", "leerkracht", "ib", "jp", "ja", "lpa"}  # HR 7
    assert "Praat nog niet over aanbod." in RIJNLAND.step(5).tasks  # HR 35
    assert [row.key for row in RIJNLAND.consents] == ["involve", "documents"]  # HR 36
    assert set(RIJNLAND.quorum("BO", "arrangement")) == {"guardian", "leerkracht", "ib", "jp"}  # HR 36
    assert [row.key for row in RIJNLAND.conditions_of(1)] == ["own-structure", "external-expert"]  # HR 12
    assert RIJNLAND.conditions_of(2, ["signal-from-outside"])[-1].key == "regie-agreed"  # HR 13
    assert RIJNLAND.casusregisseur.name == "regievoerder"
    assert RIJNLAND.casusregisseur.proposed("jeugdhulp") == ("jp",)  # HR 36: jeugdhulp over gezinsplan
    assert len(RIJNLAND.evaluation.questions) == 3  # HR 36
    assert {"guardian", "pupil", "leerkracht"} < set(RIJNLAND.evaluation.chosen_by)  # HR 35
