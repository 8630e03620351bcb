"""What the owner of an agreement can say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.followup.models import ProgressState

CHOICES = (ProgressState.STARTED, ProgressState.GOING, ProgressState.DONE, ProgressState.STUCK)


class ProgressForm(forms.Form):
    """One report: how far is it, a button each (see the page), and a remark."""

    state = forms.ChoiceField(
        label=_("Hoe gaat het?"),
        choices=[(state.value, state.label) for state in CHOICES],
        error_messages={
            "required": _("Kies hoe het gaat."),
            "invalid_choice": _("Kies een van de antwoorden."),
        },
    )
    remark = forms.CharField(
        label=_("Wilt u iets vertellen?"),
        help_text=_("Dit hoeft niet. Alleen de school en de mensen van het overleg lezen het."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}),
        error_messages={"max_length": _("Gebruik minder dan 1000 tekens.")},
    )

    def __init__(self, *args: Any, of_no_pupil: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_no_pupil:
            self.fields["remark"].help_text = _("Dit hoeft niet. Alleen de school leest het. Schrijf geen namen op.")
