"""An observer says whether and when, and what was seen; a reader says "I have read it". Each by the own link."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.dossier import selectors, services
from planning.dossier.selectors import GuestObservation, GuestReading
from planning.errors import DomainError, Text
from planning.meetings import selectors as meetings
from scheduler.attachments import attachment
from scheduler.design.alongside import render_alongside
from scheduler.design.templatetags.design import initials
from scheduler.guest.door import guest_page, room
from scheduler.guest.dossier.forms import NO, AnswerForm, FindingsForm
from scheduler.guest.language import CHOICE, language_for, language_links
from scheduler.guest.refusals import refuse


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.OBSERVATION)
def observation(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET shows what the school wants to know; POST answers, or tells what was seen."""
    own = selectors.guest_observation(
        observation_id=UUID(grant.object_key), person_id=UUID(grant.person_key), now=timezone.now()
    )
    if own is None:
        raise Http404
    language = language_for(request, preferred=own.language)
    with translation.override(language):
        return _observe(request, own, grant=grant, language=language)


def _observe(request: HttpRequest, own: GuestObservation, *, grant: Grant, language: str) -> HttpResponse:
    telling = request.method == "POST" and request.POST.get("act") == "findings"
    answer = AnswerForm(request.POST if request.method == "POST" and not telling else None)
    findings = FindingsForm(request.POST if telling else None)
    bound: forms.Form = findings if telling else answer
    if request.method == "POST" and bound.is_valid():
        data, now = bound.cleaned_data, timezone.now()
        try:
            if telling:
                services.finish_observation(
                    observation_id=own.id, done_on=data["done_on"], findings=data["findings"], actor=None, now=now
                )
            else:
                day = None if data["answer"] == NO else data["planned_on"]
                services.answer_observation(observation_id=own.id, planned_on=day, actor=None, now=now)
        except DomainError as refusal:
            _refuse(bound, refusal)
        else:
            return _back(grant, "observatie", language)
    context = {"own": own, "answer": answer, "findings": findings, "thanks": "klaar" in request.GET}
    return _page(request, "observation", own, context, wrong=bool(bound.errors))


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.DOCUMENT)
def document(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """GET says where the document is; only the click on "I have read it" is reading (R92, S1)."""
    return _read(request, grant, reading_id=UUID(grant.object_key), reader_key=grant.person_key, page="stuk")


@require_safe
@guest_page(Purpose.DOCUMENT, page="../")
def document_file(request: HttpRequest, *, grant: Grant) -> HttpResponse:
    """The file, to be kept."""
    del request
    return _fetch(UUID(grant.object_key), grant.person_key)


@require_http_methods(["GET", "HEAD", "POST"])
@guest_page(Purpose.INVITATION)
def meeting_document(request: HttpRequest, reading_id: UUID, *, grant: Grant) -> HttpResponse:
    """The same, from the page of the meeting: who is invited reads what they were asked to read before it."""
    key = _reader_at(grant, reading_id)
    return _read(request, grant, reading_id=reading_id, reader_key=key, page=f"stukken/{reading_id}")


@require_safe
@guest_page(Purpose.INVITATION, page="../")
def meeting_document_file(request: HttpRequest, reading_id: UUID, *, grant: Grant) -> HttpResponse:
    """The file, to be kept."""
    del request
    return _fetch(reading_id, _reader_at(grant, reading_id))


def _reader_at(grant: Grant, reading_id: UUID) -> str:
    """The person or party behind an invitation, when it still stands and this is read before that very meeting."""
    own = meetings.guest_invitation(
        meeting_id=UUID(grant.object_key), participant_id=UUID(grant.person_key), now=timezone.now()
    )
    if own is None or own.off or reading_id not in {row.id for row in own.to_read}:
        raise Http404
    return own.reader_key


def _fetch(reading_id: UUID, reader_key: str) -> HttpResponse:
    file = selectors.file_for_reader(reading_id=reading_id, reader_key=reader_key, now=timezone.now())
    if file is None:
        raise Http404
    return attachment(file)


def _read(request: HttpRequest, grant: Grant, *, reading_id: UUID, reader_key: str, page: str) -> HttpResponse:
    own = selectors.guest_reading(reading_id=reading_id, reader_key=reader_key, now=timezone.now())
    if own is None:
        raise Http404
    language = language_for(request, preferred=own.language)
    with translation.override(language):
        wrong: Text = ""
        if request.method == "POST":
            try:
                services.say_read_by_link(reading_id=own.id, now=timezone.now())
            except DomainError as refusal:
                wrong = refusal.message
            else:
                return _back(grant, page, language)
        context: dict[str, object] = {
            "own": own,
            "wrong": wrong,
            "thanks": "klaar" in request.GET,
            "fetch": f"{room(grant.link_id)}{page}/bestand/",
        }
        return _page(request, "document", own, context, wrong=bool(wrong))


def _refuse(form: forms.Form, refusal: DomainError) -> None:
    for name, reason in refusal.fields.items():
        refuse(form, reason, field=name if name in form.fields else None)
    if not refusal.fields:
        refuse(form, refusal.said)


def _back(grant: Grant, page: str, language: str) -> HttpResponse:
    response = redirect(f"{room(grant.link_id)}{page}/?klaar=1&{CHOICE}={language}")
    response.status_code = 303
    return response


def _page(
    request: HttpRequest, name: str, own: GuestObservation | GuestReading, context: dict[str, object], *, wrong: bool
) -> HttpResponse:
    house = {
        "school_name": own.school,
        "guest_initials": initials(own.name),
        "languages": language_links(request),
        "contact": own.contact,
    }
    return render_alongside(request, f"guest/dossier/{name}.html", {**context, **house}, status=422 if wrong else 200)
