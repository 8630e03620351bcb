"""What a child may write, in words of a child of eight (U11). Nothing must be filled in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Comes
from planning.cases.selectors import GuestPupil
from planning.cases.services import OwnWords

TOO_LONG = _("Dat is te lang. Maak het wat korter.")


def own_text(label: Any, help_text: Any) -> forms.CharField:
    """A free text of the child's own."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )


class PupilForm(forms.Form):
    """Four questions, each may be skipped."""

    goes_well = own_text(_("Wat gaat goed?"), _("Thuis of op school. Waar word jij blij van?"))
    tell = own_text(_("Wat wil jij vertellen?"), _("Wat vind jij moeilijk? Wat moet er anders?"))
    whom = own_text(_("Wie moet er bij het gesprek zijn?"), _("Bijvoorbeeld je juf, je moeder of je opa."))
    comes = forms.ChoiceField(
        label=_("Kom jij ook?"),
        required=False,
        choices=[
            (Comes.YES.value, _("Ja, ik kom")),
            (Comes.PARTLY.value, _("Een stukje")),
            (Comes.NO.value, _("Nee, liever niet")),
        ],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Kies een van de antwoorden.")},
    )

    @staticmethod
    def known(own: GuestPupil) -> dict[str, str]:
        """What the child wrote before."""
        return {"goes_well": own.goes_well, "tell": own.tell, "whom": own.whom, "comes": own.comes}

    def words(self) -> OwnWords:
        """The words as the service wants them."""
        data = self.cleaned_data
        return OwnWords(
            tell=data["tell"],
            goes_well=data["goes_well"],
            whom=data["whom"],
            comes=Comes(data["comes"]) if data["comes"] else None,
        )
