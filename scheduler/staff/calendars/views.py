"""The own calendar: connect it, choose which, see how it is, let go of it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from planning.calendars import selectors, services
from planning.calendars.models import CalendarAccount, Kind
from planning.calendars.wording import reason
from planning.errors import DomainError
from planning.people.access import Actor, Right
from scheduler.staff.calendars.forms import CalDavForm, ChooseForm, FeedForm
from scheduler.staff.door import staff_page
from scheduler.staff.people.filling import posted
from scheduler.staff.refusals import refusals_in

MOST_TRIES = 20  # an hour and person: enough for a typing mistake, too few to look for servers


class TooManyTries(DomainError):
    """Asking servers is not for guessing."""

    code = "calendar_too_many_tries"
    status = 429
    message = gettext_lazy("U heeft het vaak geprobeerd. Wacht een uur.")


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def calendars(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What is connected, how it is, and what we wrote."""
    rows = selectors.overview_of(actor.person_id)
    context = {
        "rows": [(row, reason(row.trouble)) for row in rows],
        "writes": any(row.kind != Kind.FEED for row in rows),
        "microsoft": bool(settings.M365_CLIENT_ID),
        "written": selectors.written_rows(actor.person_id, since=timezone.now()),
    }
    return render(request, "staff/calendars/calendars.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PEOPLE)
def connect(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """A calendar that we also write into: the server is tried at once."""
    return _connect(request, actor, CalDavForm(posted(request)), kind=Kind.CALDAV)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PEOPLE)
def connect_feed(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """A calendar that we only read."""
    return _connect(request, actor, FeedForm(posted(request)), kind=Kind.FEED)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PEOPLE)
def connect_microsoft(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The mailbox of the own e-mail address at Microsoft 365, where the administrator allows it."""
    if not settings.M365_CLIENT_ID:
        raise Http404
    return _connect(request, actor, forms.Form(posted(request)), kind=Kind.MICROSOFT365)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PEOPLE)
def choose(request: HttpRequest, account_id: UUID, *, actor: Actor) -> HttpResponse:
    """Which calendar of the account; the list is the server's own, asked now."""
    account, now = _own(actor, account_id), timezone.now()
    try:
        among = services.calendars_of(account, now=now)
    except services.CannotConnect as refusal:
        messages.error(request, str(refusal.message))
        return redirect("staff:calendars")
    form = ChooseForm(posted(request), among=among, initial={"calendar": account.calendar})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.choose(
                actor=actor, account_id=account.pk, calendar=form.cleaned_data["calendar"], among=among, now=now
            )
            messages.success(request, _("Deze agenda is gekozen."))
            return redirect("staff:calendars")
    context = {"form": form, "account": account}
    return render(request, "staff/calendars/choose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PEOPLE)
def disconnect(request: HttpRequest, account_id: UUID, *, actor: Actor) -> HttpResponse:
    """Say what will happen; POST does it."""
    account = _own(actor, account_id)
    if request.method == "POST":
        left = services.disconnect(actor=actor, account_id=account.pk, now=timezone.now())
        if left:
            messages.success(request, _("De agenda wordt losgekoppeld. We halen eerst weg wat wij erin schreven."))
        else:
            messages.success(request, _("De agenda is losgekoppeld."))
        return redirect("staff:calendars")
    row = next(row for row in selectors.overview_of(actor.person_id) if row.id == account.pk)
    return render(request, "staff/calendars/disconnect.html", {"row": row, "why": reason(row.trouble)})


def _own(actor: Actor, account_id: UUID) -> CalendarAccount:
    found = selectors.own_account(actor.person_id, account_id)
    if found is None:
        raise Http404
    return found


def _connect(request: HttpRequest, actor: Actor, form: forms.Form, *, kind: Kind) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        with refusals_in(form):
            _count_try(actor, now=now)
            account = services.connect(actor=actor, kind=kind, now=now, **form.cleaned_data)
            if not account.calendar:
                return redirect("staff:calendar-choose", account_id=account.pk)
            messages.success(request, _("De agenda is gekoppeld. We lezen hem nu voor het eerst."))
            return redirect("staff:calendars")
    context = {"form": form, "kind": kind, "back": reverse("staff:calendars")}
    return render(request, "staff/calendars/connect.html", context, status=422 if form.errors else 200)


def _count_try(actor: Actor, *, now: dt.datetime) -> None:
    key = f"calendar-try:{actor.person_id}:{now:%Y%m%d%H}"
    cache.add(key, 0, timeout=3700)
    if cache.incr(key) > MOST_TRIES:
        raise TooManyTries
