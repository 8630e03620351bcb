"""What the house knows of a case that an OZA or an OPP asks, from every room below."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.letters import when
from planning.agenda.models import AgendaItem, ItemState
from planning.cases.models import Case, PartyKind, PupilWord
from planning.dossier.models import Observation
from planning.followup import selectors as followup
from planning.followup.models import Evaluation, EvaluationState
from planning.followup.selectors import AgreementRow
from planning.meetings.models import Meeting
from planning.meetings.selectors import name_of, role_of
from planning.minutes.models import DecisionKind, Record, Topic
from planning.minutes.selectors import Decided, decisions_of


@dataclass(frozen=True, slots=True)
class Known:
    """The newest record of a case and what hangs on it; a case that was never at a table has no meeting."""

    case: Case
    meeting: Meeting | None
    notes: Mapping[str, str]
    of_parents: Mapping[str, tuple[str, ...]]  # by topic, what each said apart: the other never reads it
    goals: tuple[str, ...]
    there: tuple[str, ...]
    decisions: tuple[Decided, ...]
    agreements: tuple[AgreementRow, ...]
    evaluation: Evaluation | None
    pupil_was_there: bool

    def note(self, topic: Topic) -> str:
        """What was written on a topic."""
        return self.notes.get(topic.value, "")

    def all_of(self, topic: Topic) -> str:
        """The same with what each parent said for themselves: for the school and the SWV, never for a parent (C11)."""
        return _lines([self.note(topic), *self.of_parents.get(topic.value, ())])


def known_of(case: Case, *, now: dt.datetime) -> Known:
    """Everything of the last meeting of this case that has a record. A number of queries that does not grow."""
    rows = Record.objects.filter(case=case).select_related("meeting__case", "meeting__school")
    record = rows.order_by("-meeting__start", "-begun_at").first()
    agreements = tuple(followup.agreements_of_case(case.pk, today=timezone.localdate(now)))
    ahead = Evaluation.objects.filter(case=case, state__in=[EvaluationState.PLANNED, EvaluationState.PROPOSED])
    evaluation = ahead.order_by("on").first()
    if record is None:
        return Known(case, None, {}, {}, (), (), (), agreements, evaluation, pupil_was_there=False)
    seats = record.attendance.filter(there=True).select_related("participant__person", "participant__party")
    people = [row.participant for row in seats]
    notes = list(record.notes.select_related("party"))
    own: dict[str, list[str]] = defaultdict(list)
    for row in notes:
        if row.party is not None and row.text:
            own[row.topic].append(f"{row.party.name}: {row.text}")
    return Known(
        case=case,
        meeting=record.meeting,
        notes={row.topic: str(row.text or "") for row in notes if row.party is None},
        of_parents={topic: tuple(texts) for topic, texts in own.items()},
        goals=tuple(str(row.what) for row in record.meeting.goals.all()),
        there=tuple(_seat(name_of(row), role_of(row)) for row in people),
        decisions=decisions_of(record.meeting),
        agreements=agreements,
        evaluation=evaluation,
        pupil_was_there=any(row.party is not None and row.party.kind == PartyKind.PUPIL for row in people),
    )


def proposals(known: Known, *, school: bool) -> dict[str, str]:
    """What can be proposed at the questions of the OZA, by the name of what is known.

    `school`: for somebody of the school, who may read what stays there: the pupil's own words among it.
    """
    case, says = known.case, known.note
    return {
        "pupil": f"{case.pupil_name} {case.pupil_initial}.{_group(case)}",
        "birth_month": str(case.pupil_birth_month or ""),
        "school": case.school.name,
        "reference": _reference(case),
        "casusregisseur": case.casusregisseur.name if case.casusregisseur is not None else "",
        "meeting": _lines([_meeting(known), *known.there]),
        "question": _lines([case.question_support, case.question_organise]),
        "picture": _lines([says(Topic.PICTURE), *_seen(case)]),
        "needs": _lines([says(Topic.TEACHER), case.question_support]),
        "factors": _lines([says(Topic.STRENGTHS), says(Topic.FACTORS)]),
        "tried": _lines([*_tried(case), *_done(known)]),
        "parents": known.all_of(Topic.PARENTS),
        "pupil_says": _lines([says(Topic.PUPIL), *(pupil_words(case) if school else ())]),
        "goals": _lines(known.goals),
        "arrangement": _lines([*_decided(known), says(Topic.OFFER)]),
        "agreements": _lines(agreement_line(row) for row in known.agreements),
        "financing": _lines(dict.fromkeys(str(row.agreement.financing or "") for row in known.agreements)),
        "evaluation": evaluation_line(known.evaluation),
        "documents": _lines(_documents(case)),
    }


def agreement_line(row: AgreementRow) -> str:
    """Who does what, by when."""
    return f"{row.owner}: {row.agreement.what} ({_('klaar op')} {when.day(row.agreement.due)})"


def evaluation_line(evaluation: Evaluation | None) -> str:
    """When and how is looked back, or nothing."""
    if evaluation is None:
        return ""
    return when.day(evaluation.on) + (f", {evaluation.method}" if evaluation.method else "")


def pupil_words(case: Case) -> list[str]:
    """What the pupil wrote or told last (hoorrecht), for the school."""
    word = PupilWord.objects.filter(case=case).order_by("at").last()
    return [str(text) for text in (word.goes_well, word.tell) if text] if word is not None else []


def _lines(texts: Iterable[str | None]) -> str:
    return "\n".join(text.strip() for text in texts if text and text.strip())


def _group(case: Case) -> str:
    return f", {_('groep')} {case.pupil_group}" if case.pupil_group else ""


def _seat(name: str, role: str) -> str:
    return f"{name} ({role})" if role else name


def _meeting(known: Known) -> str:
    if known.meeting is None or known.meeting.start is None:
        return ""
    return f"{known.meeting.get_kind_display()}, {when.day(timezone.localdate(known.meeting.start))}"


def _reference(case: Case) -> str:
    entry = case.ldos_entries.filter(reference__isnull=False).order_by("-recorded_at").first()
    return str(entry.reference) if entry is not None else ""


def _seen(case: Case) -> list[str]:
    rows = Observation.objects.filter(case=case, done_on__isnull=False, withdrawn_at__isnull=True).order_by("done_on")
    return [f"{_('Observatie')} {when.day(row.done_on)}: {row.findings}" for row in rows if row.done_on]


def _tried(case: Case) -> list[str]:
    rows = AgendaItem.objects.filter(case=case).exclude(state=ItemState.TAKEN_BACK).order_by("proposed_at")
    return [str(row.tried or "") for row in rows]


def _done(known: Known) -> list[str]:
    return [f"{row.agreement.what} ({row.state.label})" for row in known.agreements if row.state == "done"]


def _decided(known: Known) -> list[str]:
    """The arrangements and what was decided with a mandate (R24, R103, R140)."""
    wanted = {DecisionKind.ARRANGEMENT, DecisionKind.MANDATE, DecisionKind.TLV}
    rows = [row for row in known.decisions if row.kind in wanted]
    return [" ".join(part for part in (f"{row.label}: {row.outcome}.", row.words, _by(row)) if part) for row in rows]


def _by(row: Decided) -> str:
    return f"({row.by}, {row.role})" if row.by else ""


def _documents(case: Case) -> list[str]:
    """Which documents there are; their titles and addresses stay with the school."""
    newest = {row.kind: row for row in case.documents.order_by("number")}
    return [
        f"{str(row.get_kind_display()).capitalize()}, {_('versie')} {row.number}, {when.day(row.on)}"
        for row in newest.values()
    ]
