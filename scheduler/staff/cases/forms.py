"""What staff fill in about a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.languages import ALL
from planning.cases.models import Authority, Domain, Party
from planning.cases.services import GuardianData, PupilData, StartQuestions
from planning.followup.ending import Ending
from planning.followup.services import AgreementsOpen, TellThem
from planning.people.languages import switched_on_here
from planning.routes.engine import Route


def guest_languages() -> list[tuple[str, str]]:
    """The languages of parents and pupils to choose from, each with its own name. Of one that is off it says so.

    One may still choose it: then it is known, and the letters are in English and Dutch (U4).
    """
    on = {one.code for one in switched_on_here()}
    found = []
    for one in ALL:
        label = one.dutch if one.name == one.dutch else f"{one.dutch} – {one.name}"
        found.append(
            (one.code, label if one.code in on else _("%(name)s (staat uit: Engels en Nederlands)") % {"name": label})
        )
    return found


class CaseForm(forms.Form):
    """A new case: the pupil at the least (P10), and the three questions."""

    school = forms.ChoiceField(label=_("School"), error_messages={"required": _("Kies de school.")})
    route = forms.ChoiceField(label=_("Route"), required=False)
    name = forms.CharField(
        label=_("Roepnaam van de leerling"), max_length=60, error_messages={"required": _("Vul de roepnaam in.")}
    )
    letter = forms.CharField(
        label=_("Eerste letter van de achternaam"),
        max_length=4,
        error_messages={"required": _("Vul de eerste letter in.")},
    )
    group = forms.CharField(label=_("Groep"), max_length=20, required=False)
    birth_month = forms.CharField(
        label=_("Geboortemaand"),
        required=False,
        help_text=_("Jaar en maand, bijvoorbeeld 2017-04. De dag is niet nodig."),
        widget=forms.TextInput(attrs={"type": "month"}),
    )
    own_page = forms.BooleanField(
        label=_("De leerling krijgt een eigen pagina om iets te vertellen"),
        required=False,
        help_text=_("U stuurt de link later, bij Begin."),
    )
    support = forms.CharField(
        label=_("Welke hulp is nodig?"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    organise = forms.CharField(
        label=_("Hoe organiseren we dat?"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    evaluate = forms.CharField(
        label=_("Hoe kijken we terug?"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        schools: Iterable[tuple[str, str]],
        routes: Mapping[str, Sequence[Route]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = list(schools)
        self._ask_route(routes or {})
        self.fields["school"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["school"].initial = choices[0][0]

    def _ask_route(self, routes: Mapping[str, Sequence[Route]]) -> None:
        """Ask only where there is something to choose; the first of a sector is what most cases follow (R1)."""
        field = self.fields["route"]
        several = any(len(rows) > 1 for rows in routes.values())
        groups = [(sector, [(row.key, row.title) for row in rows]) for sector, rows in routes.items()]
        listed = groups if len(groups) > 1 else [choice for _sector, rows in groups for choice in rows]
        field.choices = [("", _("de gewone route van de school")), *listed]  # type: ignore[attr-defined]
        if not several:
            field.widget = forms.HiddenInput()

    def pupil(self) -> PupilData:
        """The pupil as the service wants it."""
        data = self.cleaned_data
        return PupilData(
            name=data["name"], initial=data["letter"], group=data["group"], birth_month=data["birth_month"]
        )

    def questions(self) -> StartQuestions:
        """The three questions."""
        data = self.cleaned_data
        return StartQuestions(support=data["support"], organise=data["organise"], evaluate=data["evaluate"])


class GuardianForm(forms.Form):
    """A parent or guardian."""

    name = forms.CharField(
        label=_("Naam"), max_length=120, error_messages={"required": _("Vul de naam van de ouder of verzorger in.")}
    )
    email = forms.EmailField(
        label=_("E-mailadres"),
        required=False,
        help_text=_("Zonder e-mailadres vraagt u toestemming op papier of per telefoon."),
        error_messages={"invalid": _("Dit is geen e-mailadres.")},
    )
    phone = forms.CharField(label=_("Telefoon"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Taal"), choices=guest_languages)
    authority = forms.ChoiceField(
        label=_("Gezag"),
        choices=Authority.choices,
        initial=Authority.UNKNOWN,
        help_text=_("Niet bekend? Dan vragen we ook deze ouder om toestemming."),
    )

    @staticmethod
    def known(party: Party) -> dict[str, str]:
        """What the form begins with."""
        return {
            "name": str(party.name),
            "email": str(party.email or ""),
            "phone": str(party.phone or ""),
            "language": party.language,
            "authority": party.authority,
        }

    def guardian(self) -> GuardianData:
        """The guardian as the service wants it."""
        data = self.cleaned_data
        return GuardianData(
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            language=data["language"],
            authority=Authority(data["authority"]),
        )


class SecondGuardianForm(GuardianForm):
    """The other parent, who may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False


class InvolveForm(forms.Form):
    """Whom to think of."""

    person = forms.ChoiceField(label=_("Wie?"), error_messages={"required": _("Kies iemand.")})

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]


class OwnIds(forms.Form):
    """A form beside others on one page: its fields have ids that no other form has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)


class CasusregisseurForm(OwnIds):
    """Who is the parents' contact (R20)."""

    leading_domain = forms.ChoiceField(
        label=_("Wat is voorliggend?"),
        choices=Domain.choices,
        widget=forms.RadioSelect,
        help_text=_("Uw antwoord bepaalt wie de regel van uw route voorstelt."),
        error_messages={"required": _("Kies wat voorliggend is.")},
    )
    person = forms.ChoiceField(label=_("Casusregisseur"), error_messages={"required": _("Kies de casusregisseur.")})
    met_on = forms.DateField(
        label=_("Bevestigd in het overleg van"),
        required=False,
        help_text=_("Laat leeg als het buiten een overleg is afgesproken."),
        error_messages={"invalid": _("Dit is geen datum.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=_("Reden"),
        required=False,
        max_length=1000,
        help_text=_("Alleen nodig als u van de regel afwijkt."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("kies iemand")), *people]  # type: ignore[attr-defined]


class ReasonForm(OwnIds):
    """Why."""

    reason = forms.CharField(
        label=_("Reden"),
        max_length=1000,
        error_messages={"required": _("Schrijf op waarom.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TakeOverForm(ReasonForm):
    """Why the school takes regie back."""


class ScaleForm(ReasonForm):
    """Why help becomes more or less."""


class HandForm(OwnIds):
    """To whom regie goes, and how that was agreed (R17)."""

    person = forms.ChoiceField(label=_("Naar wie?"), error_messages={"required": _("Kies wie de regie krijgt.")})
    kind = forms.ChoiceField(label=_("Waarover?"), required=False)
    how = forms.ChoiceField(
        label=_("Hoe is dit afgesproken?"),
        choices=[
            ("meeting", _("In het overleg: leg het vast")),
            ("ask", _("Nog niet: vraag het deze persoon")),
        ],
        initial="meeting",
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe dit is afgesproken.")},
    )
    reason = forms.CharField(
        label=_("Waarom"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, people: Iterable[tuple[str, str]], kinds: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("kies iemand")), *people]  # type: ignore[attr-defined]
        choices = list(kinds)
        if choices:
            self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]

    def clean(self) -> dict[str, object]:
        """Without a split there is only the whole."""
        data: dict[str, object] = super().clean() or {}
        data.setdefault("kind", "")
        return data


class SplitForm(OwnIds):
    """Who of the school leads the OPP, and who of youth care the gezinsplan (R18)."""

    school = forms.ChoiceField(label=_("Over het OPP (school)"), error_messages={"required": _("Kies iemand.")})
    care = forms.ChoiceField(label=_("Over het gezinsplan (jeugdhulp)"), error_messages={"required": _("Kies iemand.")})
    reason = forms.CharField(
        label=_("Waarom"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("kies iemand")), *people]
        for name in ("school", "care"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class EscalateForm(ReasonForm):
    """Which onderwijszorgconsulent, and what does not get on (R137)."""

    person = forms.ChoiceField(
        label=_("Onderwijszorgconsulent"), error_messages={"required": _("Kies de onderwijszorgconsulent.")}
    )

    field_order = ["person", "reason"]

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]


class AftercareForm(OwnIds):
    """Until when."""

    until = forms.DateField(
        label=_("Nazorg tot en met"),
        error_messages={"required": _("Kies een dag."), "invalid": _("Dit is geen datum.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class CloseForm(OwnIds):
    """A yes, and what was done about what is left. `left` says which questions there are."""

    let_go = forms.CharField(
        label=_("Waarom vervallen de afspraken die nog open staan?"),
        max_length=500,
        error_messages={"required": AgreementsOpen.message, "max_length": _("Gebruik minder dan 500 tekens.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    told = forms.BooleanField(
        label=_("Verteld aan wie geen brief krijgt"), error_messages={"required": TellThem.message}
    )

    reason = forms.CharField(
        label=_("Reden"),
        required=False,
        max_length=1000,
        help_text=_("Alleen nodig als nog niet alles van de lijst is gedaan."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, left: Ending, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not left.agreements:
            del self.fields["let_go"]
        if not left.untold:
            del self.fields["told"]


class ContactForm(OwnIds):
    """Another day on which it is asked how it goes."""

    on = forms.DateField(
        label=_("Nog een contactmoment"),
        error_messages={"required": _("Kies een dag."), "invalid": _("Dit is geen datum.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class HeardForm(OwnIds):
    """How it goes."""

    goes_well = forms.ChoiceField(
        label=_("Hoe gaat het?"),
        choices=[("ja", _("goed")), ("nee", _("niet goed"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het gaat.")},
    )
    words = forms.CharField(
        label=_("Wat hoorde u?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
