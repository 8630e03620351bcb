"""What in a text may point to a child: a name, a date of birth, a group (R43, R55). Pure; it warns, it does not decide.

Dutch writes names and few other words with a capital inside a sentence. What stands first in a sentence is suspected
only when it is followed by what a person does ("Fenna heeft …"). It would rather ask once too often.
"""

from __future__ import annotations

import re

MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_DATES = re.compile(
    rf"\b\d{{1,2}}\s*[-/.]\s*\d{{1,2}}\s*[-/.]\s*\d{{2,4}}\b|\b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b"
    rf"|\b\d{{1,2}}\s+(?:{MONTHS})(?:\s+\d{{2,4}})?\b",
    re.IGNORECASE,
)
_BORN = re.compile(r"\b(?:geboren|geb\.)\s+(?:(?:in|op)\s+)?\d[\w-]*", re.IGNORECASE)
_GROUPS = re.compile(
    r"\b(?:groep|klas|brugklas|leerjaar|gr\.?)\s*\d\w?(?:\s*/\s*\d)?\b|\b[1-8]\s?[a-e]\b"
    r"|\b(?:havo|vwo|mavo|vmbo)\s*\d\w?\b|\bbrugklas\b",
    re.IGNORECASE,
)
MOST_OF_AN_ABBREVIATION = 5  # IB, SOT, LDOS, M@ZL: all capitals and short
_WORD = re.compile(r"[^\W\d_][\w'’-]*", re.UNICODE)
_SENTENCE_END = re.compile(r"(?:^|[.!?:;\n•]|(?:^|\n)\s*[-*])\s*[\"'“‘(]*\s*$")
# What people do, after a name at the beginning of a sentence.
_DOES = frozenset(
    "is heeft gaat kan wil komt doet zegt laat krijgt vindt zit werkt was had slaapt eet speelt leest rekent schrijft "
    "praat huilt loopt blijft wordt lijkt voelt mag moet durft weet vraagt en zijn haar haalt maakt mist woont".split()
)
# Words with a capital that are no name: languages, tests, days abroad, and beginnings of sentences.
_KNOWN = frozenset(
    """nederlands engels duits frans arabisch turks pools oekraïens tigrinya cito iep dia parnassys esis magister
    somtoday teams zoom outlook ldos kerst pasen pinksteren sinterklaas nederland brabant twente wifi
    de het een ik we wij u hoe wat wie waar waarom wanneer welke kan kunnen mag is zijn er in op bij na als deze dit dat
    die hij zij ze leerling ouder ouders vader moeder kind kinderen jongen meisje sinds vanaf met onze mijn zou heeft
    hebben moet moeten thuis school soms vaak nu graag volgens door omdat voor maar ook toch daarom verzuim iemand
    niemand iedereen alles niets dan toen straks morgen gisteren vandaag ons dyslexie adhd autisme gedrag leerkracht
    docent meester juf groep klas team samen wel niet nog al te om over uit zonder tegen tijdens tussen onder boven
    naar van""".split()
)


def suspicious(text: str) -> tuple[str, ...]:
    """The pieces of a text that may point to a child, in the order in which they stand there, each once."""
    found: dict[str, int] = {}
    taken: list[tuple[int, int]] = []

    def note(match: re.Match[str]) -> None:
        if not any(begin < match.end() and match.start() < end for begin, end in taken):
            taken.append(match.span())
            found.setdefault(match.group().strip(), match.start())

    for pattern in (_DATES, _BORN, _GROUPS):
        for match in pattern.finditer(text):
            note(match)
    for match in _WORD.finditer(text):
        if _is_a_name(match, text):
            note(match)
    return tuple(sorted(found, key=lambda piece: found[piece]))


def _is_a_name(match: re.Match[str], text: str) -> bool:
    word = match.group()
    if not word[0].isupper() or word.lower() in _KNOWN or (word.isupper() and 1 < len(word) <= MOST_OF_AN_ABBREVIATION):
        return False
    if _SENTENCE_END.search(text[: match.start()]) is None:
        return True
    following = _WORD.search(text, match.end())
    return following is not None and following.group().lower() in _DOES
