"""The pupil speaks before the conversation (hoorrecht, U11)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from planning.cases import services as cases
from planning.cases.models import Case, PupilWord
from planning.meetings import rules
from planning.meetings.models import Meeting


@transaction.atomic
def pupil_speaks(*, party_id: UUID, case_id: UUID, words: cases.OwnWords, link_id: UUID, now: dt.datetime) -> PupilWord:
    """Keep the pupil's words, until the conversation begins. Raises NotThePupil, TooLate, NothingSaid.

    What a SOT says of the pupil is not that conversation: the words are for the one that may follow.
    """
    Case.objects.select_for_update().filter(pk=case_id).first()  # no meeting about it begins unseen meanwhile
    rows = Meeting.objects.filter(case=case_id, part_of__isnull=True).values_list("state", "start")
    closed = not rules.pupil_may_speak(rows, now=now)
    return cases.say_as_pupil(party_id=party_id, case_id=case_id, words=words, link_id=link_id, closed=closed, now=now)
