"""Who has prepared, what was said side by side, and one's own seven answers (R95, R96, R104)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.errors import DomainError
from planning.meetings.models import Meeting
from planning.meetings.selectors import name_of, phone_of
from planning.people.access import Actor, NotAllowed, Right
from planning.preparation import selectors, services
from scheduler.staff.door import staff_page
from scheduler.staff.preparation.forms import QuestionsForm, TelephoneForm
from scheduler.staff.refusals import refusals_in


def _meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = selectors.readable_meeting(actor, meeting_id, now=timezone.now())
    if meeting is None:
        raise Http404
    return meeting


@require_safe
@staff_page()
def preparation(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """All that was said, for the school and those at the table with a ground; prints as it stands."""
    meeting = _meeting(actor, meeting_id)
    page = selectors.preparation_page(meeting, actor=actor, now=timezone.now())
    return render(request, "staff/preparation/preparation.html", {"page": page, "meeting": meeting})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def own(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """The own seven answers of who sits at this table (R104)."""
    meeting, now = _meeting(actor, meeting_id), timezone.now()
    page = selectors.preparation_page(meeting, actor=actor, now=now)
    if not page.may_answer:
        raise Http404
    form = QuestionsForm(request.POST if request.method == "POST" else None, known=page.own)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.say_as_staff(actor=actor, meeting=meeting, words=form.words(), now=now)
            messages.success(request, _("Uw voorbereiding is bewaard."))
            return redirect("staff:preparation", meeting_id=meeting.pk)
    context = {"page": page, "meeting": meeting, "form": form}
    return render(request, "staff/preparation/own.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def remind(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """One letter to who said nothing yet."""
    meeting = _meeting(actor, meeting_id)
    try:
        asked = services.remind_to_prepare(actor=actor, meeting=meeting, now=timezone.now())
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal.said))
    else:
        said = ngettext("%(n)s persoon krijgt een herinnering.", "%(n)s mensen krijgen een herinnering.", asked)
        messages.success(
            request, said % {"n": asked} if asked else _("Niemand kreeg een brief: wie een adres heeft, kreeg hem al.")
        )
    return redirect("staff:preparation", meeting_id=meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_MEETINGS)
def by_telephone(request: HttpRequest, meeting_id: UUID, participant_id: UUID, *, actor: Actor) -> HttpResponse:
    """The words of a parent who cannot use a link, written down by the school (R100)."""
    meeting, now = _meeting(actor, meeting_id), timezone.now()
    seat = selectors.family_seat(meeting, participant_id)
    if seat is None or not selectors.is_of_school(actor, meeting):
        raise Http404
    form = TelephoneForm(request.POST if request.method == "POST" else None, known=selectors.words_of(seat))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.say_for_family(
                actor=actor,
                meeting=meeting,
                participant_id=seat.pk,
                words=form.words(),
                read_back=form.cleaned_data["read_back"],
                now=now,
            )
            messages.success(request, _("Bewaard, in de woorden van de ouder."))
            return redirect("staff:preparation", meeting_id=meeting.pk)
    context = {"meeting": meeting, "form": form, "name": name_of(seat), "phone": phone_of(seat)}
    return render(request, "staff/preparation/telephone.html", context, status=422 if form.errors else 200)
