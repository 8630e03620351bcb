"""Whose words count for which question, and what they come to: the reading half of the gate (C1, C9, C10).

Everything here is for many cases at once, so that a list of cases costs as many queries as one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import F, Prefetch, QuerySet, UUIDField
from django.utils import timezone

from notifications.prepared import Prepared
from planning.cases import ages, rules
from planning.cases.ages import Voices
from planning.cases.models import (
    Authority,
    Case,
    CaseState,
    ConsentDecision,
    ConsentRequest,
    ConsentSettings,
    Dispute,
    Party,
    PartyKind,
    Purpose,
)
from planning.cases.rules import ConsentState, Given, Round, Standing, Word

Row = TypeVar("Row", bound=models.Model)


class Question(NamedTuple):
    """What consent is about in one case: a purpose and, where it is per party, which (their `Involved` id)."""

    purpose: str
    involved_id: UUID | None = None


SOT = Question(Purpose.SOT)

# The state of every question of a case that was put, or that is disputed.
States = dict[Question, ConsentState]


def settings_of(cases: Iterable[Case]) -> dict[UUID, ConsentSettings]:
    """The rules of consent for each of these cases: its school's own, the SWV's or the safe default. One query."""
    wanted = list(cases)
    schools = {case.school_id for case in wanted}
    rows = _settings() if wanted else []
    own = {row.school_id: row for row in rows if row.school_id in schools or row.school_id is None}
    fallback = own.get(None) or ConsentSettings()
    return {case.pk: own.get(case.school_id) or fallback for case in wanted}


def voices_of(case: Case, *, settings: ConsentSettings, today: dt.date) -> Voices:
    """Who gives consent for this pupil on a day."""
    return ages.voices(str(case.pupil_birth_month or ""), from_twelve=settings.from_twelve, today=today)


def with_answers() -> Prefetch[str]:
    """What `standing_of` needs to be loaded with requests."""
    return Prefetch("decisions", queryset=ConsentDecision.objects.order_by("number"))


def standing_of(rounds: Sequence[ConsentRequest], *, today: dt.date) -> Standing:
    """What the rounds of one question to one giver come to; oldest first, `with_answers` loaded."""
    return rules.standing(
        [Round(asked_at=row.asked_at, expires_on=row.expires_on) for row in rounds],
        [
            Word(number=said.number, round=at, answer=said.answer, at=said.at)
            for at, row in enumerate(rounds)
            for said in row.decisions.all()
        ],
        today=today,
    )


Asked = dict[Question, dict[UUID, list[ConsentRequest]]]


def asked_in(requests: Iterable[ConsentRequest]) -> Asked:
    """Requests by question and giver, oldest round first. With another role or organisation it is another party (C12).

    The requests' `involved` is loaded.
    """
    found: Asked = defaultdict(lambda: defaultdict(list))
    for row in sorted(requests, key=lambda one: one.round):
        if row.involved is not None and (row.role, row.organisation_id) != (
            row.involved.role,
            row.involved.organisation_id,
        ):
            continue
        found[Question(row.purpose, row.involved_id)][row.giver_id].append(row)
    return found


# The gate is asked at every page about one case: those queries are prepared (`notifications.prepared`) and take no
# more than it weighs: the texts that people read and signed are long and must be decrypted.
def _parties_of(case_ids: Iterable[UUID]) -> QuerySet[Party]:
    return (
        Party.objects.filter(case__in=case_ids).annotate(case_state=F("case__state")).only("case", "kind", "authority")
    )


def _requests_of(case_ids: Iterable[UUID]) -> QuerySet[ConsentRequest]:
    return (
        ConsentRequest.objects.filter(case__in=case_ids)
        .select_related("involved")
        .only(
            *("case", "purpose", "involved", "giver", "round", "role", "organisation", "asked_at", "expires_on"),
            *("involved__role", "involved__organisation"),
        )
    )


def _disputes_of(case_ids: Iterable[UUID]) -> QuerySet[Dispute]:
    return Dispute.objects.filter(case__in=case_ids, lifted_at__isnull=True).only("case", "purpose", "involved")


_parties = Prepared(lambda case_id: _parties_of([case_id]), case_id=UUIDField())
_requests = Prepared(lambda case_id: _requests_of([case_id]), case_id=UUIDField())
_disputes = Prepared(lambda case_id: _disputes_of([case_id]), case_id=UUIDField())
_decisions = Prepared(
    lambda case_id: (
        ConsentDecision.objects.filter(request__case=case_id)
        .order_by("number")
        .only("request", "number", "answer", "at")
    ),
    case_id=UUIDField(),
)
_settings = Prepared(ConsentSettings.objects.all)


def _each(
    wanted: Collection[UUID], *, one: Prepared[Row], many: Callable[[Iterable[UUID]], QuerySet[Any, Row]]
) -> Iterable[Row]:
    return one(case_id=next(iter(wanted))) if len(wanted) == 1 else many(wanted)


def _with_decisions(wanted: Collection[UUID]) -> Iterable[ConsentRequest]:
    if len(wanted) != 1:
        return _requests_of(wanted).prefetch_related(with_answers())
    (case_id,) = wanted
    rows = _requests(case_id=case_id)
    said: dict[UUID, list[ConsentDecision]] = defaultdict(list)
    for decision in _decisions(case_id=case_id) if rows else ():
        said[decision.request_id].append(decision)
    for row in rows:  # what `prefetch_related` does with them
        known = row.decisions.all()
        known._result_cache, known._prefetch_done = said[row.pk], True  # type: ignore[attr-defined]
        row._prefetched_objects_cache = {"decisions": known}  # type: ignore[attr-defined]
    return rows


def states_of_cases(cases: Sequence[Case], *, now: dt.datetime) -> dict[UUID, States]:
    """The state of every question of each of these cases. Five queries for any number."""
    today = timezone.localdate(now)
    wanted = {case.pk: case for case in cases}
    parties: dict[UUID, dict[UUID, Party]] = {pk: {} for pk in wanted}
    closed = set()  # as the database has it now: the caller's row may be from before
    for party in _each(wanted, one=_parties, many=_parties_of):
        parties[party.case_id][party.pk] = party
        if party.case_state == CaseState.CLOSED:  # type: ignore[attr-defined]  # annotated
            closed.add(party.case_id)
    requests: dict[UUID, list[ConsentRequest]] = {pk: [] for pk in wanted}
    for request in _with_decisions(wanted):
        requests[request.case_id].append(request)
    disputes: dict[UUID, list[Question]] = {pk: [] for pk in wanted}
    for dispute in _each(wanted, one=_disputes, many=_disputes_of):
        disputes[dispute.case_id].append(Question(dispute.purpose, dispute.involved_id))
    settings = settings_of(wanted.values())
    found = {
        pk: _states(
            parties[pk],
            asked_in(requests[pk]),
            disputes[pk],
            settings=settings[pk],
            heard=voices_of(case, settings=settings[pk], today=today),
            today=today,
        )
        for pk, case in wanted.items()
    }
    return {pk: _over(states) if pk in closed else states for pk, states in found.items()}


def _over(states: States) -> States:
    """With the case consent ends (R138); what was asked and answered stays as it was."""
    return {
        question: ConsentState.EXPIRED if state == ConsentState.GRANTED else state for question, state in states.items()
    }


def _states(
    parties: dict[UUID, Party],
    asked: Asked,
    disputes: Sequence[Question],
    *,
    settings: ConsentSettings,
    heard: Voices,
    today: dt.date,
) -> States:
    must_answer = len(must_say_yes(parties.values(), heard=heard))
    everything = any(row.purpose == "" for row in disputes)
    about = {row for row in disputes if row.purpose}
    found = {}
    for question in {*asked, *about, *({SOT} if everything else set())}:
        given = [
            row
            for giver_id, rounds in asked.get(question, {}).items()
            if (row := _given(parties[giver_id], rounds, heard=heard, today=today)) is not None
        ]
        found[question] = rules.consent_state(
            given,
            must_answer=must_answer,
            pupil_must=heard.pupil,
            one_is_enough=settings.one_is_enough,
            disputed=everything or question in about,
            today=today,
        )
    return found


def must_say_yes(parties: Iterable[Party], *, heard: Voices) -> list[Party]:
    """The guardians whose yes is needed: with authority, known or not ruled out; none once the pupil decides alone."""
    if not heard.guardians:
        return []
    return [row for row in parties if row.kind == PartyKind.GUARDIAN and row.authority != Authority.NO]


def _given(giver: Party, rounds: Sequence[ConsentRequest], *, heard: Voices, today: dt.date) -> Given | None:
    """What this giver said, or None where it does not decide: a parent from 16 on, a pupil whose opinion is asked."""
    pupil = giver.kind == PartyKind.PUPIL
    if not (heard.pupil if pupil else heard.guardians):
        return None
    rounds = that_count(rounds, giver=giver, heard=heard)
    if not rounds:
        return None
    said = standing_of(rounds, today=today)
    counts = pupil or giver.authority != Authority.NO
    return Given(answer=said.answer, expires_on=said.expires_on, counts=counts, pupil=pupil)


def that_count(rounds: Sequence[ConsentRequest], *, giver: Party, heard: Voices) -> list[ConsentRequest]:
    """The rounds that speak for this giver today: of a pupil of 16, not what was asked as an opinion years before."""
    if giver.kind != PartyKind.PUPIL or heard.since is None:
        return list(rounds)
    return [row for row in rounds if timezone.localdate(row.asked_at) >= heard.since]
