"""What an invited person can say."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """One answer, to the time that was on the page: `versie` is its SEQUENCE."""

    antwoord = forms.ChoiceField(
        label=_("Komt u?"),
        choices=[("ACCEPTED", _("ja, ik kom")), ("TENTATIVE", _("misschien")), ("DECLINED", _("nee, ik kan niet"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of u komt."), "invalid_choice": _("Kies of u komt.")},
    )
    versie = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), _("Kies of u komt.")),
    )
