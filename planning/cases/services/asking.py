"""Asking consent: per purpose, party and kind of data, to everybody whose yes is needed (C1, C10, C11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases import scopes, texts, voices
from planning.cases.ages import Voices
from planning.cases.models import (
    FOR_THE_CASE,
    Case,
    CaseState,
    ConsentRequest,
    ConsentSettings,
    Conversation,
    Involved,
    Party,
    PartyKind,
    Purpose,
    Subject,
)
from planning.cases.rules import expiry
from planning.cases.selectors.ways import route_of
from planning.cases.services import letters
from planning.cases.services.freezing import refuse_frozen
from planning.cases.services.lead import CaseClosed
from planning.cases.services.minding import mind
from planning.cases.services.parties import tell_anew
from planning.cases.services.reminding import REMIND_AT_MOST_EVERY, expect_answer
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import Person


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: a purpose, for which party where it is per party, and which kinds of data (none: the usual)."""

    purpose: Purpose
    involved: Involved | None = None
    scope: tuple[str, ...] = field(default=())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of data this is about, in the order of the list."""
        return scopes.in_order(self.scope) or scopes.default(self.purpose)


class NobodyToAsk(DomainError):
    """Nobody whose yes could be given: consent cannot be had (S19)."""

    code = "nobody_to_ask"
    message = _("Er is geen ouder of verzorger met gezag om toestemming aan te vragen.")
    hint = _("Vul bij de casus in wie gezag heeft.")


class PupilToAsk(DomainError):
    """The pupil gives consent, and is not a party of the case yet (C9)."""

    code = "pupil_to_ask"
    message = _("De leerling is oud genoeg om zelf toestemming te geven.")
    hint = _("Voeg de leerling toe, dan krijgt hij of zij de vraag zelf.")


class ThoughtOfElsewhere(DomainError):
    """Somebody who is not thought of for this case (R56)."""

    code = "thought_of_elsewhere"
    status = 422
    message = _("Deze persoon staat niet bij deze casus.")
    hint = _("Zet deze persoon eerst op de lijst van wie meedenkt.")


class NoSuchQuestion(DomainError):
    """A purpose without its party, or a kind of data that is not on the list (C1)."""

    code = "no_such_question"
    status = 422
    message = _("Deze vraag kan niet zo gesteld worden.")
    hint = _("Kies waarvoor u toestemming vraagt, en welke gegevens.")


class ExplainFirst(DomainError):
    """What the meeting is for is explained to the parents before their consent is asked (R60)."""

    code = "explain_first"
    message = _("Leg eerst aan de ouders uit waarvoor het overleg dient.")
    hint = _("Vul in op welke dag u dat deed, of schrijf het gesprek op bij de casus op de pagina Begin.")


def to_be_asked(case: Case, *, heard: Voices) -> list[Party]:
    """Everybody the question goes to: whose yes is needed, and a pupil who is asked for an opinion."""
    parties = list(case.parties.order_by("created_at"))
    pupils = [row for row in parties if row.kind == PartyKind.PUPIL] if heard.asks_pupil else []
    return [*voices.must_say_yes(parties, heard=heard), *pupils]


def _require_explained(case: Case, questions: Sequence[Question], *, explained_on: dt.date | None) -> None:
    """Where the route says so: a conversation about the purpose is on record, or its day comes along (R60)."""
    must = {row.key for row in route_of(case).consents if row.explained}
    if explained_on is not None or not any(row.purpose in must for row in questions):
        return
    if not Conversation.objects.filter(case=case, subject=Subject.PURPOSE).exists():
        raise ExplainFirst(fields={"explained_on": ExplainFirst.message})


@transaction.atomic
def ask_consent(
    *,
    actor: Actor,
    case: Case,
    questions: Sequence[Question],
    now: dt.datetime,
    explained_on: dt.date | None = None,
) -> list[ConsentRequest]:
    """Put the questions to everybody whose yes is needed; each gets one letter with a link of their own (C11).

    A question that a giver has said yes to, in the same words and about the same data, and that is still good for
    weeks, is not asked again (C12). One that waits is reminded of, at most once a day (S5). After a no, a withdrawal or
    an end it is asked anew, and near its end a yes is renewed while it goes on (C14). `explained_on` is the day on
    which the school told what the meeting is for; where the route says so nothing is asked before that (R60). Gives the
    requests that were put.

    Raises NotAllowed, CaseClosed, CaseFrozen, NobodyToAsk, PupilToAsk, ThoughtOfElsewhere, NoSuchQuestion,
    ExplainFirst.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("school", "casusregisseur").get(pk=case.pk)
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    refuse_frozen(case.pk)
    today = timezone.localdate(now)
    if explained_on is not None and explained_on > today:
        raise NoSuchQuestion(fields={"explained_on": _("Deze dag is nog niet geweest.")})
    for question in questions:
        _check(case, question)
    settings = voices.settings_of([case])[case.pk]
    heard = voices.voices_of(case, settings=settings, today=today)
    givers = to_be_asked(case, heard=heard)
    if heard.pupil and not any(row.kind == PartyKind.PUPIL for row in givers):
        raise PupilToAsk
    if not givers:
        raise NobodyToAsk
    _require_explained(case, questions, explained_on=explained_on)
    told = [tell_anew(row.involved, today=today) for row in questions if row.involved is not None]
    asker = Person.objects.get(pk=actor.person_id)
    put = Put(case=case, settings=settings, heard=heard, asker=asker, explained_on=explained_on)
    asked = put_questions(put, givers=givers, questions=questions, now=now)
    audit.record(
        swv_id=case.swv_id,
        by=actor.by,
        action="consent.ask",
        on=case,
        now=now,
        questions=len(asked),
        changed_parties=sum(told),
    )
    return asked


def _check(case: Case, question: Question) -> None:
    if question.involved is not None and question.involved.case_id != case.pk:
        raise ThoughtOfElsewhere
    per_party = question.purpose not in FOR_THE_CASE
    if per_party != (question.involved is not None) or not set(question.scope) <= set(scopes.SCOPES):
        raise NoSuchQuestion


@dataclass(frozen=True, slots=True)
class Put:
    """What all questions of one asking share."""

    case: Case
    settings: ConsentSettings
    heard: Voices
    asker: Person
    explained_on: dt.date | None = None


def put_questions(
    put: Put, *, givers: Iterable[Party], questions: Sequence[Question], now: dt.datetime, renewing: bool = False
) -> list[ConsentRequest]:
    """Put the questions to these givers, in the caller's transaction and under its lock of the case."""
    givers = list(givers)
    for purpose in {row.purpose for row in questions}:
        for giver in givers:  # a text that was tampered with stops here, before anything goes out
            version = texts.version_for(purpose, giver)
            texts.used(purpose, giver.language, audience=texts.audience_of(giver), version=version)
    asked: list[ConsentRequest] = []
    for giver in givers:
        fresh = [row for question in dict.fromkeys(questions) if (row := _ask(put, giver, question, now=now))]
        if fresh:
            letters.ask(giver, case=put.case, asker=put.asker, renewing=renewing, now=now)
        if any(row.reminded_at is None for row in fresh):
            expect_answer(giver, school=put.case.school, now=now)
        asked += fresh
    mind(put.case, now=now)
    return asked


def _ask(put: Put, giver: Party, question: Question, *, now: dt.datetime) -> ConsentRequest | None:
    """The round that is put or reminded of; None when there is nothing to ask of this giver."""
    today = timezone.localdate(now)
    about = question.involved
    own = ConsentRequest.objects.filter(giver=giver, purpose=question.purpose, involved=about)
    every = list(own.select_related("involved").prefetch_related(voices.with_answers()).order_by("round"))
    key = voices.Question(question.purpose, about.pk if about is not None else None)
    rounds = voices.that_count(voices.asked_in(every).get(key, {}).get(giver.pk, []), giver=giver, heard=put.heard)
    if rounds:
        newest = rounds[-1]
        said = voices.standing_of(rounds, today=today)
        same = newest.text_version == texts.version_for(question.purpose, giver) and newest.scope == list(
            question.kinds
        )
        waits = (said.answer is None or said.renewing) and today <= newest.expires_on
        if same and waits:
            return _remind(newest, now=now)
        lasts = (said.expires_on - today).days > put.settings.renew_weeks * 7
        if same and said.answer == "yes" and lasts:
            return None
    return ConsentRequest.objects.create(
        swv_id=giver.swv_id,
        case=put.case,
        giver=giver,
        purpose=question.purpose,
        involved=about,
        role=about.role if about is not None else "",
        organisation_id=about.organisation_id if about is not None else None,
        scope=list(question.kinds),
        text_version=texts.version_for(question.purpose, giver),
        round=every[-1].round + 1 if every else 1,
        explained_on=put.explained_on,
        asked_by=put.asker,
        asked_at=now,
        expires_on=expiry(asked_on=today, months=put.settings.months),
    )


def _remind(request: ConsentRequest, *, now: dt.datetime) -> ConsentRequest | None:
    if now - (request.reminded_at or request.asked_at) < REMIND_AT_MOST_EVERY:
        return None
    request.reminded_at = now  # it still waits since `asked_at`
    request.save(update_fields=["reminded_at"])
    return request


def questions_again(requests: Iterable[ConsentRequest]) -> list[Question]:
    """The same questions, to be put once more."""
    return list(
        dict.fromkeys(
            Question(purpose=Purpose(row.purpose), involved=row.involved, scope=tuple(row.scope)) for row in requests
        )
    )


def ask_by_the_house(
    case: Case, *, givers: Iterable[Party], requests: Sequence[ConsentRequest], action: str, now: dt.datetime
) -> list[ConsentRequest]:
    """Put questions again without anybody clicking: renewal before the end (C14), the pupil at 16 (C9).

    In the name of who asked last. Under the caller's lock of the case.
    """
    settings = voices.settings_of([case])[case.pk]
    put = Put(
        case=case,
        settings=settings,
        heard=voices.voices_of(case, settings=settings, today=timezone.localdate(now)),
        asker=max(requests, key=lambda row: row.asked_at).asked_by,
    )
    questions = questions_again(requests)
    asked = put_questions(put, givers=givers, questions=questions, now=now, renewing=action == "consent.renew")
    if asked:
        audit.record(swv_id=case.swv_id, by=By.system(), action=action, on=case, now=now, questions=len(asked))
    return asked
