"""The routes of the regions, and one route as a picture on a page that fits on an A4 (R154)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from planning.people.access import Actor, Right
from planning.people.roles import Role
from planning.regions import rules, selectors
from scheduler.design import abbreviations
from scheduler.staff.door import staff_page
from scheduler.staff.routes import drawing


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def route_list(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The newest version of every route: what is in use, what is one's own and still being written, what is there."""
    routes = selectors.newest_routes()
    held = selectors.use(routes)
    firsts = set(held.defaults.values())
    context = {
        "used": [(routes[key], key in firsts) for key in rules.in_order(held.keys, first="", shipped=list(routes))],
        "others": [route for key, route in routes.items() if key not in held.keys],
        "drafts": selectors.draft_lines() if actor.may(Right.SEE_ROUTES) else [],
        "may_manage": actor.may(Right.MANAGE_ROUTES),
        "may_see": actor.may(Right.SEE_ROUTES),
    }
    return render(request, "staff/routes/list.html", context)


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def route(request: HttpRequest, route_key: str, *, actor: Actor) -> HttpResponse:
    """One route: its picture, its steps with who holds regie, its meetings and its abbreviations."""
    version = request.GET.get("versie", "")
    try:
        found = selectors.get_route(
            route_key, int(version) if version.isascii() and version.isdigit() and len(version) < 5 else None
        )
    except KeyError as unknown:
        raise Http404 from unknown
    names = {role.value: str(role.label) for role in Role} | drawing.others(found)
    context = {
        "route": found,
        "picture": drawing.draw(found),
        "phases": drawing.phases(found, names),
        "meetings": drawing.tables(found, names),
        "differences": drawing.differences(found, names),
        "may_manage": actor.may(Right.MANAGE_ROUTES),
    }
    return render(request, "staff/routes/route.html", context)


@require_safe
@staff_page()
def glossary(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Every abbreviation of the field with its meaning, from the one source there is (R156)."""
    del actor
    return render(request, "staff/routes/glossary.html", {"words": sorted(abbreviations.meanings().items())})
