"""The minutes for who composes them: one click, correct, fix, send; and for who reads them with an account."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from planning.meetings.models import Meeting
from planning.people.access import Actor
from planning.privacy import selectors as privacy
from planning.report import selectors, services
from planning.report.selectors import ReportPage
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.report.forms import FixForm, SendForm, TextForm, ViewForm

ACT = "doe"


def meeting_or_404(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, for who works on its minutes; for others they are not there."""
    meeting = selectors.composable_meeting(actor, meeting_id, now=timezone.now())
    if meeting is None:
        raise Http404
    return meeting


class _Forms:
    """The forms of the page, one of them bound to what was sent."""

    def __init__(self, page: ReportPage, request: HttpRequest) -> None:
        act = request.POST.get(ACT, "")
        revision = page.report.revision if page.report is not None else 0

        def sent(name: str) -> QueryDict | None:
            return request.POST if act == name else None

        self.compose = forms.Form(sent("maak"))
        self.text = TextForm(sent("bewaar"), lines=page.lines, revision=revision)
        self.fix = FixForm(sent("vast"), revision=revision, again=page.newest is not None)
        self.send = SendForm(sent("stuur"), people=page.candidates)
        self.act = act

    def bound(self) -> forms.Form | None:
        """The form that was sent, when it is one of ours."""
        known = {"maak": self.compose, "bewaar": self.text, "vast": self.fix, "stuur": self.send}
        return known.get(self.act)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def report(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """The minutes as they stand; POST composes, corrects, fixes or sends them."""
    meeting, now = meeting_or_404(actor, meeting_id), timezone.now()
    page = selectors.report_page(meeting, actor=actor, now=now)
    house = _Forms(page, request)
    form = house.bound()
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            with refusals_in(form):
                messages.success(request, _act(house, meeting, actor=actor, now=now))
                response = redirect("staff:report", meeting_id=meeting.pk)
                response["Location"] += "#stuur" if house.act in {"vast", "stuur"} else ""
                return response
    looked = privacy.last_opened(object_ids=[one.receipt.pk for one in page.candidates if one.receipt is not None])
    context = {
        "meeting": meeting,
        "page": page,
        "forms": house,
        "wrong": form,
        "people": [
            (one, looked.get(str(one.receipt.pk)) if one.receipt is not None else None) for one in page.candidates
        ],
        "chosen": set(request.POST.getlist("to")) if house.act == "stuur" else None,
        "old": _old(request, page),
    }
    return render(request, "staff/report/report.html", context, status=422 if form is not None else 200)


def _act(house: _Forms, meeting: Meeting, *, actor: Actor, now: dt.datetime) -> str:
    """Do what was asked; gives what to say of it."""
    if house.act == "maak":
        services.compose(actor=actor, meeting=meeting, now=now)
        return _("De notulen staan klaar. Lees ze na.")
    if house.act == "bewaar":
        data = house.text.cleaned_data
        services.correct(
            actor=actor,
            meeting=meeting,
            pieces=house.text.pieces(),
            revision=data["revision"],
            kept_words=data["kept_words"],
            now=now,
        )
        return _("Bewaard.")
    if house.act == "vast":
        data = house.fix.cleaned_data
        version = services.fix(
            actor=actor,
            meeting=meeting,
            revision=data["revision"],
            why=data.get("why", ""),
            kept_words=data["kept_words"],
            now=now,
        )
        return _("Versie %(n)s staat vast. Kies nu wie hem krijgt.") % {"n": version.number}
    chosen = [UUID(key) for key in house.send.cleaned_data["to"]]
    told = services.send(actor=actor, meeting=meeting, to=chosen, now=now)
    said = ngettext("%(n)s persoon krijgt een brief.", "%(n)s mensen krijgen een brief.", told) % {"n": told}
    if told < len(chosen):
        said += " " + _("Wie geen e-mailadres heeft, geeft u de notulen op papier.")
    return said


def _old(request: HttpRequest, page: ReportPage) -> tuple[object, object] | None:
    """An earlier version to look at, when one is asked for."""
    asked = request.GET.get("versie", "")
    found = next((one for one in page.versions if str(one.number) == asked), None)
    return (found, selectors.pieces_of(found)) if found is not None else None


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def own(request: HttpRequest, meeting_id: UUID, *, actor: Actor) -> HttpResponse:
    """The own part of who was sent it, with an account: read it, say so, or give a zienswijze."""
    now = timezone.now()
    receipt = selectors.receipt_of(actor, meeting_id)
    part = (
        selectors.own_part(receipt_id=receipt.pk, reader_key=str(actor.person_id), now=now)
        if receipt is not None
        else None
    )
    if part is None:
        raise Http404
    viewing = request.POST.get(ACT) == "zienswijze"
    form = ViewForm(request.POST if viewing else None)
    if request.method == "POST":
        if not viewing:
            services.say_read(receipt_id=part.receipt_id, by=actor.by, now=now)
            messages.success(request, _("Vastgelegd dat u het heeft gelezen."))
            return redirect("staff:report-own", meeting_id=meeting_id)
        if form.is_valid():
            with refusals_in(form):
                services.give_view(receipt_id=part.receipt_id, text=form.cleaned_data["text"], by=actor.by, now=now)
                messages.success(request, _("Uw zienswijze staat bij de notulen."))
                return redirect("staff:report-own", meeting_id=meeting_id)
    context = {"part": part, "form": form, "meeting_id": meeting_id}
    return render(request, "staff/report/own.html", context, status=422 if form.errors else 200)
