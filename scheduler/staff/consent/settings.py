"""The rules of consent of a school, and of the SWV for schools that have none of their own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.cases import selectors, services
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import School
from scheduler.staff.consent.forms import RulesForm
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.OVERRIDE_CONSENT)
def school_rules(request: HttpRequest, school_id: UUID, *, actor: Actor) -> HttpResponse:
    """The rules of one school."""
    school = people.school(school_id)
    if school is None or not actor.may(Right.OVERRIDE_CONSENT, school_id=school.pk):
        raise Http404
    return _rules(request, actor, school)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def swv_rules(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The rules for every school that has none of its own."""
    actor.require(Right.MANAGE_PEOPLE)
    return _rules(request, actor, None)


def _rules(request: HttpRequest, actor: Actor, school: School | None) -> HttpResponse:
    known, own = selectors.consent_settings(school)
    form = RulesForm(request.POST) if request.method == "POST" else RulesForm(initial=RulesForm.known(known))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.save_consent_rules(actor=actor, school=school, rules=form.rules(), now=timezone.now())
            messages.success(request, _("De regels zijn bewaard. Ze gelden meteen."))
            if school is None:
                return redirect("staff:consent-rules-swv")
            return redirect("staff:consent-rules", school_id=school.pk)
    context = {"school": school, "form": form, "known": known, "own": own}
    return render(request, "staff/consent/rules.html", context, status=422 if form.errors else 200)
