"""The shipped route, and what a wrong file is told."""

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.cases.models import Purpose
from planning.meetings.models import MeetingKind
from planning.people.roles import Role
from planning.routes import engine, loading

ROLES = frozenset(role.value for role in Role)
FILE = engine.FOLDER / "west_brabant_po.toml"
GOOD = FILE.read_text()


def test_west_brabant_has_seven_steps_in_three_phases():
    route = engine.get_route("west-brabant-po", 1)
    assert [step.phase for step in route.steps] == ["OVERZICHT"] * 3 + ["INZICHT"] + ["UITZICHT"] * 3
    assert [step.regie for step in route.steps] == [
        ("ib",),
        ("ib",),
        ("ib",),
        ("ib", "jp", "gw"),
        ("casusregisseur",),
        ("casusregisseur",),
        ("casusregisseur",),
    ]


def test_the_gw_leads_the_hia_and_the_ib_chairs_the_sot():
    route = engine.get_route("west-brabant-po")
    sot, hia = route.meeting("SOT"), route.meeting("HIA")
    assert (sot.leader, sot.chair, sot.minute_taker, sot.minutes) == ("ib", "ib", "ib", 45)
    assert (hia.leader, hia.chair, hia.minute_taker, hia.minutes) == ("gw", "gw", "ib", 60)
    assert sot.required == ("guardian", "leerkracht", "ib", "jp", "gw")
    assert sot.optional == ("pupil", "ja", "verpleegkundige")
    assert hia.agenda[0] == "Wie is de casusregisseur?"  # R19


def test_the_route_speaks_the_words_of_the_house():
    """What a route names must exist: purposes that can be asked, kinds of meeting that can be planned."""
    route = engine.get_route("west-brabant-po")
    assert {row.key: row.step for row in route.consents} == {Purpose.SOT: 2, Purpose.INVOLVE: 4}
    assert {row.kind: row.consent for row in route.meetings} == {"SOT": "sot", "HIA": "involve", "EVALUATIE": "involve"}
    assert {row.kind.lower() for row in route.meetings} <= {str(kind).lower() for kind in MeetingKind}
    assert dict(route.abbreviations)["HIA"] == "Handelingsgericht Integraal Arrangeergesprek"
    assert len(route.abbreviations) == 28


def wrong(tmp_path: Path, text: str) -> str:
    file = tmp_path / "west.toml"
    file.write_text(text)
    with pytest.raises(loading.RouteFault) as fault:
        loading.read(file, roles=ROLES)
    return str(fault.value)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('key = "west-brabant-po"', "key = 3", "key: a text"),
        ('key = "west-brabant-po"', 'key = "West Brabant"', "key: use small letters"),
        ('sector = "PO"', 'sector = "PO"\nkleur = "rood"', "kleur: unknown"),
        ("version = 1", "version = true", "version: a number"),
        ("number = 3", "number = 9", "steps[2].number: number them"),
        ('regie = ["ib", "jp", "gw"]', 'regie = ["heks"]', "steps[3].regie: 'heks' is no role"),
        ('regie = ["ib", "jp", "gw"]', "regie = []", "steps[3].regie: somebody"),
        ('regie = ["ib", "jp", "gw"]', 'regie = ["ib", "ib"]', "steps[3].regie: 'ib' stands twice"),
        ('phase = "INZICHT"', 'fase = "INZICHT"', "steps[3].fase: unknown"),
        ("minutes = 60", 'minutes = "lang"', "meetings[1].minutes: a number"),
        ("minutes = 60", "", "meetings[1].minutes: a number"),
        ("step = 4\nconsent", "step = 12\nconsent", "meetings[1].step: there is no step 12"),
        ('kind = "HIA"', 'kind = "SOT"', "meetings[1].kind: 'SOT' stands twice"),
        ('leader = "gw"', 'leader = "baas"', "meetings[1].leader: 'baas' is no role"),
        ('consent = "involve"', 'consent = "alles"', "meetings[1].consent: 'alles'"),
        ('optional = ["pupil", "lpa"', 'optional = ["ib", "lpa"', "meetings[1].optional: required as well: ib"),
        ('title = "Evalueren"', 'title = ""', "steps[5].title: a text"),
        ('key = "involve"', 'key = "sot"', "consents[1].key: 'sot' stands twice"),
        ('CT = "Commissie', 'CT = 7 # "Commissie', "abbreviations: CT needs a text"),
    ],
)
def test_a_fault_is_named_by_file_line_and_place(tmp_path, old, new, place):
    assert old in GOOD
    said = wrong(tmp_path, GOOD.replace(old, new, 1))
    found = re.fullmatch(r"west\.toml:(\d+): (.+)", said)
    assert found is not None, said
    assert found[2].startswith(place)
    # The line is that of the change; of the head of its table where the key is gone or the whole table is meant.
    before = GOOD[: GOOD.index(old)].splitlines()
    head = max((n for n, line in enumerate(before, 1) if line.startswith("[")), default=0)
    changed = GOOD[: GOOD.index(old)].count("\n") + 1
    assert int(found[1]) in {changed, changed + new.count("\n"), head}


def test_the_line_of_a_fault_is_exact_where_the_key_is_there(tmp_path):
    line = GOOD.splitlines().index("minutes = 60") + 1
    assert wrong(tmp_path, GOOD.replace("minutes = 60", "minutes = 0")).startswith(f"west.toml:{line}: ")


@pytest.mark.parametrize("name", ["steps", "meetings", "consents", "abbreviations"])
def test_a_part_that_is_missing_is_named(tmp_path, name):
    cut = re.sub(rf"(?ms)^\[+{name}\]+\n.*?(?=^\[|\Z)", "", GOOD)
    assert f"west.toml: {name}: " in wrong(tmp_path, cut)


@pytest.mark.parametrize("text", ["version = [", 'key = "a"\nkey = "b"', "steps = 3", "[[steps]]\nnumber = 1\n"])
def test_half_a_file_is_a_fault_too(tmp_path, text):
    assert wrong(tmp_path, text).startswith("west.toml")


def test_bytes_that_are_no_text_are_a_fault(tmp_path):
    file = tmp_path / "west.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(loading.RouteFault, match=r"west\.toml"):
        loading.read(file, roles=ROLES)


BREAKAGE = ["", "x = 1", "[[meetings]]", "number = -1", "regie = [[]]", 'title = ["a"]', "]"]


@given(st.integers(0, GOOD.count("\n") - 1), st.sampled_from(BREAKAGE))
def test_a_broken_file_gives_a_fault_and_never_another_error(tmp_path_factory, gone, other):
    lines = GOOD.splitlines()
    file = tmp_path_factory.mktemp("route") / "west.toml"
    file.write_text("\n".join([*lines[:gone], other, *lines[gone + 1 :]]))
    with contextlib.suppress(loading.RouteFault):  # a comment may go unpunished
        assert loading.read(file, roles=ROLES).key


def test_two_versions_stand_beside_each_other_and_never_in_two_files(tmp_path):
    one, two, again = (tmp_path / f"{name}.toml" for name in ("one", "two", "again"))
    one.write_text(GOOD)
    two.write_text(GOOD.replace("version = 1", "version = 2", 1))
    again.write_text(GOOD)
    found = loading.read_all([one, two], roles=ROLES)
    assert sorted(found) == [("west-brabant-po", 1), ("west-brabant-po", 2)]
    with pytest.raises(loading.RouteFault, match="stands in another file"):
        loading.read_all([one, two, again], roles=ROLES)


def test_a_case_keeps_its_version_and_a_new_one_gets_the_newest(monkeypatch):
    first = engine.get_route("west-brabant-po")
    pair = {("west-brabant-po", 1): first, ("west-brabant-po", 2): first}
    monkeypatch.setattr(engine, "routes", lambda: pair)
    assert engine.get_route("west-brabant-po", 1) is pair["west-brabant-po", 1]
    assert engine.get_route("west-brabant-po") is pair["west-brabant-po", 2]


@pytest.mark.parametrize(("key", "version"), [("nergens", 1), ("nergens", None), ("west-brabant-po", 2)])
def test_an_unknown_route_or_version_is_an_error(key, version):
    with pytest.raises(KeyError):
        engine.get_route(key, version)
