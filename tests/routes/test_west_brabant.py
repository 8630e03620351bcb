"""The three routes of West-Brabant against their source, west-brabant-proces-sot-hia-mdo.txt (WB, by line)."""

import pytest

from planning.routes.engine import get_route
from planning.routes.parts import TRIAGE
from tests.routes.walking import ends, keys, shortest, walk

PO, VO, JP = (get_route(f"west-brabant-{sector}") for sector in ("po", "vo", "jp"))
PHASES = ["OVERZICHT"] * 3 + ["INZICHT"] + ["UITZICHT"] * 3


@pytest.mark.parametrize("route", [PO, VO, JP], ids=lambda route: route.key)
def test_seven_steps_in_three_phases(route):
    assert [step.phase for step in route.steps] == PHASES  # WB 8, 30, 36
    assert (route.evaluation.step, route.evaluation.back_to) == (6, 3)  # WB 37: terug naar 3, zo vaak als nodig
    assert route.closing.step == 7  # WB 38
    sot = route.meeting("SOT")
    assert len(sot.questions) == 7  # WB 24: eenieder bedenkt
    assert sot.questions[-1] == "Hoe moet ik de financiering regelen?"
    assert [row.without for row in route.consents][:2] == ["anonymous", "not-invited"]  # WB 12, 32
    assert [row.per_party for row in route.consents][:2] == [False, True]
    # WB 26: no further meeting, then the advice goes back to pupil and parents
    assert {row.key for row in route.step(3).outcomes if row.feedback} == {"arrangement", "advice"}
    assert len(dict(route.abbreviations)) == 29  # WB 159-186, and TLV
    assert len(route.casusregisseur.tasks) == 9  # WB 72-80


@pytest.mark.parametrize("route", [PO, VO, JP], ids=lambda route: route.key)
def test_the_question_of_triage_has_a_way_for_every_answer(route):
    asking = [step for step in route.steps if any(row.when for row in step.outcomes)]
    assert [step.number for step in asking] == [2 if route is PO else 1]
    for answer in TRIAGE:
        assert route.ways(asking[0].number, answer)


def test_po_every_path():
    paths = walk(PO)
    assert ends(paths) == {
        "1 own-support > end",
        "1 absence > elsewhere",  # WB 8: beslisboom verzuim
        "2 only-education > elsewhere",  # WB 9: IB arrangeert met ouders & GW
        "2 only-care > elsewhere",
        "3 advice > elsewhere",
        "7 closed > end",
    }
    assert shortest(paths, "2 only-education") == ["1 report", "2 only-education"]
    assert shortest(paths, "7 closed") == [
        "1 report",
        "2 to-sot",
        "3 arrangement",
        "5 evaluate",
        "6 finish",
        "7 closed",
    ]
    again = ["1 report", "2 to-sot", "3 hia", "4 arrangement", "5 evaluate", "6 back", "3 hia", "4 arrangement"]
    assert any(keys(path)[: len(again)] == again for path in paths)  # WB 37
    assert [row.key for row in PO.ways(2, "onderwijs-en-zorg")] == ["to-sot"]


def test_po_who_does_what():
    assert [step.regie for step in PO.steps] == [
        *[("ib",)] * 3,  # WB 8, 9, 20
        ("ib", "jp", "gw"),  # WB 30
        *[("casusregisseur",)] * 3,  # WB 36-38
    ]
    sot, hia = PO.meeting("SOT"), PO.meeting("HIA")
    assert (sot.chair, sot.minute_taker, hia.leader) == ("ib", "ib", "gw")  # WB 44, 49, 34
    assert set(sot.required) == {"guardian", "leerkracht", "ib", "jp", "gw"}  # WB 20
    assert {"ja", "verpleegkundige", "pupil"} == set(
        sot.optional
    )  # WB 20: indien gewenst GGD, indien mogelijk leerling
    assert {"lpa", "ja", "pupil"} <= set(hia.optional)  # WB 30
    assert hia.appoints_casusregisseur  # WB 35
    assert hia.agenda[0] == "Wie is de casusregisseur?"
    assert PO.casusregisseur.proposed("onderwijs") == ("ib",)  # WB 71
    assert PO.casusregisseur.proposed("jeugdhulp") == ("jp",)
    assert PO.settings.gw_employer == "swv"  # WB 58
    assert dict(PO.settings.consent_asked_by) == {"sot": "ib", "involve": "ib"}  # WB 10, 32
    assert PO.settings.dates_polled_by[1] == ("HIA", "ib")  # WB 33
    assert dict(PO.settings.guardians)["SOT"] == "always"
    assert PO.tlv.first_expert == "gw"  # WB 64
    assert [row.key for row in PO.conditions_of(2)] == ["internal-team", "anonymous-advice"]  # WB 8
    assert [row.key for row in PO.conditions_of(2, ["absence"])][-1] == "absence-tree"
    assert [len(PO.role(name).tasks) for name in ("ib", "gw", "jp", "ja", "lpa")] == [11, 10, 10, 6, 11]  # WB 44-153


def test_vo_every_path():
    paths = walk(VO)
    assert ends(paths) == {
        "1 only-education > elsewhere",  # WB 8: OC organiseert
        "1 only-care > elsewhere",
        "3 advice > elsewhere",
        "7 closed > end",
    }
    long = ["1 report", "2 to-sot", "3 mdo", "4 arrangement", "5 evaluate", "6 finish", "7 closed"]
    assert long in [keys(path) for path in paths]


def test_vo_who_does_what():
    assert {step.regie for step in VO.steps} == {("oc",)}  # WB 8-38, column VO
    sot, mdo = VO.meeting("SOT"), VO.meeting("MDO")
    assert set(sot.required) == {"oc", "vc", "tc", "lpa", "ja", "jp"}  # WB 20
    assert sot.guardians == "not-in-minimum"
    assert "guardian" in sot.on_request
    assert (sot.chair, sot.minute_taker) == ("oc", "oc")  # WB 84, 86
    assert (mdo.leader, mdo.minute_taker, mdo.dates_by) == ("oc", "oc", "oc")  # WB 34, 90, 33
    assert set(mdo.required) == {"pupil", "guardian", "oc", "tc", "jp"}  # WB 30
    assert set(mdo.optional) == {"ja", "vc", "lpa", "ib", "gw"}
    assert VO.casusregisseur.education == ("oc",)  # WB 71: OCO
    assert VO.tlv.chair == "tc"  # WB 110
    assert [row.key for row in VO.conditions_of(2)] == ["opp", "internal-team", "talked-with-family"]  # WB 8
    assert [row.key for row in VO.conditions_of(3)] == ["clear-question"]  # WB 105, 106
    return_plan = VO.conditions_of(3, {"absence-4-weeks"})[-1]
    assert (return_plan.key, return_plan.obligatory) == ("return-plan", True)  # WB 107
    assert [len(VO.role(name).tasks) for name in ("oc", "vc", "tc")] == [10, 4, 12]  # WB 84-115


def test_jp_every_path():
    paths = walk(JP)
    assert ends(paths) == {
        "1 only-care > elsewhere",  # WB 8: JP biedt ondersteuning aan ouders
        "1 only-education > elsewhere",
        "2 stays-with-care > elsewhere",
        "3 advice > elsewhere",
        "7 closed > end",
    }
    assert shortest(paths, "3 advice") == ["1 report", "2 to-sot", "3 advice"]  # WB 9: via IB in het SOT


def test_jp_asks_and_the_ib_polls():
    assert [step.regie for step in JP.steps[:4]] == [("jp",), ("jp",), ("ib",), ("jp", "ib", "gw")]  # WB 8-30
    asked_by = {"sot": "jp", "involve": "jp", "handover": "jp"}  # WB 10, 32; R46: JP to school, with consent
    assert dict(JP.settings.consent_asked_by) == asked_by
    assert dict(JP.settings.dates_polled_by)["HIA"] == "ib"  # WB 33
    assert JP.meeting("SOT").invites == "ib"  # WB 11
    assert JP.meeting("HIA").leader == "gw"  # WB 34
