"""Texts that belong to no case and name nobody: no pupil or parent whom the writer works with stands in them (C8, R43).

A question to an expert, or why a date of the year plan cannot be, goes to people without any ground. What looks like a
name in general, `planning.cases.identifying` sees; here the text is held against the pupils of the writer's own school,
however their names are written. Only against those the writer may see: a refusal must not tell who has a case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from uuid import UUID

from planning.cases import naming
from planning.cases.models import CaseState, SignalState
from planning.cases.naming import Contact, Hit, Identity, Kind, NamesThePupil
from planning.cases.selectors.access import visible_cases
from planning.cases.selectors.inbox import visible_signals
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import School

NAMES = frozenset({Kind.PUPIL, Kind.PARENT})  # of many pupils at once a group or an initial says nothing


def known_words(texts: Mapping[str, str | None], *, actor: Actor, school_id: UUID) -> dict[str, list[Hit]]:
    """Where texts (by field) name somebody of an open case or signal of this school that the writer may see.

    Three queries for any number; none where the writer sees no cases.
    """
    given = {name: text for name, text in texts.items() if text and text.strip()}
    if not given or not actor.may(Right.SEE_CASES, school_id=school_id):
        return {}
    found: dict[str, dict[tuple[int, int], Hit]] = {}
    for about in _known(actor, school_id):
        for name, text in given.items():
            for hit in naming.hits(text, about):
                if hit.kind in NAMES:
                    found.setdefault(name, {})[hit.start, hit.end] = hit
    return {name: sorted(rows.values()) for name, rows in found.items()}


def require_nobody(
    *, actor: Actor, school: School, texts: Mapping[str, str | None], now: dt.datetime, kept: bool = False
) -> None:
    """Refuse texts that name a pupil or parent. `kept`: the writer looked and it is somebody else (audited, no words).

    Raises NamesThePupil.
    """
    words = known_words(texts, actor=actor, school_id=school.pk)
    if not words:
        return
    if not kept:
        raise NamesThePupil(words)
    audit.record(
        swv_id=school.swv_id,
        by=actor.by,
        action="school.words_kept",
        on=school,
        now=now,
        fields=",".join(sorted(words)),
        words=sum(len(rows) for rows in words.values()),
    )


def _known(actor: Actor, school_id: UUID) -> Iterator[Identity]:
    for case in visible_cases(actor).filter(school=school_id, state=CaseState.OPEN).prefetch_related("parties"):
        contacts = tuple(
            Contact(name=str(row.name), email=str(row.email or ""), phone=str(row.phone or ""))
            for row in case.parties.all()
            if row.kind == "guardian"
        )
        yield Identity(name=str(case.pupil_name), contacts=contacts)
    for row in visible_signals(actor).filter(school=school_id).exclude(state=SignalState.DONE):
        yield Identity(name=str(row.pupil_name))
