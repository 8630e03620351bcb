"""A file that somebody brings: looked into, offered to the virus scanner, kept encrypted; and the sweep that tidies up.

The order makes that nothing is lost: the file is written before its row, and deleted after the commit that lets go of
it. What a crash leaves between the two is a file without a row, which `sweep_files` finds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from integrations.clamd.client import ScannerAway, scanner_at, virus_in
from planning.dossier.models import Document, Shelf
from planning.dossier.models.shelf import first_key, random_name, ring
from planning.dossier.rules.files import Fault, Format, Refused, check, clean_name
from planning.errors import DomainError, Text

log = logging.getLogger(__name__)
ORPHAN_AFTER = dt.timedelta(days=1)  # no upload takes that long

SAID: dict[Fault, Text] = {
    Fault.EMPTY: _("Dit bestand is leeg. Kies een ander bestand."),
    Fault.NOT_ALLOWED: _(
        "Dit soort bestand bewaren we niet. Kies een PDF, een tekst of rekenblad van Word, Excel, PowerPoint of "
        "LibreOffice (.docx, .xlsx, .pptx, .odt, .ods) of een foto (.jpg, .png)."
    ),
    Fault.NOT_WHAT_IT_SAYS: _(
        "Dit bestand is iets anders dan de naam zegt. Open het op uw computer en sla het op als PDF."
    ),
    Fault.BROKEN: _("Dit bestand is niet goed te lezen. Open het op uw computer en sla het opnieuw op."),
    Fault.LOCKED: _(
        "Dit bestand heeft een wachtwoord of is van een oude soort (.doc, .xls). Sla het zonder wachtwoord op als PDF "
        "of .docx."
    ),
    Fault.MACROS: _("In dit bestand zitten macro’s: kleine programma’s. Sla het op als PDF."),
    Fault.FROM_OUTSIDE: _("Dit bestand haalt bij het openen iets van een andere plek. Sla het op als PDF."),
    Fault.EMBEDDED: _("In dit bestand zit een ander bestand. Haal dat eruit, of zet het er apart bij."),
    Fault.ACTIVE: _(
        "Deze PDF doet meer dan zich laten lezen: er zit een programma of een invulformulier in. Druk hem af naar een "
        "nieuwe PDF."
    ),
    Fault.BOMB: _("Dit bestand wordt te groot als het opengaat. Sla het op als PDF, of maak het kleiner."),
}


class FileRefused(DomainError):
    """This file is not kept; `message` says why, in the words of who brought it."""

    code = "document_file_refused"
    status = 422
    message = _("Dit bestand kunnen we niet bewaren.")


class FileHasVirus(FileRefused):
    """The scanner knows it."""

    code = "document_virus"
    message = _("In dit bestand zit een virus. We hebben het niet bewaard. Waarschuw wie bij u over computers gaat.")


class ScannerSilent(FileRefused):
    """What was not scanned is not kept (S19)."""

    code = "document_not_scanned"
    status = 503
    message = _("De virusscanner antwoordt niet. Het bestand is niet bewaard. Probeer het over een kwartier opnieuw.")


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody brought: as it came, and called what it was called there."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """What may be kept."""

    name: str
    format: Format
    data: bytes

    @property
    def sha256(self) -> str:
        """Of what a reader gets."""
        return hashlib.sha256(self.data).hexdigest()


def checked(upload: Upload | None) -> Checked:
    """Look into a file and let it be scanned. Takes no lock: it may last seconds. Raises FileRefused and its kinds."""
    if upload is None:
        raise _refusal(FileRefused(_("Kies het bestand.")))
    try:
        kind, data = check(upload.data, name=upload.name, limit=settings.FILES_MAX)
    except Refused as wrong:
        raise _refusal(FileRefused(_said(wrong.fault))) from wrong
    if settings.CLAMD_URL:
        try:
            virus = virus_in(upload.data, scanner=scanner_at(settings.CLAMD_URL))
        except (ScannerAway, ValueError) as wrong:
            log.warning("virus scanner away: %s", wrong)
            raise _refusal(ScannerSilent()) from wrong
        if virus:
            log.warning("virus refused: %s", virus)
            raise _refusal(FileHasVirus())
    return Checked(name=clean_name(upload.name, kind), format=kind, data=data)


def _said(fault: Fault) -> Text:
    if fault is Fault.TOO_LARGE:
        most = settings.FILES_MAX // (1024 * 1024)
        return gettext("Dit bestand is te groot: meer dan %(n)s MB. Maak het kleiner, of deel het op.") % {"n": most}
    return SAID[fault]


def _refusal(refusal: FileRefused) -> FileRefused:
    refusal.fields = {"file": refusal.message}
    return refusal


@contextmanager
def kept(file: Checked | None) -> Iterator[dict[str, object]]:
    """Write a file and give the columns for its row; when what follows breaks, the file goes again."""
    if file is None:
        yield {}
        return
    name = Shelf().save(random_name(), ContentFile(file.data))
    try:
        yield {
            "file": name,
            "filename": file.name,
            "format": file.format.value,
            "size": len(file.data),
            "sha256": file.sha256,
        }
    except BaseException:
        Shelf().delete(name)
        raise


def let_go(name: str) -> None:
    """Delete a file once the transaction that lets go of it is committed; the sweep finds what this misses."""
    if name:
        transaction.on_commit(partial(Shelf().delete, name), robust=True)


def sweep_files(*, now: dt.datetime) -> int:
    """Delete files that no row knows and that are a day old; gives how many. Rows without their file are told of."""
    shelf = Shelf()
    try:
        _folders, there = shelf.listdir("")
    except FileNotFoundError:  # nothing was ever kept
        there = []
    with scopes_disabled():
        known = set(Document.objects.exclude(file="").values_list("file", flat=True))
    gone = 0
    for name in set(there) - known:
        if now - shelf.get_modified_time(name) > ORPHAN_AFTER:
            shelf.delete(name)
            gone += 1
    if missing := known - set(there):
        log.error("documents without their file: %d (restore the folder of FILES_ROOT)", len(missing))
    return gone


def files_on_old_keys() -> int:
    """How many files the first key alone does not open. Nothing is written."""
    key, left = first_key(), 0
    for document in _with_files():
        try:
            with Shelf().below.open(str(document.file.name)) as file:
                key.decrypt(file.read())
        except InvalidToken:
            left += 1
    return left


def rotate_files() -> int:
    """Write every file with the first key, under a new name; gives how many. Raises InvalidToken for a lost key.

    A file that was taken back or replaced meanwhile is left: the new one is an orphan, and goes.
    """
    done = 0
    for document in _with_files():
        old, below = str(document.file.name), Shelf().below
        with below.open(old) as file:
            fresh = ring().rotate(file.read())
        name = below.save(random_name(), ContentFile(fresh))
        with transaction.atomic(), scopes_disabled():
            turned = Document.objects.filter(pk=document.pk, file=old).update(file=name)
            let_go(old if turned else name)
        done += turned
    return done


def _with_files() -> Iterator[Document]:
    with scopes_disabled():
        keys = list(Document.objects.exclude(file="").values_list("pk", flat=True))
    for key in keys:
        with scopes_disabled():
            row = Document.objects.exclude(file="").only("pk", "file").filter(pk=key).first()
        if row is not None:
            yield row
