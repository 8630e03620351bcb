"""What gives a pupil away in free text (C8, R55): names, initials, group, birth month, and who the parents are.

`hits` is pure: text and what is known in, places in the text out. Names are found inflected ("Fenna's", "Fennaatje"),
without their accents, in pieces ("F e n n a", "Fen-na", "Bram Lou") and inside longer words when the name is long
enough to mean something there. A first name that is also an ordinary word ("Roos", "Mei") is left alone where it is
written as that word ("een roos", "in mei").

`require_anonymous` is what services call before they keep a text that people without a ground may come to read; for a
text that belongs to no case there is `services.nameless`. Which free text is read by whom, and so which is checked,
stands in `tests/cases/test_free_texts.py`: a new one is named there or the test fails.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.cases import gate
from planning.cases.models import Case
from planning.errors import DomainError, Text
from planning.people import audit
from planning.people.audit import By
from planning.people.roles import ABBREVIATION

INSIDE_FROM = 5  # letters; shorter names are found as words of their own only ("Eva" in "evaluatie" says nothing)
_ENDINGS = ("", "s", "tje", "tjes", "je", "jes", "etje", "etjes", "pje", "pjes", "ke", "kes", "ie", "tjen")
# First names that are ordinary words too. Written in small letters after one of `_BEFORE_A_WORD` they are that word.
ORDINARY = frozenset(
    "roos bloem mei storm lente zomer fleur jet merel linde ster sterre hoop vos beer wolf leeuw roosje bo bos daan"
    " pleun moor fee puck juli juni april augustus ruben bas kees els tom mees wil dan max jade amber pearl ruby iris"
    " lotus olijf hazel laurier valk duif zilver sneeuw faith joy sky river jan piet hans rik mark stan finn luna nova"
    " liv sam guus pip teun boom berg water dijk brug bakker smit visser koning prins jager groot klein jong"
    " wit zwart bruin goud dam veld meer haan blok horn kok meijer mulder schilder timmer".split()
)
_BEFORE_A_WORD = frozenset(
    "de het een die deze dat dit geen elke ieder iedere alle veel mooie oude nieuwe kleine grote rode witte in op sinds"
    " tot vanaf eind begin half medio rond na voor per van uit aan bij met door over onder om te naar tegen zonder"
    " eerste tweede derde jullie hun onze ons mijn zijn haar is en of wordt".split()
)
# "Ben" is the verb beside one of these, and nowhere else.
_VERB, _BESIDE_THE_VERB = "ben", (frozenset({"ik"}), frozenset({"ik", "je", "jij"}))
# Words between names, which name nobody. A first name is one all the same: a pupil may be called Ben.
_PARTICLES = frozenset("van de der den het ter ten te op in 't la le el al von zu ben bin du da dos".split())
_MONTHS = (
    *("januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug"),
    *("september sept sep", "oktober okt", "november nov", "december dec"),
)
_ROLES = frozenset(short.lower() for short in ABBREVIATION.values())
_NUMBERS = "nul een twee drie vier vijf zes zeven acht".split()
_WORD = re.compile(r"[^\W_]+(?:['’`\-‑][^\W_]+)*")


class Kind(StrEnum):
    """What a word gives away."""

    PUPIL = "pupil"
    INITIALS = "initials"
    GROUP = "group"
    BIRTH = "birth"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Contact:
    """A parent or guardian as the school knows them."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything that names one pupil. `birth_month` is YYYY-MM or empty."""

    name: str
    initial: str = ""
    group: str = ""
    birth_month: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One place: [start, end) of the text as it was given."""

    start: int
    end: int
    word: str
    kind: Kind


def hits(text: str, about: Identity) -> list[Hit]:
    """Where a text gives somebody away, in order, without overlaps; the longest wins."""
    plain, places = _plain(text)
    found = [
        *_names(plain, _parts(about.name, first=frozenset()), Kind.PUPIL),
        *_initials(text, plain, about),
        *_group(plain, about.group),
        *_birth(plain, about.birth_month),
    ]
    for contact in about.contacts:
        found += _names(plain, _parts(contact.name, first=_PARTICLES - {_VERB}), Kind.PARENT)
        found += _addresses(plain, contact)
    original = _Original(text, places)
    kept: list[Hit] = []
    for start, end, kind in sorted(found, key=lambda row: (row[0], -row[1])):
        begin, stop = original.span(start, end)
        if not kept or begin >= kept[-1].end:
            kept.append(Hit(begin, stop, text[begin:stop], kind))
        elif stop > kept[-1].end:
            last = kept.pop()
            kept.append(Hit(last.start, stop, text[last.start : stop], last.kind))
    return kept


def marked(text: str, found: Sequence[Hit]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it gives somebody away: what a page needs to mark the words."""
    pieces, at = [], 0
    for hit in found:
        pieces += [(text[at : hit.start], False), (hit.word, True)]
        at = hit.end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def masked(text: str, about: Identity, *, instead: str) -> str:
    """The same text with other words in those places: for a copy that must not speak of this person."""
    return "".join(instead if wrong else piece for piece, wrong in marked(text, hits(text, about)))


# --- Reading what is known --------------------------------------------------------------------------------------------
def _plain(text: str) -> tuple[str, list[int]]:
    """Small letters without accents, and for every one of them the place it came from."""
    letters, places = [], []
    for at, sign in enumerate(text):
        if unicodedata.category(sign) == "Cf":  # a soft hyphen, a zero-width joiner: seen by nobody
            continue
        special = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'", "`": "'", "‑": "-", "\u00a0": " "}
        for piece in special.get(sign.lower(), "") or unicodedata.normalize("NFKD", sign.casefold()):
            if not unicodedata.combining(piece):
                letters.append(special.get(piece, piece))
                places.append(at)
    return "".join(letters), places


class _Original:
    """From places in the plain text back to places in the text that somebody wrote."""

    def __init__(self, text: str, places: list[int]) -> None:
        self.text, self.places = text, places

    def span(self, start: int, end: int) -> tuple[int, int]:
        stop = self.places[end - 1] + 1
        while stop < len(self.text) and unicodedata.combining(self.text[stop]):
            stop += 1
        return self.places[start], stop


def _parts(name: str, *, first: frozenset[str]) -> list[str]:
    """The words of a name that mean something, the whole name without spaces first.

    `first` are the particles that a name of this sort may begin with: of a parent it may be the surname alone.
    """
    words = re.findall(r"[^\W\d_]+", _plain(name)[0])
    words = [word for at, word in enumerate(words) if word not in (_PARTICLES if at else first) and len(word) > 1]
    whole = "".join(words)
    return list(dict.fromkeys([whole, *words] if len(words) > 1 else words))


_Found = tuple[int, int, Kind]


def _names(plain: str, parts: Sequence[str], kind: Kind) -> Iterator[_Found]:
    for part in parts:
        for match in _WORD.finditer(plain):
            word = match.group()
            if _is_form_of(word, part):
                if not _reads_as_word(plain, match, part):
                    yield match.start(), match.end(), kind
            elif (len(part) >= INSIDE_FROM and part in word.replace("-", "")) or part in word.split("-"):
                yield match.start(), match.end(), kind
        if len(part) > 2:
            pieces = (row for row in _in_pieces(part).finditer(plain) if part not in row.group())
            yield from ((row.start(), row.end(), kind) for row in pieces)


def _is_form_of(word: str, part: str) -> bool:
    """Whether a word is a name with an ending: "fenna's", "fennatje", "jannetje" (a doubled last letter), "annas"."""
    bare = word.replace("'", "").replace("-", "")
    if bare == part:
        return True
    rest = bare.removeprefix(part)
    if rest != bare and rest in _ENDINGS:
        return True
    # "sannetje", "annaatje": the last letter may double before a diminutive.
    if part and bare.startswith(part + part[-1]):
        return bare[len(part) + 1 :] in _ENDINGS[2:]
    # "Tims", "Mohameds" are above; "Esmées" lost its accent before it came here.
    return False


def _reads_as_word(plain: str, match: re.Match[str], part: str) -> bool:
    """Whether a name that is an ordinary word too stands here as that word: "een roos", "in mei", "ik ben"."""
    start, end = match.span()
    before = re.findall(r"[^\W_]+", plain[max(0, start - 30) : start])[-1:]
    if part == _VERB and match.group() == part:
        after = re.findall(r"[^\W_]+", plain[end : end + 30])[:1]
        return not _BESIDE_THE_VERB[0].isdisjoint(before) or not _BESIDE_THE_VERB[1].isdisjoint(after)
    if part not in ORDINARY or match.group() not in {part, part + "s"}:
        return False
    return bool(before) and (before[0] in _BEFORE_A_WORD or before[0].isdigit())


def _in_pieces(part: str) -> re.Pattern[str]:
    """A name taken apart: single letters with anything between, or pieces joined by a hyphen, dot, star or line."""
    letters = [re.escape(letter) for letter in part]
    spaced = r"[\s.\-_*·]+".join(letters)
    joined = r"[.\-_*·]?\n?".join(letters)
    return re.compile(rf"(?<![^\W_])(?:{spaced}|{joined})(?:'?s)?(?![^\W_])")


# --- The other giveaways ----------------------------------------------------------------------------------------------
def _initials(text: str, plain: str, about: Identity) -> Iterator[_Found]:
    """Letters that stand for a name: "F.B.", "F. B.", "FB", "F."; only as capitals in what was written."""
    first, last = _plain(about.name)[0][:1], _plain(about.initial)[0][:1]
    if not first or len(plain) != len(text):  # where letters grew or vanished, capitals cannot be looked up by place
        text = plain.upper()
    if not first:
        return
    if last:
        for match in re.finditer(rf"(?<![^\W_]){first}\.?[ \-]?{last}(?![^\W_])\.?", plain):
            role = match.group() in _ROLES  # "de IB" speaks of a colleague, also when a pupil is called Isa B.
            if text[match.start()].isupper() and not role:
                yield match.start(), match.end(), Kind.INITIALS
    for match in re.finditer(rf"(?<![^\W_.]){first}\.(?![^\W_])", plain):
        if text[match.start()].isupper():
            yield match.start(), match.end(), Kind.INITIALS


def _group(plain: str, group: str) -> Iterator[_Found]:
    value = re.sub(r"^\s*(?:groep|groepen|gr\.?|klas|leerjaar|jaar)\s*", "", _plain(group)[0]).strip()
    if not value:
        return
    numbers = re.findall(r"\d+", value)
    spoken = [_NUMBERS[int(number)] for number in numbers if int(number) < len(_NUMBERS)]
    either = "|".join(re.escape(word) for word in dict.fromkeys([value, *numbers, *spoken]))
    list_before = r"(?:\s*\w{1,3}\s*(?:[,/&+\-]|en|of)\s*)?"
    pattern = rf"(?<![^\W_])(?:groep(?:en)?|gr\.?|klas(?:sen)?|leerjaar)\s*{list_before}(?:{either})[a-z]?(?![^\W_])"
    yield from ((row.start(), row.end(), Kind.GROUP) for row in re.finditer(pattern, plain))
    if re.search(r"\d", value) and re.search(r"[a-z]", value):
        pattern = rf"(?<![^\W_]){re.escape(value)}(?![^\W_])"
        yield from ((row.start(), row.end(), Kind.GROUP) for row in re.finditer(pattern, plain))


def _birth(plain: str, birth_month: str) -> Iterator[_Found]:
    match = re.fullmatch(r"(\d{4})-(\d\d)", birth_month)
    if match is None or not 1 <= int(match[2]) <= 12:
        return
    year, month = match[1], int(match[2])
    names = "|".join(_MONTHS[month - 1].split())
    patterns = (
        rf"(?:{names})\.?\s*(?:'?{year[2:]}|{year})",
        rf"(?:\d\d?\s*[-/. ]\s*)?0?{month}\s*[-/.]\s*(?:{year}|{year[2:]})",
        rf"{year}\s*[-/.]\s*0?{month}(?:\s*[-/.]\s*\d\d?)?",
        rf"(?:geboren|geb\.?|jarig|verjaart|verjaardag|bouwjaar|jaargang|geboortejaar|geboortemaand)"
        rf"\W+(?:(?:in|op|is|uit|van|\d\d?)\W+)*(?:{names}|{year})",
    )
    for pattern in patterns:
        found = re.finditer(rf"(?<![^\W_]){pattern}(?![^\W_])", plain)
        yield from ((row.start(), row.end(), Kind.BIRTH) for row in found)


def _addresses(plain: str, contact: Contact) -> Iterator[_Found]:
    email = _plain(contact.email)[0].strip()
    if email:
        yield from ((row.start(), row.end(), Kind.PARENT) for row in re.finditer(re.escape(email), plain))
    digits = re.sub(r"\D", "", contact.phone)
    if len(digits) >= 8:
        tail = r"[\s\-.()]*".join(digits[-8:])
        pattern = rf"(?<!\d)\+?[\d\s\-.()]{{0,8}}{tail}(?!\d)"
        for row in re.finditer(pattern, plain):
            start = row.start() + len(row.group()) - len(row.group().lstrip())
            yield start, row.end(), Kind.PARENT


# --- What services call -----------------------------------------------------------------------------------------------
class NamesThePupil(DomainError):
    """A text gives the pupil away to people without a ground. `words` are what stands in it, per field."""

    code = "names_the_pupil"
    status = 422
    message = gettext_lazy("Hier staan woorden waaraan de leerling te herkennen is.")
    hint = gettext_lazy("Haal ze weg, of geef aan dat ze niet over de leerling of de ouders gaan.")

    def __init__(self, words: Mapping[str, Sequence[Hit]]) -> None:
        self.words = words
        super().__init__(fields={name: _sentence(found) for name, found in words.items()})


def _sentence(found: Iterable[Hit]) -> Text:
    said = ", ".join(dict.fromkeys(f"“{' '.join(hit.word.split())}”" for hit in found))
    return _("Hieraan is de leerling te herkennen: %(words)s. Schrijf bijvoorbeeld “de leerling”.") % {"words": said}


def identity_of(case: Case) -> Identity:
    """Everything of a case that names the pupil. One query, for the parents."""
    return Identity(
        name=str(case.pupil_name or ""),
        initial=str(case.pupil_initial or ""),
        group=str(case.pupil_group or ""),
        birth_month=str(case.pupil_birth_month or ""),
        contacts=tuple(
            Contact(name=str(row.name), email=str(row.email or ""), phone=str(row.phone or ""))
            for row in case.parties.filter(kind="guardian").order_by("created_at")
        ),
    )


def require_anonymous(
    *,
    case: Case,
    texts: Mapping[str, str | None],
    by: By,
    now: dt.datetime,
    kept: bool = False,
    always: bool = False,
) -> None:
    """Refuse texts (by the name of their field) that give the pupil away while there is no consent (C8, R55).

    `kept`: somebody read the marked words and says that they are no giveaway; that is a line in the audit trail, with
    the fields and how many words, never the words. `always`: also with consent, for what goes to other people's
    calendars and mail (P1, P2). Raises NamesThePupil.
    """
    given = {name: text for name, text in texts.items() if text}
    if not given or (not always and gate.may_name_pupil(case, now=now)):
        return
    about = identity_of(case)
    words = {name: found for name, text in given.items() if (found := hits(text, about))}
    if not words:
        return
    if not kept:
        raise NamesThePupil(words)
    count = sum(len(found) for found in words.values())
    fields = ",".join(sorted(words))
    audit.record(swv_id=case.swv_id, by=by, action="case.words_kept", on=case, now=now, fields=fields, words=count)
