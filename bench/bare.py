"""Beside the guest's poll page: a bare Django view with the same query and markup, in the same server process.

It has no door, no gate, no tenant, no log of who looked and none of the house's own middleware; it reads what the page
shows in one query and keeps a form in two. Settings, template, other middleware and database are those of the house.
Never part of the product: `bench.poll` serves it, on this machine only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler.settings")
django.setup()

from django.conf import settings  # noqa: E402  # the models can be read from here on
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import redirect  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from django.utils.translation import gettext_lazy as _  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from notifications.languages import Language, for_reader  # noqa: E402
from planning.meetings.selectors import Contact  # noqa: E402
from planning.people.languages import switched_on  # noqa: E402
from planning.polls.models import Closed, PollAnswer, PollNote  # noqa: E402
from planning.polls.selectors import GuestOption, GuestPoll  # noqa: E402
from planning.polls.selectors.guests import offered_to  # noqa: E402
from scheduler.design.alongside import render_alongside  # noqa: E402
from scheduler.guest.polls.page import view_of  # noqa: E402

Row = dict[str, Any]
PREFIX = "/bare/"
ASKED = "poll__meeting__participants"
CHOICES = ("yes", "ifneeded", "no")
languages_on = cache(switched_on)  # asked once: a bare view would have it in its settings
BOXES = {"none_of_these": "geen", "call_me": "bel", "interpreter": "tolk"}


def poll(request: HttpRequest, poll_id: UUID, participant_id: UUID) -> HttpResponse:
    """GET shows the dates and the own earlier answers; POST keeps the choices and leads to a thank-you."""
    rows = _rows(poll_id, participant_id)
    first = rows[0]
    preferred = first[f"{ASKED}__party__language"] or (first[f"{ASKED}__person__languages"] or ["nl"])[0]
    on = languages_on(first["swv_id"])
    language = request.GET.get("taal") or for_reader(preferred, on=tuple(one.code for one in on))[0]
    with translation.override(language):
        if request.method == "POST":
            _keep(request, rows, poll_id, participant_id)
            response = redirect(f"{request.path}?klaar=1&taal={language}")
            response.status_code = 303
            return response
        return render_alongside(request, "guest/polls/poll.html", _context(request, _own(rows, participant_id), on))


def _rows(poll_id: UUID, participant_id: UUID) -> list[Row]:
    """Everything on the page, a row an option, in one query."""
    with scopes_disabled():
        offered = offered_to(poll_id, participant_id)
    return list(
        offered.filter(poll__meeting__participants=participant_id).values(
            *("id", "poll_id", "swv_id", "start", "end", "closed_at", "closed_why", "said__choice", "others", "can"),
            *("poll__deadline", "poll__state", "poll__urgent", "note__remark", "note__none_of_these"),
            *("note__call_me", "note__interpreter", "note__parts", f"{ASKED}__party", f"{ASKED}__party__name"),
            *(f"{ASKED}__party__language", f"{ASKED}__person__first_name", f"{ASKED}__person__last_name"),
            *(f"{ASKED}__person__languages", f"{ASKED}__party__known_times__parts", "poll__meeting__minutes"),
            *("poll__meeting__school__name", *_person("organiser"), *_person("case__casusregisseur")),
        )
    )


def _person(way: str) -> tuple[str, ...]:
    return tuple(f"poll__meeting__{way}__{field}" for field in ("first_name", "last_name", "phone", "email"))


def _name(row: Row, way: str) -> str:
    return f"{row[way + '__first_name']} {row[way + '__last_name']}"


def _own(rows: list[Row], participant_id: UUID) -> GuestPoll:
    """The rows as the words of the page want them."""
    first = rows[0]
    lead = "case__casusregisseur" if first["poll__meeting__case__casusregisseur__last_name"] else "organiser"
    way, party = f"poll__meeting__{lead}", first[f"{ASKED}__party"]
    return GuestPoll(
        id=first["poll_id"],
        participant_id=participant_id,
        name=first[f"{ASKED}__party__name"] or _name(first, f"{ASKED}__person"),
        language="",
        school=first["poll__meeting__school__name"],
        organiser=_name(first, "poll__meeting__organiser"),
        contact=Contact(name=_name(first, way), phone=first[f"{way}__phone"], email=first[f"{way}__email"]),
        minutes=first["poll__meeting__minutes"],
        deadline=first["poll__deadline"],
        options=tuple(
            GuestOption(
                id=row["id"],
                start=row["start"],
                end=row["end"],
                choice=row["said__choice"] or "",
                closed=row["closed_why"] == Closed.TAKEN,
                lost=row["closed_why"] == Closed.LOST,
                others_can=row["closed_at"] is None and row["others"] > 1 and row["can"] == row["others"],
            )
            for row in rows
            if row["closed_why"] != Closed.LOST or row["said__choice"]
        ),
        answered=any(row["said__choice"] for row in rows),
        remark=first["note__remark"] or "",
        none_of_these=bool(first["note__none_of_these"]),
        call_me=bool(first["note__call_me"]),
        interpreter=bool(first["note__interpreter"]),
        parts=tuple(first["note__parts"] or first[f"{ASKED}__party__known_times__parts"] or ()),
        asks_parts=party is not None,
        urgent=first["poll__urgent"],
        chosen=None,
        stopped=False,
    )


def _context(request: HttpRequest, own: GuestPoll, on: tuple[Language, ...]) -> dict[str, object]:
    return {
        "page": view_of(own),
        "choices": tuple(zip(CHOICES, (_("ja"), _("als het moet"), _("nee")), strict=True)),
        "school_name": own.school,
        "guest_name": own.name,
        "contact": own.contact,
        "languages": [(one.code, one.name, f"{request.path}?taal={one.code}") for one in on],
    }


def _keep(request: HttpRequest, rows: list[Row], poll_id: UUID, participant_id: UUID) -> None:
    """The choices and what was added, in two statements of one transaction."""
    now, swv_id = timezone.now(), rows[0]["swv_id"]
    answers = [
        PollAnswer(swv_id=swv_id, option_id=row["id"], participant_id=participant_id, choice=choice, at=now)
        for row in rows
        if (choice := request.POST.get(f"optie-{row['id']}")) in CHOICES
    ]
    note = PollNote(
        swv_id=swv_id,
        poll_id=poll_id,
        participant_id=participant_id,
        remark=request.POST.get("opmerking") or None,
        at=now,
        **{box: name in request.POST for box, name in BOXES.items()},
    )
    with transaction.atomic():
        PollAnswer._base_manager.bulk_create(
            answers,
            update_conflicts=True,
            unique_fields=["option", "participant"],
            update_fields=["choice", "at"],
        )
        PollNote._base_manager.bulk_create(
            [note],
            update_conflicts=True,
            unique_fields=["poll", "participant"],
            update_fields=["remark", *BOXES, "at"],
        )


urlpatterns = [path("bare/<uuid:poll_id>/<uuid:participant_id>/", poll)]


class _Bare(WSGIHandler):
    """Django with the house's settings, without the house's middleware, and with the address of this view only."""

    def get_response(self, request: HttpRequest) -> Any:
        request.urlconf = __name__
        return super().get_response(request)


Start = Callable[..., Any]


class Both:
    """The WSGI door: /bare/ is the bare view, everything else the house."""

    def __init__(self) -> None:
        others = [name for name in settings.MIDDLEWARE if not name.startswith("scheduler.")]
        with override_settings(MIDDLEWARE=others):
            self.bare = _Bare()
        self.house = WSGIHandler()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Hand over."""
        handler = self.bare if environ["PATH_INFO"].startswith(PREFIX) else self.house
        found: Iterable[bytes] = handler(environ, start_response)
        return found


application = Both()
