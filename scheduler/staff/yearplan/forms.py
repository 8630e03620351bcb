"""Forms of the year plan: they read input; the service decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from planning.errors import Text
from planning.people.models import Person
from planning.people.roles import Role
from planning.yearplan.instance import MINUTE
from planning.yearplan.kinds import SeriesKind
from planning.yearplan.models import Series, Side, Verdict, YearPlan
from planning.yearplan.services import TIME_LIMITS
from scheduler.design.widgets import DateInput
from scheduler.staff.meetings.forms import why_field
from scheduler.staff.refusals import MayNameNobody
from scheduler.staff.yearplan.periods import PeriodsField

WEEKDAYS: tuple[tuple[int, Text], ...] = (
    (0, _("maandag")),
    (1, _("dinsdag")),
    (2, _("woensdag")),
    (3, _("donderdag")),
    (4, _("vrijdag")),
)


class PlanForm(forms.Form):
    """Which school year to plan, and what to begin with."""

    school_year = forms.TypedChoiceField(label=_("Schooljaar"), coerce=int)
    copy_from = forms.TypedChoiceField(
        label=_("Begin met"),
        coerce=UUID,
        required=False,
        empty_value=None,
        help_text=_("Van een eerder jaar komen mee: dag, tijd, aantal en wie zijn rol nog heeft."),
    )

    def __init__(self, *args: object, years: Sequence[int], earlier: Sequence[YearPlan], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through
        _choices(self, "school_year", [(str(year), f"{year}–{year + 1}") for year in years])
        plans = [(str(plan.pk), _("de planning van %(year)s") % {"year": plan}) for plan in earlier]
        _choices(self, "copy_from", [*plans, ("", _("wat scholen meestal plannen"))])
        if not plans:
            del self.fields["copy_from"]


class KindForm(forms.Form):
    """Another kind of meeting for a school."""

    kind = forms.TypedChoiceField(label=_("Soort overleg"), coerce=SeriesKind)

    def __init__(self, *args: object, kinds: Iterable[SeriesKind], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through
        _choices(self, "kind", [(kind.value, str(kind.label)) for kind in kinds])


class LastDayForm(forms.Form):
    """The last day of a round."""

    until = forms.DateField(label=_("Uiterlijk op"), widget=DateInput, input_formats=["%Y-%m-%d"])

    @classmethod
    def of(cls, stands: dt.date | None, *, today: dt.date) -> LastDayForm:
        """The form with the day that stands, or three weeks from now."""
        return cls(initial={"until": stands if stands and stands > today else today + dt.timedelta(weeks=3)})


class SolveForm(forms.Form):
    """How long the computer may look."""

    time_limit = forms.TypedChoiceField(
        label=_("Hoe lang mag de computer zoeken?"),
        coerce=int,
        choices=[
            (
                limit,
                ngettext_lazy("%(n)s seconde", "%(n)s seconden", limit) % {"n": limit}
                if limit < 60
                else ngettext_lazy("%(n)s minuut", "%(n)s minuten", limit // 60) % {"n": limit // 60},
            )
            for limit in TIME_LIMITS
        ],
        initial=20,
    )


class SeriesForm(forms.Form):
    """The rules of one school."""

    count = forms.IntegerField(label=_("Aantal overleggen in het jaar"), min_value=0, max_value=40)
    minutes = forms.IntegerField(
        label=_("Duur in minuten"), min_value=15, max_value=480, help_text=_("Het hele blok, alle leerlingen samen.")
    )
    starts = forms.CharField(
        label=_("Begintijden die mogen"),
        help_text=_("Met een komma ertussen, bijvoorbeeld 08:30, 09:00, 13:00."),
        max_length=200,
    )
    prefer_weekday = forms.TypedChoiceField(label=_("Liefst op"), coerce=int, choices=WEEKDAYS)
    prefer_start = forms.CharField(label=_("Liefst om"), max_length=5)
    min_gap_days = forms.IntegerField(
        label=_("Minste dagen tussen twee overleggen"), min_value=1, max_value=366, help_text=_("21 is drie weken.")
    )
    max_gap_days = forms.IntegerField(
        label=_("Meeste dagen tussen twee overleggen"), min_value=1, max_value=366, help_text=_("84 is twaalf weken.")
    )
    never_on = forms.TypedMultipleChoiceField(
        label=_("Nooit op"), coerce=int, choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    never_between = PeriodsField(
        label=_("Vrije periodes"),
        required=False,
        help_text=_(
            "Bijvoorbeeld een toetsweek. Vakanties en studiedagen weten we al. Eén dag? Vul alleen de eerste dag in."
        ),
    )

    @classmethod
    def of(cls, series: Series) -> SeriesForm:
        """The form with what stands now."""
        return cls(
            initial={
                "count": series.count,
                "minutes": series.minutes,
                "starts": ", ".join(series.starts),
                "prefer_weekday": series.prefer_weekday,
                "prefer_start": series.prefer_start,
                "min_gap_days": series.min_gap_days,
                "max_gap_days": series.max_gap_days,
                "never_on": series.never_on,
                "never_between": series.never_between,
            }
        )

    def clean_starts(self) -> list[str]:
        """The times as a list; 8:30 and 8.30 are read as 08:30."""
        return [_clock(part) for part in str(self.cleaned_data["starts"]).replace(";", ",").split(",") if part.strip()]

    def clean_prefer_start(self) -> str:
        """As above, one time."""
        return _clock(str(self.cleaned_data["prefer_start"]))


def _clock(text: str) -> str:
    hours, _sep, minutes = text.strip().replace(".", ":").partition(":")
    return f"{hours.zfill(2)}:{minutes}"


class MemberForm(forms.Form):
    """Who joins every meeting of a school."""

    person = forms.TypedChoiceField(label=_("Wie"), coerce=UUID)
    role = forms.TypedChoiceField(label=_("Rol"), choices=Role.choices, coerce=Role)
    required = forms.TypedChoiceField(
        label=_("Hoe"),
        coerce=lambda value: value == "1",
        choices=[("1", _("moet erbij zijn")), ("0", _("komt als het kan"))],
    )

    def __init__(self, *args: object, persons: Iterable[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through
        _choices(self, "person", [("", "—"), *((str(person.pk), person.name) for person in persons)])


class SignOffForm(MayNameNobody):
    """Agree with all dates of a series, or ask for something else for all of them. Nothing is chosen beforehand."""

    side = forms.TypedChoiceField(label=_("Namens"), choices=Side.choices, coerce=Side)
    verdict = forms.TypedChoiceField(
        label=_("Wat vindt u van deze data?"),
        choices=[(Verdict.AGREED, _("Akkoord met alle data")), (Verdict.CHANGE, _("De hele reeks moet anders"))],
        coerce=Verdict,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Moet het anders: waarom?"),
        help_text=_("Gaat het om één datum? Vraag dan bij die datum om een andere. Noem geen leerling."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, sides: Sequence[Side], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through
        _one_of(self, sides)


class AskDateForm(MayNameNobody):
    """Ask for another date: why, and up to three that could be."""

    side = forms.TypedChoiceField(label=_("Namens"), choices=Side.choices, coerce=Side)
    reason = forms.CharField(
        label=_("Waarom kan de datum die er staat niet?"),
        help_text=_("Noem geen leerling."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    counter_dates = forms.TypedMultipleChoiceField(
        label=_("Welke data kunnen wel?"), required=False, coerce=dt.datetime.fromisoformat
    )

    def __init__(self, *args: object, sides: Sequence[Side], dates: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through
        _one_of(self, sides)
        _choices(self, "counter_dates", [(date, date) for date in dates])


class RefuseForm(MayNameNobody):
    """None of the dates can be, and why."""

    reason = forms.CharField(
        label=_("Waarom kan geen van deze data?"),
        help_text=_("Noem geen leerling."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _one_of(form: forms.Form, sides: Sequence[Side]) -> None:
    """On whose behalf: no question for who speaks for one side only."""
    _choices(form, "side", [(row.value, str(row.label)) for row in sides])
    if len(sides) == 1:
        form.fields["side"].widget = forms.HiddenInput()
        form.fields["side"].initial = sides[0].value


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[str, Text]]) -> None:
    """Give a field its choices; the hidden or visible widget follows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
    field.choices = choices


class DateForm(forms.Form):
    """A date chosen by hand, local time; why, when people hold the date that goes."""

    start = forms.DateTimeField(input_formats=[MINUTE])
    why = why_field()

    def __init__(self, *args: Any, ask_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_why:
            del self.fields["why"]


class AgainForm(forms.Form):
    """Taking over what planning again came to: why, for the letters."""

    why = why_field()


class DayForm(forms.Form):
    """A day somebody wonders about."""

    dag = forms.DateField(
        label=_("Staat uw dag er niet bij? Kijk waarom"), widget=DateInput, input_formats=["%Y-%m-%d"]
    )


class PublishForm(forms.Form):
    """Publishing, and why if not everybody agreed."""

    without = forms.CharField(
        label=_("Waarom publiceert u nu al?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, needed: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature, passed through
        self.fields["without"].required = needed
