"""Which routes are used for new cases, and open cases that go on to a newer version: both explicit acts."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from planning.cases import selectors as cases
from planning.cases import services as case_services
from planning.people.access import Actor, Right
from planning.people.models import Sector
from planning.regions import rules, selectors, services
from planning.routes.engine import Route
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


class UseForm(forms.Form):
    """Which routes new cases may use, and which comes first in each sector."""

    keys = forms.MultipleChoiceField(
        label=gettext_lazy("Welke routes gebruikt u?"),
        help_text=gettext_lazy("Wie een casus opent, kiest uit deze routes. Lopende casussen blijven waar ze zijn."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Kies ten minste één route per sector.")},
    )

    def __init__(self, data: QueryDict | None, *, routes: dict[str, Route], held: rules.Use) -> None:
        initial = {"keys": list(held.keys), **{f"default_{sector}": key for sector, key in held.defaults.items()}}
        super().__init__(data, initial=initial)
        names = {key: f"{route.title} ({route.sector})" for key, route in routes.items()}
        self.fields["keys"].choices = list(names.items())  # type: ignore[attr-defined]
        for sector in rules.SHIPPED_DEFAULTS:
            self.fields[f"default_{sector}"] = forms.ChoiceField(
                label=_("Eerste keus in het %(sector)s") % {"sector": Sector(sector).label},
                choices=[(key, route.title) for key, route in routes.items() if route.sector == sector],
            )

    def defaults(self) -> dict[str, str]:
        """The first choice per sector."""
        return {sector: self.cleaned_data[f"default_{sector}"] for sector in rules.SHIPPED_DEFAULTS}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_ROUTES)
def use(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Choose the routes of the SWV."""
    routes = selectors.newest_routes()
    form = UseForm(request.POST if request.method == "POST" else None, routes=routes, held=selectors.use(routes))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.choose_routes(
                actor=actor, keys=form.cleaned_data["keys"], defaults=form.defaults(), now=timezone.now()
            )
            messages.success(request, _("Bewaard. Nieuwe casussen gebruiken deze routes."))
            return redirect("staff:routes")
    return render(request, "staff/routes/use.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@staff_page(right=Right.SEE_ROUTES)
def older(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Open cases on an older version, per route."""
    context = {"groups": cases.cases_on_older_versions(), "may_manage": actor.may(Right.MANAGE_ROUTES)}
    return render(request, "staff/routes/older.html", context)


class MoveForm(forms.Form):
    """A step of the new version for each case; a case without one stays where it is."""

    def __init__(self, data: QueryDict | None, *, found: cases.Older) -> None:
        super().__init__(data)
        self.found = found
        choices = [
            ("", _("blijft op de oude versie")),
            *((str(step.number), f"{step.number}. {step.title}") for step in found.new.steps),
        ]
        for row in found.cases:
            name = f"case-{row.case_id}"
            self.fields[name] = forms.ChoiceField(choices=choices, label=row.reference, required=False)
            self.initial[name] = str(row.proposed or "")

    def moves(self) -> list[case_services.Move]:
        """The cases that go."""
        chosen = {row.case_id: self.cleaned_data[f"case-{row.case_id}"] for row in self.found.cases}
        return [case_services.Move(case_id, int(step)) for case_id, step in chosen.items() if step]

    def lines(self) -> list[tuple[cases.Movable, forms.BoundField]]:
        """Each case with its field."""
        return [(row, self[f"case-{row.case_id}"]) for row in self.found.cases]

    def chosen(self) -> list[tuple[cases.Movable, str]]:
        """Each case that goes, with the name of its step to come."""
        titles = {step.number: f"{step.number}. {step.title}" for step in self.found.new.steps}
        steps: dict[UUID, int] = {move.case_id: move.step for move in self.moves()}
        return [(row, titles[steps[row.case_id]]) for row in self.found.cases if row.case_id in steps]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_ROUTES)
def move(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Choose a step per case, look at what will happen, then do it."""
    old, new = _pinned(request.GET.get("van", "")), _pinned(request.GET.get("naar", ""))
    found = cases.older(old, new)
    if found is None:
        raise Http404
    form = MoveForm(request.POST if request.method == "POST" else None, found=found)
    context = {"form": form, "found": found}
    if request.method == "POST" and form.is_valid():
        if not form.moves():
            form.add_error(None, str(case_services.NothingToMove.message))
        elif request.POST.get("bevestig") != "ja":
            return render(request, "staff/routes/move_confirm.html", context)
        else:
            with refusals_in(form):
                count = case_services.move_to_version(
                    actor=actor, old=old, new=new, moves=form.moves(), now=timezone.now()
                )
                messages.success(request, _("%(n)s casussen gaan verder op de nieuwe versie.") % {"n": count})
                return redirect("staff:routes-older")
    return render(request, "staff/routes/move.html", context, status=422 if form.errors else 200)


def _pinned(text: str) -> tuple[str, int]:
    key, _colon, version = text.partition(":")
    return (key, int(version)) if version.isascii() and version.isdigit() and len(version) < 5 else (key, 0)
