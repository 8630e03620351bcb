"""What was recorded of a meeting, from the record and the follow-up, as plain values that prose is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from notifications.letters import when
from planning.cases import naming
from planning.cases.models import PartyKind
from planning.followup import selectors as followup
from planning.followup.models import Agreement
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, Participant
from planning.minutes.models import Attendance, Decision, DecisionKind, DecisionOutcome, Note, Record
from planning.minutes.selectors import decisions_of, goals_in, leads_on
from planning.report import rules
from planning.report.rules import Agreed, Decided, Present, Recorded
from planning.report.selectors.access import case_of

_INSTEAD = {naming.Kind.PARENT: "de ouder", naming.Kind.GROUP: "de groep", naming.Kind.BIRTH: "…"}


def recorded(meeting: Meeting, *, named: bool, now: dt.datetime) -> Recorded:
    """All that was written down.

    Not `named`: parents and pupil by what they are, and texts without the words that give them away (R55). Who was
    there is read by parents too, so that with two parents it calls them so.
    """
    about = None if named else naming.identity_of(case_of(meeting))

    def said(text: object) -> str:
        return nameless(str(text or ""), about) if about is not None else str(text or "")

    evaluation = followup.evaluation_of(meeting)
    record = Record.objects.select_related("next_meeting").filter(meeting=meeting).first()
    coming = (record.next_meeting if record else None) or (evaluation.next_meeting if evaluation else None)
    agreements = followup.agreements_of_meeting(meeting, today=timezone.localdate(now))
    # Of more than one parent none reads another's name: they may live apart (C11).
    alone = named and case_of(meeting).parties.filter(kind=PartyKind.GUARDIAN).count() <= 1
    return Recorded(
        day=when.day(meeting.start or now),
        school=meeting.school.name,
        people=_people(meeting, named=alone),
        said=_said(meeting, named=named, said=said),
        own_words=_parents_who_spoke(meeting) > 1,
        goals=[said(goal.what) for goal in goals_in(record, meeting)],
        decisions=_decisions(meeting, said=said),
        agreements=[_agreed(row.agreement, named=named, alone=alone, said=said) for row in agreements],
        look_back=when.day(evaluation.on) if evaluation is not None else "",
        how=said(evaluation.method) if evaluation is not None else "",
        next_day=when.day(coming.start) if coming is not None and coming.start is not None else "",
        contact=meetings.contact_for(meeting).name,
    )


def nameless(text: str, about: naming.Identity) -> str:
    """A text with other words in the places that give the pupil away: "de leerling", "de ouder"."""
    said, at = [], 0
    for hit in naming.hits(text, about):
        said += [text[at : hit.start], _INSTEAD.get(hit.kind, "de leerling")]
        at = hit.end
    return "".join([*said, text[at:]])


def _said(meeting: Meeting, *, named: bool, said: Callable[[object], str]) -> dict[str, str]:
    """What was said by topic; where each parent has own words, under who said them."""
    found: dict[str, list[str]] = {}
    for note in Note.objects.filter(record__meeting=meeting).select_related("party").order_by("created_at"):
        words = said(note.text)
        if words.strip():
            who = f"{note.party.name if named else 'een ouder'}: " if note.party is not None else ""
            found.setdefault(note.topic, []).append(f"{who}{words}")
    return {topic: "\n\n".join(texts) for topic, texts in found.items()}


def _parents_who_spoke(meeting: Meeting) -> int:
    """How many parents have own words in the record. One query."""
    return Note.objects.filter(record__meeting=meeting, party__isnull=False, text__isnull=False).count()


def _decisions(meeting: Meeting, *, said: Callable[[object], str]) -> list[Decided]:
    codes = dict(Decision.objects.filter(record__meeting=meeting).values_list("pk", "outcome"))
    yes_or_no = {DecisionOutcome.YES.value, DecisionOutcome.NO.value}
    return [
        Decided(
            kind=one.kind,
            outcome=codes[one.id] if one.id is not None and codes[one.id] in yes_or_no else one.outcome,
            words=said(one.words),
            by=one.by,
            nexts=leads_on(meeting) if one.kind == DecisionKind.TALK else (),
        )
        for one in decisions_of(meeting)
    ]


def nothing_follows(meeting: Meeting) -> bool:
    """Whether this SOT decided that no HIA or MDO follows (R113). One query."""
    stands = Decision.objects.filter(record__meeting=meeting, kind=DecisionKind.TALK, withdrawn_at__isnull=True).first()
    return rules.nothing_follows(kind=meeting.kind, decided=stands.outcome if stands is not None else None)


def _people(meeting: Meeting, *, named: bool) -> list[Present]:
    there = dict(Attendance.objects.filter(record__meeting=meeting).values_list("participant_id", "there"))
    return [
        Present(
            called=_called(row, named=named),
            there=there.get(row.pk),
            family=row.party is not None,
            pupil=row.party is not None and row.party.kind == PartyKind.PUPIL,
        )
        for row in meetings.present(meeting)
    ]


def _called(row: Participant, *, named: bool) -> str:
    """A name with the role in full, for parents read it too (U3); without consent the family only by what they are."""
    if row.person is not None:
        role = str(row.get_role_display())
        return f"{row.person.name} ({role})" if role else row.person.name
    pupil = row.party is not None and row.party.kind == PartyKind.PUPIL
    if not named:
        return "de leerling" if pupil else "een ouder"
    return f"{meetings.name_of(row)} ({'leerling' if pupil else 'ouder'})"


def _agreed(row: Agreement, *, named: bool, alone: bool, said: Callable[[object], str]) -> Agreed:
    return Agreed(
        who=_called(row.who, named=named),
        called=_called(row.who, named=alone),
        what=said(row.what),
        day=when.day(row.due),
        goal=said(row.goal),
        result=said(row.result),
        financing=said(row.financing),
        bridging=row.bridging,
        family=row.who.party_id is not None,
    )
