"""The proof of consent of one pupil: on screen, as JSON that can be checked, and as PDF for a file (C13)."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.cases import selectors
from planning.cases.models import Case
from planning.people.access import Actor, Right
from scheduler.staff.cases.pages import case_or_404
from scheduler.staff.consent.proof_paper import proof_pdf
from scheduler.staff.door import staff_page


@require_safe
@staff_page(right=Right.MANAGE_CASES)
def page(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Every answer with the words that were read, newest first, and whether the chain is whole."""
    case = case_or_404(actor, case_id)
    context = {
        "case": case,
        "decisions": selectors.history(case),
        "whole": selectors.proof_is_whole(case),
    }
    return render(request, "staff/consent/proof.html", context)


@require_safe
@staff_page(right=Right.MANAGE_CASES)
def as_json(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Everything, for a machine: see docs/toestemming-bewijs.md for how to check it."""
    return _sure(request, _json, case=case_or_404(actor, case_id))


@require_safe
@staff_page(right=Right.MANAGE_CASES)
def as_pdf(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The same, for people."""
    return _sure(request, _pdf, case=case_or_404(actor, case_id))


def _sure(request: HttpRequest, view: Callable[..., HttpResponse], *, case: Case) -> HttpResponse:
    """The password or second factor once more, unless it was given minutes ago (S17).

    Behind the door and after the case was found, so that a stranger learns nothing by asking.
    """
    answer: HttpResponse = reauthentication_required(view)(request, case=case)
    return answer


def _json(request: HttpRequest, *, case: Case) -> HttpResponse:
    del request
    pack = selectors.proof_pack(case, now=timezone.now())
    content = json.dumps(pack, ensure_ascii=False, indent=2)
    return _file(content.encode(), name=f"toestemming-{case.reference}.json", kind="application/json")


def _pdf(request: HttpRequest, *, case: Case) -> HttpResponse:
    del request
    now = timezone.now()
    content = proof_pdf(selectors.proof_pack(case, now=now), made=now)
    return _file(content, name=f"toestemming-{case.reference}.pdf", kind="application/pdf")


def _file(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """A download whose name says nothing of the pupil."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
