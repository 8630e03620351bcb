"""Versions of the groeidocument and other documents: where they are or the file itself, and taking it back (R92)."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case
from planning.dossier.models import Document, DocumentKind, Place
from planning.dossier.services import clocks, documents, ground, uploads
from planning.dossier.services.uploads import Upload
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor


class NoWebAddress(DomainError):
    """A link must be a safe web address."""

    code = "document_no_web_address"
    status = 422
    message = _("Plak een webadres dat met https:// begint, zonder gebruikersnaam of wachtwoord erin.")


class NothingToTakeBack(DomainError):
    """There is no file."""

    code = "document_no_file"
    message = _("Bij deze versie hoort geen bestand, of het is al teruggenomen.")


def add_version(
    *,
    actor: Actor,
    case: Case,
    kind: DocumentKind,
    title: str,
    on: dt.date,
    place: Place,
    url: str,
    made_by: str,
    upload: Upload | None = None,
    follows: Document | None = None,
    now: dt.datetime,
) -> Document:
    """A document on file: a new version of `follows`, or of the one groeidocument or OPP; else a new one (R92).

    Earlier versions stay with the school. Who was asked to read the version before, is asked to read this one. A file
    is looked into and scanned before any lock is taken. Raises NotAllowed, CaseClosed, FutureDay, WordsNeeded,
    NoWebAddress, FileRefused and its kinds.
    """
    ground.may_change(case, actor=actor)  # nobody else keeps the scanner busy
    address = _safe(url) if place == Place.LINK else None
    file = uploads.checked(upload) if place == Place.FILE else None
    with transaction.atomic():
        case = ground.locked_case(case.pk, actor=actor)
        ground.happened(on, field="on", now=now)
        maker = ground.words(made_by, field="made_by")
        with uploads.kept(file) as columns:
            piece, last = _place_of(case, kind=kind, follows=follows)
            document = Document.objects.create(
                swv_id=case.swv_id,
                case=case,
                kind=kind,
                piece=piece,
                number=last.number + 1 if last else 1,
                title=title.strip() or None,
                on=on,
                place=place,
                url=address,
                made_by=maker,
                recorded_by_id=actor.person_id,
                recorded_at=now,
                **columns,
            )
            if kind == DocumentKind.OPP:
                clocks.opp_is_there(actor=actor, case=case, on=on, now=now)
            if last is not None:
                documents.ask_anew(last, document, actor=actor, now=now)
            audit.record(
                swv_id=case.swv_id,
                by=actor.by,
                action="document.add",
                on=document,
                now=now,
                kind=str(kind),
                number=document.number,
                place=str(place),
            )
    return document


@transaction.atomic
def take_back(*, actor: Actor, document: Document, now: dt.datetime) -> Document:
    """The file goes for good, and with it every link to it; that there was this version, and who read it, stays.

    Raises NotAllowed, CaseClosed, NothingToTakeBack.
    """
    case = ground.locked_case(document.case_id, actor=actor)
    row = case.documents.select_for_update(of=("self",)).get(pk=document.pk)
    if not row.file:
        raise NothingToTakeBack
    uploads.let_go(str(row.file.name))
    row.file, row.filename, row.withdrawn_at, row.withdrawn_by_id = "", None, now, actor.person_id
    row.save(update_fields=["file", "filename", "withdrawn_at", "withdrawn_by"])
    readers = documents.stop_readers(row, now=now)
    audit.record(swv_id=row.swv_id, by=actor.by, action="document.take_back", on=row, now=now, readers=readers)
    return row


def _place_of(case: Case, *, kind: DocumentKind, follows: Document | None) -> tuple[int, Document | None]:
    """Which document of its kind, and the version before; None for a new document."""
    rows = case.documents.filter(kind=kind)
    if kind.one_of_a_kind:
        piece = 1
    elif follows is not None and follows.case_id == case.pk and follows.kind == kind:
        piece = follows.piece
    else:
        piece = (rows.aggregate(last=Max("piece"))["last"] or 0) + 1
    return piece, rows.filter(piece=piece).order_by("-number").first()


def _safe(url: str) -> str:
    """An https address without a user in it. Raises NoWebAddress."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        fine = False
    if not fine or len(text) > 500 or any(letter.isspace() or not letter.isprintable() for letter in text):
        raise NoWebAddress(fields={"url": NoWebAddress.message})
    return text
