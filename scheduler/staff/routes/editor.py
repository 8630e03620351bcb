"""A page per part of an own route, checked while one types, and the whole of it as a text."""

from __future__ import annotations

import difflib
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.people.access import Actor, Right
from planning.regions import editing, rules, services
from planning.regions.models import RouteDraft
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import show
from scheduler.staff.routes.cardform import CardForm
from scheduler.staff.routes.checking import State, state_of
from scheduler.staff.routes.drafts import draft_or_404
from scheduler.staff.routes.forms import PartForm, TextForm
from scheduler.staff.routes.parts import BY_SLUG, Part, place_of


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_ROUTES)
def part(request: HttpRequest, draft_id: UUID, number: int | None = None, *, actor: Actor, slug: str) -> HttpResponse:
    """One part. POST keeps it, also with faults; with `?controle` nothing is kept and only the check comes back."""
    row, found = draft_or_404(draft_id), BY_SLUG[slug]
    data = _data(request, row)
    if data is None:
        return redirect("staff:draft-text", draft_id=row.pk)
    try:
        form = PartForm(
            request.POST if request.method == "POST" else None,
            part=found,
            place=place_of(found, number),
            route=data,
            revision=row.revision,
        )
    except (KeyError, editing.NotToml) as missing:
        raise Http404 from missing
    here = (found.table, None if number is None else number - 1)
    page = {"part": found, "number": number, "title": _title(found, form, number)}
    return _edit(request, form, draft=row, actor=actor, here=here, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_ROUTES)
def card(request: HttpRequest, draft_id: UUID, *, actor: Actor) -> HttpResponse:
    """What regions do differently, as one small form."""
    row = draft_or_404(draft_id)
    data = _data(request, row)
    if data is None:
        return redirect("staff:draft-text", draft_id=row.pk)
    form = CardForm(request.POST if request.method == "POST" else None, route=data, revision=row.revision)
    page = {"title": _("Zo doet uw regio het"), "card": True}
    return _edit(request, form, draft=row, actor=actor, here=("-", None), page=page)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_ROUTES)
def text(request: HttpRequest, draft_id: UUID, *, actor: Actor) -> HttpResponse:
    """The whole as a text, every fault with its line."""
    row = draft_or_404(draft_id)
    form = TextForm(
        request.POST if request.method == "POST" else None, initial={"text": row.text, "revision": row.revision}
    )
    typed = rules.tidy(form.data.get("text", "")) if form.is_bound else row.text
    if request.method == "POST" and form.is_valid():
        if "controle" in request.GET:
            return _fragment(request, state_of(typed, draft_id=row.pk), lines=True)
        try:
            services.save_text(
                actor=actor, draft=row, text=typed, revision=form.cleaned_data["revision"], now=timezone.now()
            )
        except services.SavedInBetween as moved:
            show(form, moved)
            return _text_page(request, moved.draft, form, typed, theirs=moved.draft.text)
        except (services.TextTooLong, services.OnlyAsText) as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Bewaard."))
            return redirect("staff:draft-text", draft_id=row.pk)
    return _text_page(request, row, form, typed)


# --- Inside -----------------------------------------------------------------------------------------------------------
def _data(request: HttpRequest, row: RouteDraft) -> dict[str, Any] | None:
    try:
        return editing.data_of(row.text)
    except editing.NotToml:
        messages.error(request, f"{services.OnlyAsText.message} {_('Herstel eerst de regel die hieronder staat.')}")
        return None


def _edit(
    request: HttpRequest,
    form: PartForm | CardForm,
    *,
    draft: RouteDraft,
    actor: Actor,
    here: tuple[str, int | None],
    page: dict[str, Any],
) -> HttpResponse:
    text, wrong = draft.text, False
    differs: list[tuple[str, str]] = []
    if request.method == "POST":
        wrong = True
        writes = form.writes() if form.is_valid() else []
        if "controle" in request.GET:
            return _fragment(request, state_of(services.written(draft.text, writes), draft_id=draft.pk, here=here))
        if not form.errors:
            try:
                revision, now = form.cleaned_data["revision"], timezone.now()
                services.save_part(actor=actor, draft=draft, writes=writes, revision=revision, now=now)
            except services.SavedInBetween as moved:
                show(form, moved)
                _seen(form, moved.draft.revision)
                text = services.written(draft.text, writes)
                differs = _differences(moved.draft.text, text)
            except (services.TextTooLong, services.OnlyAsText) as refusal:
                text = services.written(draft.text, writes)
                show(form, refusal)
            else:
                messages.success(request, _("Bewaard."))
                return redirect(request.path)
    context = {
        "draft": draft,
        "form": form,
        "state": state_of(text, draft_id=draft.pk, here=here),
        "check": f"{request.path}?controle",
        "differs": differs,
        **page,
    }
    return render(request, "staff/routes/edit.html", context, status=422 if wrong else 200)


def _differences(theirs: str, mine: str) -> list[tuple[str, str]]:
    """Lines only the kept text has ("-") and lines only this one has ("+"): what saving again would do."""
    rows = difflib.unified_diff(theirs.splitlines(), mine.splitlines(), lineterm="", n=0)
    return [(row[:1], row[1:].strip()) for row in rows if not row.startswith(("---", "+++", "@@"))][:100]


def _seen(form: PartForm | CardForm | TextForm, revision: int) -> None:
    """The page now shows what the other did; saving again is a choice."""
    sent = cast(QueryDict, form.data).copy()
    sent["revision"] = str(revision)
    form.data = sent


def _text_page(request: HttpRequest, row: RouteDraft, form: TextForm, typed: str, *, theirs: str = "") -> HttpResponse:
    if theirs:
        _seen(form, row.revision)
    context = {
        "draft": row,
        "form": form,
        "state": state_of(typed, draft_id=row.pk),
        "check": f"{request.path}?controle",
        "differs": _differences(theirs, typed) if theirs else [],
    }
    return render(request, "staff/routes/text.html", context, status=422 if form.errors else 200)


def _fragment(request: HttpRequest, state: State, *, lines: bool = False) -> HttpResponse:
    return render(request, "staff/routes/_check.html", {"state": state, "lines": lines})


def _title(found: Part, form: PartForm, number: int | None) -> str:
    name = form.table.get("title") or form.table.get("label") or form.table.get("name") or ""
    if number is None:
        return str(found.title)
    return f"{found.title} {number}: {name}" if found.slug == "stap" else f"{found.title}: {name}"
