"""The routes of the regions, and one route as a picture on a page that fits on an A4 (R154)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from planning.people.access import Actor, Right
from planning.people.roles import Role
from planning.routes import engine
from scheduler.staff.door import staff_page
from scheduler.staff.routes import drawing


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def route_list(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The newest version of every route."""
    del actor
    keys = dict.fromkeys(key for key, _version in engine.routes())
    return render(request, "staff/routes/list.html", {"routes": [engine.get_route(key) for key in keys]})


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def route(request: HttpRequest, route_key: str, *, actor: Actor) -> HttpResponse:
    """One route: its picture, its steps with who holds regie, its meetings and its abbreviations."""
    del actor
    try:
        found = engine.get_route(route_key)
    except KeyError as unknown:
        raise Http404 from unknown
    names = {role.value: str(role.label) for role in Role} | drawing.others(found)
    context = {
        "route": found,
        "picture": drawing.draw(found),
        "phases": drawing.phases(found, names),
        "meetings": drawing.tables(found, names),
        "differences": drawing.differences(found, names),
    }
    return render(request, "staff/routes/route.html", context)
