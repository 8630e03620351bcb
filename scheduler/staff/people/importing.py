"""Bringing in a whole SWV with one workbook: download, check, and only then import."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from integrations.imports.workbook import MAX_BYTES
from planning.people import importing as services
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


WAITS = 60 * 60  # seconds that a checked workbook may lie on this machine before the yes


def _waiting(actor: Actor) -> Path:
    """Where the checked workbook of this person waits for the yes. The name holds no input from outside."""
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{actor.person_id}.xlsx"


def _hold(actor: Actor, content: bytes, *, now: dt.datetime) -> str:
    """Let the workbook wait, for its owner only, and forget those that waited too long. Gives its digest."""
    path = _waiting(actor)
    for file in path.parent.glob("*.xlsx"):
        if now.timestamp() - file.stat().st_mtime > WAITS:
            file.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _held(actor: Actor, digest: str) -> bytes | None:
    """The workbook that was checked, taken out; None when it is gone or another one was checked since."""
    path = _waiting(actor)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if hashlib.sha256(content).hexdigest() != digest:
        return None
    path.unlink(missing_ok=True)
    return content


@require_safe
@staff_page(right=Right.MANAGE_PEOPLE)
def template(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The empty workbook."""
    del request, actor
    headers = {"Content-Disposition": 'attachment; filename="aan-tafel-werkblad.xlsx"'}
    return HttpResponse(services.empty_workbook(), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def check(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """GET explains; POST does the dry run and shows what would happen. Nothing is kept but the file itself."""
    form = WorkbookForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "staff/people/import.html", {"form": form}, status=422 if form.errors else 200)
    upload: UploadedFile[bytes] = form.cleaned_data["workbook"]
    content = upload.read(MAX_BYTES + 1)  # one byte more than the reader takes, so that it says so itself
    now = timezone.now()
    report = services.check_workbook(actor=actor, file=io.BytesIO(content))
    digest = "" if report.problems else _hold(actor, content, now=now)
    context = {"form": WorkbookForm(), "report": report, "name": upload.name, "digest": digest}
    return render(request, "staff/people/import.html", context, status=422 if report.problems else 200)


@require_POST
@staff_page(right=Right.MANAGE_PEOPLE)
def keep(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Import the very workbook that was checked, and forget the file."""
    content = _held(actor, request.POST.get("digest", ""))
    if content is None:
        messages.error(request, _("Laat het werkblad eerst controleren."))
        return redirect("staff:import")
    report = services.import_workbook(actor=actor, file=io.BytesIO(content), now=timezone.now())
    if not report.done:
        context = {"form": WorkbookForm(), "report": report, "name": ""}
        return render(request, "staff/people/import.html", context, status=422)
    messages.success(request, _("Alles staat erin."))
    return redirect("staff:people")
