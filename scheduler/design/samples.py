"""Invented content for the style guide. Nothing here touches the database or the clock."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from django import forms

from notifications.letters.when import AMSTERDAM
from scheduler.design.widgets import DateInput, TimeInput

START = dt.datetime(2026, 11, 3, 9, 0, tzinfo=AMSTERDAM)
END = dt.datetime(2026, 11, 3, 10, 30, tzinfo=AMSTERDAM)
MESSAGE = "De datum is gewijzigd. Iedereen krijgt vandaag nog een nieuwe uitnodiging."

# Each: to whom, role, subject, when, state, word for the state.
LETTERS = (
    ("Joost Peeters", "JP", "Uitnodiging voor een overleg", "2 november, 14.10 uur", "sent", "verstuurd"),
    ("Sanne Jansen", "GW", "Uw overleggen van dit schooljaar", "2 november, 14.10 uur", "waiting", "wacht"),
    ("Tineke Maas", "TC", "Kunt u een datum kiezen?", "1 november, 9.02 uur", "failed", "niet aangekomen"),
)
# Each: name, state, hint.
STEPS = (
    ("Zorgen in de klas", "done", "september"),
    ("Overleg met ouders", "done", "oktober"),
    ("Ondersteuningsteam", "now", "3 november"),
    ("Gesprek over hulp", "later", ""),
    ("Plan en hulp", "later", ""),
    ("Evaluatie", "later", ""),
    ("Afronden en nazorg", "later", ""),
)
# Each: letters at the seat, state, the same in words.
TABLE = (
    ("IB", "accepted", "Ingrid Smit komt"),
    ("GW", "accepted", "Sanne Jansen komt"),
    ("JP", "tentative", "Joost Peeters misschien"),
    ("ouder", "accepted", "F.A. komt"),
    ("ouder", "needs-action", "M.A. nog geen antwoord"),
    ("JA", "declined", "de jeugdarts kan niet"),
)


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Naam van de school", help_text="Zoals ouders die kennen.")
    email = forms.EmailField(label="E-mailadres")
    kind = forms.ChoiceField(label="Soort overleg", choices=[("SOT", "SOT"), ("HIA", "HIA"), ("MDO", "MDO")])
    day = forms.DateField(label="Datum", widget=DateInput)
    time = forms.TimeField(label="Begint om", widget=TimeInput)
    minutes = forms.IntegerField(label="Duur in minuten", min_value=15, max_value=240)
    who = forms.MultipleChoiceField(
        label="Wie zijn er altijd bij?",
        choices=[("ib", "intern begeleider"), ("gw", "gedragswetenschapper"), ("jp", "jeugdprofessional")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    report = forms.FileField(label="Werkboek", help_text="Een bestand van Excel (.xlsx).", required=False)
    remark = forms.CharField(label="Opmerking", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sure = forms.BooleanField(label="Ik heb met beide ouders gesproken", help_text="Samen of apart.")


ANSWERS = [("yes", "Ja"), ("ifneeded", "Als het moet"), ("no", "Nee")]


class PollForm(forms.Form):
    """Three dates as a parent sees them; nothing is chosen beforehand."""

    first = forms.ChoiceField(
        label="dinsdag 3 november 2026, 9.00–10.30 uur", choices=ANSWERS, widget=forms.RadioSelect
    )
    second = forms.ChoiceField(
        label="donderdag 5 november 2026, 13.00–14.30 uur", choices=ANSWERS, widget=forms.RadioSelect
    )
    third = forms.ChoiceField(
        label="maandag 9 november 2026, 8.30–10.00 uur", choices=ANSWERS, widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label="Wilt u iets vertellen?",
        help_text="Bijvoorbeeld: ik wil graag een tolk, of: bel mij.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Week:
    """A column of the year table."""

    number: int
    month: str
    free: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A week of a school: a meeting, a holiday or nothing."""

    week: Week
    day: int = 0
    tone: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """Schools by weeks, with how many weeks each month has."""

    months: list[tuple[str, int]]
    weeks: list[Week]
    rows: list[tuple[str, list[Cell]]]


_HOLIDAYS = {42: "herfstvakantie", 52: "kerstvakantie", 53: "kerstvakantie", 7: "voorjaarsvakantie", 18: "meivakantie"}
_SCHOOLS = ("De Linde", "De Vlinder", "Het Kompas", "Markland", "De Wegwijzer", "Sint Jan")


def year() -> Year:
    """A school year of six schools."""
    monday = dt.date(2026, 8, 31)
    days = [monday + dt.timedelta(weeks=at) for at in range(44)]
    names = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
    weeks = [
        Week(day.isocalendar().week, names[day.month - 1], _HOLIDAYS.get(day.isocalendar().week, "")) for day in days
    ]
    months: list[tuple[str, int]] = []
    for week in weeks:
        if months and months[-1][0] == week.month:
            months[-1] = (week.month, months[-1][1] + 1)
        else:
            months.append((week.month, 1))
    rows = []
    for at, school in enumerate(_SCHOOLS):
        cells = []
        for number, (week, first) in enumerate(zip(weeks, days, strict=True)):
            if not week.free and number % 7 == (at * 2 + 2) % 7:
                day = first + dt.timedelta(days=at % 5)
                text = f"{school}: {day.day} {week.month}"
                cells.append(Cell(week, day=day.day, tone=at % 5 + 1, text=text))
            else:
                cells.append(Cell(week))
        rows.append((school, cells))
    return Year(months=months, weeks=weeks, rows=rows)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a small month; number 0 is a place before the first or after the last."""

    number: int
    state: str = ""
    text: str = ""
    tone: int = 0


def months() -> list[tuple[str, list[list[Day]]]]:
    """Three small months with a meeting, a holiday and today."""
    found = []
    for month, name in ((9, "september 2026"), (10, "oktober 2026"), (11, "november 2026")):
        rows = []
        for week in calendar.Calendar().monthdayscalendar(2026, month):
            days = []
            for number in week[:5]:
                free = month == 10 and 19 <= number <= 23
                if number and number % 9 == 3 and not free:
                    days.append(Day(number, text="SOT op De Linde", tone=month % 5 + 1))
                else:
                    days.append(
                        Day(number, state="is-free" if free else "is-today" if (month, number) == (11, 5) else "")
                    )
            rows.append(days)
        found.append((name, rows))
    return found
