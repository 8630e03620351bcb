"""The access log, as who may read it sees it: whole for the SWV, of the own schools for a school's officer (P6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.cases.models import Case, Party
from planning.cases.rules import as_id
from planning.errors import Text
from planning.meetings.models import Participant
from planning.people.access import Actor, Right
from planning.people.models import Person
from planning.people.roles import Role, short_name
from planning.privacy import rules
from planning.privacy.models import AccessEntry, LogReview, Result

MOST_BARS = 12
# What somebody looked at, in words; other tables are told apart by the page in the file.
THINGS: dict[str, Text] = {
    "cases.case": gettext_lazy("casus"),
    "cases.party": gettext_lazy("ouder of leerling"),
    "cases.consentrequest": gettext_lazy("toestemming"),
    "cases.involved": gettext_lazy("wie mag meedenken"),
    "cases.task": gettext_lazy("taak"),
    "meetings.meeting": gettext_lazy("overleg"),
    "meetings.participant": gettext_lazy("wie er aan tafel zit"),
    "polls.datepoll": gettext_lazy("datumprikker"),
    "cases.signal": gettext_lazy("signaal"),
    "cases.application": gettext_lazy("aanmelding"),
    "cases.consultation": gettext_lazy("korte vraag"),
    "dossier.observation": gettext_lazy("observatie"),
    "dossier.document": gettext_lazy("stuk"),
    "dossier.absence": gettext_lazy("verzuim"),
    "followup.agreement": gettext_lazy("afspraak"),
    "followup.evaluation": gettext_lazy("evaluatie"),
    "report.receipt": gettext_lazy("notulen"),
}
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What somebody wants to see; empty is everything. Days are of Amsterdam, both included."""

    case: str = ""
    person: UUID | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One look in words: never a name of a parent or pupil."""

    at: dt.datetime
    who: str
    role: str
    case_reference: str
    action: str
    page: str
    thing: str
    purpose: str
    result: str
    refused: bool
    source: str


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody and how often they looked."""

    who: str
    role: str
    looks: int
    refused: int


@dataclass(frozen=True, slots=True)
class LookerPicture:
    """The people who looked most, with the longest bar."""

    lookers: tuple[Looker, ...]
    most: int
    others: int


def entries(actor: Actor, wanted: LogFilter) -> QuerySet[AccessEntry]:
    """The rows this person may see and wants, newest first."""
    schools = actor.schools_with(Right.SEE_ACCESS_LOG)
    rows = AccessEntry.objects.all() if schools is None else AccessEntry.objects.filter(school__in=schools)
    return _narrow(rows, wanted)


def _narrow(rows: QuerySet[AccessEntry], wanted: LogFilter) -> QuerySet[AccessEntry]:
    if wanted.case:
        rows = rows.filter(case_reference__iexact=wanted.case)
    if wanted.person:
        rows = rows.filter(actor=str(wanted.person))
    if wanted.first:
        rows = rows.filter(at__gte=_midnight(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lt=_midnight(wanted.last + dt.timedelta(days=1)))
    if wanted.result:
        rows = rows.filter(result=wanted.result)
    return rows.order_by("-at", "pk")


def log_of_case(case: Case, *, hide_guests_but: Party | None = None) -> list[LogLine]:
    """Who looked at one case, newest first: the answer to a parent (P6). Three queries.

    With a requester: of other parents not even that they looked (C11).
    """
    rows = AccessEntry.objects.filter(case_reference=case.reference).order_by("-at", "pk")
    # That there is a signal about safety is known to few: who looked at it stands in the officer's log only (R153).
    rows = rows.exclude(object_type__startswith="dossier.safety")
    if hide_guests_but is not None:
        own = {str(hide_guests_but.pk)}
        own |= {str(pk) for pk in hide_guests_but.participations.values_list("pk", flat=True)}
        others = Party.objects.filter(case=case).exclude(pk=hide_guests_but.pk)
        seats = Participant.objects.filter(party__in=others).values_list("pk", flat=True)
        hidden = {str(pk) for pk in (*others.values_list("pk", flat=True), *seats)} - own
        rows = rows.exclude(actor_kind="guest", actor__in=hidden)
    return lines_of(rows)


def lines_of(rows: Iterable[AccessEntry]) -> list[LogLine]:
    """Rows in words. Three queries for any number: professionals, parents, seats."""
    found = list(rows)
    names = _names({(row.actor_kind, row.actor) for row in found})
    return [
        LogLine(
            at=row.at,
            who=names.get(row.actor) or _("onbekend"),
            role=role_names(row.role),
            case_reference=row.case_reference,
            action=row.get_action_display(),
            page=row.page,
            thing=str(THINGS.get(row.object_type, "")),
            purpose=row.purpose,
            result=row.get_result_display(),
            refused=row.result != Result.ALLOWED,
            source=row.get_source_display(),
        )
        for row in found
    ]


def lookers(rows: QuerySet[AccessEntry]) -> LookerPicture:
    """Who looked how often, the most first. Four queries."""
    counted = list(
        rows.order_by()
        .values("actor_kind", "actor", "role")
        .annotate(looks=Count("pk"), refused=Count("pk", filter=~Q(result=Result.ALLOWED)))
        .order_by("-looks", "actor")
    )
    names = _names({(row["actor_kind"], row["actor"]) for row in counted})
    people = [
        Looker(
            who=names.get(row["actor"]) or _("onbekend"),
            role=role_names(row["role"]),
            looks=row["looks"],
            refused=row["refused"],
        )
        for row in counted
    ]
    return LookerPicture(
        lookers=tuple(people[:MOST_BARS]),
        most=max((row.looks for row in people), default=0),
        others=len(people[MOST_BARS:]),
    )


def months_to_review(*, now: dt.datetime) -> list[tuple[dt.date, Sequence[LogReview]]]:
    """The months that are over and in which something was looked at, newest first, with who signed. Two queries."""
    oldest = AccessEntry.objects.order_by("at").values_list("at", flat=True).first()
    if oldest is None:
        return []
    reviews: dict[dt.date, list[LogReview]] = {}
    for review in LogReview.objects.select_related("reviewer"):
        reviews.setdefault(review.month, []).append(review)
    month = rules.add_months(rules.month_of(now.astimezone(rules.AMSTERDAM).date()), -1)
    first = rules.month_of(oldest.astimezone(rules.AMSTERDAM).date())
    found: list[tuple[dt.date, Sequence[LogReview]]] = []
    while month >= first and len(found) < MOST_MONTHS:
        found.append((month, reviews.get(month, [])))
        month = rules.add_months(month, -1)
    return found


def role_names(codes: str) -> str:
    """`ib,gw` → `IB, GW`."""
    known = set(Role.values)
    return ", ".join(short_name(code) for code in codes.split(",") if code in known)


def opened(*, object_id: UUID) -> dict[str, dt.datetime]:
    """Which guests saw the page of one object behind their link, and when last: their key → moment. One query.

    A mail scanner that follows a link looks like its owner: it says "opened", never "read".
    """
    rows = AccessEntry.objects.filter(actor_kind="guest", object_id=str(object_id), result=Result.ALLOWED)
    return dict(rows.order_by().values_list("actor").annotate(last=Max("at")))


def last_opened(*, object_ids: Collection[UUID]) -> dict[str, dt.datetime]:
    """When a guest last saw the page of each of these objects behind its own link: id → moment. One query.

    The same weak hint as `opened`.
    """
    keys = [str(key) for key in object_ids]
    rows = AccessEntry.objects.filter(actor_kind="guest", object_id__in=keys, result=Result.ALLOWED)
    return dict(rows.order_by().values_list("object_id").annotate(last=Max("at")))


def _names(actors: set[tuple[str, str]]) -> dict[str, str]:
    """Professionals by name; a parent or pupil by what they are, for the log names no pupil's family."""
    keys = {key for _kind, value in actors if (key := as_id(value)) is not None}
    machines = {value for kind, value in actors if kind == "machine"}
    found: dict[str, str] = {}
    for person in Person.objects.filter(pk__in=keys):
        name = person.name
        found[str(person.pk)] = _("koppeling van %(name)s") % {"name": name} if str(person.pk) in machines else name
    for party in Party.objects.filter(pk__in=keys):
        found[str(party.pk)] = str(party.get_kind_display())
    for seat in Participant.objects.filter(pk__in=keys).select_related("person", "party"):
        found[str(seat.pk)] = seat.person.name if seat.person else str(seat.party.get_kind_display())  # type: ignore[union-attr]  # one of the two: a constraint
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=rules.AMSTERDAM)
