"""Pure decisions of this room: terms, clocks, who may get what, and the seals of the access log."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from planning.errors import Text

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
YEAR = 365
NOTICE = dt.timedelta(days=14)  # between telling the school and deleting
ANSWER_MONTHS, EXTRA_MONTHS = 1, 2  # art. 12 lid 3 AVG


class Category(StrEnum):
    """What is kept for one term."""

    CASE = "case"
    CONSENT_PROOF = "consent_proof"
    ATTENDANCE = "attendance"
    SIGNALS = "signals"
    POLL = "poll"
    LINKS = "links"
    CONSENT_NETWORK = "consent_network"
    LETTERS = "letters"
    INCOMING = "incoming"
    BELLS = "bells"
    AVAILABILITY = "availability"
    ACCESS_LOG = "access_log"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Term:
    """How long one category is kept: `days` counted from `since`, never shorter than `least` days.

    `by_school`: a school may choose another term, longer than `days` only with a reason. The others are fixed, for
    they belong to the whole SWV or have no use after their term.
    """

    label: Text
    since: Text
    days: int
    least: int
    ground: Text
    by_school: bool = False


TERMS: dict[Category, Term] = {
    Category.CASE: Term(
        label=_("Casus: gegevens van de leerling, vragen, overleggen, afspraken, dossier en taken"),
        since=_("afsluiten van de casus"),
        days=2 * YEAR,
        least=0,
        ground=_(
            "Leerlingdossier: tot twee jaar na vertrek of afsluiten. Korter mag, als de school het niet nodig heeft."
        ),
        by_school=True,
    ),
    Category.CONSENT_PROOF: Term(
        label=_("Bewijs van toestemming: wie gaf wanneer welk antwoord op welke tekst"),
        since=_("afsluiten van de casus"),
        days=4 * YEAR,
        least=2 * YEAR,
        ground=_("Art. 7 lid 1 AVG: aantonen zolang op de toestemming wordt gebouwd, plus twee jaar."),
        by_school=True,
    ),
    Category.ATTENDANCE: Term(
        label=_("Verzuim in een casus, met het oordeel van de leerplichtambtenaar"),
        since=_("afsluiten van de casus"),
        days=5 * YEAR,
        least=5 * YEAR,
        ground=_(
            "Verzuimgegevens: vijf jaar. Staat er verzuim in een casus, dan gaat het laatste deel pas daarna weg."
        ),
    ),
    Category.SIGNALS: Term(
        label=_("Signalen, korte vragen en aanmeldingen die geen casus werden en zijn afgehandeld"),
        since=_("opschrijven of vragen"),
        days=YEAR,
        least=0,
        ground=_("Na een schooljaar niet meer nodig; wat een casus werd, gaat met de casus mee."),
        by_school=True,
    ),
    Category.POLL: Term(
        label=_("Antwoorden en opmerkingen in datumprikkers"),
        since=_("het overleg"),
        days=30,
        least=0,
        ground=_("Na het overleg niet meer nodig (art. 5 lid 1 e AVG)."),
        by_school=True,
    ),
    Category.LINKS: Term(
        label=_("Persoonlijke links (alleen de afdruk van het geheim)"),
        since=_("verlopen of intrekken"),
        days=30,
        least=0,
        ground=_("Daarna is er geen vraag over misbruik meer te beantwoorden."),
    ),
    Category.CONSENT_NETWORK: Term(
        label=_("Netwerkadres en browser bij een antwoord op toestemming"),
        since=_("het antwoord"),
        days=90,
        least=0,
        ground=_("Alleen om misbruik te onderzoeken; het bewijs blijft heel zonder."),
    ),
    Category.LETTERS: Term(
        label=_("Verstuurde post: aan wie, waarover en of het aankwam (de inhoud verdwijnt bij aflevering)"),
        since=_("versturen"),
        days=90,
        least=0,
        ground=_("Nodig om te zien wat niet aankwam."),
    ),
    Category.INCOMING: Term(
        label=_("Post die binnenkwam om na te kijken (de tekst verdwijnt bij het afhandelen)"),
        since=_("ontvangst"),
        days=60,
        least=0,
        ground=_("Alleen nodig om een antwoord na te vragen; een overleg is zelden later."),
    ),
    Category.BELLS: Term(
        label=_("Herinneringen die zijn afgegaan of niet meer nodig zijn"),
        since=_("het moment zelf"),
        days=30,
        least=0,
        ground=_("Na het moment niet meer nodig."),
    ),
    Category.AVAILABILITY: Term(
        label=_("Bezette en afwezige uren van medewerkers in het verleden"),
        since=_("het uur zelf"),
        days=30,
        least=0,
        ground=_("Alleen nodig om te plannen."),
    ),
    Category.ACCESS_LOG: Term(
        label=_("Inzagelog: wie keek in welke casus"),
        since=_("de dag"),
        days=3 * YEAR,
        least=YEAR,
        ground=_("Normenkader IBP SM.04; vragen van ouders moeten te beantwoorden zijn."),
    ),
    Category.AUDIT: Term(
        label=_("Handelingenlog: wie deed wat (codes, geen inhoud)"),
        since=_("de handeling"),
        days=5 * YEAR,
        least=YEAR,
        ground=_("Verantwoording van toestemming en besluiten (art. 5 lid 2 AVG)."),
    ),
}


def wrong_term(category: Category, *, days: int, reason: str) -> str:
    """Why a school may not choose this term: `fixed`, `too_short`, `reason`, `too_long`; empty when it may."""
    term = TERMS[category]
    if not term.by_school:
        return "fixed"
    if days < term.least:
        return "too_short"
    if days > 20 * YEAR:
        return "too_long"
    return "reason" if days > term.days and not reason.strip() else ""


def kept_from(*, closed_at: dt.datetime, retention_from: dt.date | None) -> dt.date:
    """The day (Amsterdam) from which the terms of a closed case count: its own, or else the day it was closed (P4)."""
    return retention_from or closed_at.astimezone(AMSTERDAM).date()


def over_on(since: dt.date, *, days: int) -> dt.date:
    """The first day (Amsterdam) on which something may go."""
    return since + dt.timedelta(days=days)


def may_go(*, due_on: dt.date, told_at: dt.datetime | None, frozen: bool, held: bool, now: dt.datetime) -> str:
    """Whether a case may be deleted now: empty when it may, else why not: early, untold, frozen, legal_hold."""
    if held:
        return "legal_hold"
    if frozen:
        return "frozen"
    if now.astimezone(AMSTERDAM).date() < due_on:
        return "early"
    return "untold" if told_at is None or now < told_at + NOTICE else ""


# The texts of a case that can be put right, or that somebody can have another view of.
CORRECTABLE: dict[str, Text] = {
    "pupil_name": _("roepnaam"),
    "pupil_initial": _("eerste letter van de achternaam"),
    "pupil_group": _("groep of klas"),
    "pupil_birth_month": _("geboortemaand"),
    "question_support": _("Welke hulp is nodig?"),
    "question_organise": _("Hoe organiseren we dat?"),
    "question_evaluate": _("Hoe kijken we terug?"),
    "casusregisseur_reason": _("waarom deze casusregisseur"),
    "closing_reason": _("waarom is afgesloten"),
}


# --- Requests ---------------------------------------------------------------------------------------------------------
def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a shorter month (Verordening 1182/71)."""
    at = day.month - 1 + months
    year, month = day.year + at // 12, at % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def due_on(*, received_on: dt.date, extended: bool = False) -> dt.date:
    """When an answer must be there: within a month, two months longer when it was extended (art. 12 lid 3 AVG)."""
    return add_months(received_on, ANSWER_MONTHS + (EXTRA_MONTHS if extended else 0))


class Scope(StrEnum):
    """What a requester gets of the file."""

    FULL = "full"
    INFORMATION = "information"  # art. 1:377c BW: facts about the child, no papers
    NONE = "none"


def age_in_years(birth_month: str, *, today: dt.date) -> int | None:
    """Whole years on the first day of the birth month at the latest; None when the month is not known.

    The day is not kept: who turns 16 this month counts as 16 for the whole month, so that no right comes too late.
    """
    try:
        year, month = (int(part) for part in birth_month.split("-"))
    except ValueError:
        return None
    return today.year - year - (today.month < month)


def scope_of(*, kind: str, authority: str, age: int | None) -> Scope:
    """What a parent or pupil may have (P5): from 16 the pupil self, until then the parent with authority.

    A parent without authority, of whom it is not known, or of a pupil of 16 and older, gets information only.
    """
    grown = age is not None and age >= 16
    if kind == "pupil":
        return Scope.FULL if grown else Scope.NONE
    return Scope.FULL if authority == "yes" and not grown else Scope.INFORMATION


# --- The access log ---------------------------------------------------------------------------------------------------
def seal(fields: Mapping[str, str], *, key: str) -> str:
    """A keyed hash of one row: who cannot read the key cannot make or change a row unseen."""
    return hmac.new(key.encode(), _canonical(fields), hashlib.sha256).hexdigest()


def link(*, before: str, seal: str, number: int) -> str:
    """The hash of a row in the chain: over the row before it, its own seal and its number."""
    return hashlib.sha256(f"{before}|{number}|{seal}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the chain as it stands in the table, with the seal that its fields should have."""

    number: int
    seal: str
    hash: str
    should: str


def day_is_whole(rows: Iterable[Link], *, before: str, first: int, count: int, head: str) -> bool:
    """Whether a day of the log is as it was written: nothing changed, added, taken out or put elsewhere."""
    at, expected, seen = before, first, 0
    for row in rows:
        if row.number != expected or not hmac.compare_digest(row.seal, row.should):
            return False
        at = link(before=at, seal=row.seal, number=row.number)
        if row.hash != at:
            return False
        expected, seen = expected + 1, seen + 1
    return seen == count and at == head


def _canonical(fields: Mapping[str, str]) -> bytes:
    return json.dumps(dict(fields), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def month_of(day: dt.date) -> dt.date:
    """The first day of a month."""
    return day.replace(day=1)
