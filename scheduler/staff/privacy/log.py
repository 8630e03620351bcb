"""Who looked: for the privacy officer and the SWV. No names of pupils or parents, no content (P6)."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.privacy import selectors, services
from scheduler.staff.door import ask_again, staff_page
from scheduler.staff.privacy import files
from scheduler.staff.privacy.forms import LogForm, MonthForm
from scheduler.staff.refusals import refusals_in

PER_PAGE = 25
MOST_ROWS = 50_000


def _form(request: HttpRequest) -> LogForm:
    names = [(row.pk, row.name) for row in people.all_persons()]
    return LogForm(request.GET or {}, people=names)


@require_safe
@staff_page(right=Right.SEE_ACCESS_LOG)
def log_page(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The rows, a picture of who looked how often, and the months to sign."""
    return _page(request, actor)


def _page(request: HttpRequest, actor: Actor, *, wrong: MonthForm | None = None) -> HttpResponse:
    form = _form(request)
    rows = selectors.entries(actor, form.wanted())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page": page,
        "lines": selectors.lines_of(page.object_list),
        "picture": selectors.lookers(rows),
        "months": selectors.months_to_review(now=timezone.now()),
        "month_form": wrong or MonthForm(),
        "me": actor.person_id,
        "query": request.GET.urlencode(),
    }
    return render(request, "staff/privacy/log.html", context, status=422 if wrong is not None else 200)


@require_safe
@staff_page(right=Right.SEE_ACCESS_LOG)
def log_file(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What is on the page, as a file, after a fresh login (S17)."""
    back = f"{reverse('staff:privacy-log')}?{request.GET.urlencode()}"
    again = ask_again(request, back_to=back)
    if again is not None:
        return again
    rows = selectors.entries(actor, _form(request).wanted())
    return files.log_csv(selectors.lines_of(rows[:MOST_ROWS]))


@require_POST
@staff_page(right=Right.SEE_ACCESS_LOG)
def sign(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """A month was looked through."""
    form = MonthForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            review = services.sign_review(actor=actor, now=timezone.now(), **form.cleaned_data)
            if review.chain_whole:
                messages.success(request, _("De controle is afgetekend. De log is heel."))
            else:
                messages.error(
                    request, _("De controle is afgetekend, maar de log is niet heel. Meld dit bij de beheerder.")
                )
            return redirect("staff:privacy-log")
    return _page(request, actor, wrong=form)
