"""What the chain of decisions proves (C3)."""

from __future__ import annotations

import datetime as dt

from planning.cases import rules
from planning.cases.models import (
    Case,
    ConsentDecision,
)


def facts_of(decision: ConsentDecision) -> dict[str, str]:
    """What the chain proves of a decision. Not the network address: that is wiped after 90 days (C3)."""
    return {
        "case": str(decision.case_id),
        "number": str(decision.number),
        "request": str(decision.request_id),
        "answer": str(decision.answer),
        "at": decision.at.astimezone(dt.UTC).isoformat(),
        "means": str(decision.means),
        "name": str(decision.typed_name or ""),
        "address": str(decision.address or ""),
        "link": str(decision.link_id or ""),
        "entered_by": str(decision.entered_by_id or ""),
        "text": decision.text.sha256,
        "shown": rules.text_digest(str(decision.shown)),
    }


def proof_is_whole(case: Case) -> bool:
    """Whether a case's consent decisions are all there and as they were written (C3)."""
    rows = list(ConsentDecision.objects.filter(case=case).select_related("text").order_by("number"))
    head = Case.objects.values_list("consent_head", flat=True).get(pk=case.pk)
    return (rows[-1].hash if rows else "") == head and rules.chain_is_whole(
        (row.previous_hash, row.hash, facts_of(row)) for row in rows
    )
