"""Asking consent; the same questions on paper; and entering what was answered on paper or by phone (C3, R58)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.cases import selectors, services
from planning.cases.models import Case, Means, Party
from planning.people.access import Actor, Right
from scheduler.design.alongside import render_alongside
from scheduler.staff.cases.pages import case_or_404
from scheduler.staff.consent.forms import AskForm, FillInForm, by_key
from scheduler.staff.consent.pages import show_consent
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def ask(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Ask the ticked questions, all in one letter per giver."""
    case = case_or_404(actor, case_id)
    now = timezone.now()
    rows = selectors.consent_page(case, now=now).rows
    form = AskForm(request.POST, rows=rows)
    if form.is_valid():
        known, scope = by_key(rows), tuple(form.cleaned_data["scope"])
        questions = [
            services.Question(purpose=known[key].purpose, involved=known[key].involved, scope=scope)
            for key in form.cleaned_data["vraag"]
        ]
        with refusals_in(form):
            asked = services.ask_consent(
                actor=actor, case=case, questions=questions, explained_on=form.cleaned_data["explained_on"], now=now
            )
            _say(request, [row.giver for row in asked])
            return redirect("staff:consent", case_id=case.pk)
    return show_consent(request, actor, case, ask_form=form)


@require_safe
@staff_page(right=Right.MANAGE_CASES)
def paper_form(request: HttpRequest, case_id: UUID, party_id: UUID, *, actor: Actor) -> HttpResponse:
    """The questions to one giver to print: the same texts as behind the link, with room for a name and a signature."""
    case = case_or_404(actor, case_id)
    party = _giver(case, party_id)
    today = timezone.localdate()
    with translation.override(party.language):
        questions = selectors.questions_for(party, language=party.language, today=today)
        context = {"case": case, "party": party, "questions": questions, "today": today}
        return render_alongside(request, "staff/consent/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_CASES)
def fill_in(request: HttpRequest, case_id: UUID, party_id: UUID, *, actor: Actor) -> HttpResponse:
    """Enter the answers of one giver, marked as given on paper or by phone (U9)."""
    case = case_or_404(actor, case_id)
    party = _giver(case, party_id)
    questions = selectors.questions_for(party, language="nl", today=timezone.localdate())
    form = FillInForm(request.POST if request.method == "POST" else None, questions=questions)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.record_form(
                actor=actor,
                giver=party,
                answers=form.answers(),
                means=Means(form.cleaned_data["means"]),
                witness=form.cleaned_data["witness"],
                now=timezone.now(),
            )
            text = _("Het antwoord is vastgelegd. Wie antwoordde, krijgt een bevestiging.")
            messages.success(request, text if party.email else _("Het antwoord is vastgelegd."))
            return redirect("staff:consent", case_id=case.pk)
    context = {"case": case, "party": party, "form": form}
    return render(request, "staff/consent/fill_in.html", context, status=422 if form.errors else 200)


def _giver(case: Case, party_id: UUID) -> Party:
    found = selectors.giver_of(case, party_id)
    if found is None:
        raise Http404
    return found


def _say(request: HttpRequest, givers: list[Party]) -> None:
    """To whom a letter went, and who must be asked otherwise."""
    every = {giver.pk: giver for giver in givers}.values()
    count = sum(bool(giver.email) for giver in every)
    if count:
        text = ngettext(
            "Er is toestemming gevraagd aan %d persoon.", "Er is toestemming gevraagd aan %d personen.", count
        )
        messages.success(request, text % count)
    for giver in every:
        if not giver.email:
            text = _("%(name)s heeft geen e-mailadres. Druk het formulier af, of bel, en vul het antwoord in.")
            messages.warning(request, text % {"name": giver.name})
    if not every:
        messages.info(request, _("Hiervoor is al toestemming gegeven, of de vraag is vandaag al verstuurd."))
