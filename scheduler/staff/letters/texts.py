"""Text messages that went out: state, attempts and the gateway's last word, never what they say or the number."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications.sms.models import SmsState
from notifications.sms.selectors import is_configured
from planning.cases import selectors as cases
from planning.cases import services
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page

PER_PAGE = 50


@require_safe
@staff_page(right=Right.SEE_LETTERS)
def messages_sent(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The text messages of the cases one may see; the coordinator sees those of the whole SWV."""
    state = request.GET.get("stand", "")
    page = Paginator(cases.texts_of(actor, state=state), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "states": SmsState.choices,
        "state": state,
        "names": cases.receivers(actor, [row.recipient_key for row in page.object_list]),
        "configured": is_configured(),
    }
    return render(request, "staff/letters/texts.html", context)


@require_POST
@staff_page(right=Right.SEE_LETTERS)
def retry(request: HttpRequest, *, actor: Actor, text_id: UUID) -> HttpResponse:
    """Try once more what failed, or of which nobody knows whether it arrived."""
    if not cases.texts_of(actor).filter(pk=text_id).exists():
        raise Http404
    if services.send_text_again(actor=actor, message_id=text_id, now=timezone.now()):
        messages.success(request, _("We proberen het opnieuw."))
    else:
        messages.warning(request, _("Dit bericht kan niet opnieuw verstuurd worden. Vraag het opnieuw, of bel."))
    return redirect("staff:texts")
