"""The words that givers of consent read: files by purpose, reader, version and language, immutable once used (C2).

`involve.v2.nl.txt` is for parents, `involve.pupil.v1.nl.txt` for the pupil. A line that begins with "# " is a heading.
Placeholders are those of `rules.PLACEHOLDERS`. Other words are another version: raise VERSION, and add the files in
every language. A question goes on with the words it was put in. A text comes into the table when it is first used, so a
translation may be mended until then.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils import translation

from notifications.languages import CODES, DUTCH, ENGLISH, named
from notifications.letters import when
from planning.cases import rules, scopes
from planning.cases.models import Audience, ConsentRequest, ConsentText, Party, PartyKind, Purpose
from planning.people.roles import Role
from planning.regions.selectors import get_route

FOLDER = Path(__file__).parent / "consent_texts"
# Raise a number when words change; old files stay.
VERSION: dict[tuple[str, str], int] = {
    (Purpose.SOT, Audience.GUARDIAN): 2,
    (Purpose.INVOLVE, Audience.GUARDIAN): 2,
    (Purpose.DOCUMENTS, Audience.GUARDIAN): 1,
    (Purpose.MINUTES, Audience.GUARDIAN): 1,
    (Purpose.HANDOVER, Audience.GUARDIAN): 1,
    **{(purpose, Audience.PUPIL): 1 for purpose in Purpose},
}


class TextChanged(RuntimeError):
    """A text that people have answered to was changed without a new version: nothing may be asked with it (S19)."""


def audience_of(giver: Party) -> Audience:
    """How somebody is spoken to."""
    return Audience.PUPIL if giver.kind == PartyKind.PUPIL else Audience.GUARDIAN


def version_for(purpose: str, giver: Party) -> int:
    """The version in which a question is put today."""
    return VERSION[purpose, audience_of(giver)]


@lru_cache(maxsize=400)
def source(purpose: str, audience: str, version: int, language: str) -> str:
    """The text with its placeholders."""
    return _file(purpose, audience, version, language).read_text(encoding="utf-8").strip()


def _file(purpose: str, audience: str, version: int, language: str) -> Path:
    reader = "" if audience == Audience.GUARDIAN else f".{audience}"
    return FOLDER / f"{purpose}{reader}.v{version}.{language}.txt"


@lru_cache(maxsize=400)
def language_of(purpose: str, audience: str, version: int, language: str) -> str:
    """The language in which a text is there for this reader: an old version may lack it, then English, then Dutch."""
    wanted = (language, ENGLISH) if language in CODES else ()
    return next((code for code in wanted if _file(purpose, audience, version, code).exists()), DUTCH)


def shown(request: ConsentRequest, *, language: str) -> str:
    """The exact words on the giver's screen. The request's giver, organisation, involved person and school are loaded.

    An involved person is named with role and organisation: that is the party consent is for (C1, R56).
    """
    audience = audience_of(request.giver)
    code = language_of(request.purpose, audience, request.text_version, language)
    values = {
        "school": named(code).typed(request.case.school.name),
        "until": when.day(request.expires_on, language=code),
        "scope": scopes.in_words(request.scope, language=code),
        "members": _members(request, language=code),
    }
    if request.involved is not None:
        organisation = request.organisation or request.involved.organisation
        with translation.override(code):
            values["party_role"] = str(Role(request.role or request.involved.role).label)
        values["party"] = named(code).typed(request.involved.person.name)
        values["organisation"] = named(code).typed(organisation.name)
    return rules.fill(source(request.purpose, audience, request.text_version, code), values)


def _members(request: ConsentRequest, *, language: str) -> str:
    """Who else than the school sits in the SOT by the route: "gedragswetenschapper, jeugdprofessional"."""
    if request.purpose != Purpose.SOT:
        return ""
    route = get_route(request.case.route, request.case.route_version)
    roles = [role for row in route.meetings if row.kind == "SOT" for role in (*row.required, *row.optional)]
    own = {"guardian", "pupil", "receiving_school", Role.IB, Role.OC, Role.VC, Role.TEACHER, Role.DIRECTOR}
    with translation.override(language):
        return ", ".join(dict.fromkeys(str(Role(role).label) for role in roles if role not in own))


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """A text as a page shows it: headings with their paragraphs; words without a heading come first under ""."""
    found: list[tuple[str, list[str]]] = []
    for part in text.split("\n\n"):
        heading, _, rest = part.partition("\n") if part.startswith("# ") else ("", "", part)
        if heading:
            found.append((heading.removeprefix("# "), []))
        elif not found:
            found.append(("", []))
        if rest.strip():
            found[-1][1].append(rest.strip())
    return found


def used(purpose: str, language: str, *, audience: str, version: int) -> ConsentText:
    """The row of a text; a database that has none gets it from the file.

    Raises TextChanged when file, row and digest do not all agree: then nobody is asked or answers with it (S19).
    """
    code = language_of(purpose, audience, version, language)
    text = source(purpose, audience, version, code)
    row, _made = ConsentText.objects.get_or_create(
        purpose=purpose,
        audience=audience,
        version=version,
        language=code,
        defaults={"text": text, "sha256": rules.text_digest(text)},
    )
    if not row.sha256 == rules.text_digest(row.text) == rules.text_digest(text):
        raise TextChanged(f"{purpose} {audience} v{row.version} {code}")
    return row
