"""The parts of a route as pages of the editor: which boxes there are, in which order, and what kind each is.

What a box is called stands in `planning.regions.wording`, so that a form and a fault use the same word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from planning.errors import Text
from planning.regions import wording
from planning.routes.loading.faults import Place

Kind = Literal["text", "long", "number", "yes", "lines", "role", "roles", "choice", "seats", "prompts", "rows", "pairs"]


@dataclass(frozen=True, slots=True)
class Box:
    """One value of a table. `key` may name a table inside it: "preparation.days"."""

    key: str
    kind: Kind
    help: Text = ""
    needed: bool = True  # False: the key may be left out, and is when it is empty
    choices: str = ""  # which list to choose from: see `choosing`
    rows: tuple[Box, ...] = ()
    seated: bool = False  # of roles: only those at this table
    slug_from: str = ""  # of rows: the box a new row's name for machines is made of


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the editor. `table` is "" for the head of the file; `many`: a page per row of it."""

    slug: str
    table: str
    title: Text
    intro: Text
    boxes: tuple[Box, ...]
    many: bool = False


def place_of(part: Part, number: int | None = None) -> Place:
    """Where the table of a part stands: the row by its number from 1, the head of the file for a page of rows."""
    if part.many:
        return (part.table, 0 if number is None else number - 1)
    whole = not part.table or any(box.key == part.table for box in part.boxes)
    return () if whole else (part.table,)


def label(part: Part, *keys: str) -> str:
    """What a box is called, with a capital."""
    names = [key for word in keys for key in word.split(".")]
    text = wording.label(*((part.table, *names) if part.table else tuple(names)))
    return text[:1].upper() + text[1:]


_OUTCOMES = (
    Box("label", "text"),
    Box("to", "choice", choices="targets"),
    Box("when", "choice", needed=False, choices="triage"),
    Box("decision", "choice", needed=False, choices="decisions"),
    Box("feedback", "yes", needed=False),
)

NAME = Part(
    "naam",
    "",
    _("Naam en sector"),
    _("Zo heet de route voor iedereen, en voor welke scholen hij is."),
    (
        Box("title", "text"),
        Box("sector", "choice", choices="sectors"),
        Box("source", "text", help=_("Het document waar de route vandaan komt.")),
    ),
)
STEP = Part(
    "stap",
    "steps",
    _("Stap"),
    _("Wat gebeurt er, wie heeft regie, en hoe gaat het verder?"),
    (
        Box("title", "text"),
        Box("phase", "text", help=_("Stappen achter elkaar met dezelfde fase staan bij elkaar in de tekening.")),
        Box("regie", "roles", choices="regie"),
        Box("happens", "long"),
        Box("tasks", "lines"),
        Box("prompts", "prompts", needed=False),
        Box("notifies", "roles", needed=False),
        Box("outcomes", "rows", rows=_OUTCOMES, slug_from="label"),
    ),
    many=True,
)
MEETING = Part(
    "overleg",
    "meetings",
    _("Overleg"),
    _("Wie zitten er aan tafel, wie doet wat, en wat moet er vooraf klaar zijn?"),
    (
        Box("label", "text"),
        Box("kind", "choice", choices="kinds"),
        Box("guests_read", "text", help=_("Zonder afkortingen.")),
        Box("minutes", "number"),
        Box("step", "choice", choices="steps"),
        Box("until", "choice", needed=False, choices="steps"),
        Box("leader", "role"),
        Box("chair", "role"),
        Box("minute_taker", "role"),
        Box("dates_by", "role"),
        Box("invites", "role"),
        Box("seats", "seats"),
        Box("agenda", "lines"),
        Box("consent", "choice", needed=False, choices="consents"),
        Box("appoints_casusregisseur", "yes", needed=False),
        Box("questions", "lines", needed=False),
        Box("prompts", "prompts", needed=False),
        Box(
            "musts",
            "rows",
            needed=False,
            rows=(Box("when", "choice", choices="circumstances"), Box("roles", "roles")),
        ),
        Box(
            "quorum",
            "rows",
            needed=False,
            rows=(
                Box("decision", "choice", choices="decisions"),
                Box("roles", "roles", seated=True),
                Box("one_of", "roles", needed=False, seated=True),
            ),
        ),
        Box("dates.days_ahead", "number", needed=False),
        Box("dates.answer_days", "number", needed=False),
        Box("dates.earliest", "yes", needed=False),
        Box("dates.guest", "number", needed=False),
        Box("dates.professional", "number", needed=False),
        Box("dates.absent", "number", needed=False),
        Box("preparation.days", "number"),
        Box("preparation.groeidocument", "yes"),
        Box("preparation.consent", "yes"),
        Box("preparation.observation", "yes", needed=False),
        Box("preparation.rules", "lines"),
    ),
    many=True,
)
ROLE = Part(
    "rol",
    "roles",
    _("Rol"),
    _("Wat wordt van deze rol verwacht? Dit staat bij elke stap en elk overleg waar de rol bij is."),
    (
        Box("role", "role"),
        Box("name", "text"),
        Box("employer", "choice", choices="employers"),
        Box("tasks", "lines"),
    ),
    many=True,
)
CONSENTS = Part(
    "toestemming",
    "consents",
    _("Toestemming"),
    _("Waarvoor vraagt u toestemming, wie doet dat, en wat als die er niet is?"),
    (
        Box(
            "consents",
            "rows",
            rows=(
                Box("title", "text"),
                Box("step", "choice", choices="steps"),
                Box("asked_by", "role"),
                Box("per_party", "yes"),
                Box("without", "choice", choices="without"),
                Box("explained", "yes", needed=False),
            ),
            slug_from="title",
        ),
    ),
)
CONDITIONS = Part(
    "voorwaarden",
    "conditions",
    _("Voor een stap begint"),
    _("Waar moet aan gedacht zijn voor een stap begint?"),
    (
        Box(
            "conditions",
            "rows",
            rows=(
                Box("question", "text"),
                Box("step", "choice", choices="steps"),
                Box("obligatory", "yes"),
                Box("explanation", "long"),
                Box("when", "choice", needed=False, choices="circumstances"),
            ),
            slug_from="question",
        ),
    ),
)
CIRCUMSTANCES = Part(
    "omstandigheden",
    "circumstances",
    _("Omstandigheden"),
    _("Vragen met ja of nee die bepalen wie erbij moet zijn of wat er klaar moet zijn."),
    (Box("circumstances", "rows", needed=False, rows=(Box("question", "text"),), slug_from="question"),),
)
DECISIONS = Part(
    "besluiten",
    "decisions",
    _("Besluiten"),
    _("Besluiten waarvoor bepaalde mensen aan tafel moeten zitten. Wie dat zijn, staat bij het overleg."),
    (Box("decisions", "rows", rows=(Box("title", "text"),), slug_from="title"),),
)
CASUSREGISSEUR = Part(
    "casusregisseur",
    "casusregisseur",
    _("Casusregisseur"),
    _("Wie wordt aanspreekpunt van de ouders?"),
    (Box("name", "text"), Box("onderwijs", "roles"), Box("jeugdhulp", "roles"), Box("tasks", "lines")),
)
EVALUATION = Part(
    "evaluatie",
    "evaluation",
    _("Evaluatie"),
    _("Hoe kijkt u terug, en waar gaat u dan weer verder?"),
    (
        Box("step", "choice", choices="steps"),
        Box("back_to", "choice", choices="steps"),
        Box("questions", "lines"),
        Box("chosen_by", "roles", choices="regie"),
    ),
)
CLOSING = Part(
    "afsluiten",
    "closing",
    _("Afsluiten"),
    _("Waar wordt op gelet voor een casus sluit?"),
    (Box("step", "choice", choices="steps"), Box("checklist", "lines")),
)
TLV = Part(
    "tlv",
    "tlv",
    _("Toelaatbaarheidsverklaring"),
    _("Wie besluit, en hoe komt het daar?"),
    (
        Box("decided_by", "text"),
        Box("chair", "role", needed=False),
        Box("first_expert", "role", needed=False),
        Box("step", "choice", choices="steps"),
        Box("deadlines", "long"),
        Box("exception", "long", needed=False),
    ),
)
ABBREVIATIONS = Part(
    "afkortingen",
    "abbreviations",
    _("Afkortingen"),
    _("Elke afkorting die in de route staat, met wat zij betekent."),
    (Box("abbreviations", "pairs"),),
)

# A page each, and a page per row. In the order of the overview.
SINGLE = (
    *(NAME, CONSENTS, CONDITIONS, CIRCUMSTANCES, DECISIONS),
    *(CASUSREGISSEUR, EVALUATION, CLOSING, TLV, ABBREVIATIONS),
)
MANY = (STEP, MEETING, ROLE)
BY_SLUG = {part.slug: part for part in (*SINGLE, *MANY)}
BY_TABLE = {part.table: part for part in (*SINGLE, *MANY)}
HEAD = {"title", "sector", "source", "version", "key"}  # of the file: they stand on the page with the name
