"""A workbook that is brought in in two steps: first it is checked and shown, and only after a yes it is used.

Between the two it waits on this machine, for its owner only and an hour at most.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Literal

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from integrations.imports.workbook import MAX_BYTES
from planning.people.access import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAITS = 60 * 60  # seconds that a checked workbook may lie on this machine before the yes

Kind = Literal["people", "last-year"]


class WorkbookForm(forms.Form):
    """One file."""

    workbook = forms.FileField(
        label=gettext_lazy("Ingevuld werkblad (.xlsx)"),
        error_messages={
            "required": gettext_lazy("Kies het ingevulde werkblad."),
            "empty": gettext_lazy("Dit bestand is leeg."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def content(self) -> bytes:
        """The bytes of the file, one more than the readers take, so that they say themselves that it is too large."""
        upload: UploadedFile[bytes] = self.cleaned_data["workbook"]
        content: bytes = upload.read(MAX_BYTES + 1)
        return content

    @property
    def name(self) -> str:
        """What the file is called on the machine of who sent it."""
        return str(self.cleaned_data["workbook"].name)


def _waiting(actor: Actor, kind: Kind) -> Path:
    """Where the checked workbook of this person waits for the yes. The name holds no input from outside."""
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{actor.person_id}-{kind}.xlsx"


def hold(actor: Actor, kind: Kind, content: bytes, *, now: dt.datetime) -> str:
    """Let the workbook wait, and forget those that waited too long. Gives its digest."""
    path = _waiting(actor, kind)
    for file in path.parent.glob("*.xlsx"):
        if now.timestamp() - file.stat().st_mtime > WAITS:
            file.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def held(actor: Actor, kind: Kind, digest: str) -> bytes | None:
    """The workbook that was checked, taken out; None when it is gone or another one was checked since."""
    path = _waiting(actor, kind)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if hashlib.sha256(content).hexdigest() != digest:
        return None
    path.unlink(missing_ok=True)
    return content
