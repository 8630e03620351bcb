"""What a wrong file is told: file, line, place and reason, and never another error than RouteFault."""

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.people.roles import Role
from planning.routes import engine, loading
from planning.routes.loading.lines import lines_of
from planning.routes.parts import DateRule

ROLES = frozenset(role.value for role in Role)
PO = (engine.FOLDER / "west_brabant_po.toml").read_text()
TWENTE = (engine.FOLDER / "twente_noord.toml").read_text()
SHIPPED = {path.name: path.read_text() for path in sorted(engine.FOLDER.glob("*.toml"))}


def wrong(folder: Path, text: str) -> list[str]:
    file = folder / "route.toml"
    file.write_text(text)
    with pytest.raises(loading.RouteFault) as fault:
        loading.read(file, roles=ROLES)
    assert str(fault.value).splitlines() == [str(one) for one in fault.value.faults]
    return [str(one) for one in fault.value.faults]


HERE = "here"  # the line of the change
HEAD = "head"  # the key is gone: the head of its table
# Anything else: what stands on the line that is named.

SHAPE = [
    ('key = "west-brabant-po"', "key = 3", "key: a text", HERE),
    ('key = "west-brabant-po"', 'key = "West Brabant"', "key: use small letters", HERE),
    ("version = 1", "version = true", "version: a number", HERE),
    ('sector = "PO"', 'kleur = "rood"\nsector = "PO"', "kleur: unknown", HERE),
    ('regie = ["ib", "jp", "gw"]', 'regie = ["heks"]', "steps[3].regie: 'heks' is no role", HERE),
    ('regie = ["ib", "jp", "gw"]', "regie = []", "steps[3].regie: somebody", HERE),
    ('regie = ["ib", "jp", "gw"]', 'regie = ["ib", "ib"]', "steps[3].regie: 'ib' stands twice", HERE),
    ('regie = ["ib", "jp", "gw"]', 'regie = "ib"', "steps[3].regie: a list of texts", HERE),
    ('prompts.gw = "Leid het gesprek."', 'prompts.heks = "Hm."', "steps[3].prompts.heks: 'heks' is no role", HERE),
    ('prompts.gw = "Leid het gesprek."', "prompts.gw = 3", "steps[3].prompts.gw: a text", HERE),
    ('phase = "INZICHT"\n', "", "steps[3].phase: a text", HEAD),
    ("to = 2", 'to = "hemel"', "steps[0].outcomes[0].to: the number of a step", HERE),
    ("to = 2\n", "", "steps[0].outcomes[0].to: the number of a step", HEAD),
    ('when = "zorg"', 'when = "weer"', "steps[1].outcomes[2].when: 'weer' is none of", HERE),
    ("feedback = true", 'feedback = "ja"', "steps[2].outcomes[1].feedback: true or false", HERE),
    ("minutes = 60", 'minutes = "lang"', "meetings[1].minutes: a number", HERE),
    ("minutes = 60", "minutes = 0", "meetings[1].minutes: a number", HERE),
    ('leader = "gw"', 'leader = "baas"', "meetings[1].leader: 'baas' is no role", HERE),
    ('guardians = "always"', 'guardians = "soms"', "meetings[0].guardians: 'soms' is none of", HERE),
    ('employer = "swv"', 'employer = "koning"', "roles[2].employer: 'koning' is none of", HERE),
    ("days = 7", "days = -1", "meetings[0].preparation.days: a number", HERE),
    ("groeidocument = false\n", "", "meetings[0].preparation.groeidocument: true or false", HEAD),
    ('onderwijs = ["ib"]', "onderwijs = []", "casusregisseur.onderwijs: at least one", HERE),
    ('without = "anonymous"', 'without = "niets"', "consents[0].without: 'niets' is none of", HERE),
    ("obligatory = true", "obligatory = 1", "conditions[0].obligatory: true or false", HERE),
    ('CT = "Commissie', 'CT = 7 # "Commissie', "abbreviations.CT: a text", HERE),
]
AGREEMENT = [
    ("number = 3", "number = 9", "steps[2].number: number them", HERE),
    (
        'phase = "UITZICHT"\ntitle = "Evalueren"',
        'phase = "OVERZICHT"\ntitle = "Evalueren"',
        "steps[5].phase: OVERZ",
        HERE,
    ),
    ("to = 2", "to = 12", "steps[0].outcomes[0].to: there is no step 12", HERE),
    ("to = 2", "to = 0", "steps[0].outcomes[0].to: there is no step 0", HERE),
    ("to = 2", "to = 3", "steps[1].number: nothing leads to step 2", "number = 2"),
    (
        'to = "end"\n\n# ',
        "to = 7\n\n# ",
        "steps[6].outcomes: from step 7 there is no way to an end",
        "[[steps.outcomes]]",
    ),
    ('key = "own-support"', 'key = "report"', "steps[0].outcomes[1].key: 'report' stands twice", HERE),
    ('when = "zorg"', 'when = "onderwijs"', "steps[1].outcomes: no way for who answers zorg", "[[steps.outcomes]]"),
    ('decision = "hia"', 'decision = "regen"', "steps[2].outcomes[0].decision: 'regen' is none", HERE),
    ('decision = "hia"', 'decision = "follow-up"', "steps[2].outcomes[0].decision: no meeting at step 3", HERE),
    ('regie = ["ib", "jp", "gw"]', 'regie = ["guardian"]', "steps[3].regie: 'guardian' cannot hold regie", HERE),
    ("step = 4\nconsent", "step = 12\nconsent", "meetings[1].step: there is no step 12", HERE),
    ("step = 4\nconsent", "until = 2\nstep = 4\nconsent", "meetings[1].until: before step 4", HERE),
    ("step = 4\nconsent", "until = 9\nstep = 4\nconsent", "meetings[1].until: there is no step 9", HERE),
    ('kind = "HIA"', 'kind = "SOT"', "meetings[1].kind: 'SOT' stands twice", HERE),
    ('kind = "HIA"', 'kind = "groot overleg"', "meetings[1].kind: use at most ten capitals", HERE),
    ('consent = "involve"', 'consent = "alles"', "meetings[1].consent: 'alles' is none", HERE),
    (
        'consent = "involve"\nappoints',
        "appoints",
        "meetings[1].preparation.consent: this meeting names no",
        "consent = true",
    ),
    ('optional = ["pupil", "lpa"', 'optional = ["ib", "lpa"', "meetings[1].optional: required as well: ib", HERE),
    ('chair = "gw"', 'chair = "tc"', "meetings[1].chair: 'tc' is not among the seats", HERE),
    ('guardians = "always"', 'guardians = "may-be"', "meetings[0].guardians: may-be: then", HERE),
    ('dates_by = "ib"', 'dates_by = "pupil"', "meetings[0].dates_by: 'pupil' cannot be asked", HERE),
    ('prompts.lpa = "Denk', 'prompts.vc = "Denk', "meetings[0].prompts.vc: 'vc' cannot sit", HERE),
    ('roles = ["ib", "gw"]', 'roles = ["ib", "tc"]', "meetings[0].quorum[0].roles: 'tc' cannot sit", HERE),
    (
        'roles = ["ib", "gw"]',
        'roles = ["ib", "gw"]\none_of = ["ja", "tc"]',
        "meetings[0].quorum[0].one_of: 'tc' cannot sit",
        'one_of = ["ja", "tc"]',
    ),
    (
        'required = ["guardian", "leer',
        'required = ["casusregisseur", "guardian", "leer',
        "meetings[0].required: 'casus",
        HERE,
    ),
    ('key = "involve"', 'key = "sot"', "consents[1].key: 'sot' stands twice", HERE),
    ("step = 4\nasked_by", "step = 40\nasked_by", "consents[1].step: there is no step 40", HERE),
    ("step = 4\nasked_by", "step = 5\nasked_by", "consents[1].step: asked after HIA begins", HERE),
    ('when = "absence"', 'when = "regen"', "conditions[2].when: 'regen' is none", HERE),
    (
        '[[circumstances]]\nkey = "absence"',
        '[[circumstances]]\nkey = "sneeuw"',
        "circumstances[0].key: nothing",
        'key = "sneeuw"',
    ),
    ('key = "follow-up"\ntitle', 'key = "rest"\ntitle', "decisions[2].key: no meeting has a quorum", HERE),
    ("back_to = 3", "back_to = 2", "evaluation.back_to: no outcome of step 6 leads to it", HERE),
    ("back_to = 3", "back_to = 7", "evaluation.back_to: step 7 is not before", HERE),
    ("[closing]\nstep = 7", "[closing]\nstep = 5", 'closing.step: no outcome of step 5 leads to "end"', "step = 5"),
    ('HIA = "Handelings', 'HIX = "Handelings', "steps[2].tasks[3]: HIA is not among the abbreviations", "HIA nodig"),
    ("Zorg voor de agenda, de stukken", "Zorg voor de XYZ", "steps[2].prompts.ib: XYZ is not among", HERE),
]


def line_of(text: str, at: int, where: str) -> int:
    if where == HERE:
        return text[:at].count("\n") + 1
    return max(n for n, line in enumerate(text[:at].splitlines(), 1) if line.startswith("["))


@pytest.mark.parametrize(("old", "new", "place", "where"), [*SHAPE, *AGREEMENT])
def test_a_fault_is_named_by_file_line_and_place(tmp_path, old, new, place, where):
    assert old in PO
    at = PO.index(old)
    text = PO.replace(old, new, 1)
    said = wrong(tmp_path, text)
    found = [
        match for one in said if (match := re.fullmatch(r"route\.toml:(\d+): (.+)", one)) and match[2].startswith(place)
    ]
    assert found, said
    assert all(re.match(r"route\.toml:\d+: ", one) for one in said)
    if where in {HERE, HEAD}:
        assert int(found[0][1]) == line_of(text, at, where)
    else:
        assert where in text.splitlines()[int(found[0][1]) - 1]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('when = "trajectbegeleider"', 'when = "regen"', "meetings[0].musts[0].when: 'regen' is none"),
        ('roles = ["directeur"]', 'roles = ["ib"]', "meetings[0].musts[0].roles: 'ib' is required as it is"),
        ('regie = ["trajectbegeleider"]', 'regie = ["casusregisseur"]', "steps[4].regie: this route appoints no"),
        ('chosen_by = ["ib"]', 'chosen_by = ["casusregisseur"]', "evaluation.chosen_by: this route appoints no"),
        (
            'minute_taker = "ib"\n',
            'appoints_casusregisseur = true\nminute_taker = "ib"\n',
            "meetings[0].appoints_casusregisseur: this route appoints no",
        ),
    ],
)
def test_a_route_with_musts_and_without_casusregisseur(tmp_path, old, new, place):
    said = wrong(tmp_path, TWENTE.replace(old, new, 1))
    line = TWENTE[: TWENTE.index(old)].count("\n") + 1
    assert any(one.startswith(f"route.toml:{line}: {place}") for one in said), said


DATES = """
[meetings.dates]
days_ahead = 8
earliest = true
guest = 2
"""


def test_a_date_is_agreed_as_the_file_says_and_else_as_usual(tmp_path):
    file = tmp_path / "route.toml"
    old = 'roles = ["ib", "gw"]\n'
    file.write_text(PO.replace(old, 'roles = ["ib"]\none_of = ["ja", "verpleegkundige"]\n' + DATES, 1))
    route = loading.read(file, roles=ROLES)
    said = route.meeting("SOT").dates
    assert (said.days_ahead, said.answer_days, said.earliest) == (8, 5, True)
    assert (said.guest, said.professional, said.absent) == (2, 3, 2)
    assert route.meeting("HIA").dates == DateRule()
    (decision, quorum), *_rest = route.decisions_at("SOT")
    assert (decision.key, quorum.groups) == ("hia", (("ib",), ("ja", "verpleegkundige")))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("days_ahead = 0", "meetings[0].dates.days_ahead: a number from 1 on is needed"),
        ("guest = -1", "meetings[0].dates.guest: a number from 1 on is needed"),
        ('earliest = "ja"', "meetings[0].dates.earliest: "),
        ("snel = true", "meetings[0].dates.snel: "),
    ],
)
def test_a_wrong_word_about_dates_is_named(tmp_path, line, said):
    old = 'roles = ["ib", "gw"]\n'
    found = wrong(tmp_path, PO.replace(old, old + f"\n[meetings.dates]\n{line}\n", 1))
    assert any(said in one for one in found), found


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    said = wrong(tmp_path, PO.replace("minutes = 60", "minutes = 0").replace('phase = "INZICHT"', "phase = 4"))
    assert [one.split(": ")[1] for one in said] == ["steps[3].phase", "meetings[1].minutes"]


def test_an_element_of_a_long_list_has_its_own_line(tmp_path):
    line = next(n for n, text in enumerate(PO.splitlines(), 1) if "Prik een datum" in text)
    said = wrong(tmp_path, PO.replace('  "Prik een datum met ouders en partijen.",', "  7,"))
    assert said == [f"route.toml:{line}: steps[3].tasks: a list of texts is needed"]


@pytest.mark.parametrize(
    "name",
    [
        "steps",
        "meetings",
        "consents",
        "conditions",
        "decisions",
        "roles",
        "evaluation",
        "closing",
        "tlv",
        "abbreviations",
    ],
)
def test_a_part_that_is_missing_is_named(tmp_path, name):
    cut = re.sub(rf"(?ms)^\[+{name}[\].].*?(?=^\[(?!\[?{name}[\].])|\Z)", "", PO)
    assert any(re.match(rf"route\.toml:1: {name}: ", one) for one in wrong(tmp_path, cut))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\nversion = [", 2),
        ('key = "a"\nkey = "b"', 2),
        ("steps = 3", 1),
        ("\nversion = " + "[" * 9999, 2),
        ("[[steps]]\nnumber = 1\n", 1),
        ("", 1),
    ],
)
def test_half_a_file_is_a_fault_too(tmp_path, text, line):
    assert wrong(tmp_path, text)[0].startswith(f"route.toml:{line}: ")


def test_bytes_that_are_no_text_and_a_file_that_is_gone_are_faults(tmp_path):
    file = tmp_path / "route.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(loading.RouteFault, match=r"route\.toml:1: cannot be read"):
        loading.read(file, roles=ROLES)
    with pytest.raises(loading.RouteFault, match=r"gone\.toml:1: cannot be read"):
        loading.read(tmp_path / "gone.toml", roles=ROLES)


BREAKAGE = [
    *("", "x = 1", "[[meetings]]", "[steps]", "[[steps.outcomes]]", "[meetings.preparation]", "]", "}", '"""', "#"),
    *("number = -1", "number = 99", "to = 99", "to = 1", 'to = "end"', "step = 99", "until = 1", "back_to = 0"),
    *("regie = [[]]", "regie = [{}]", 'title = ["a"]', "prompts = 3", "prompts.ib = {}", 'roles = ["guardian"]'),
    *("tasks = [1979-05-27, nan]", 'kind = ""', "when = 1", "version = 1e400", "musts = [1]", "tlv = []"),
]
VALUES = [
    "1",
    "-1",
    "0",
    '""',
    '"x"',
    '"ib"',
    "[]",
    "[1]",
    '["ib", "ib"]',
    "{}",
    "true",
    "nan",
    "1979-05-27",
    '"""a\n"""',
]


def read_or_fault(folder: Path, text: str) -> None:
    file = folder / "route.toml"
    file.write_text(text)
    with contextlib.suppress(loading.RouteFault):  # a change may go unpunished: a comment, a title
        assert loading.read(file, roles=ROLES).key


@settings(max_examples=300)
@given(st.sampled_from(sorted(SHIPPED)), st.data())
def test_a_broken_file_gives_a_fault_and_never_another_error(tmp_path_factory, name, data):
    """Up to three mutations: a line gone, doubled or put elsewhere, a value replaced, something else instead of it."""
    lines = SHIPPED[name].splitlines()
    for _time in range(data.draw(st.integers(1, 3))):
        n = data.draw(st.integers(0, len(lines) - 1))
        what = data.draw(st.sampled_from(["delete", "double", "move", "value", "other", "cut"]))
        if what == "delete":
            del lines[n]
        elif what == "double":
            lines.insert(n, lines[n])
        elif what == "move":
            lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(n))
        elif what == "value":
            lines[n] = re.sub(r"=.*", lambda _match: f"= {data.draw(st.sampled_from(VALUES))}", lines[n])
        elif what == "other":
            lines[n] = data.draw(st.sampled_from(BREAKAGE))
        else:
            lines[n] = lines[n][: data.draw(st.integers(0, len(lines[n])))]
    read_or_fault(tmp_path_factory.mktemp("route"), "\n".join(lines))


@given(st.text(alphabet="[]{}=.\"'#\\\n ab1,", max_size=60))
def test_any_text_gives_a_fault_and_never_another_error(tmp_path_factory, text):
    read_or_fault(tmp_path_factory.mktemp("route"), text)


def test_lines_are_found_where_they_stand():
    text = '\n'.join(
        [
            'a = "x] # no"  # [no]',
            "b = [",
            "  # a comment, with a comma",
            "  'one', \"two\",",
            '  """three',
            '  = [[x]]"""',
            "]",
            "[t.u]",
            '"M@ZL" = 1',
            "[[r]]",
            "c.d = { e = 1, f = [1, 2] }",
            "[[r.s]]",
            "[[r]]",
            "[[r.s]]",
            "g = '''",
            "h = 1",
            "'''",
            "[r.v]",
            "i = 1",
        ]
    )  # fmt: skip
    found = lines_of(text)
    assert {place: found[place] for place in found if place[0] in {"a", "b", "t"}} == {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 4,
        ("b", 1): 4,
        ("b", 2): 5,
        ("t", "u"): 8,
        ("t", "u", "M@ZL"): 9,
    }
    assert found["r", 0, "c", "d"] == 11
    assert (found["r", 0, "s", 0], found["r", 1, "s", 0], found["r", 1, "s", 0, "g"]) == (12, 14, 15)
    assert ("r", 1, "s", 0, "h") not in found
    assert found["r", 1, "v", "i"] == 19
