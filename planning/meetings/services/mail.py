"""What comes in by mail: answers of calendars, and everything else, which waits for a person (way 3 of the house).

Nothing here changes more than one person's own answer, and that only when our own mail server says who sent it. The
rest is kept as `KeptMail` and shown; a doubtful answer is asked to be confirmed by the person's own link.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django_scopes import scope, scopes_disabled

from integrations.mailbox.types import Received
from integrations.types import CalendarReply
from notifications.outbox import selectors as outbox
from notifications.outbox.models import OutgoingLetter
from planning.cases import services as cases
from planning.cases.models import Case, Party
from planning.cases.services import word
from planning.errors import DomainError
from planning.meetings import rules, signals
from planning.meetings.models import KeptMail, KeptWhy, Meeting, Participant, PartStat, Via
from planning.meetings.rules import Trust
from planning.meetings.selectors.people import address_of, present
from planning.meetings.selectors.replies import answers_of
from planning.meetings.services import confirming
from planning.meetings.services.replies import record_reply
from planning.meetings.services.undelivered import ids_in
from planning.people.models import SWV, Person

log = logging.getLogger(__name__)

TO_LOOK_AT, OTHER_TIME = "mail_to_look_at", "mail_other_time"
MAX_WORDS, MAX_AUTOMATIC = 4000, 1000  # of a person's mail, and of one that a machine sent
NO_MAIL = Received(kind="calendar")
_BY_TRUST = {Trust.DOUBTFUL: KeptWhy.DOUBTFUL, Trust.OTHER: KeptWhy.OTHER_SENDER, Trust.FORGED: KeptWhy.FORGED}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a mail says, with whom and what it is about as far as that is known."""

    why: KeptWhy
    mail: Received
    meeting: Meeting | None = None
    case: Case | None = None
    participant: Participant | None = None
    trust: str = ""
    reply: CalendarReply | None = None
    words: str = field(default="", repr=False)


@transaction.atomic
def take_calendar_reply(
    *, reply: CalendarReply, tenant_id: str | None, now: dt.datetime, mail: Received = NO_MAIL
) -> bool | None:
    """An answer out of a calendar: it changes that one person's own answer and nothing else; True when it counted.

    The UID finds the meeting and the address in ATTENDEE the person. It counts when our own mail server says that it
    comes from there (`rules.trust_of`); what is doubtful is kept and asked to be confirmed by link, a counter-proposal
    and a delegation are questions to the organiser, and what fits nowhere is kept as well. An answer to an older time
    is recorded and does not count. None for a mail of no SWV we know.
    """
    with scopes_disabled():
        meeting = Meeting.objects.select_related("case", "organiser", "school").filter(uid=reply.uid).first()
    if meeting is not None and tenant_id and str(meeting.swv_id) != tenant_id:
        meeting = None
    if reply.method == "REPLY" and reply.partstat == PartStat.NEEDS_ACTION:
        return False  # SOGo sends NEEDS-ACTION on mere storage: no answer
    if meeting is None:
        told = signals.reply_elsewhere.send(sender=Meeting, reply=reply, mail=mail, tenant_id=tenant_id, now=now)
        if any(taken for _receiver, taken in told):
            return True
        swv_id = home_of(mail, tenant_id=tenant_id, from_address=reply.from_address)
        if swv_id is None:
            return None
        with scope(swv=swv_id):
            keep(Claim(why=KeptWhy.UNKNOWN_MEETING, mail=mail, reply=reply), swv_id=swv_id, now=now)
        return False
    with scope(swv=meeting.swv_id):
        return _take(reply, meeting=meeting, mail=mail, now=now)


def _take(reply: CalendarReply, *, meeting: Meeting, mail: Received, now: dt.datetime) -> bool:
    found = [row for row in present(meeting) if address_of(row).lower() == reply.attendee]
    participant = found[0] if len(found) == 1 else None
    trust = rules.trust_of(mail.authentication, attendee=reply.attendee, from_address=reply.from_address)
    why = _why(reply, participant=participant, trust=trust)
    if why is None and participant is not None:
        try:
            taken = record_reply(
                participant=participant,
                partstat=reply.partstat,
                via=Via.MAIL,
                sequence=reply.sequence,
                said_at=reply.dtstamp,
                now=now,
            )
        except DomainError as refusal:
            log.info("a reply to meeting %s was not taken: %s", meeting.pk, refusal.code)
            why = KeptWhy.LATE
        else:
            return taken.sequence == meeting.sequence + participant.sequence_ahead
    if why in _BY_TRUST.values() and participant is not None and _says_it_already(participant, reply, meeting=meeting):
        return False
    claim = Claim(
        why=why or KeptWhy.UNKNOWN_PERSON,
        mail=mail,
        meeting=meeting,
        case=meeting.case,
        participant=participant,
        trust=trust,
        reply=reply,
        words=reply.comment,
    )
    kept, made = keep(claim, swv_id=meeting.swv_id, now=now, quietly=True)
    if made and not confirming.ask(kept, automatic=mail.automatic, now=now):
        tell(kept, now=now)
    return False


def _why(reply: CalendarReply, *, participant: Participant | None, trust: Trust) -> KeptWhy | None:
    """Why an answer does not count by itself; None when it does."""
    if participant is None:
        return KeptWhy.UNKNOWN_PERSON
    if reply.method == "COUNTER":
        return KeptWhy.COUNTER
    if reply.delegated_to or reply.partstat not in rules.ANSWERS:
        return KeptWhy.DELEGATED
    return _BY_TRUST.get(trust)


def _says_it_already(participant: Participant, reply: CalendarReply, *, meeting: Meeting) -> bool:
    """Whether this person said the same by link: many do both, and there is nothing to ask."""
    said = answers_of([participant], meetings={meeting.pk: meeting})[participant.pk]
    return said.partstat == reply.partstat and reply.sequence == meeting.sequence + participant.sequence_ahead


@transaction.atomic
def take_other_mail(*, mail: Received, tenant_id: str | None, now: dt.datetime) -> bool | None:
    """A mail without an answer in it: kept and shown, never an answer. None for a mail of no SWV we know.

    A bounce of a letter of ours is told by `letter_bounced` and not kept twice.
    """
    letter = outbox.letter_answered((*mail.answers, mail.returned))
    if tenant_id and letter is not None and str(letter.tenant_id) != tenant_id:
        letter = None
    if mail.kind == "bounce" and letter is not None:
        return False
    swv_id = letter.tenant_id if letter is not None else home_of(mail, tenant_id=tenant_id)
    if swv_id is None:
        return None
    with scope(swv=swv_id):
        if letter is None:
            letter = next((row for row in outbox.letters_sent_to(mail.from_address) if row.tenant_id == swv_id), None)
        meeting, case, participant = _about(letter)
        why = {"automatic": KeptWhy.AUTOMATIC, "human": KeptWhy.HUMAN, "bounce": KeptWhy.BOUNCE}.get(
            mail.kind, KeptWhy.UNREADABLE
        )
        words = mail.text[:MAX_WORDS] if why == KeptWhy.HUMAN else ""
        words = mail.text[:MAX_AUTOMATIC] if why == KeptWhy.AUTOMATIC else words
        claim = Claim(why=why, mail=mail, meeting=meeting, case=case, participant=participant, words=words)
        keep(claim, swv_id=swv_id, now=now, quietly=why == KeptWhy.AUTOMATIC)
    return True


def keep(claim: Claim, *, swv_id: UUID, now: dt.datetime, quietly: bool = False) -> tuple[KeptMail, bool]:
    """The row of a mail, in the caller's scope; the same mail again is the same row. Says so, unless `quietly`."""
    reply, mail = claim.reply, claim.mail
    row, made = KeptMail.objects.get_or_create(
        swv_id=swv_id,
        key=_key(claim),
        defaults={
            "meeting": claim.meeting,
            "case": claim.case,
            "participant": claim.participant,
            "why": claim.why,
            "trust": claim.trust,
            "from_address": (reply.from_address if reply is not None else mail.from_address)[:254] or None,
            "subject": mail.subject[:300] or None if claim.why in {KeptWhy.HUMAN, KeptWhy.AUTOMATIC} else None,
            "text": claim.words or None,
            "delegate": reply.delegated_to[:254] or None if reply is not None else None,
            "partstat": reply.partstat if reply is not None and reply.partstat in rules.ANSWERS else "",
            "proposed_start": reply.start if reply is not None else None,
            "received_at": now,
        },
    )
    if made:
        log.info("a mail is kept for a person: %s", claim.why)
        if not quietly:
            tell(row, now=now)
    return row, made


def tell(row: KeptMail, *, now: dt.datetime) -> None:
    """Say to the organiser that something waits: a task where there is a case, a letter where there is none.

    What belongs to no meeting and no case waits on the page of who looks after the SWV's post.
    """
    code = OTHER_TIME if row.why == KeptWhy.COUNTER else TO_LOOK_AT
    if row.case is not None:
        person_id = row.meeting.organiser_id if row.meeting is not None else row.case.opened_by_id
        cases.add_task(case=row.case, person_id=person_id, code=code, object_key=str(row.pk), now=now)
    elif row.meeting is not None:
        day = now.astimezone(rules.AMSTERDAM).date()
        word.to_person(row.meeting.organiser, path=f"/overleggen/post/{row.pk}/", key=f"mail:{day}", now=now)


def home_of(mail: Received, *, tenant_id: str | None, from_address: str = "") -> UUID | None:
    """The SWV a mail is for: whose mailbox it is, who wrote to the sender, who knows the sender, or the only one.

    None when that cannot be told: a mail is never shown to another SWV than its own.
    """
    with scopes_disabled():
        everybody = list(SWV.objects.values_list("pk", flat=True)[:500])
        if tenant_id:
            return next((pk for pk in everybody if str(pk) == tenant_id), None)
        if len(everybody) == 1:
            return everybody[0]
        address = from_address or mail.from_address
        known = {row.tenant_id for row in outbox.letters_sent_to(address)}
        if address and not known:
            known = set(Person.objects.filter(email__iexact=address).values_list("swv_id", flat=True))
    return known.pop() if len(known) == 1 else None


def _about(letter: OutgoingLetter | None) -> tuple[Meeting | None, Case | None, Participant | None]:
    """What a letter was about, and to whom at which table."""
    if letter is None:
        return None, None, None
    participant = (
        Participant.objects.select_related("meeting__case", "meeting__organiser")
        .filter(pk__in=ids_in(letter.key))
        .first()
    )
    if participant is not None:
        return participant.meeting, participant.meeting.case, participant
    party_id = cases.as_id(letter.recipient_key)
    party = Party.objects.select_related("case").filter(pk=party_id).first() if party_id is not None else None
    return None, party.case if party is not None else None, None


def _key(claim: Claim) -> str:
    reply = claim.reply
    said = "" if reply is None else f"{reply.uid} {reply.attendee} {reply.partstat} {reply.method} {reply.sequence}"
    stamp = "" if reply is None or reply.dtstamp is None else reply.dtstamp.isoformat()
    return hashlib.sha256(f"{claim.mail.digest}|{said}|{stamp}".encode()).hexdigest()
