"""The consent matrix: a row per question, a cell per giver."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from planning.cases import gate, scopes, texts, voices
from planning.cases.models import (
    FOR_THE_CASE,
    Case,
    ConsentRequest,
    Involved,
    Party,
    PartyKind,
    Purpose,
)
from planning.cases.rules import ConsentState
from planning.cases.voices import Question
from planning.errors import Text
from planning.people.roles import short_name
from planning.regions.selectors import get_route


@dataclass(frozen=True, slots=True)
class ConsentCell:
    """One giver's newest word on one question. `request` is the newest round; `renewing`: it waits while a yes goes on.

    `counts`: whether it decides today; a parent's word does not once the pupil is 16, nor an opinion (C9).
    """

    guardian: Party
    request: ConsentRequest | None
    answer: str | None
    at: dt.datetime | None
    means: str = ""
    renewing: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One question: about the SOT, the handover, or something about one professional."""

    label: str
    purpose: Purpose
    involved: Involved | None
    state: ConsentState
    cells: tuple[ConsentCell, ...]
    asked_at: dt.datetime | None
    changed: bool  # the professional has another role or organisation than the guardians were told (C12)
    new_words: bool = False  # the text changed since: what was said goes on for what was read (C12)
    scope: tuple[Text, ...] = ()
    until: dt.date | None = None  # the first day on which a yes ends
    disputed: bool = False

    @property
    def key(self) -> str:
        """What the form calls this question."""
        return f"{self.purpose}.{self.involved.pk}" if self.involved is not None else str(self.purpose)

    @property
    def may_be_asked(self) -> bool:
        """Whether asking makes sense now: not while it is granted in these words, or they must first agree again."""
        return (self.state != ConsentState.GRANTED or self.changed or self.new_words) and not self.disputed


def purposes_of(case: Case) -> tuple[Purpose, ...]:
    """What the case's route asks consent for, in its order; the two that every case page knows always."""
    declared = [row.key for row in get_route(case.route, case.route_version).consents]
    known = [Purpose(key) for key in declared if key in Purpose.values]
    return tuple(dict.fromkeys([*known, Purpose.INVOLVE]))


def consent_rows(case: Case, *, guardians: Sequence[Party], now: dt.datetime) -> tuple[ConsentRow, ...]:
    """The consent matrix: a row per question, a cell per giver. Eleven queries for any number of either."""
    today = timezone.localdate(now)
    states = gate.consent_states(case, now=now)
    requests = ConsentRequest.objects.filter(case=case).select_related("involved")
    asked = voices.asked_in(requests.prefetch_related(voices.with_answers()))
    involved = list(Involved.objects.filter(case=case).select_related("person", "organisation"))
    changed = gate.changed_since_asked(case, now=now)
    heard = voices.voices_of(case, settings=voices.settings_of([case])[case.pk], today=today)

    def cell(guardian: Party, question: Question) -> ConsentCell:
        rounds = asked.get(question, {}).get(guardian.pk, [])
        decides = heard.pupil if guardian.kind == PartyKind.PUPIL else heard.guardians
        return cell_of(guardian, rounds, counts=decides, today=today)

    def row(label: str, purpose: Purpose, about: Involved | None) -> ConsentRow:
        question = Question(purpose, about.pk if about is not None else None)
        cells = tuple(cell(guardian, question) for guardian in guardians)
        newest = [one.request for one in cells if one.request is not None]
        state = states.get(question, ConsentState.NOT_ASKED)
        return ConsentRow(
            label=label,
            purpose=purpose,
            involved=about,
            state=state,
            cells=cells,
            asked_at=min((one.asked_at for one in newest), default=None),
            changed=question.involved_id in changed and purpose not in FOR_THE_CASE,
            new_words=any(
                one.request.text_version != texts.version_for(purpose, one.guardian)
                for one in cells
                if one.request is not None
            ),
            scope=tuple(scopes.SCOPES[key] for key in scopes.in_order(newest[0].scope)) if newest else (),
            until=min((one.expires_on for one in newest), default=None) if state == ConsentState.GRANTED else None,
            disputed=state == ConsentState.BLOCKED and not any(one.answer in {"no", "withdrawn"} for one in cells),
        )

    rows = []
    for purpose in purposes_of(case):
        if purpose in FOR_THE_CASE:
            rows.append(row(str(purpose.label), purpose, None))
            continue
        what = "" if purpose == Purpose.INVOLVE else f" – {SHORT[purpose]}"
        rows += [row(f"{one.person.name} ({short_name(one.role)}){what}", purpose, one) for one in involved]
    return tuple(rows)


SHORT = {Purpose.DOCUMENTS: "stukken", Purpose.MINUTES: "verslag"}


def cell_of(guardian: Party, rounds: Sequence[ConsentRequest], *, today: dt.date, counts: bool = True) -> ConsentCell:
    """A giver's newest word on a question; the rounds' answers are loaded, oldest round first."""
    if not rounds:
        return ConsentCell(guardian=guardian, request=None, answer=None, at=None, counts=counts)
    said = voices.standing_of(rounds, today=today)
    decisions = [one for row in rounds for one in row.decisions.all() if one.at == said.at]
    return ConsentCell(
        guardian=guardian,
        request=rounds[-1],
        answer=said.answer,
        at=said.at,
        means=str(decisions[-1].get_means_display()) if decisions else "",
        renewing=said.renewing,
        counts=counts,
    )
