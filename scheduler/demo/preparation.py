"""What is said beforehand for the demo's planned HIA: one parent and one professional did, the others not yet."""

from __future__ import annotations

import datetime as dt

from planning.meetings.models import Meeting
from planning.preparation import services


def some_prepare(meeting: Meeting, *, now: dt.datetime) -> None:
    """A parent in own words, and the seven questions of the first professional after the IB."""
    parent = meeting.participants.filter(party__kind="guardian", removed_at__isnull=True).order_by("created_at").first()
    others = meeting.participants.filter(person__isnull=False, removed_at__isnull=True)
    professional = min(others.exclude(person=meeting.organiser_id), key=lambda row: row.role, default=None)
    if parent is not None:
        services.say_by_link(
            participant_id=parent.pk,
            words={
                "good": "Gaat weer met plezier naar gym.",
                "better": "De ochtenden zijn zwaar. Thuis en op school.",
                "ask": "Wie belt ons als het niet gaat?",
                "points": "Rust in de ochtend\nEén vast gezicht",
                "whom": "Oma, zij past vaak op.",
            },
            now=now,
        )
    if professional is not None:
        services.say_by_link(
            participant_id=professional.pk,
            words={
                "can": "Op dinsdagochtend komen kijken hoe het gaat.",
                "task": "De leerkracht helpen met de start van de dag.",
                "action": "Twee keer komen, op maandag en donderdag.",
                "need": "Een uur met de leerkracht.",
                "result": "Een rustige start, vier van de vijf dagen.",
                "term": "Zes weken.",
                "money": "Uit het arrangement van het samenwerkingsverband.",
            },
            now=now,
        )
