"""Every door writes who looked, in one place: what was asked for, about which pupil, and how it ended (P6).

It runs inside the tenant's scope, around the view. It also keeps frozen cases still (P5): a change to one is refused
here, whatever page or room it is for, so that a new page cannot forget it.

When the row cannot be written, nobody gets the page (S19).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_scopes import scope

from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.cases.services import CaseFrozen
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.privacy import services
from planning.privacy.models import Action, Result, Source
from planning.privacy.services import Look
from planning.privacy.subjects import About, Subject, about, subject_of_id
from scheduler.middleware import refusal_page

# Pages that name several pupils: one row a look, without an alias.
LISTS = frozenset(
    {
        "staff:today",
        "staff:cases",
        "staff:board",
        "staff:meetings",
        "staff:across",
        "staff:signals",
        "staff:applications",
        "staff:consultations",
        "staff:followup",
        "staff:meeting-new",
        "staff:deadlines",
        "staff:safety-signal-new",
        "staff:agenda-backlog",
        "staff:agenda-new",
    }
)
# What stays possible with a frozen case: ending the freeze, requests and corrections, and saying no. A signal about
# safety too: see `keep_still`.
STILL_ALLOWED = ("staff:privacy-", "staff:consent-record", "guest:consent")
# Which id a guest's link is about.
OBJECT_OF: dict[str, str] = {
    Purpose.CONSENT: "case_id",
    Purpose.POLL: "poll_id",
    Purpose.INVITATION: "meeting_id",
    Purpose.AGENDA: "meeting_id",
    Purpose.AGREEMENT: "agreement_id",
    Purpose.OBSERVATION: "observation_id",
    Purpose.DOCUMENT: "reading_id",
    Purpose.PUPIL: "case_id",
    Purpose.REPORT: "receipt_id",
}
FROZEN_FOR_GUESTS = gettext_lazy("Deze pagina is nu even dicht.")
WHAT_GUESTS_CAN_DO = gettext_lazy("De school kan u vertellen waarom. U hoeft nu niets te doen.")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NOTHING_SHOWN = 204  # an open page asked whether there is anything new, and there was not


@dataclass(frozen=True, slots=True)
class Target:
    """What an address is about: the row, and the case it belongs to."""

    name: str
    subject: Subject | None
    key: object
    about: About | None


class AccessLogMiddleware:
    """Looks up the case behind an address before the view runs, and writes one row after it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Write what came of it. Nothing is written for an address that is about no pupil."""
        response = self.get_response(request)
        target: Target | None = getattr(request, "looked_at", None)
        shown = request.method not in SAFE or response.status_code != NOTHING_SHOWN
        if target is not None and shown:
            _write(request, response, target)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Find what is asked for, and refuse a change to a case that stands still. Guests: see `look_as_guest`."""
        del view, args
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            return None
        target = _target(_page(request), {**_asked(request), **kwargs})
        if target is not None:
            request.looked_at = target  # type: ignore[attr-defined]  # read above, when the view is done
            try:
                keep_still(request, target)
            except CaseFrozen as refusal:  # nobody handles what is raised before the view
                if not request.path.startswith("/api/"):
                    return refusal_page(request, refusal)
                request.refused = refusal  # type: ignore[attr-defined]  # the door of machines raises it: see api.door
        return None


def look_as_guest(request: HttpRequest, grant: Grant) -> None:
    """The same for somebody behind a personal link; the guest door calls it inside the link's scope."""
    name = OBJECT_OF.get(grant.purpose, "")
    within = request.resolver_match.kwargs if request.resolver_match is not None else {}
    target = _target(_page(request), {name: grant.object_key, **within}) if name else None
    if target is not None:
        request.looked_at, request.grant = target, grant  # type: ignore[attr-defined]
        try:
            keep_still(request, target)
        except CaseFrozen as frozen:
            raise CaseFrozen(FROZEN_FOR_GUESTS, hint=WHAT_GUESTS_CAN_DO) from frozen


def keep_still(request: HttpRequest, target: Target) -> None:
    """Raise CaseFrozen for what a frozen case does not allow: changes, and looks by who is not of the school."""
    if target.about is None or not target.about.frozen or target.name.startswith(STILL_ALLOWED):
        return
    actor: Actor | None = getattr(request, "actor", None)
    if target.subject is not None and target.subject.label.startswith("dossier.Safety"):
        return
    reads = request.method in SAFE
    if reads and actor is not None and actor.may(Right.MANAGE_CASES, school_id=target.about.school_id):
        return
    raise CaseFrozen


def _page(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.view_name or match.route) if match is not None else ""


def _asked(request: HttpRequest) -> dict[str, object]:
    """A case named in the query: the page of a new meeting."""
    try:
        return {"case_id": UUID(request.GET["casus"])} if "casus" in request.GET else {}
    except ValueError:
        return {}


def _target(page: str, ids: Mapping[str, object]) -> Target | None:
    # The last id of an address is the narrowest: /casussen/<case>/ouder/<party>/ is about that parent.
    for name in reversed(list(ids)):
        subject = subject_of_id(name)
        if subject is not None:
            return Target(page, subject, ids[name], about(subject, ids[name]))
    return Target(page, None, "", None) if page in LISTS or page.endswith(":cases") else None


def _write(request: HttpRequest, response: HttpResponse, target: Target) -> None:
    grant: Grant | None = getattr(request, "grant", None)
    actor: Actor | None = getattr(request, "actor", None)
    swv_id = grant.tenant_id if grant is not None else actor.swv_id if actor is not None else None
    if swv_id is None:
        return
    look = Look(
        by=By.guest(grant.person_key) if grant is not None else _by(actor),
        role=_role(actor, target) if grant is None else "",
        action=_action(request, response, target),
        page=target.name,
        purpose=grant.purpose if grant is not None else _purpose(request),
        result=_result(response),
        source=Source.LINK if grant is not None else Source.API if actor and actor.machine else Source.PAGE,
        object_type=target.subject.model._meta.label_lower if target.subject else "",
        object_id=str(target.key),
        about=target.about,
    )
    with scope(swv=swv_id):
        services.record_look(look, swv_id=swv_id, now=timezone.now())


def _by(actor: Actor | None) -> By:
    assert actor is not None  # noqa: S101  # either a grant or an actor: see _write
    return actor.by


def _role(actor: Actor | None, target: Target) -> str:
    """The roles held at the pupil's school or for the SWV."""
    if actor is None:
        return ""
    at = target.about.school_id if target.about is not None else None
    roles = dict.fromkeys(role.value for role, school in actor.roles if school in {None, at} or at is None)
    return ",".join(roles)


def _purpose(request: HttpRequest) -> str:
    """What the door let them in for: the right that the page asks, else the name of its room."""
    right = getattr(getattr(request.resolver_match, "func", None), "door_right", None)
    return str(right) if right is not None else request.path.strip("/").partition("/")[0]


def _action(request: HttpRequest, response: HttpResponse, target: Target) -> Action:
    if "attachment" in response.headers.get("Content-Disposition", ""):
        return Action.EXPORT
    if request.method not in SAFE:
        return Action.CHANGE
    return Action.SEE if target.subject is not None else Action.LIST


def _result(response: HttpResponse) -> Result:
    if response.status_code in {401, 403, 404, 405, 409}:
        return Result.REFUSED
    return Result.FAILED if response.status_code >= 400 else Result.ALLOWED
