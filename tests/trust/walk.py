"""Every address of the house, filled with real objects. A new kind of id must be named here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django_scopes import scopes_disabled

# Which table an id in an address comes from.
MODELS = {
    "plan_id": "yearplan.YearPlan",
    "series_id": "yearplan.Series",
    "planned_id": "yearplan.PlannedMeeting",
    "member_id": "yearplan.SeriesMember",
    "run_id": "yearplan.SolverRun",
    "asked_id": "yearplan.SignOff",
    "draft_id": "regions.RouteDraft",
    "case_id": "cases.Case",
    "request_id": "cases.ConsentRequest",
    "party_id": "cases.Party",
    "involved_id": "cases.Involved",
    "ground_id": "cases.OtherGround",
    "dispute_id": "cases.Dispute",
    "task_id": "cases.Task",
    "signal_id": "cases.Signal",
    "application_id": "cases.Application",
    "applicant_id": "cases.Applicant",
    "consultation_id": "cases.Consultation",
    "meeting_id": "meetings.Meeting",
    "participant_id": "meetings.Participant",
    "mail_id": "meetings.KeptMail",
    "agenda_item_id": "agenda.AgendaItem",
    "agenda_guest_id": "agenda.AgendaGuest",
    "poll_id": "polls.DatePoll",
    "option_id": "polls.PollOption",
    "person_id": "people.Person",
    "school_id": "people.School",
    "room_id": "rooms.Room",
    "organisation_id": "people.Organisation",
    "holding_id": "people.RoleHolding",
    "hours_id": "people.WorkingHours",
    "absence_id": "people.Absence",
    "deputy_id": "people.Deputy",
    "free_day_id": "people.FreeDay",
    "key_id": "people.ApiKey",
    "account_id": "calendars.CalendarAccount",
    "hook_id": "webhooks.Hook",
    "delivery_id": "webhooks.Delivery",
    "clock_id": "dossier.Clock",
    "observation_id": "dossier.Observation",
    "document_id": "dossier.Document",
    "reading_id": "dossier.Reading",
    "stretch_id": "dossier.Absence",
    "safety_id": "dossier.SafetySignal",
    "agreement_id": "followup.Agreement",
    "evaluation_id": "followup.Evaluation",
    "receipt_id": "report.Receipt",
    "ask_id": "privacy.SubjectRequest",
    "report_id": "privacy.DeletionReport",
    "oza_version_id": "handover.OzaVersion",
    "letter_id": "outbox.OutgoingLetter",
    "text_id": "sms.TextMessage",
    "link_id": "links.PersonalLink",
}
# Ids that name no row: what to try instead.
LITERALS = {
    **{"token": "a" * 43, "number": 1, "year": 2026, "uidb36": "x", "key": "x"},
    **{"route_key": "west-brabant-po", "language_code": "ar", "topic": "picture"},
}
# Doors of others: allauth (its own tests), ninja's schema.
FOREIGN = ("account/",)


@dataclass(frozen=True)
class Address:
    """One pattern: its route, the names in it and the view behind it."""

    route: str
    names: tuple[str, ...]
    view: Any
    name: str

    def path(self, ids: dict[str, Any]) -> str | None:
        """The path for these ids, or None when one is missing."""
        path = self.route
        for name in self.names:
            value = ids.get(name, LITERALS.get(name))
            if value is None:
                return None
            path = re.sub(rf"<(?:\w+:)?{name}>", str(value), path)
        return "/" + path


def addresses(prefix: str = "") -> list[Address]:
    """All addresses of our own whose route begins with a prefix."""

    def walk(patterns: list[Any], base: str) -> Iterator[Address]:
        for pattern in patterns:
            route = base + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                names = tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))
                yield Address(route=route, names=names, view=pattern.callback, name=pattern.name or "")

    found = walk(get_resolver().url_patterns, "")
    return [row for row in found if row.route.startswith(prefix) and not row.route.startswith(FOREIGN)]


def ids_of(swv_id: object) -> dict[str, Any]:
    """For every kind of id a row of this tenant: the newest, whose story is furthest. Missing where there is none."""
    ids: dict[str, Any] = {}
    with scopes_disabled():
        for name, label in MODELS.items():
            model = apps.get_model(label)
            tenant = "tenant_id" if hasattr(model, "tenant_id") else "swv_id"
            row = model.objects.filter(**{tenant: swv_id}).order_by("-created_at", "pk").first()
            if row is not None:
                ids[name] = row.pk
    return ids


# House rule 6 has one exception: who looked is written down (P6), and when a feed was last fetched (S14).
# `tests/privacy/test_log.py` and `tests/meetings/test_feeds.py` look at those tables.
WRITTEN_BY_LOOKING = frozenset({"privacy.AccessEntry", "links.LinkUse"})


def snapshot() -> dict[str, str]:
    """A digest of every table's rows, but of those that a look adds to."""
    digests = {}
    with scopes_disabled():
        for model in apps.get_models():
            if model._meta.label in WRITTEN_BY_LOOKING:
                continue
            rows = sorted(str(sorted(row.items())) for row in model._base_manager.values())
            digests[model._meta.label] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests
