"""Who is asked and who is asked about: guardians, the pupil, and professionals one thinks of."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.cases import selectors, services
from planning.people.access import Actor, Right
from planning.people.roles import Role
from planning.polls import selectors as polls
from planning.polls.services import keep_times
from scheduler.design.parts import week_of
from scheduler.staff.cases.forms import GuardianForm, InvolveForm
from scheduler.staff.cases.pages import case_or_404, partners
from scheduler.staff.consent.forms import PupilForm
from scheduler.staff.consent.pages import show_consent
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def guardian_new(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Add a guardian."""
    case = case_or_404(actor, case_id)
    form = GuardianForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.add_guardian(actor=actor, case=case, guardian=form.guardian(), now=timezone.now())
            messages.success(request, _("De ouder of verzorger staat erbij. Vraag ook hier toestemming."))
            return redirect("staff:consent", case_id=case.pk)
    return show_consent(request, actor, case, guardian_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_CASES)
def guardian(request: HttpRequest, case_id: UUID, party_id: UUID, *, actor: Actor) -> HttpResponse:
    """Change what is known of a guardian."""
    case = case_or_404(actor, case_id)
    party = selectors.party_of(case, party_id)
    if party is None:
        raise Http404
    form = GuardianForm(request.POST) if request.method == "POST" else GuardianForm(initial=GuardianForm.known(party))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.update_party(actor=actor, party=party, data=form.guardian(), now=timezone.now())
            messages.success(request, _("De gegevens zijn bewaard."))
            return redirect("staff:consent", case_id=case.pk)
    context = {"case": case, "party": party, "form": form, "week": week_of(polls.known_times(party.pk))}
    return render(request, "staff/cases/guardian.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def times(request: HttpRequest, case_id: UUID, party_id: UUID, *, actor: Actor) -> HttpResponse:
    """Write down when a parent usually can, as told by phone; the parent changes it with any answer to a poll."""
    party = selectors.party_of(case_or_404(actor, case_id), party_id)
    if party is None:
        raise Http404
    if keep_times(actor=actor, party=party, parts=request.POST.getlist("dagdeel"), now=timezone.now()):
        messages.success(request, _("Bewaard. Een volgende datumprikker begint met deze dagdelen."))
    else:
        messages.success(request, _("Bewaard: er is niet bekend wanneer deze ouder meestal kan."))
    return redirect("staff:guardian", case_id=case_id, party_id=party_id)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def pupil(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Let the pupil be asked too, or change where the question goes (C9, U11)."""
    case = case_or_404(actor, case_id)
    form = PupilForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.save_pupil(
                actor=actor,
                case=case,
                language=form.cleaned_data["language"],
                email=form.cleaned_data["email"],
                now=timezone.now(),
            )
            messages.success(request, _("De leerling staat erbij. Vraag nu wat de leerling ervan vindt."))
            return redirect("staff:consent", case_id=case.pk)
    return show_consent(request, actor, case, pupil_form=form)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def involve(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Think of a professional for this case."""
    case = case_or_404(actor, case_id)
    rows = selectors.candidates(case, today=timezone.localdate())
    form = InvolveForm(request.POST, people=partners(rows))
    if form.is_valid():
        row = next(holding for holding in rows if str(holding.person_id) == form.cleaned_data["person"])
        with refusals_in(form):
            services.add_involved(actor=actor, case=case, person=row.person, role=Role(row.role), now=timezone.now())
            messages.success(request, _("Vraag nu de ouders om toestemming voor deze persoon."))
            return redirect("staff:consent", case_id=case.pk)
    return show_consent(request, actor, case, involve_form=form)
