"""The workbook that brings in a whole SWV: its sheets and columns, in the words of who fills it in."""

from __future__ import annotations

from integrations.imports.workbook import Column, Sheet
from planning.people.models import FreeDayKind, HolidayRegion, Sector
from planning.people.roles import Affiliation, Role
from planning.people.rules import DAYS

EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
WEEKDAYS = tuple((str(number), name) for number, name in enumerate(DAYS))
LANGUAGES = (("nl", "Nederlands"), ("en", "Engels"))


def _choices(kind: type) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in kind.choices)  # type: ignore[attr-defined]  # TextChoices


def _email(title: str = "E-mailadres", key: str = "email") -> Column:
    return Column(
        key, title, required=True, pattern=EMAIL, help="Bijvoorbeeld naam@school.nl.", example="naam@school.nl"
    )


ORGANISATIONS = Sheet(
    "organisations",
    "Organisaties",
    (
        Column("name", "Naam", required=True, max_length=120, example="Stichting Kinderkracht"),
        Column("kind", "Soort", kind="choice", required=True, choices=_choices(Affiliation), example="schoolbestuur"),
    ),
    help="Besturen, gemeenten, GGD, RBL, zorgaanbieders en het samenwerkingsverband zelf.",
)
SCHOOLS = Sheet(
    "schools",
    "Scholen",
    (
        Column(
            "brin", "BRIN", required=True, pattern=r"\d\d[A-Z]{2}(\d\d)?", help="Bijvoorbeeld 12AB00.", example="12AB00"
        ),
        Column("name", "Naam", required=True, max_length=120, example="De Linde"),
        Column("sector", "Sector", kind="choice", required=True, choices=_choices(Sector), example="PO"),
        Column(
            "organisation",
            "Organisatie",
            required=True,
            help="Een naam van het blad Organisaties.",
            example="Stichting Kinderkracht",
        ),
        Column(
            "holiday_region",
            "Vakantieregio",
            kind="choice",
            required=True,
            choices=_choices(HolidayRegion),
            example="Zuid",
        ),
        Column("street", "Straat en nummer", max_length=120, example="Lindenlaan 12"),
        Column("town", "Plaats", required=True, max_length=80, example="Roosendaal"),
        Column("latitude", "Breedtegraad", kind="number", required=True, minimum=50, maximum=54, example="51,53"),
        Column("longitude", "Lengtegraad", kind="number", required=True, minimum=3, maximum=8, example="4,46"),
        Column("phone", "Telefoon", max_length=30, example="0165-123456"),
    ),
)
PERSONS = Sheet(
    "persons",
    "Personen",
    (
        _email(),
        Column("first_name", "Voornaam", required=True, max_length=60, example="Ingrid"),
        Column("last_name", "Achternaam", required=True, max_length=80, example="Smit"),
        Column(
            "organisation",
            "Organisatie",
            required=True,
            help="Een naam van het blad Organisaties.",
            example="Stichting Kinderkracht",
        ),
        Column("phone", "Telefoon", max_length=30, example="06-12345678"),
        Column(
            "languages",
            "Talen",
            kind="list",
            choices=LANGUAGES,
            help="De taal waarin iemand post krijgt; de beste eerst. Leeg: Nederlands.",
            example="Nederlands",
        ),
        Column("max_meetings_per_day", "Overleggen per dag", kind="integer", minimum=1, maximum=8, example="2"),
    ),
)
ROLES = Sheet(
    "roles",
    "Rollen",
    (
        _email(),
        Column("role", "Rol", kind="choice", required=True, choices=_choices(Role), example="intern begeleider"),
        Column(
            "brin",
            "BRIN van de school",
            help="Wie op een school werkt, heeft de rol op die school. Leeg: voor het hele samenwerkingsverband.",
            example="12AB00",
        ),
        Column("valid_from", "Vanaf", kind="date", required=True, example="1-8-2026"),
        Column("valid_to", "Tot en met", kind="date", example="31-7-2027"),
    ),
)
HOURS = Sheet(
    "hours",
    "Werktijden",
    (
        _email(),
        Column("weekday", "Dag", kind="choice", required=True, choices=WEEKDAYS, example="dinsdag"),
        Column("start", "Van", kind="time", required=True, example="8:15"),
        Column("end", "Tot", kind="time", required=True, example="16:45"),
    ),
    help="De hele werkweek van een persoon: een tijd die hier niet meer staat, vervalt.",
    required=False,
)
ABSENCES = Sheet(
    "absences",
    "Afwezigheid",
    (
        _email(),
        Column("day", "Dag", kind="date", required=True, example="3-11-2026"),
        Column("start", "Van", kind="time", help="Leeg: de hele dag.", example="9:00"),
        Column("end", "Tot", kind="time", help="Leeg: tot het einde van de dag.", example="10:30"),
    ),
    required=False,
)
DEPUTIES = Sheet(
    "deputies",
    "Vervanging",
    (
        _email("E-mailadres van wie vervangen wordt"),
        _email("E-mailadres van de vervanger", key="deputy"),
        Column("valid_from", "Vanaf", kind="date", required=True, example="1-9-2026"),
        Column("valid_to", "Tot en met", kind="date", required=True, example="31-12-2026"),
    ),
    required=False,
)
FREE_DAYS = Sheet(
    "free_days",
    "Vrije dagen",
    (
        Column("brin", "BRIN", required=True, example="12AB00"),
        Column("first", "Eerste dag", kind="date", required=True, example="5-10-2026"),
        Column("last", "Laatste dag", kind="date", help="Leeg: één dag.", example="5-10-2026"),
        Column("kind", "Soort", kind="choice", required=True, choices=_choices(FreeDayKind), example="studiedag"),
        Column("label", "Naam", max_length=80, example="studiedag rekenen"),
    ),
    required=False,
)
SHEETS = (ORGANISATIONS, SCHOOLS, PERSONS, ROLES, HOURS, ABSENCES, DEPUTIES, FREE_DAYS)
