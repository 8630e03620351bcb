"""What the privacy pages show: one case's, and the requests of the schools one keeps an eye on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet

from planning.cases.models import Case, CaseState, Freeze, FreezeKind, Party
from planning.errors import Text
from planning.people.access import Actor, Right
from planning.privacy import rules
from planning.privacy.models import Correction, Statement, SubjectRequest
from planning.privacy.rules import CORRECTABLE, Category, Scope
from planning.privacy.selectors.log import LogLine, log_of_case
from planning.privacy.services.keeping import STAGES, days_of, own_terms
from planning.privacy.services.requesting import scope_for


@dataclass(frozen=True, slots=True)
class TextOfCase:
    """One text of a case with what was put right in it and what parents say beside it."""

    field: str
    label: Text
    text: str
    corrections: tuple[Correction, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class MayAsk:
    """A parent or pupil, and what they may have."""

    party: Party
    scope: Scope


@dataclass(frozen=True, slots=True)
class CasePrivacy:
    """The privacy page of one case."""

    texts: tuple[TextOfCase, ...]
    statements: tuple[Statement, ...]  # about the file as a whole
    requests: tuple[SubjectRequest, ...]
    parties: tuple[MayAsk, ...]
    frozen: Freeze | None
    held: Freeze | None
    log: tuple[LogLine, ...]
    looked: tuple[tuple[str, str, int], ...]  # who, role, how often
    empty_on: dt.date | None
    gone_on: dt.date | None


def case_privacy(case: Case, *, today: dt.date) -> CasePrivacy:
    """Everything the page shows, in a fixed number of queries."""
    corrections = list(Correction.objects.filter(case=case).select_related("corrected_by"))
    statements = list(Statement.objects.filter(case=case).select_related("giver", "recorded_by"))
    still = {row.kind: row for row in Freeze.objects.filter(case=case, lifted_at__isnull=True)}
    log = log_of_case(case)
    counted: dict[tuple[str, str], int] = {}
    for line in log:
        counted[line.who, line.role] = counted.get((line.who, line.role), 0) + 1
    own = own_terms()
    days = {stage: days_of(case.school_id, stage, own) for stage in STAGES}
    over = None
    if case.state == CaseState.CLOSED and case.closed_at is not None:
        over = rules.kept_from(closed_at=case.closed_at, retention_from=case.retention_from)
    return CasePrivacy(
        texts=tuple(
            TextOfCase(
                field=field,
                label=label,
                text=str(getattr(case, field) or ""),
                corrections=tuple(row for row in corrections if row.field == field),
                statements=tuple(row for row in statements if row.field == field),
            )
            for field, label in CORRECTABLE.items()
        ),
        statements=tuple(row for row in statements if not row.field),
        requests=tuple(
            SubjectRequest.objects.filter(case=case)
            .select_related("requester", "handled_by", "school")
            .order_by(F("handled_at").desc(nulls_first=True), "due_on")
        ),
        parties=tuple(
            MayAsk(party, scope_for(case, party, today=today)) for party in case.parties.order_by("created_at")
        ),
        frozen=still.get(FreezeKind.RESTRICTION),
        held=still.get(FreezeKind.LEGAL_HOLD),
        log=tuple(log),
        looked=tuple((*who, count) for who, count in sorted(counted.items(), key=lambda row: -row[1])),
        empty_on=rules.over_on(over, days=days[Category.CASE]) if over else None,
        gone_on=rules.over_on(over, days=max(days.values())) if over else None,
    )


def requests_for(actor: Actor, *, open_only: bool = False) -> QuerySet[SubjectRequest]:
    """The requests of the schools where somebody handles them, the most urgent first."""
    schools = actor.schools_with(Right.HANDLE_PRIVACY)
    rows = SubjectRequest.objects.select_related("school", "handled_by", "recorded_by")
    if schools is not None:
        rows = rows.filter(school__in=schools)
    return (
        rows.filter(state="open").order_by("due_on")
        if open_only
        else rows.order_by(F("handled_at").desc(nulls_first=True), "due_on")
    )


def visible_request(actor: Actor, request_id: UUID) -> SubjectRequest | None:
    """One request, or None when it is not there or not to be seen."""
    return requests_for(actor).filter(pk=request_id).first()
