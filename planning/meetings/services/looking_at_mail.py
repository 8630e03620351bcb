"""What a person makes of a mail that was kept: whose answer it is, another time or not, or nothing."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases.services import refuse_frozen
from planning.errors import DomainError
from planning.meetings.models import KeptMail, KeptOutcome, KeptState, KeptWhy, Meeting, WhyMoved
from planning.meetings.selectors.mail import visible_mails
from planning.meetings.selectors.people import present
from planning.meetings.services import confirming, mail
from planning.meetings.services.dates import move_meeting, require_manage
from planning.meetings.services.errors import NotInvited
from planning.meetings.services.replies import enter_reply, settle
from planning.people import audit
from planning.people.access import Actor, NotAllowed


class MailIsSettled(DomainError):
    """Somebody else dealt with it a moment ago."""

    code = "mail_is_settled"
    message = _("Dit bericht is al afgehandeld.")


class NoSuchMeeting(DomainError):
    """A reference that is no meeting's."""

    code = "no_such_meeting"
    status = 422
    message = _("We kennen geen overleg met dit kenmerk dat nog komt.")
    hint = _("Het kenmerk staat achter de naam van de school, bijvoorbeeld 7F3K.")


@transaction.atomic
def tie_mail(*, actor: Actor, mail_id: UUID, participant_id: UUID, partstat: str, now: dt.datetime) -> KeptMail:
    """Enter what the mail says as the answer of one person, by hand: the person who looked vouches for it.

    Raises MailIsSettled, NotInvited, NotAllowed, and what `record_reply` raises.
    """
    row, meeting = _of_a_meeting(actor, mail_id)
    participant = present(meeting).select_related("meeting").filter(pk=participant_id).first()
    if participant is None:
        raise NotInvited
    enter_reply(actor=actor, participant=participant, partstat=partstat, now=now)
    row.participant, row.partstat = participant, partstat
    row.save(update_fields=["participant", "partstat"])
    return _settle(row, KeptOutcome.TIED, actor=actor, now=now)


@transaction.atomic
def take_proposed_time(*, actor: Actor, mail_id: UUID, now: dt.datetime) -> KeptMail:
    """Move the meeting to the time that somebody proposed; everybody hears. Raises what `move_meeting` raises."""
    row, meeting = _of_a_meeting(actor, mail_id)
    if row.why != KeptWhy.COUNTER or row.proposed_start is None:
        raise MailIsSettled
    move_meeting(actor=actor, meeting=meeting, start=row.proposed_start, why=WhyMoved.AGREED, now=now)
    return _settle(row, KeptOutcome.MOVED, actor=actor, now=now)


@transaction.atomic
def keep_the_time(*, actor: Actor, mail_id: UUID, now: dt.datetime) -> KeptMail:
    """Say no to another time: who asked for it hears so. Raises MailIsSettled, NotAllowed."""
    row, meeting = _of_a_meeting(actor, mail_id)
    if row.why != KeptWhy.COUNTER:
        raise MailIsSettled
    refuse_frozen(meeting.case_id)
    confirming.say_that_the_time_stays(row, now=now)
    return _settle(row, KeptOutcome.REFUSED, actor=actor, now=now)


@transaction.atomic
def dismiss_mail(*, actor: Actor, mail_id: UUID, now: dt.datetime) -> KeptMail:
    """It is nothing, or it was dealt with elsewhere. Raises MailIsSettled, NotAllowed."""
    return _settle(_open(actor, mail_id), KeptOutcome.NOTHING, actor=actor, now=now)


@transaction.atomic
def dismiss_automatic(*, actor: Actor, seen: dt.datetime, now: dt.datetime) -> int:
    """All automatic answers that this person may see and that came in before `seen` are nothing. Gives how many."""
    waiting = visible_mails(actor).filter(state=KeptState.OPEN, why=KeptWhy.AUTOMATIC, created_at__lte=seen)
    wanted = KeptMail.objects.filter(pk__in=waiting.values("pk"), state=KeptState.OPEN).order_by("pk")
    rows = list(wanted.select_for_update(of=("self",)).select_related("case"))
    for row in rows:
        _settle(row, KeptOutcome.NOTHING, actor=actor, now=now)
    return len(rows)


@transaction.atomic
def point_mail(*, actor: Actor, mail_id: UUID, reference: str, now: dt.datetime) -> KeptMail:
    """Say of which meeting a mail is, so that the school gets to see it. Raises NoSuchMeeting, NotAllowed."""
    row = _open(actor, mail_id)
    if row.meeting_id is not None or row.case_id is not None:
        raise MailIsSettled
    ahead = Meeting.objects.select_related("case", "organiser").filter(state="planned", start__gt=now)
    meeting = ahead.filter(reference=reference.strip().upper()).first()
    if meeting is None:
        raise NoSuchMeeting(fields={"reference": NoSuchMeeting.message})
    row.meeting, row.case = meeting, meeting.case
    row.save(update_fields=["meeting", "case"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="mail.point", on=row, now=now)
    mail.tell(row, now=now)
    return row


def _open(actor: Actor, mail_id: UUID) -> KeptMail:
    """The row, locked. Raises NotAllowed for what this person may not see."""
    locked = KeptMail.objects.select_for_update(of=("self",)).filter(pk=mail_id)
    row = locked.select_related("meeting", "case", "participant").first()
    if row is None or not visible_mails(actor).filter(pk=mail_id).exists():
        raise NotAllowed
    if row.state == KeptState.DONE:
        raise MailIsSettled
    return row


def _of_a_meeting(actor: Actor, mail_id: UUID) -> tuple[KeptMail, Meeting]:
    row = _open(actor, mail_id)
    if row.meeting_id is None:
        raise NotInvited
    meeting = Meeting.objects.select_related("school", "organiser", "case__casusregisseur").get(pk=row.meeting_id)
    row.meeting = meeting
    require_manage(actor, meeting)
    return row, meeting


def _settle(row: KeptMail, outcome: KeptOutcome, *, actor: Actor, now: dt.datetime) -> KeptMail:
    settle(row, outcome, person_id=actor.person_id, now=now)
    audit.record(swv_id=row.swv_id, by=actor.by, action=f"mail.{outcome.value}", on=row, now=now)
    return row
