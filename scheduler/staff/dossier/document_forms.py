"""What staff fill in about a document: where it is, or the file itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from planning.dossier.models import DocumentKind, Place
from planning.dossier.rules.files import Format
from planning.dossier.services import Upload
from scheduler.staff.dossier.forms import day, line, one_of

ACCEPT = ",".join(one.suffix for one in Format) + ",.jpeg"


def brought(file: UploadedFile[bytes] | None) -> Upload | None:
    """The file as the services take it."""
    return None if file is None else Upload(name=str(file.name or ""), data=file.read())


class VersionForm(forms.Form):
    """A version of a document: of when, by whom, and where it is. Chosen is a file, when there is one."""

    on = day(_("Datum op het stuk"))
    made_by = line(_("Wie maakte het?"))
    place = one_of(_("Waar staat het?"), Place.choices)
    url = line(_("Webadres"), length=500, required=False, help_text=_("Alleen bij “op een webadres”."))
    file = forms.FileField(
        label=_("Bestand"),
        required=False,
        allow_empty_file=True,  # the service says what is wrong with it, in its own words
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = _places()  # type: ignore[attr-defined]
        self.fields["file"].help_text = gettext(
            "Alleen bij “bij Aan tafel”. PDF, Word, Excel, PowerPoint, LibreOffice of een foto; hoogstens %(size)s."
        ) % {"size": filesizeformat(settings.FILES_MAX)}

    def clean(self) -> dict[str, Any]:
        """A file and where it is belong together. When something else is wrong, the file must be chosen again."""
        data: dict[str, Any] = super().clean() or {}
        file, place = data.get("file"), data.get("place")
        if file is not None and place and place != Place.FILE:
            self.add_error("place", _("U koos een bestand. Kies dan “bij Aan tafel”, of haal het bestand weg."))
        if file is None and place == Place.FILE and "file" not in self.errors:
            self.add_error("file", _("Kies het bestand."))
        if file is not None and file.size > settings.FILES_MAX:
            most = filesizeformat(settings.FILES_MAX)
            text = gettext("Dit bestand is te groot: %(size)s. Het mag hoogstens %(most)s zijn.")
            self.add_error("file", text % {"size": filesizeformat(file.size), "most": most})
        elif file is not None and self.errors and "file" not in self.errors:
            self.add_error("file", _("Kies het bestand nog een keer: een browser onthoudt het niet."))
        return data


def _places() -> list[tuple[str, Any]]:
    """A file first: it is what most people have."""
    order = [Place.FILE, *(one for one in Place if one is not Place.FILE)]
    return [("", _("Kies…")), *((one.value, one.label) for one in order)]


class DocumentForm(VersionForm):
    """The same for a document that is new here, with what it is."""

    kind = one_of(_("Welk stuk?"), DocumentKind.choices)
    title = line(_("Korte naam"), required=False, help_text=_("Bijvoorbeeld: gesprek met het team in oktober."))
    field_order = ("kind", "title", "on", "made_by", "place", "file", "url")
