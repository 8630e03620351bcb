"""Whether a person looked over the texts of a language, and the texts themselves for who does (U4).

All words a guest can read are fixed: those of pages (`scheduler/locale`), letters and consent texts. Their digest
stands with the reviewer's name in `scheduler/locale/reviewed.toml`; a text that changes afterwards makes that visible.
"""

from __future__ import annotations

import datetime as dt
import gettext
import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from notifications.languages import ALL, DUTCH, Language
from notifications.letters.catalogue import CATALOGUE
from notifications.letters.rendering import TEXTS
from notifications.sms import rules as sms
from planning.cases import texts as consent
from planning.errors import Text

LOCALES = Path(__file__).resolve().parent / "locale"
REVIEWED = LOCALES / "reviewed.toml"
PAGES, LETTERS, CONSENT = _("Pagina's"), _("Brieven"), _("Vragen om toestemming")
MESSAGES = _("Tekstberichten op de telefoon")


@dataclass(frozen=True, slots=True)
class Pair:
    """One text: the Dutch, and the same in the language."""

    part: Text
    key: str
    dutch: str
    own: str


@dataclass(frozen=True, slots=True)
class Review:
    """How a language stands: `by` and `on` of the last review, and whether its texts changed since."""

    language: Language
    by: str
    on: dt.date | None
    changed: bool

    @property
    def state(self) -> str:
        """`source`, `none`, `changed` or `reviewed`."""
        if self.language.code == DUTCH:
            return "source"
        if not self.by or self.on is None:
            return "none"
        return "changed" if self.changed else "reviewed"


@lru_cache(maxsize=16)
def texts(code: str) -> tuple[Pair, ...]:
    """Every text that guests read in a language, with its Dutch."""
    phone = [Pair(MESSAGES, name, rows[DUTCH], rows[code]) for name, rows in sms.TEXTS.items()]
    return (*_of_pages(code), *_of_letters(code), *phone, *_of_consent(code))


@lru_cache(maxsize=16)
def digest(code: str) -> str:
    """SHA-256 of all texts of a language and their Dutch."""
    whole = "\0".join(f"{pair.key}\0{pair.dutch}\0{pair.own}" for pair in texts(code))
    return hashlib.sha256(whole.encode()).hexdigest()


def reviews(file: Path | None = None) -> tuple[Review, ...]:
    """How every language of the list stands."""
    kept = tomllib.loads((file or REVIEWED).read_text(encoding="utf-8"))
    found = []
    for one in ALL:
        row = kept.get(one.code, {})
        on = dt.date.fromisoformat(row["on"]) if row.get("on") else None
        changed = one.code != DUTCH and row.get("sha256") != digest(one.code)
        found.append(Review(language=one, by=row.get("by", ""), on=on, changed=changed))
    return tuple(found)


def keep_review(code: str, *, by: str, on: dt.date, file: Path | None = None) -> None:
    """Write into the file that somebody looked over all texts of a language as they are now."""
    file = file or REVIEWED
    lines = file.read_text(encoding="utf-8").splitlines()
    at = lines.index(f"[{code}]")
    quoted = by.replace("\\", "").replace('"', "'")
    lines[at + 1 : at + 4] = [f'by = "{quoted}"', f'on = "{on.isoformat()}"', f'sha256 = "{digest(code)}"']
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _of_pages(code: str) -> list[Pair]:
    with (LOCALES / code / "LC_MESSAGES" / "django.mo").open("rb") as words:
        catalogue: dict[str | tuple[str, int], str] = gettext.GNUTranslations(words)._catalog  # type: ignore[attr-defined]  # the one way to list a catalogue
    if code == DUTCH:
        return []
    found = []
    for key, own in catalogue.items():
        said, form = (key, "") if isinstance(key, str) else (key[0], f" ({key[1] + 1})")
        if said:
            found.append(Pair(part=PAGES, key=f"{said}{form}", dutch=said, own=own))
    return sorted(found, key=lambda pair: pair.key)


def _of_letters(code: str) -> list[Pair]:
    names = [name for name, entry in CATALOGUE.items() if entry.guest]
    return [
        Pair(part=LETTERS, key=name, dutch=_read(TEXTS / f"{name}.nl.txt"), own=_read(TEXTS / f"{name}.{code}.txt"))
        for name in names
    ]


def _of_consent(code: str) -> list[Pair]:
    found = []
    for (purpose, audience), version in consent.VERSION.items():
        dutch, own = (
            consent.source(purpose, audience, version, consent.language_of(purpose, audience, version, language))
            for language in (DUTCH, code)
        )
        found.append(Pair(part=CONSENT, key=f"{purpose} {audience} {version}", dutch=dutch, own=own))
    return found


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()
