"""Asking consent, and entering an answer that was given on paper or by phone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from planning.cases import selectors, services
from planning.cases.models import Answer, Means, Party
from planning.errors import DomainError
from planning.people.access import Actor, Right
from scheduler.staff.cases.pages import case_or_404
from scheduler.staff.door import staff_page


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def ask(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Ask the ticked questions, all in one letter per guardian."""
    case = case_or_404(actor, case_id)
    now = timezone.now()
    ticked = set(request.POST.getlist("vraag"))
    rows = selectors.case_page(case, now=now).consent
    questions = [
        services.Question(purpose=row.purpose, involved=row.involved)
        for row in rows
        if (str(row.involved.pk) if row.involved else "sot") in ticked
    ]
    if not questions:
        messages.warning(request, _("Kruis eerst aan waarvoor u toestemming vraagt."))
        return redirect("staff:case", case_id=case.pk)
    try:
        asked = services.ask_consent(actor=actor, case=case, questions=questions, now=now)
    except DomainError as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}")
    else:
        _say(request, [row.giver for row in asked])
    return redirect("staff:case", case_id=case.pk)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def record(request: HttpRequest, case_id: UUID, request_id: UUID, *, actor: Actor) -> HttpResponse:
    """Enter an answer for a guardian, marked as given on paper or by phone (U9)."""
    case = case_or_404(actor, case_id)
    wanted = case.consent_requests.select_related("case", "giver").filter(pk=request_id).first()
    answer, means = request.POST.get("answer", ""), request.POST.get("means", "")
    if wanted is None:
        raise Http404
    if answer not in Answer.values or means not in {Means.PAPER, Means.PHONE}:
        messages.error(request, _("Kies het antwoord, en of het op papier of per telefoon kwam."))
        return redirect("staff:case", case_id=case.pk)
    try:
        services.record_for_giver(
            actor=actor, request=wanted, answer=Answer(answer), means=Means(means), now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Het antwoord is vastgelegd. De ouder krijgt een bevestiging."))
    return redirect("staff:case", case_id=case.pk)


def _say(request: HttpRequest, givers: list[Party]) -> None:
    """To whom a letter went, and who must be asked otherwise."""
    every = {giver.pk: giver for giver in givers}.values()
    count = sum(bool(giver.email) for giver in every)
    if count:
        text = ngettext("Er is toestemming gevraagd aan %d ouder.", "Er is toestemming gevraagd aan %d ouders.", count)
        messages.success(request, text % count)
    for giver in every:
        if not giver.email:
            text = _("%(name)s heeft geen e-mailadres. Vraag het op papier of per telefoon en leg het antwoord vast.")
            messages.warning(request, text % {"name": giver.name})
    if not every:
        messages.info(request, _("Hiervoor is al toestemming gegeven, of de vraag is vandaag al verstuurd."))
