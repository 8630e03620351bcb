"""What the chain of decisions proves (C3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from planning.cases import rules, scopes
from planning.cases.models import Case, ConsentDecision, ConsentRequest, Dispute, OtherGround

FORM_NOW = 2  # which facts new decisions prove


def facts_of(decision: ConsentDecision) -> dict[str, str]:
    """What the chain proves of a decision. Not the network address: that is wiped after 90 days (C3).

    Form 1 is what was proven first; form 2 adds who the giver was to the pupil, whom and what the question was about,
    and until when. The decision's `text` and `request` are loaded.
    """
    facts = {
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
    if decision.form == 1:
        return facts
    request = decision.request
    return {
        **facts,
        "form": str(decision.form),
        "giver": str(request.giver_id),
        "relation": decision.relation,
        "authority": decision.authority,
        "witness": str(decision.witness or ""),
        "purpose": request.purpose,
        "party": str(request.involved_id or ""),
        "role": request.role,
        "organisation": str(request.organisation_id or ""),
        "scope": ",".join(request.scope),
        "round": str(request.round),
        "asked_at": request.asked_at.astimezone(dt.UTC).isoformat(),
        "until": request.expires_on.isoformat(),
    }


def proof_is_whole(case: Case) -> bool:
    """Whether a case's consent decisions are all there and as they were written (C3)."""
    rows = list(ConsentDecision.objects.filter(case=case).select_related("text", "request").order_by("number"))
    head = Case.objects.values_list("consent_head", flat=True).get(pk=case.pk)
    return (rows[-1].hash if rows else "") == head and rules.chain_is_whole(
        (row.previous_hash, row.hash, facts_of(row)) for row in rows
    )


def proof_pack(case: Case, *, now: dt.datetime) -> dict[str, Any]:
    """Everything that proves the consent of one pupil, as plain values for JSON (C13).

    What was asked, every answer with the exact words that were on the screen, the texts, other grounds, disputes, and
    the chain: who has this alone can check it, see `docs/toestemming-bewijs.md`. Not the network addresses, nor what is
    wiped after 90 days.
    """
    decisions = list(
        ConsentDecision.objects.filter(case=case)
        .select_related("text", "request__giver", "request__involved__person", "entered_by")
        .order_by("number")
    )
    requests = ConsentRequest.objects.filter(case=case).select_related(
        "giver", "asked_by", "organisation", "involved__person"
    )
    texts = {row.text_id: row.text for row in decisions}
    head = Case.objects.values_list("consent_head", flat=True).get(pk=case.pk)
    return {
        "format": "aantafel-consent-proof-1",
        "made_at": _utc(now),
        "case": {"id": str(case.pk), "reference": case.reference, "school": case.school.name},
        "pupil": f"{case.pupil_name} {case.pupil_initial}",
        "requests": [_request(row) for row in requests.order_by("asked_at", "created_at")],
        "decisions": [_decision(row) for row in decisions],
        "texts": [
            {
                "purpose": row.purpose,
                "audience": row.audience,
                "version": row.version,
                "language": row.language,
                "sha256": row.sha256,
                "text": row.text,
            }
            for row in texts.values()
        ],
        "other_grounds": [_ground(row) for row in _grounds_of(case)],
        "disputes": [_dispute(row) for row in _disputes_of(case)],
        "head": head,
        "whole": proof_is_whole(case),
    }


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def _request(row: ConsentRequest) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "giver": str(row.giver.name),
        "relation": row.giver.kind,
        "purpose": row.purpose,
        "party": row.involved.person.name if row.involved is not None else "",
        "role": row.role,
        "organisation": row.organisation.name if row.organisation is not None else "",
        "data": [str(scopes.SCOPES[key]) for key in scopes.in_order(row.scope)],
        "round": row.round,
        "text_version": row.text_version,
        "explained_on": row.explained_on.isoformat() if row.explained_on else "",
        "asked_by": row.asked_by.name,
        "asked_at": _utc(row.asked_at),
        "until": row.expires_on.isoformat(),
    }


def _decision(row: ConsentDecision) -> dict[str, Any]:
    return {
        "number": row.number,
        "request": str(row.request_id),
        "giver": str(row.request.giver.name),
        "party": row.request.involved.person.name if row.request.involved is not None else "",
        "answer": row.answer,
        "entered_by": row.entered_by.name if row.entered_by is not None else "",
        "shown": str(row.shown),
        "facts": facts_of(row),
        "previous": row.previous_hash,
        "hash": row.hash,
    }


def _grounds_of(case: Case) -> QuerySet[Any]:
    return OtherGround.objects.filter(case=case).select_related("involved__person", "set_by", "ended_by")


def _ground(row: OtherGround) -> dict[str, Any]:
    return {
        "party": row.involved.person.name,
        "kind": row.kind,
        "law": row.get_law_display() if row.law else "",
        "reason": str(row.reason),
        "set_by": row.set_by.name,
        "set_at": _utc(row.set_at),
        "until": row.until.isoformat(),
        "ended_by": row.ended_by.name if row.ended_by is not None else "",
        "ended_at": _utc(row.ended_at) if row.ended_at is not None else "",
    }


def _disputes_of(case: Case) -> QuerySet[Any]:
    return Dispute.objects.filter(case=case).select_related("involved__person", "recorded_by", "lifted_by")


def _dispute(row: Dispute) -> dict[str, Any]:
    return {
        "about": row.purpose or "alles",
        "party": row.involved.person.name if row.involved is not None else "",
        "reason": str(row.reason),
        "recorded_by": row.recorded_by.name,
        "recorded_at": _utc(row.recorded_at),
        "lifted_by": row.lifted_by.name if row.lifted_by is not None else "",
        "lifted_at": _utc(row.lifted_at) if row.lifted_at is not None else "",
        "lifted_reason": str(row.lifted_reason or ""),
    }
