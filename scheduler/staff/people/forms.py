"""What staff fill in about people and schools. Every refusal says what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from planning.people import selectors
from planning.people.models import FreeDayKind, HolidayRegion, Sector
from planning.people.roles import Affiliation, Role
from planning.people.rules import AMSTERDAM, DAYS
from planning.people.workbook import LANGUAGES
from scheduler.design.widgets import DateInput, TimeInput

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict
    from django.utils.functional import _StrOrPromise as Text

REQUIRED = _("Vul dit in.")
CHOOSE = _("Maak een keuze.")
DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


def text(label: Text, length: int, *, required: bool = True, hint: Text = "") -> forms.CharField:
    """A line of text."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        error_messages={
            "required": REQUIRED,
            "max_length": _("Gebruik hoogstens %(limit_value)d tekens; het zijn er nu %(show_value)d."),
        },
    )


def day(label: Text, *, required: bool = True, hint: Text = "") -> forms.DateField:
    """A date."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=DAY_FORMATS,
        widget=DateInput(),
        error_messages={
            "required": _("Kies een datum."),
            "invalid": _("Schrijf de datum als dag-maand-jaar, bijvoorbeeld 3-11-2026."),
        },
    )


def time(label: Text, *, required: bool = False, hint: Text = "") -> forms.TimeField:
    """A time of the day."""
    return forms.TimeField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=TimeInput(),
        error_messages={"required": REQUIRED, "invalid": _("Schrijf de tijd als 9:30.")},
    )


def choice(label: Text, choices: Any, *, hint: Text = "") -> forms.ChoiceField:
    """One of a list, nothing chosen beforehand."""
    return forms.ChoiceField(
        label=label,
        choices=[("", _("kies …")), *choices],
        help_text=hint,
        error_messages={"required": CHOOSE, "invalid_choice": _("Kies iets uit de lijst.")},
    )


def degrees(label: Text, low: int, high: int, *, hint: Text = "") -> forms.FloatField:
    """A place on the map in degrees, with a comma or a point."""
    words = _("Vul een getal in tussen %(low)d en %(high)d.") % {"low": low, "high": high}
    return forms.FloatField(
        label=label,
        min_value=low,
        max_value=high,
        localize=True,
        help_text=hint,
        error_messages={"required": REQUIRED, "invalid": words, "min_value": words, "max_value": words},
    )


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    """One row of a table; what is no id at all is no choice either, in the same words."""

    def to_python(self, value: Any) -> Any:
        """The row. Raises ValidationError with this field's own words."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


def row(label: Text, *, required: bool = True, empty: Text = "", hint: Text = "") -> RowField:
    """One row of a table; the form gives the rows when it is made, inside the scope of who asks."""
    return RowField(
        queryset=None,
        label=label,
        required=required,
        empty_label=str(empty or _("kies …")),
        help_text=hint,
        error_messages={"required": CHOOSE, "invalid_choice": _("Kies iets uit de lijst.")},
    )


def _fill(form: forms.Form, **rows: QuerySet[Any]) -> None:
    for name, found in rows.items():
        form.fields[name].queryset = found  # type: ignore[attr-defined]  # it is a RowField


class OrganisationForm(forms.Form):
    """A board, municipality, GGD or care provider."""

    name = text(_("Naam"), 120)
    kind = choice(_("Soort"), Affiliation.choices)


class PersonForm(forms.Form):
    """Who somebody is and how to reach them."""

    first_name = text(_("Voornaam"), 60)
    last_name = text(_("Achternaam"), 80)
    email = forms.EmailField(
        label=_("E-mailadres"),
        max_length=254,
        error_messages={"required": REQUIRED, "invalid": _("Schrijf het adres als naam@school.nl.")},
    )
    phone = text(_("Telefoon"), 30, required=False)
    organisation = row(_("Organisatie"), hint=_("Waar deze persoon in dienst is."))
    languages = forms.MultipleChoiceField(
        label=_("In welke taal krijgt deze persoon post?"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies een of meer talen."), "invalid_choice": _("Kies een taal uit de lijst.")},
    )
    max_meetings_per_day = forms.IntegerField(
        label=_("Hoogstens zoveel overleggen op een dag"),
        min_value=1,
        max_value=8,
        initial=2,
        error_messages={
            "required": REQUIRED,
            "invalid": _("Vul een heel getal in."),
            "min_value": _("Kies een getal van 1 tot en met 8."),
            "max_value": _("Kies een getal van 1 tot en met 8."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, organisation=selectors.organisations())


class RoleForm(forms.Form):
    """Which role, where, from when."""

    role = choice(_("Rol"), Role.choices)
    school = row(
        _("School"),
        required=False,
        empty=_("hele samenwerkingsverband"),
        hint=_("Wie op een school werkt, heeft de rol op die school."),
    )
    valid_from = day(_("Vanaf"))
    valid_to = day(_("Tot en met"), required=False, hint=_("Laat leeg als er geen einde is."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, school=selectors.schools())

    def clean_role(self) -> Role:
        """The role itself."""
        return Role(self.cleaned_data["role"])


class EndRoleForm(forms.Form):
    """Until when."""

    last_day = day(_("Laatste dag"))


class AbsenceForm(forms.Form):
    """When somebody cannot come. Nobody asks why."""

    first = day(_("Eerste dag"))
    start = time(_("Vanaf"), hint=_("Laat leeg voor de hele dag."))
    last = day(_("Laatste dag"), required=False, hint=_("Laat leeg voor één dag."))
    end = time(_("Tot"), hint=_("Laat leeg voor de hele dag."))

    def stretch(self) -> dict[str, dt.datetime]:
        """`start` and `end` as aware times; a day without time is the whole day."""
        data = self.cleaned_data
        last: dt.date = data["last"] or data["first"]
        start = dt.datetime.combine(data["first"], data["start"] or dt.time(), tzinfo=AMSTERDAM)
        if data["end"] is None:
            return {
                "start": start,
                "end": dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=AMSTERDAM),
            }
        return {"start": start, "end": dt.datetime.combine(last, data["end"], tzinfo=AMSTERDAM)}


class DeputyForm(forms.Form):
    """Who stands in, from when to when."""

    deputy = row(_("Vervanger"))
    valid_from = day(_("Vanaf"))
    valid_to = day(_("Tot en met"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, deputy=selectors.all_persons())


class SchoolForm(forms.Form):
    """A school and its place on the map."""

    name = text(_("Naam"), 120)
    brin = forms.CharField(
        label=_("BRIN"),
        max_length=6,
        help_text=_("Bijvoorbeeld 12AB00."),
        validators=[RegexValidator(r"^\d\d[A-Za-z]{2}(\d\d)?$", _("Een BRIN is bijvoorbeeld 12AB of 12AB00."))],
        error_messages={"required": REQUIRED, "max_length": _("Een BRIN is bijvoorbeeld 12AB of 12AB00.")},
    )
    sector = choice(_("Sector"), Sector.choices)
    organisation = row(_("Bestuur"))
    holiday_region = choice(_("Vakantieregio"), HolidayRegion.choices)
    street = text(_("Straat en nummer"), 120, required=False)
    town = text(_("Plaats"), 80)
    latitude = degrees(_("Breedtegraad"), 50, 54, hint=_("Zo weet de planning welke scholen dicht bij elkaar liggen."))
    longitude = degrees(_("Lengtegraad"), 3, 8)
    phone = text(_("Telefoon"), 30, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, organisation=selectors.organisations())


class FreeDayForm(forms.Form):
    """How the school's own year differs."""

    kind = choice(_("Wat is er?"), FreeDayKind.choices)
    first = day(_("Eerste dag"))
    last = day(_("Laatste dag"), required=False, hint=_("Laat leeg voor één dag."))
    label = text(_("Naam"), 80, required=False, hint=_("Bijvoorbeeld: studiedag rekenen."))


class WeekForm(forms.Form):
    """The working week: a few stretches on each weekday, empty where somebody does not work."""

    WORKDAYS = range(5)
    PARTS = 2

    def __init__(self, data: QueryDict | None = None, *, week: Mapping[int, Sequence[tuple[dt.time, dt.time]]]) -> None:
        # Every day and as many stretches as somebody has already, so that saving loses none.
        self.weekdays = sorted({*self.WORKDAYS, *week})
        self.parts = range(max([self.PARTS, *(len(stretches) for stretches in week.values())]))
        super().__init__(data, initial=self._as_it_is(week))
        for weekday in self.weekdays:
            for part in self.parts:
                words = {"day": DAYS[weekday], "number": part + 1}
                self.fields[f"from_{weekday}_{part}"] = time(_("%(day)s, deel %(number)d: van") % words)
                self.fields[f"to_{weekday}_{part}"] = time(_("%(day)s, deel %(number)d: tot") % words)

    @staticmethod
    def _as_it_is(week: Mapping[int, Sequence[tuple[dt.time, dt.time]]]) -> dict[str, dt.time]:
        found = {}
        for weekday, stretches in week.items():
            for part, (start, end) in enumerate(stretches):
                found[f"from_{weekday}_{part}"], found[f"to_{weekday}_{part}"] = start, end
        return found

    def rows(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """A row a day, for the page."""
        return [
            (DAYS[weekday], [(self[f"from_{weekday}_{part}"], self[f"to_{weekday}_{part}"]) for part in self.parts])
            for weekday in self.weekdays
        ]

    def clean(self) -> dict[str, Any]:
        """A stretch has both ends or none."""
        data = super().clean() or {}
        for weekday in self.weekdays:
            for part in self.parts:
                first, last = f"from_{weekday}_{part}", f"to_{weekday}_{part}"
                if first in data and last in data and (data[first] is None) != (data[last] is None):
                    self.add_error(last if data[last] is None else first, _("Vul van en tot allebei in."))
        return data

    def hours(self) -> list[tuple[int, dt.time, dt.time]]:
        """(weekday, from, to) of what was filled in."""
        data = self.cleaned_data
        return [
            (weekday, data[f"from_{weekday}_{part}"], data[f"to_{weekday}_{part}"])
            for weekday in self.weekdays
            for part in self.parts
            if data[f"from_{weekday}_{part}"] is not None
        ]
