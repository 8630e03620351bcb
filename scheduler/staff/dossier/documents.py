"""Documents by version, who reads them, and LDOS (R91, R92, R117)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from planning.dossier import selectors, services
from planning.dossier.models import DocumentKind, LdosState, Place
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.dossier.acting import Act, act_on, case_or_404, house, status_of
from scheduler.staff.dossier.document_forms import DocumentForm, VersionForm, brought
from scheduler.staff.dossier.forms import LdosForm, NothingForm, ReadersForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def documents(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Every document with its newest version, and a form for another."""
    case, now = case_or_404(actor, case_id), timezone.now()

    def add(data: dict[str, Any]) -> object:
        return services.add_version(
            actor=actor,
            case=case,
            kind=DocumentKind(data["kind"]),
            title=data["title"],
            on=data["on"],
            place=Place(data["place"]),
            url=data["url"],
            made_by=data["made_by"],
            upload=brought(data["file"]),
            now=now,
        )

    acts = {"add": Act(form=DocumentForm, do=add, thanks=_("De versie staat erbij. Vraag nu wie hem moet lezen."))}
    answer, found = act_on(request, acts, back=reverse("staff:documents", args=[case.pk]))
    if answer is not None:
        return answer
    context = {
        **house(actor, case),
        "lines": selectors.document_lines(case),
        "needed_for": selectors.groeidocument_asked_by(case),
        "has_groeidocument": selectors.has_groeidocument(case),
        "scanned": bool(settings.CLAMD_URL),
        "forms": found,
    }
    return render(request, "staff/dossier/documents.html", context, status=status_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def document(request: HttpRequest, case_id: UUID, document_id: UUID, *, actor: Actor) -> HttpResponse:
    """One version: where it is, who has read it, who should."""
    case, now = case_or_404(actor, case_id), timezone.now()
    row = selectors.document_of(case, document_id)
    if row is None:
        raise Http404
    people = selectors.readers(row, now=now)
    free = {one.key: one for one in people if not one.blocked and not (one.reading and one.reading.read_at)}

    def ask(data: dict[str, Any]) -> object:
        chosen = [free[key] for key in data["readers"]]
        return services.ask_to_read(
            actor=actor,
            document=row,
            persons=[one.person for one in chosen if one.person is not None],
            parties=[one.party for one in chosen if one.party is not None],
            before=data["before"],
            now=now,
        )

    def add(data: dict[str, Any]) -> object:
        return services.add_version(
            actor=actor,
            case=case,
            kind=DocumentKind(row.kind),
            title=str(row.title or ""),
            on=data["on"],
            place=Place(data["place"]),
            url=data["url"],
            made_by=data["made_by"],
            upload=brought(data["file"]),
            follows=row,
            now=now,
        )

    def readers_form(*args: object, **kwargs: object) -> ReadersForm:
        choices = [(key, f"{one.name} ({one.role})") for key, one in free.items()]
        return ReadersForm(*args, choices=choices, **kwargs)

    acts = {
        "ask": Act(form=readers_form, do=ask, thanks=_("Gevraagd. Ieder kreeg een mail met een eigen link.")),
        "version": Act(
            form=VersionForm,
            do=add,
            thanks=_("De nieuwe versie staat erbij. Wie de vorige moest lezen, leest nu deze."),
        ),
        "read": Act(
            form=NothingForm,
            do=lambda _data: services.say_read(actor=actor, document=row, now=now),
            thanks=_("Vastgelegd dat u het heeft gelezen."),
        ),
    }
    answer, found = act_on(request, acts, back=reverse("staff:document", args=[case.pk, row.pk]))
    if answer is not None:
        return answer
    mine = next((one for one in people if one.person and one.person.pk == actor.person_id), None)
    context = {
        **house(actor, case),
        "document": row,
        "others": selectors.other_versions(row),
        "people": people,
        "free": free if row.withdrawn_at is None else {},
        "mine": mine,
        "forms": found,
        "scanned": bool(settings.CLAMD_URL),
    }
    return render(request, "staff/dossier/document.html", context, status=status_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def ldos(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The registration for the SOT. The OZA has a page of its own."""
    case, now = case_or_404(actor, case_id), timezone.now()
    acts = {
        "register": Act(
            form=LdosForm,
            do=lambda data: services.record_registration(
                actor=actor,
                case=case,
                state=LdosState(data["state"]),
                reference=data["reference"],
                on=data["on"],
                now=now,
            ),
            thanks=_("De aanmelding is bijgewerkt."),
        ),
    }
    answer, found = act_on(request, acts, back=reverse("staff:ldos", args=[case.pk]))
    if answer is not None:
        return answer
    context = {**house(actor, case), "page": selectors.ldos_page(case), "forms": found}
    return render(request, "staff/dossier/ldos.html", context, status=status_of(found))
