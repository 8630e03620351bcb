"""The answers of a poll, counted."""

from __future__ import annotations

from uuid import UUID

from planning.meetings import selectors as meetings_of
from planning.meetings.models import Participant
from planning.polls import rules
from planning.polls.models import DatePoll, PollAnswer, PollOption


def voters_of(seated: list[Participant]) -> list[rules.Voter[UUID]]:
    """Everybody who is asked, for the rules."""
    return [rules.Voter(key=row.pk, required=row.required, guest=row.party_id is not None) for row in seated]


def count(poll: DatePoll) -> list[rules.Tally[UUID]]:
    """What was said per option, by who is still on the list: three queries."""
    seated = list(meetings_of.present(poll.meeting))
    options = PollOption.objects.filter(poll=poll).order_by("start")
    answers = PollAnswer.objects.filter(option__poll=poll).values_list("participant_id", "option_id", "choice")
    return rules.tally(
        voters=voters_of(seated),
        options=[rules.Option(key=row.pk, start=row.start, closed=row.closed_at is not None) for row in options],
        answers={(participant, option): choice for participant, option, choice in answers},
    )
