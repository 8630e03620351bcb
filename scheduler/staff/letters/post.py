"""Post that went out: state, attempts and the mail server's last word, never the content."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications.outbox.models import LetterState
from planning.cases import selectors as cases
from planning.cases import services
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page

PER_PAGE = 50


@require_safe
@staff_page(right=Right.SEE_LETTERS)
def letters(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The letters of the cases one may see; the coordinator sees those of the whole SWV."""
    state = request.GET.get("stand", "")
    rows = cases.letters_of(actor, state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "states": LetterState.choices,
        "state": state,
        "nameless": cases.nameless(actor, page.object_list),
    }
    return render(request, "staff/letters/letters.html", context)


@require_POST
@staff_page(right=Right.SEE_LETTERS)
def retry(request: HttpRequest, *, actor: Actor, letter_id: UUID) -> HttpResponse:
    """Try a failed letter once more, at the address that its receiver has now."""
    if not cases.letters_of(actor).filter(pk=letter_id).exists():
        raise Http404
    if services.send_letter_again(actor=actor, letter_id=letter_id, now=timezone.now()):
        messages.success(request, _("We proberen het opnieuw."))
    else:
        messages.warning(request, _("Deze brief kan niet opnieuw verstuurd worden. Maak een nieuwe."))
    return redirect("staff:letters")
