"""The words that givers of consent read: files by purpose, version and language, immutable once used (C2).

Placeholders are those of `rules.PLACEHOLDERS`. Other words are another version: raise VERSION, add the files, and add a
migration like 0002 that puts them in the table.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils import translation

from notifications.letters import when
from planning.cases import rules
from planning.cases.models import ConsentRequest, ConsentText, Purpose
from planning.people.roles import Role

FOLDER = Path(__file__).parent / "consent_texts"
LANGUAGES = ("nl", "en")
VERSION: dict[str, int] = {Purpose.SOT: 1, Purpose.INVOLVE: 1}  # raise it when words change; old files stay


class TextChanged(RuntimeError):
    """A text that people have answered to was changed without a new version: nothing may be asked with it (S19)."""


@lru_cache(maxsize=50)
def source(purpose: str, language: str) -> str:
    """The text with its placeholders; Dutch for a language that has none."""
    code = language if language in LANGUAGES else "nl"
    return (FOLDER / f"{purpose}.v{VERSION[purpose]}.{code}.txt").read_text(encoding="utf-8").strip()


def shown(request: ConsentRequest, *, language: str) -> str:
    """The exact words on the giver's screen. The request's involved person and organisation, and school, are loaded.

    An involved person is named with role and organisation: that is the party consent is for (C1, R56).
    """
    code = language if language in LANGUAGES else "nl"
    values = {"school": request.case.school.name, "until": when.day(request.expires_on, language=code)}
    if request.involved is not None:
        with translation.override(code):
            values["party_role"] = str(Role(request.involved.role).label)
        values["party"] = request.involved.person.name
        values["organisation"] = request.involved.organisation.name
    return rules.fill(source(request.purpose, code), values)


def used(purpose: str, language: str) -> ConsentText:
    """The row of a text; a database that has none gets it from the file.

    Raises TextChanged when file, row and digest do not all agree: then nobody is asked or answers with it (S19).
    """
    code = language if language in LANGUAGES else "nl"
    text = source(purpose, code)
    row, _made = ConsentText.objects.get_or_create(
        purpose=purpose,
        version=VERSION[purpose],
        language=code,
        defaults={"text": text, "sha256": rules.text_digest(text)},
    )
    if not row.sha256 == rules.text_digest(row.text) == rules.text_digest(text):
        raise TextChanged(f"{purpose} v{row.version} {code}")
    return row
