"""Letters to the owner of an agreement: a link and a date, nothing of what was agreed (P1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import override

from notifications.languages import CODES
from notifications.letters import when
from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from notifications.outbox import services as outbox
from notifications.types import Letter, Plain, Recipient, Rows
from planning.followup import rules, selectors
from planning.followup.models import Agreement, ProgressState
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings

LINK_LIFE_AFTER_DUE = dt.timedelta(days=90)  # an owner can still report on a late agreement
# A button each: the page behind it opens with that answer first, and asks for one press more (S3).
CHOICES = (ProgressState.DONE, ProgressState.GOING, ProgressState.STARTED, ProgressState.STUCK)


def tell_owner(agreement: Agreement, *, again: dt.datetime | None = None, now: dt.datetime) -> None:
    """The first letter: something was agreed, and where it stands. `again`: since when, after it was let go."""
    recipient = with_ground(agreement, now=now)
    if recipient is not None:
        context: dict[str, Plain] = {"url": link(agreement, now=now)}
        key = f"agreement:{agreement.pk}" + (f":{again.timestamp():.0f}" if again is not None else "")
        _post(agreement, "agreement_owner", key, context, recipient=recipient, now=now)


def remind(agreements: Sequence[Agreement], *, now: dt.datetime) -> None:
    """One letter to one owner: a button an answer for the first, a button for each of the others.

    The links of the first letters go on working.
    """
    first, *rest = agreements
    recipient = with_ground(first, now=now)
    if recipient is None:
        return
    url = link(first, now=now)
    others = [(row, link(row, now=now)) for row in rest if with_ground(row, now=now) is not None]
    context: dict[str, Plain] = {
        "choices": {code: _choices(url, code) for code in CODES},
        "others": {
            code: [
                {"label": f"{row.school.name}, {when.day(row.due, language=code)}", "url": other}
                for row, other in others
            ]
            for code in CODES
        },
    }
    day = now.astimezone(rules.AMSTERDAM).date()
    key = f"agreement-reminder:{first.pk}:{day}"
    _post(first, "agreement_reminder", key, context, recipient=recipient, now=now)


def with_ground(agreement: Agreement, *, now: dt.datetime) -> Recipient | None:
    """Whom a letter is for; None without an address (the IB calls), or without a ground at this moment (rule 4).

    None too for who was taken off the list, or off the point: the page behind the letter is shut for them.
    """
    who = agreement.who
    recipient = meetings_of.recipient_of(who)
    if recipient is None or not selectors.is_there(agreement):
        return None
    return recipient if meetings_of.is_admitted(who, meeting=agreement.meeting, now=now) else None


def link(agreement: Agreement, *, now: dt.datetime) -> str:
    """The owner's own address of this agreement."""
    due = dt.datetime.combine(agreement.due, dt.time(), tzinfo=rules.AMSTERDAM)
    token = links.issue(
        tenant_id=agreement.swv_id,
        purpose=Purpose.AGREEMENT,
        person_key=str(agreement.key),
        object_key=str(agreement.pk),
        expires_at=due + LINK_LIFE_AFTER_DUE,
        now=now,
        rotate=False,  # the link of the first letter goes on working beside the reminder's
    )
    return address(token)


def _choices(url: str, language: str) -> Rows:
    with override(language):
        return [{"label": str(row.label).capitalize(), "url": f"{url}?stand={row.value}"} for row in CHOICES]


def _post(
    agreement: Agreement,
    template: str,
    key: str,
    context: dict[str, Plain],
    *,
    recipient: Recipient,
    now: dt.datetime,
) -> None:
    school = agreement.school
    contact = meetings.contact_of(agreement.meeting)  # R21: on every letter to a parent
    common: dict[str, Plain] = {
        "name": recipient.name,
        "due": when.in_languages(when.day, agreement.due),
        "school": school.name,
        "contact": meetings.contact_line(contact),
    }
    outbox.post(
        Letter(
            tenant_id=agreement.swv_id,
            key=key,
            template=template,
            recipient=recipient,
            context={**common, **context},
            sender_name=school.name,
            reply_to=contact.email,
        ),
        now=now,
    )
