"""Who is at a meeting: names, addresses, and who may not be there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from notifications.types import Recipient
from planning.cases import gate
from planning.cases.models import Case, Party, PartyKind
from planning.cases.rules import Ground
from planning.meetings.models import Meeting, MeetingKind, MeetingState, Participant
from planning.people.languages import for_letter
from planning.people.models import Person
from planning.people.roles import short_name


def present(meeting: Meeting) -> QuerySet[Participant]:
    """Everybody still on the list, with the names loaded; who is required first."""
    return (
        Participant.objects.filter(meeting=meeting, removed_at__isnull=True)
        .select_related("person", "party")
        .order_by("-required", "created_at", "pk")
    )


def name_of(participant: Participant) -> str:
    """The name: for staff who may see the meeting, and for the letter to that person self."""
    if participant.person is not None:
        return participant.person.name
    return str(participant.party.name) if participant.party is not None else ""


def role_of(participant: Participant) -> str:
    """What somebody is at the table, short: "GW", "ouder", "leerling"."""
    if participant.party is not None:
        return _("leerling") if participant.party.kind == PartyKind.PUPIL else _("ouder")
    return short_name(participant.role) if participant.role else ""


def language_of(participant: Participant) -> str:
    """The code of the language somebody reads best."""
    if participant.party is not None:
        return participant.party.language or "nl"
    languages = participant.person.languages if participant.person is not None else []
    return str(languages[0]) if languages else "nl"


def party_behind(key: UUID) -> UUID | None:
    """The guardian or pupil of a guest's link: its key is a party's or a participant's. None for a professional."""
    if Party.objects.filter(pk=key).exists():
        return key
    return Participant.objects.filter(pk=key).values_list("party_id", flat=True).first()


def is_pupil(key: UUID) -> bool:
    """Whether a guest's link is a pupil's: spoken to as "je", and without a name in a letter (P1)."""
    party_id = party_behind(key)
    return party_id is not None and Party.objects.filter(pk=party_id, kind=PartyKind.PUPIL).exists()


def address_of(participant: Participant) -> str:
    """The e-mail address, or "" where none is known."""
    if participant.person is not None:
        return participant.person.email
    return str(participant.party.email or "") if participant.party is not None else ""


def phone_of(participant: Participant) -> str:
    """The telephone number, or "" where none is known."""
    if participant.person is not None:
        return participant.person.phone
    return str(participant.party.phone or "") if participant.party is not None else ""


def recipient_of(participant: Participant) -> Recipient | None:
    """For a letter; None for who has no e-mail address: they are called."""
    address = address_of(participant)
    if not address:
        return None
    key = participant.person_id or participant.party_id
    return Recipient(
        key=str(key), name=name_of(participant), address=address, languages=for_letter(language_of(participant))
    )


def recipient_behind(key: UUID) -> Recipient | None:
    """Whom a guest's link is for, by the address that is known of them now; None without one (S4).

    The key of a link is a participant's, a party's or a person's.
    """
    seat = Participant.objects.select_related("person", "party").filter(pk=key).first()
    if seat is not None:
        return recipient_of(seat)
    party = Party.objects.filter(pk=key).first()
    if party is not None:
        return recipient_of(Participant(party=party))
    person = Person.objects.filter(pk=key).first()
    return recipient_of(Participant(person=person)) if person is not None else None


def without_ground(*, case: Case, kind: str, person_ids: Iterable[UUID], now: dt.datetime) -> frozenset[UUID]:
    """Which of these professionals may not be at a meeting of this kind about this case (house rule 4, R56).

    A HIA, MDO or evaluation needs a ground that admits (own school, or consent). A SOT may talk without naming the
    pupil (R55): there somebody about whom a guardian said no, or took consent back, stays out, and a stranger.
    """
    wanted = set(person_ids)
    sot_talk = kind == MeetingKind.SOT
    found = gate.grounds(case=case, person_ids=wanted, now=now, sot_talk=sot_talk)
    return frozenset(key for key in wanted if not _welcome(found[key], sot_talk=sot_talk))


def _welcome(ground: Ground, *, sot_talk: bool) -> bool:
    return gate.admits(ground) or (sot_talk and ground == Ground.ANONYMOUS)


def admitted(participants: Iterable[Participant], *, now: dt.datetime) -> frozenset[UUID]:
    """Which of these (their ids) have a ground now to be at their meeting: every page, letter and feed asks here.

    The gate is asked at the moment of looking, so that an end at midnight needs no bell to be one. A meeting about no
    case has nothing to guard. `meeting.case` is loaded. Eight queries for any number; trouble is an error (S19).
    """
    rows = list(participants)
    wants = {
        row.pk: gate.Want(case=row.meeting.case, person_id=row.person_id, sot_talk=row.meeting.kind == MeetingKind.SOT)
        for row in rows
        if row.meeting.case is not None and row.person_id is not None
    }
    found = gate.grounds_of(wants.values(), now=now)

    def welcome(row: Participant) -> bool:
        case = row.meeting.case
        if case is None:
            return True
        if row.pk in wants:
            want = wants[row.pk]
            return _welcome(found[want], sot_talk=want.sot_talk)
        return gate.admits(gate.ground(case=case, party=row.party, now=now))

    return frozenset(row.pk for row in rows if welcome(row))


def is_admitted(participant: Participant, *, meeting: Meeting, now: dt.datetime) -> bool:
    """Whether somebody has a ground now to hear of this meeting; the meeting's `case` is loaded."""
    participant.meeting = meeting
    return participant.pk in admitted([participant], now=now)


def sat_at(case: Case, *, kind: str) -> frozenset[UUID]:
    """Which professionals were on the list of a held or planned meeting of this kind about this case (R144)."""
    rows = Participant.objects.filter(
        meeting__case=case, meeting__kind=kind, removed_at__isnull=True, person__isnull=False
    ).exclude(meeting__state=MeetingState.CANCELLED)
    return frozenset(key for key in rows.values_list("person_id", flat=True) if key is not None)
