"""What is filled in while people sit at the table. A form carries a key: sent twice, it does its thing once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.dossier.models import FollowUp
from planning.followup.models import Goal
from planning.followup.services import More
from planning.meetings.selectors import SeatChoice
from planning.minutes.selectors import Choice
from scheduler.staff.cases.forms import HandForm
from scheduler.staff.followup.forms import AgreementForm


class KeyField(forms.UUIDField):
    """What names one form that stood open: new for each page; a form that has none is sent once."""

    def __init__(self) -> None:
        errors = {"invalid": _("Deze pagina is te oud. Open hem opnieuw.")}
        super().__init__(widget=forms.HiddenInput, initial=uuid4, required=False, error_messages=errors)

    def clean(self, value: Any) -> UUID:
        """Always a key."""
        return super().clean(value) or uuid4()


class GoalForm(forms.Form):
    """What is to be reached."""

    key = KeyField()
    what = forms.CharField(label=_("Nieuw doel"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2}))


class JoinForm(forms.Form):
    """Who sits there too, of all who belong to the case and have a ground."""

    who = forms.ChoiceField(label=_("Wie zit er nog aan tafel?"))

    def __init__(self, *args: Any, others: Iterable[SeatChoice], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "erbij_%s")
        super().__init__(*args, **kwargs)
        choices = [(one.key, f"{one.name} ({one.role_name})") for one in others]
        self.fields["who"].choices = [("", _("Kies iemand")), *choices]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """One kind of decision, as `selectors.choices_of` asks it."""

    key = KeyField()
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Besluit"), widget=forms.RadioSelect, error_messages={"required": _("Kies wat u besluit.")}
    )
    mandated_by = forms.TypedChoiceField(
        label=_("Wie besluit?"),
        coerce=UUID,
        error_messages={"required": _("Kies wie besluit."), "invalid_choice": _("Kies iemand die erbij is.")},
    )
    for_goal = forms.TypedChoiceField(label=_("Bij welk doel?"), required=False, coerce=UUID, empty_value=None)
    words = forms.CharField(label=_("Toelichting"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self,
        *args: Any,
        choice: Choice,
        mandated: Iterable[tuple[str, str]] = (),
        goals: Iterable[Goal] = (),
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("auto_id", f"{choice.kind}_%s")
        if choice.once and choice.stands:
            kwargs.setdefault("initial", {"seen": choice.stands[0].id})
        super().__init__(*args, **kwargs)
        self.choice = choice
        options = {name: self.fields[name] for name in ("outcome", "mandated_by", "for_goal")}
        options["outcome"].choices = choice.outcomes  # type: ignore[attr-defined]
        options["mandated_by"].choices = list(mandated)  # type: ignore[attr-defined]
        options["for_goal"].choices = [  # type: ignore[attr-defined]
            ("", _("het geheel")),
            *((str(goal.pk), str(goal.what)[:80]) for goal in goals),
        ]
        if choice.kind != "mandate":
            del self.fields["mandated_by"]
        if not choice.goals_first:
            del self.fields["for_goal"]
        words = self.fields["words"]
        if choice.tell_more:
            words.required = True
            words.error_messages["required"] = _("Schrijf erbij wat u precies besluit.")
        if choice.kind == "tlv":
            words.label = _("Hoe waren de ouders en de leerling hierbij?")
        elif choice.kind == "mandate":
            words.label = _("Welk arrangement, en hoe lang?")


class AgreementHere(AgreementForm):
    """An agreement at the table: for one goal, for none, or to bridge the time until the help begins (R125)."""

    key = KeyField()
    for_goal = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ("owner", "what", "due", "result", "financing")

    def __init__(self, *args: Any, goal: Goal | None = None, bridging: bool = False, **kwargs: Any) -> None:
        self.place = f"doel-{goal.pk}" if goal is not None else "overbrugging" if bridging else "afspraak"
        kwargs.setdefault("auto_id", f"{self.place}_%s")
        kwargs.setdefault("initial", {"for_goal": goal.pk if goal is not None else None, "bridging": bridging})
        super().__init__(*args, **kwargs)
        self.for_what = goal
        self.fields["bridging"].widget = forms.HiddenInput()
        if goal is not None:
            del self.fields["goal"]

    def more(self) -> More:
        """What was said beside who, what and when."""
        said = self.cleaned_data
        return More(
            goal=said.get("goal", ""),
            result=said["result"],
            financing=said["financing"],
            bridging=said["bridging"],
            for_goal=self.for_what,
        )


class NextForm(forms.Form):
    """What they meet for again, and when (R86)."""

    kind = forms.ChoiceField(label=_("Wat voor overleg?"), error_messages={"required": _("Kies wat het wordt.")})
    start = forms.DateTimeField(
        label=_("Dag en tijd"),
        required=False,
        help_text=_("Weet u het nog niet? Laat dit leeg en prik daarna samen een datum."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M", "%d-%m-%Y %H.%M"],
        error_messages={"invalid": _("Schrijf dag en tijd als 3-11-2026 14:00.")},
    )

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "volgende_%s")
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]


class GiveForm(HandForm):
    """Regie as this meeting gives it (R17)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["how"]


class JudgementHere(forms.Form):
    """What the LPA says of an absence in this meeting (R110)."""

    key = KeyField()
    lpa = forms.TypedChoiceField(
        label=_("Leerplichtambtenaar"),
        coerce=UUID,
        error_messages={"required": _("Kies de leerplichtambtenaar die dit oordeel gaf.")},
    )
    unlawful = forms.ChoiceField(
        label=_("Is het verzuim ongeoorloofd?"),
        choices=[("yes", _("ja")), ("no", _("nee"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies ja of nee.")},
    )
    follow_up = forms.ChoiceField(label=_("Wat volgt er?"), choices=FollowUp.choices)
    note = forms.CharField(
        label=_("Toelichting"),
        help_text=_("Alleen voor de school."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, lpas: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "lpa_%s")
        super().__init__(*args, **kwargs)
        self.fields["lpa"].choices = list(lpas)  # type: ignore[attr-defined]
