"""What can happen with a preparation: somebody says something, or is asked once more to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications.letters import when
from notifications.outbox import selectors as outbox
from notifications.reminders import services as reminders
from planning.cases.models import CaseState, PartyKind
from planning.cases.services import is_frozen
from planning.errors import DomainError
from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState, Participant, PartStat
from planning.meetings.services import letters, require_manage
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.audit import By
from planning.preparation import rules, selectors
from planning.preparation.models import Preparation

REMINDER = "prepare_reminder"
BELL = "preparation.silent"


class NotAtThisTable(DomainError):
    """No seat, no ground, or a meeting nobody prepares; looks like one that does not exist (S18)."""

    code = "not_found"
    status = 404
    message = _("Deze pagina is niet voor u.")


class OverAlready(DomainError):
    """The meeting has been, or is off."""

    code = "preparation_too_late"
    message = _("Het gesprek is al geweest. U kunt nu niets meer veranderen.")


class TooLong(DomainError):
    """Longer than anybody reads at a table."""

    code = "preparation_too_long"
    status = 422
    message = _("Dat is te lang. Kunt u het korter maken?")


class SaidThemselves(DomainError):
    """What a parent wrote by the own link is theirs to change."""

    code = "preparation_own_words"
    message = _("Deze ouder heeft zelf al iets geschreven. Alleen de ouder kan dat veranderen.")


@transaction.atomic
def say(
    *,
    participant_id: UUID,
    words: Mapping[str, str],
    by: By,
    entered_by: UUID | None = None,
    read_back: bool = False,
    now: dt.datetime,
) -> Preparation | None:
    """Keep what a participant says to some of the questions; the other answers stay as they are.

    `entered_by` wrote it down for a parent on the telephone. None when nothing was said and nothing stood there: a
    skipped step. Raises NotAtThisTable, OverAlready, TooLong, and SaidThemselves with `entered_by`.
    """
    seat = Participant.objects.select_related("party", "person").filter(pk=participant_id).first()
    if seat is None:
        raise NotAtThisTable
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("case", "school").get(pk=seat.meeting_id)
    seat = Participant.objects.select_related("party", "person").get(pk=participant_id)  # as it is under the lock
    case = meeting.case
    if (
        case is None
        or not rules.asked_for(kind=meeting.kind, about_case=True)
        or seat.removed_at is not None
        or (seat.party is not None and seat.party.kind == PartyKind.PUPIL)
        or not meetings.is_admitted(seat, meeting=meeting, now=now)
    ):
        raise NotAtThisTable
    if case.state == CaseState.CLOSED or not rules.is_open(
        state=meeting.state, start=meeting.start, minutes=meeting.minutes, now=now
    ):
        raise OverAlready
    known = rules.questions(professional=seat.person_id is not None)
    said = {name: text.strip() for name, text in words.items() if name in known}
    if long := [name for name, text in said.items() if len(text) > rules.LONGEST]:
        raise TooLong(fields=dict.fromkeys(long, TooLong.message))
    row = Preparation.objects.filter(participant=seat).first()
    if row is None and not rules.has_prepared(said):
        return None
    if entered_by is not None and row is not None and row.entered_by_id is None and row.says_anything:
        raise SaidThemselves
    row = row or Preparation(swv_id=meeting.swv_id, participant=seat)
    for name, text in said.items():
        setattr(row, name, text or None)
    row.at = now
    row.entered_by_id, row.read_back = entered_by, read_back
    row.save()
    audit.record(swv_id=meeting.swv_id, by=by, action="preparation.say", on=row, now=now, fields=",".join(sorted(said)))
    return row


def say_by_link(*, participant_id: UUID, words: Mapping[str, str], now: dt.datetime) -> Preparation | None:
    """By the own link. Raises what `say` raises."""
    return say(participant_id=participant_id, words=words, by=By.guest(participant_id), now=now)


def say_as_staff(*, actor: Actor, meeting: Meeting, words: Mapping[str, str], now: dt.datetime) -> Preparation | None:
    """The own seven answers of somebody with an account, who sits at this table. Raises what `say` raises."""
    seat = selectors.own_seat(actor, meeting)
    if seat is None:
        raise NotAtThisTable
    return say(participant_id=seat.pk, words=words, by=actor.by, now=now)


def say_for_family(
    *, actor: Actor, meeting: Meeting, participant_id: UUID, words: Mapping[str, str], read_back: bool, now: dt.datetime
) -> Preparation | None:
    """What a parent said on the telephone, by who plans the meeting, with whether it was read back to them.

    Raises NotAllowed, SaidThemselves, and what `say` raises; NotAtThisTable for anybody who is not a parent.
    """
    require_manage(actor, meeting)
    if selectors.family_seat(meeting, participant_id) is None:
        raise NotAtThisTable
    return say(
        participant_id=participant_id,
        words=words,
        by=actor.by,
        entered_by=actor.person_id,
        read_back=read_back,
        now=now,
    )


@transaction.atomic
def remind_to_prepare(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> int:
    """One calm letter to everybody who said nothing yet; gives how many. Once a day to one person.

    Nobody without a ground or an address, and not the one who asks. Raises NotAllowed, NotAtThisTable, OverAlready.
    """
    require_manage(actor, meeting)
    if not rules.asked_for(kind=meeting.kind, about_case=meeting.case_id is not None):
        raise NotAtThisTable
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("school", "organiser", "case__casusregisseur")
        .get(pk=meeting.pk)
    )
    start = meeting.start
    if meeting.state != MeetingState.PLANNED or start is None or start <= now or is_frozen(meeting.case_id):
        raise OverAlready
    asked = _ask_the_silent(meeting, start=start, but=actor.person_id, now=now)
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="preparation.remind", on=meeting, now=now, people=asked)
    return asked


@transaction.atomic
def set_bell(meeting: Meeting, *, now: dt.datetime) -> None:
    """By itself, some days before the meeting; a meeting that moves or is off silences the old bell first."""
    reminders.cancel(tenant_id=meeting.swv_id, object_key=str(meeting.pk), kind=BELL, now=now)
    start = meeting.start
    if start is None or meeting.state != MeetingState.PLANNED:
        return
    if not rules.asked_for(kind=meeting.kind, about_case=meeting.case_id is not None):
        return
    last = start.astimezone(meeting_rules.AMSTERDAM).date()
    first = last - rules.LOOK_BACK
    calendar = people.school_calendars([meeting.school], first=first, last=last)[meeting.school_id]
    free = {first + dt.timedelta(days=n) for n in range(rules.LOOK_BACK.days + 1)} - set(calendar.school_days)
    moment = meeting_rules.remind_at(start=start - rules.AHEAD, now=now, free_days=free)
    if moment is not None:
        # A second later at each revision: a meeting that moves back to its old time needs a bell of its own.
        due_at = moment + dt.timedelta(seconds=meeting.sequence)
        reminders.remind(tenant_id=meeting.swv_id, kind=BELL, object_key=str(meeting.pk), due_at=due_at, now=now)


@transaction.atomic
def ring(*, meeting_id: UUID, now: dt.datetime) -> int:
    """The bell: one letter to who said nothing yet; gives how many. Not for a meeting that is off, past or frozen."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("school", "organiser", "case__casusregisseur")
        .filter(pk=meeting_id, state=MeetingState.PLANNED, start__gt=now, case__state=CaseState.OPEN)
        .first()
    )
    if meeting is None or meeting.start is None or is_frozen(meeting.case_id):
        return 0
    asked = _ask_the_silent(meeting, start=meeting.start, but=None, now=now)
    audit.record(swv_id=meeting.swv_id, by=By.system(), action="preparation.remind", on=meeting, now=now, people=asked)
    return asked


def _ask_the_silent(meeting: Meeting, *, start: dt.datetime, but: UUID | None, now: dt.datetime) -> int:
    """Not who said that they do not come, and not the one who asks."""
    answers = meetings.standing_of(meeting).items()
    away = {seat.pk for seat, said in answers if said.partstat == PartStat.DECLINED}
    silent = [
        row
        for row in selectors.silent_seats(meeting, now=now)
        if row.pk not in away and (but is None or row.person_id != but)
    ]
    return sum(_remind(row, meeting=meeting, start=start, now=now) for row in silent)


def _remind(seat: Participant, *, meeting: Meeting, start: dt.datetime, now: dt.datetime) -> bool:
    recipient = meetings.recipient_of(seat)
    key = f"{REMINDER}:{seat.pk}:{now.astimezone(meeting_rules.AMSTERDAM):%Y%m%d}"
    if recipient is None or outbox.letters_to([recipient.key]).filter(key=key).exists():
        return False
    letters.hand_over(
        meeting,
        recipient=recipient,
        template=REMINDER,
        key=key,
        context={
            "name": recipient.name,
            "url": letters.own_link(seat, meeting=meeting, rotate=False, now=now),
            "school": meeting.school.name,
            "when": when.in_languages(when.stretch, start, meeting_rules.end_of(start, meeting.minutes)),
            "contact": letters.contact_line(letters.contact_of(meeting)),
        },
        calendar=None,
        now=now,
    )
    return True
