"""Who is at a meeting: names, addresses, and who may not be there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from notifications.types import Recipient
from planning.cases import gate
from planning.cases.models import Case, PartyKind
from planning.cases.rules import Ground
from planning.meetings.models import Meeting, MeetingKind, Participant
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


def address_of(participant: Participant) -> str:
    """The e-mail address, or "" where none is known."""
    if participant.person is not None:
        return participant.person.email
    return str(participant.party.email or "") if participant.party is not None else ""


def recipient_of(participant: Participant) -> Recipient | None:
    """For a letter; None for who has no e-mail address: they are called."""
    address = address_of(participant)
    if not address:
        return None
    key = participant.person_id or participant.party_id
    return Recipient(
        key=str(key), name=name_of(participant), address=address, languages=(language_of(participant), "nl")
    )


def without_ground(*, case: Case, kind: str, person_ids: Iterable[UUID], now: dt.datetime) -> frozenset[UUID]:
    """Which of these professionals may not be at a meeting of this kind about this case (house rule 4, R56).

    A HIA, MDO or evaluation needs a ground that admits (own school, or consent). A SOT may talk without naming the
    pupil (R55): there somebody about whom a guardian said no, or took consent back, stays out, and a stranger.
    """
    wanted = set(person_ids)
    sot_talk = kind == MeetingKind.SOT
    found = gate.grounds(case=case, person_ids=wanted, now=now, sot_talk=sot_talk)
    welcome = {Ground.ANONYMOUS} if sot_talk else set()
    return frozenset(key for key in wanted if not gate.admits(found[key]) and found[key] not in welcome)
