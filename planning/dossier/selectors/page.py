"""The dossier of a case at one look: which clocks run, who waits for whom since when, and what is on file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from integrations.ldos.reference import InvalidBase, InvalidReference, deep_link
from planning.cases.models import Case
from planning.dossier.models import LdosEntry, Observation, OzaUpload, TlvRequest
from planning.dossier.rules.observing import Stage
from planning.dossier.rules.opp import Assent
from planning.dossier.selectors.absence import AbsenceLine, absence_lines
from planning.dossier.selectors.clocks import ClockLine, clock_lines, deadlines
from planning.dossier.selectors.documents import DocumentLine, document_lines, groeidocument_asked_by, unread
from planning.dossier.selectors.observations import items_for_sot, observations_of
from planning.dossier.selectors.opp import assent_of, newest_opp
from planning.people.roles import short_name


@dataclass(frozen=True, slots=True)
class Wait:
    """Who waits for whom, for what, since when; `kind` and `object_id` say where to look."""

    who: str  # who must do something
    what: str
    since: dt.datetime | dt.date
    kind: str
    object_id: str


@dataclass(frozen=True, slots=True)
class DossierPage:
    """Everything the overview shows."""

    case: Case
    clocks: tuple[ClockLine, ...]
    waits: tuple[Wait, ...]
    observations: tuple[Observation, ...]
    documents: tuple[DocumentLine, ...]
    groeidocument_for: tuple[str, ...]  # the meetings that need one; empty: not needed, or there is one
    ldos: LdosEntry | None
    ldos_link: str
    oza: OzaUpload | None
    tlv: TlvRequest | None
    absences: tuple[AbsenceLine, ...]
    report_back: bool


def dossier_page(case: Case, *, now: dt.datetime) -> DossierPage:
    """The overview, in a number of queries that does not grow with what is on file."""
    observations = observations_of(case)
    documents = document_lines(case)
    entry = case.ldos_entries.select_related("recorded_by").order_by("-recorded_at").first()
    oza = case.oza_uploads.select_related("prepared_by", "uploaded_by").order_by("-recorded_at").first()
    absences = absence_lines(case, now=now)
    has_one = any(
        row.kind == "groeidocument" and row.withdrawn_at is None
        for line in documents
        for row in (line.document, *line.earlier)
    )
    return DossierPage(
        case=case,
        clocks=tuple(clock_lines(case, now=now)),
        waits=tuple(_waits(case, observations, oza, absences)),
        observations=tuple(observations),
        documents=tuple(documents),
        groeidocument_for=() if has_one else groeidocument_asked_by(case),
        ldos=entry,
        ldos_link=ldos_link(case, entry),
        oza=oza,
        tlv=case.tlv_requests.order_by("-decided_at").first(),
        absences=tuple(absences),
        report_back=bool(items_for_sot(case)),
    )


def ldos_link(case: Case, entry: LdosEntry | None) -> str:
    """The address of the file in LDOS, for a page behind a login; "" without a number or an address in the settings."""
    base = deadlines(case.school).ldos
    if entry is None or not entry.reference or not base:
        return ""
    try:
        return deep_link(base, str(entry.reference))
    except (InvalidBase, InvalidReference):
        return ""


def _waits(
    case: Case, observations: list[Observation], oza: OzaUpload | None, absences: list[AbsenceLine]
) -> list[Wait]:
    found = []
    for row in observations:
        what = {
            Stage.ASKED: (_("zegt of het kan om te komen kijken"), row.asked_at),
            Stage.ACCEPTED: (_("komt kijken en vertelt wat er te zien was"), row.accepted_at),
        }.get(row.stage)
        if what is not None and what[1] is not None:
            who = f"{row.observer.name} ({short_name(row.role)})"
            found.append(Wait(who, what[0], what[1], "observation", str(row.pk)))
        elif row.stage == Stage.DONE and row.done_at is not None:
            text = _("zet de terugkoppeling in een SOT, met de ouders erbij")
            found.append(Wait(row.asked_by.name, text, row.done_at, "observation", str(row.pk)))
    for reading in unread(case):
        name = reading.person.name if reading.person is not None else str(getattr(reading.party, "name", ""))
        text = _("leest %(what)s, versie %(n)s") % {
            "what": reading.document.get_kind_display(),
            "n": reading.document.number,
        }
        if reading.asked_at is not None:
            found.append(Wait(name, text, reading.asked_at, "document", str(reading.document_id)))
    if oza is not None and oza.uploaded_at is None:
        found.append(Wait(_("IB of OC"), _("zet het OZA in LDOS"), oza.recorded_at, "ldos", ""))
    opp = newest_opp(list(case.clocks.all()))
    if opp is not None and opp.done_on is not None:
        opp.case = case
        assent = assent_of(opp)
        if assent is not None and assent.state != Assent.GIVEN:
            who = ", ".join(str(line.party.name) for line in assent.lines if not (line.said and line.said.given))
            text = _("stemt in met het handelingsdeel van het OPP")
            found.append(Wait(who or _("de leerling"), text, opp.done_on, "clock", str(opp.pk)))
    found += [
        Wait(_("school en ouders"), _("maken een terugkeerplan voor het SOT"), line.absence.since, "absence", "")
        for line in absences
        if line.plan_missing
    ]
    return found


@dataclass(frozen=True, slots=True)
class LdosPage:
    """The registration with its history, and the OZA uploads."""

    entries: tuple[LdosEntry, ...]  # newest first
    link: str
    uploads: tuple[OzaUpload, ...]
    waits: bool  # an OZA is prepared and not uploaded yet


def ldos_page(case: Case) -> LdosPage:
    """Everything the page of LDOS shows."""
    entries = tuple(case.ldos_entries.select_related("recorded_by").order_by("-recorded_at"))
    uploads = tuple(case.oza_uploads.select_related("prepared_by", "uploaded_by").order_by("-recorded_at"))
    return LdosPage(
        entries=entries,
        link=ldos_link(case, next((row for row in entries if row.reference), None)),
        uploads=uploads,
        waits=any(row.uploaded_at is None and row.superseded_at is None for row in uploads),
    )
