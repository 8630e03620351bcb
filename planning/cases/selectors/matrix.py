"""The consent matrix: a row per question, a cell per guardian."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from planning.cases import gate
from planning.cases.models import (
    Case,
    ConsentRequest,
    Involved,
    Party,
    Purpose,
)
from planning.cases.rules import ConsentState
from planning.people.roles import short_name


@dataclass(frozen=True, slots=True)
class ConsentCell:
    """One guardian's newest word on one question."""

    guardian: Party
    request: ConsentRequest | None
    answer: str | None
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One question: about the SOT, or about one professional."""

    label: str
    purpose: Purpose
    involved: Involved | None
    state: ConsentState
    cells: tuple[ConsentCell, ...]
    asked_at: dt.datetime | None
    changed: bool  # the professional has another role or organisation than the guardians were told (C12)

    @property
    def may_be_asked(self) -> bool:
        """Whether asking makes sense now."""
        return self.state != ConsentState.GRANTED


def consent_rows(case: Case, *, guardians: Sequence[Party], now: dt.datetime) -> tuple[ConsentRow, ...]:
    """The consent matrix: a row per question, a cell per guardian."""
    states = gate.consent_states(case, now=now)
    requests = list(ConsentRequest.objects.filter(case=case).prefetch_related(gate.with_answers()))
    by_key = {(row.giver_id, row.involved_id): row for row in requests}
    involved = list(Involved.objects.filter(case=case).select_related("person", "organisation"))
    changed = gate.changed_since_asked(case, now=now)

    def row(label: str, purpose: Purpose, about: Involved | None) -> ConsentRow:
        key = about.pk if about is not None else None
        found = [by_key.get((guardian.pk, key)) for guardian in guardians]
        cells = tuple(cell_of(guardian, request) for guardian, request in zip(guardians, found, strict=True))
        asked = [request.asked_at for request in found if request is not None]
        return ConsentRow(
            label=label,
            purpose=purpose,
            involved=about,
            state=states.get(key, ConsentState.NOT_ASKED),
            cells=cells,
            asked_at=min(asked) if asked else None,
            changed=key in changed,
        )

    rows = [row(str(Purpose.SOT.label), Purpose.SOT, None)]
    rows += [row(f"{one.person.name} ({short_name(one.role)})", Purpose.INVOLVE, one) for one in involved]
    return tuple(rows)


def cell_of(guardian: Party, request: ConsentRequest | None) -> ConsentCell:
    """A guardian's newest word on a request; the request's answers are loaded."""
    newest = gate.answer_of(request) if request is not None else None
    if newest is None:
        return ConsentCell(guardian=guardian, request=request, answer=None, at=None)
    return ConsentCell(guardian=guardian, request=request, answer=newest.answer, at=newest.at)
