"""What somebody says of the minutes, in own words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.report.services import LONGEST_VIEW, SayYourView, ViewTooLong


class ViewForm(forms.Form):
    """One field; to a pupil it says "je"."""

    text = forms.CharField(
        label=_("Wat wilt u erbij zeggen?"),
        help_text=_("Klopt er iets niet, of mist u iets? De school leest het. Het blijft bij het verslag staan."),
        max_length=LONGEST_VIEW,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 5}),
        error_messages={"required": SayYourView.message, "max_length": ViewTooLong.message},
    )

    def __init__(self, data: Any, *, pupil: bool) -> None:
        super().__init__(data)
        if pupil:
            self.fields["text"].label = _("Wat wil jij erbij zeggen?")
            self.fields["text"].help_text = _("De school leest het. Het blijft bij het verslag staan.")
