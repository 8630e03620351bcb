"""An own route: copied, looked at as a whole, changed in its structure, published."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.errors import DomainError
from planning.people.access import Actor, Right
from planning.regions import editing, selectors, services
from planning.regions.card import rows
from planning.regions.models import RouteDraft
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.routes import parts
from scheduler.staff.routes.checking import state_of

# What a new meeting or role begins with: complete, so that only what is special has to be changed.
NEW_MEETING: dict[str, editing.Value] = {
    "kind": "OVERLEG",
    "label": "nieuw overleg",
    "guests_read": "gesprek over hulp op school",
    "minutes": 60,
    "leader": "ib",
    "chair": "ib",
    "minute_taker": "ib",
    "dates_by": "ib",
    "invites": "ib",
    "guardians": "always",
    "required": ["guardian", "ib"],
    "optional": ["pupil"],
    "step": 1,
    "agenda": ["Wat is er nodig?"],
}
NEW_PREPARATION: dict[str, editing.Value] = {
    "days": 7,
    "groeidocument": False,
    "consent": False,
    "rules": ["Wie uitnodigt, maakt de agenda."],
}
NEW_ROLE: dict[str, editing.Value] = {"role": "", "name": "nieuwe rol", "employer": "school", "tasks": ["Denkt mee."]}


class CopyForm(forms.Form):
    """A name for the copy."""

    van = forms.CharField(widget=forms.HiddenInput, max_length=40)
    title = forms.CharField(
        label=gettext_lazy("Hoe heet uw route?"),
        max_length=120,
        help_text=gettext_lazy("Bijvoorbeeld: de naam van uw samenwerkingsverband en de sector."),
        error_messages={"required": gettext_lazy("Geef uw route een naam.")},
    )


class RevisionForm(forms.Form):
    """Which save somebody had seen."""

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class StepForm(RevisionForm):
    """A new step."""

    after = forms.IntegerField(min_value=0, max_value=1000)
    title = forms.CharField(max_length=120, error_messages={"required": gettext_lazy("Geef de stap een naam.")})


def draft_or_404(draft_id: UUID) -> RouteDraft:
    """The own route of this SWV."""
    found = selectors.draft(draft_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_ROUTES)
def copy(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Copy a route under a name of one's own."""
    asked = request.POST.get("van", "") if request.method == "POST" else request.GET.get("van", "west-brabant-po")
    try:
        source = selectors.get_route(asked)
    except KeyError as unknown:
        raise Http404 from unknown
    form = CopyForm(request.POST if request.method == "POST" else None, initial={"van": source.key})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = services.copy_route(
                actor=actor, key=source.key, title=form.cleaned_data["title"], now=timezone.now()
            )
            messages.success(request, _("Dit is nu uw eigen route. Pas aan wat bij u anders gaat."))
            return redirect("staff:draft", draft_id=made.pk)
    context = {"form": form, "source": source}
    return render(request, "staff/routes/copy.html", context, status=422 if form.errors else 200)


@require_safe
@staff_page(right=Right.SEE_ROUTES)
def draft(request: HttpRequest, draft_id: UUID, *, actor: Actor) -> HttpResponse:
    """The route as a whole: its picture, its parts, what does not fit yet, what was published."""
    row = draft_or_404(draft_id)
    return render(request, "staff/routes/draft.html", _overview(row, actor))


def _overview(row: RouteDraft, actor: Actor) -> dict[str, Any]:
    try:
        data = editing.data_of(row.text)
    except editing.NotToml:
        data = {}
    versions = selectors.versions_of(row)
    return {
        "draft": row,
        "state": state_of(row.text, draft_id=row.pk),
        "readable": bool(data),
        "steps": rows(data, "steps"),
        "meetings": rows(data, "meetings"),
        "roles": rows(data, "roles"),
        "single": [(part, f"staff:draft-{part.slug}") for part in parts.SINGLE if part.table in {"", *data}],
        "versions": versions,
        "changed": not versions or versions[0].text != row.text,
        "may_manage": actor.may(Right.MANAGE_ROUTES),
    }


@require_POST
@staff_page(right=Right.MANAGE_ROUTES)
def undo(request: HttpRequest, draft_id: UUID, *, actor: Actor) -> HttpResponse:
    """One step back."""
    row = draft_or_404(draft_id)
    form = RevisionForm(request.POST)
    if form.is_valid() and _told(
        request, lambda: services.undo(actor=actor, draft=row, now=timezone.now(), **form.cleaned_data)
    ):
        messages.success(request, _("De laatste wijziging is teruggezet. Toch niet? Zet haar dan nog eens terug."))
    return redirect("staff:draft", draft_id=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_ROUTES)
def publish(request: HttpRequest, draft_id: UUID, *, actor: Actor) -> HttpResponse:
    """Ask first, then make a version for ever."""
    row = draft_or_404(draft_id)
    form = RevisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = services.publish(actor=actor, draft=row, now=timezone.now(), **form.cleaned_data)
            messages.success(
                request,
                _("Versie %(n)s is gepubliceerd. Nieuwe casussen gebruiken haar zodra de route in gebruik is.")
                % {"n": made.version},
            )
            return redirect("staff:draft", draft_id=row.pk)
    context = {**_overview(row, actor), "form": form}
    return render(request, "staff/routes/publish.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(right=Right.MANAGE_ROUTES)
def step_new(request: HttpRequest, draft_id: UUID, *, actor: Actor) -> HttpResponse:
    """A new step behind another."""
    row = draft_or_404(draft_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Geef de stap een naam en kies waar hij komt."))
        return redirect("staff:draft", draft_id=row.pk)
    if not _told(request, lambda: services.add_step(actor=actor, draft=row, now=timezone.now(), **form.cleaned_data)):
        return redirect("staff:draft", draft_id=row.pk)
    messages.success(request, _("De stap staat erbij. Vul hem nu in."))
    return redirect("staff:draft-stap", draft_id=row.pk, number=form.cleaned_data["after"] + 1)


@require_POST
@staff_page(right=Right.MANAGE_ROUTES)
def row_new(request: HttpRequest, draft_id: UUID, *, actor: Actor, slug: str) -> HttpResponse:
    """A new meeting or role at the end."""
    row = draft_or_404(draft_id)
    part = parts.BY_SLUG[slug]
    form = RevisionForm(request.POST)
    fresh: dict[str, editing.Value] = (
        dict(NEW_ROLE) if slug == "rol" else {**NEW_MEETING, "preparation": NEW_PREPARATION}
    )
    if not form.is_valid() or not _told(
        request,
        lambda: services.add_row(
            actor=actor, draft=row, table=part.table, row=fresh, now=timezone.now(), **form.cleaned_data
        ),
    ):
        return redirect("staff:draft", draft_id=row.pk)
    messages.success(request, _("Het staat erbij. Vul het nu in."))
    count = len(rows(editing.data_of(draft_or_404(draft_id).text), part.table))
    return redirect(f"staff:draft-{slug}", draft_id=row.pk, number=count)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_ROUTES)
def row_remove(request: HttpRequest, draft_id: UUID, number: int, *, actor: Actor, slug: str) -> HttpResponse:
    """Ask first, then take a step, meeting or role out."""
    row = draft_or_404(draft_id)
    part = parts.BY_SLUG[slug]
    try:
        table = editing.at(editing.data_of(row.text), parts.place_of(part, number))
    except (editing.NotToml, KeyError) as missing:
        raise Http404 from missing
    form = RevisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if slug == "stap":
                services.remove_step(actor=actor, draft=row, number=number, now=timezone.now(), **form.cleaned_data)
            else:
                services.remove_row(
                    actor=actor,
                    draft=row,
                    table=part.table,
                    number=number - 1,
                    now=timezone.now(),
                    **form.cleaned_data,
                )
            messages.success(request, _("Weggehaald. Met ‘Zet terug’ haalt u het weer terug."))
            return redirect("staff:draft", draft_id=row.pk)
    name = table.get("title") or table.get("label") or table.get("name") or ""
    context = {"draft": row, "part": part, "number": number, "name": name, "form": form}
    return render(request, "staff/routes/remove.html", context, status=422 if form.errors else 200)


def _told(request: HttpRequest, act: Any) -> bool:
    """Do it; what the service refuses is said above the page one goes back to."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}".strip())
        return False
    return True
