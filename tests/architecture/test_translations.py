"""Every word a guest can read exists in every language of the list: pages, letters, consent texts, refusals (U4).

The texts in the source are Dutch; English is the list of what guests read (`scheduler/locale/en`). What guest pages use
must be in it, and every other language has exactly its messages. Staff pages need no translation.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from notifications.languages import CODES, DUTCH, named
from planning.cases import rules
from planning.cases.texts import FOLDER as CONSENT
from planning.cases.texts import VERSION
from scheduler import reviewing
from scheduler.reviewing import LOCALES

HOME = Path(__file__).resolve().parents[2]
OTHERS = [code for code in CODES if code != DUTCH]
# What makes a guest's page: whole files, of which every text is for guests.
SOURCES = (
    *("scheduler/guest/**/*.py", "scheduler/guest/templates/**/*.html", "scheduler/looking.py"),
    *("scheduler/design/templates/django/forms/field.html", "planning/cases/scopes.py"),
    *("planning/preparation/wording.py", "planning/minutes/wording.py", "planning/report/wording.py"),
    *(f"scheduler/staff/templates/staff/minutes/{name}.html" for name in ("along", "_along")),
    *(
        f"scheduler/design/templates/design/{name}.html"
        for name in (
            *("guest", "base", "form_errors", "languages", "leaf", "round_table", "messages"),
            *("404", "csrf", "refused", "error_base"),
        )
    ),
)
# Refusals that a guest's own act can meet (`scheduler/guest/*/views.py` shows them).
REFUSALS = (
    *("planning.cases.services.answering:NotYours", "planning.cases.services.answering:TypeYourName"),
    *("planning.cases.services.answering:AlreadyOver", "planning.cases.services.answering:WordsChanged"),
    *("planning.cases.services.pupil:NothingSaid", "planning.cases.services.pupil:TooLate"),
    *("planning.cases.services.pupil:NotThePupil", "planning.cases.services.lead:CaseClosed"),
    *("planning.polls.services.errors:AnswerEvery", "planning.polls.services.errors:UnknownOption"),
    *("planning.polls.services.errors:PollIsClosed", "planning.polls.services.errors:NotAsked"),
    *("planning.polls.services.errors:CodeUnknown", "planning.polls.services.errors:SeatTaken"),
    *("planning.meetings.services.errors:NotInvited", "planning.meetings.services.errors:NotNow"),
    *("planning.meetings.services.replies:DateHasChanged", "planning.meetings.services.replies:UnknownAnswer"),
    *("planning.followup.services.errors:AgreementIsOver", "planning.followup.services.errors:CaseIsClosed"),
    *("planning.preparation.services:NotAtThisTable", "planning.preparation.services:OverAlready"),
    "planning.preparation.services:TooLong",
    "planning.dossier.selectors.files:FileDamaged",
    *("planning.report.services:NotForYou", "planning.report.services:SayYourView"),
    "planning.report.services:ViewTooLong",
    *("planning.dossier.services.documents:NotReadable", "planning.dossier.services.observing:NotThisStage"),
    *("planning.dossier.services.ground:PastDay", "planning.dossier.services.ground:FutureDay"),
    *("planning.dossier.services.ground:StrangeDay", "planning.dossier.services.ground:WordsNeeded"),
)
WORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
MOST_OF_A_WORD = 14  # shorter ones may be the same in two languages
PLACE = re.compile(r"%\(\w+\)[sd]|%%|</?strong>|{{ \w+ }}|{% [^%]* %}|{\w+}")


@cache
def catalogue(code: str) -> Catalog:
    with (LOCALES / code / "LC_MESSAGES" / "django.po").open("rb") as words:
        return read_po(words, locale=code)


def messages(code: str) -> dict[str, object]:
    """The messages of a language by their (first) Dutch text."""
    return {(row.id if isinstance(row.id, str) else row.id[0]): row for row in catalogue(code) if row.id}


def used(path: Path) -> set[str]:
    """The texts that one file marks for translation."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        source = templatize(source)
    found = extract("python", io.BytesIO(source.encode()), keywords=WORDS)
    return {text if isinstance(text, str) else text[0] for _line, text, _comments, _context in found}


def guest_files() -> list[Path]:
    return sorted(path for pattern in SOURCES for path in HOME.glob(pattern))


def test_what_guest_pages_say_is_on_the_list():
    files = guest_files()
    assert len(files) > 25
    known = set(messages("en"))
    assert {str(path.relative_to(HOME)): sorted(used(path) - known) for path in files if used(path) - known} == {}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_refuses_a_guest_is_on_the_list(name):
    module, _, cls = name.partition(":")
    refusal = getattr(__import__(module, fromlist=[cls]), cls)
    assert {str(text) for text in (refusal.message, refusal.hint) if text} <= set(messages("en"))


def test_nothing_on_the_list_is_left_over():
    """A text that changed in the source leaves no old translation behind."""
    places = ("scheduler", "planning", "notifications")
    files = [path for place in places for kind in ("py", "html") for path in (HOME / place).rglob(f"*.{kind}")]
    said = set().union(*(used(path) for path in files))
    assert sorted(set(messages("en")) - said) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_every_message_whole(code):
    reference, own = messages("en"), messages(code)
    assert set(own) == set(reference)
    forms = int(named(code).plural.partition("nplurals=")[2].partition(";")[0])
    assert catalogue(code).num_plurals == forms
    wrong = []
    for key, row in own.items():
        ids = [row.id] if isinstance(row.id, str) else list(row.id)
        said = [row.string] if isinstance(row.string, str) else list(row.string)
        if row.fuzzy or not all(text.strip() for text in said) or len(said) != (1 if len(ids) == 1 else forms):
            wrong.append(key)
        # A form for none, one or two may leave the number out: it says it in a word.
        must, may = Counter(PLACE.findall(ids[-1])), {"%(n)s"} if len(ids) > 1 else set()
        wrong += [key for text in said if _differs(Counter(PLACE.findall(text)), must, may)]
    assert wrong == []


def _differs(found: Counter[str], must: Counter[str], may: set[str]) -> bool:
    return any(found[key] != must[key] for key in {*found, *must} if not (key in may and found[key] == 0))


@pytest.mark.parametrize("code", CODES)
def test_what_is_compiled_is_what_is_written(code):
    """`python -m tests.architecture.compile_messages` was run."""
    for row in catalogue(code):
        if row.id and isinstance(row.id, str) and code != DUTCH:
            pair = next(pair for pair in reviewing.texts(code) if pair.key == row.id)
            assert pair.own == row.string


@pytest.mark.parametrize("code", OTHERS)
def test_consent_texts_have_the_shape_of_the_dutch(code):
    """The same headings, paragraphs and lists with the same values in each: so that the Dutch can stand beside it."""
    for (purpose, audience), version in VERSION.items():
        name = f"{purpose}{'' if audience == 'guardian' else '.pupil'}.v{version}"
        dutch, own = ((CONSENT / f"{name}.{each}.txt").read_text(encoding="utf-8") for each in (DUTCH, code))
        assert _shape(own) == _shape(dutch), name
        assert set(re.findall(r"{(\w+)}", own)) <= rules.PLACEHOLDERS


def _shape(text: str) -> list[tuple[bool, int, frozenset[str]]]:
    parts = text.strip().split("\n\n")
    return [(part.startswith("# "), len(part.splitlines()), frozenset(re.findall(r"{\w+}", part))) for part in parts]


@pytest.mark.parametrize("code", OTHERS)
def test_letters_and_text_messages_have_the_shape_of_the_dutch(code):
    for pair in reviewing.texts(code):
        if pair.part == reviewing.MESSAGES:
            assert Counter(PLACE.findall(pair.own)) == Counter(PLACE.findall(pair.dutch)), pair.key
        if pair.part == reviewing.LETTERS:
            blocks = [text.split("\n\n") for text in (pair.dutch, pair.own)]
            assert len(blocks[0]) == len(blocks[1]), pair.key
            assert Counter(PLACE.findall(pair.own)) == Counter(PLACE.findall(pair.dutch)), pair.key


@pytest.mark.parametrize("code", OTHERS)
def test_each_language_is_written_in_its_own_letters(code):
    """No text of another language came in by mistake: hardly any Dutch or English is left."""
    script = {"ar": r"[\u0600-\u06ff]", "uk": r"[\u0400-\u04ff]", "ti": r"[\u1200-\u137f]"}.get(code, "[A-Za-z]")
    for pair in reviewing.texts(code):
        if len(PLACE.sub("", pair.dutch).strip()) > MOST_OF_A_WORD:
            assert re.search(script, pair.own), pair.key
            assert pair.own != pair.dutch, pair.key


def test_every_language_has_a_row_of_its_review():
    assert [row.language.code for row in reviewing.reviews()] == list(CODES)


def test_a_review_holds_until_a_text_changes(tmp_path):
    file = tmp_path / "reviewed.toml"
    file.write_text(reviewing.REVIEWED.read_text(encoding="utf-8"), encoding="utf-8")
    assert {row.language.code: row.state for row in reviewing.reviews(file)}["nl"] == "source"
    reviewing.keep_review("ar", by='Rania "R" Haddad', on=dt.date(2026, 12, 1), file=file)
    found = {row.language.code: row for row in reviewing.reviews(file)}
    assert (found["ar"].state, found["ar"].by, found["ar"].on) == ("reviewed", "Rania 'R' Haddad", dt.date(2026, 12, 1))
    assert found["tr"].state == "none"
    file.write_text(file.read_text(encoding="utf-8").replace(reviewing.digest("ar"), "0" * 64), encoding="utf-8")
    assert {row.language.code: row.state for row in reviewing.reviews(file)}["ar"] == "changed"
