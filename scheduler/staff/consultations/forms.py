"""What is filled in for a question without a name, and for its answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.cases.models import ConsultationOutcome, Topic
from scheduler.staff.meetings.forms import MomentForm
from scheduler.staff.signals.forms import area


class CheckedForm(forms.Form):
    """A form whose texts are looked through for what points to a child; the tick says that one has looked."""

    checked = forms.BooleanField(
        label=_("Ik heb gekeken: hierin staat niets waaraan een leerling te herkennen is."), required=False
    )
    warned = False  # whether the tick is shown


class QuestionForm(CheckedForm):
    """A short question to an expert."""

    school = forms.ChoiceField(label=_("School"), error_messages={"required": _("Kies de school.")})
    expert = forms.ChoiceField(
        label=_("Aan wie?"),
        error_messages={"required": _("Kies aan wie u het vraagt."), "invalid_choice": _("Kies iemand uit de lijst.")},
    )
    topic = forms.ChoiceField(
        label=_("Waarover?"),
        choices=[("", _("Kies…")), *Topic.choices],
        error_messages={"required": _("Kies een onderwerp."), "invalid_choice": _("Kies een onderwerp.")},
    )
    question = area(
        _("Uw vraag"),
        rows=5,
        required=True,
        help_text=_("Zonder naam, geboortedatum of groep. Schrijf “een leerling”."),
        error=_("Schrijf uw vraag op."),
    )
    moments = area(
        _("Wanneer komt het u uit om te praten?"), help_text=_("Bijvoorbeeld: dinsdag en donderdag na half vier.")
    )

    def __init__(
        self,
        *args: Any,
        schools: Iterable[tuple[str, str]],
        experts: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = list(schools)  # type: ignore[attr-defined]
        self.fields["expert"].choices = [("", _("Kies…")), *experts]  # type: ignore[attr-defined]


class AnswerForm(CheckedForm):
    """The expert's answer."""

    answer = area(_("Uw antwoord"), rows=5, required=True, error=_("Schrijf uw antwoord op."))


class PlanForm(CheckedForm, MomentForm):
    """A moment to talk."""

    place = forms.CharField(
        label=_("Hoe of waar?"), max_length=160, required=False, help_text=_("Bijvoorbeeld: ik bel u, of op school.")
    )


class CloseForm(forms.Form):
    """What comes of it."""

    outcome = forms.ChoiceField(
        label=_("Wat doet u ermee?"),
        choices=ConsultationOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat u ermee doet."), "invalid_choice": _("Kies wat u ermee doet.")},
    )
