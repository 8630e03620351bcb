"""The answers of a poll, counted by the rule of agreement of its kind of meeting (R77, R80)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import UUIDField

from notifications.prepared import Prepared
from planning.cases import selectors as cases
from planning.cases.models import Case, PartyKind
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting, Participant
from planning.polls import rules
from planning.polls.models import Closed, DatePoll, PollAnswer, PollOption
from planning.routes.parts import DateRule


def date_rule(meeting: Meeting) -> DateRule:
    """How the route wants dates for this kind of meeting to be agreed; without a route as most regions do it."""
    said = meetings_of.meeting_type(meeting.case, meeting.kind) if meeting.case is not None else None
    return said.dates if said is not None else DateRule()


def decisions_of(meeting: Meeting) -> list[tuple[str, str, tuple[rules.Group, ...]]]:
    """The decisions this meeting can take: key, what the route calls it, and without whom it cannot be taken (R77)."""
    if meeting.case is None or meetings_of.meeting_type(meeting.case, meeting.kind) is None:
        return []
    found = cases.route_of(meeting.case).decisions_at(meeting.kind)
    return [(decision.key, decision.title, quorum.groups) for decision, quorum in found]


def rule_of(poll: DatePoll) -> rules.Rule:
    """The rule of agreement of a poll: the weights of its kind of meeting, and the quorum of the intended decision."""
    said = date_rule(poll.meeting)
    groups = next((groups for key, _title, groups in decisions_of(poll.meeting) if key == poll.decision), ())
    return rules.Rule(
        groups=groups,
        professional=said.professional,
        guest=said.guest,
        absent=said.absent,
        earliest=said.earliest or poll.urgent,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a poll stands: the rule, who is asked, and per option what was said."""

    rule: rules.Rule
    voters: tuple[rules.Voter[UUID], ...]
    tallies: tuple[rules.Tally[UUID], ...]

    @property
    def best(self) -> rules.Tally[UUID] | None:
        """The option that is agreed, or None."""
        return rules.winner(self.tallies, rule=self.rule)

    @property
    def second_best(self) -> rules.Tally[UUID] | None:
        """The option that goes with the fewest people missing, or None."""
        return rules.second_best(self.tallies, rule=self.rule)

    @property
    def possible(self) -> int:
        """How many options can still win."""
        return len(rules.possible_options(self.tallies))


def standing_of(
    poll: DatePoll,
    *,
    seated: Sequence[Participant] | None = None,
    options: Sequence[PollOption] | None = None,
    answers: Mapping[tuple[UUID, UUID], str] | None = None,
) -> Standing:
    """How a poll stands, by who is still on the list: three queries, fewer for what the caller has read already."""
    people = seated_at(meeting_id=poll.meeting_id) if seated is None else seated
    moments = offered(poll_id=poll.pk) if options is None else options
    if answers is None:
        answers = {(participant, option): choice for participant, option, choice in _said(poll_id=poll.pk)}
    rule = rule_of(poll)
    voters = _voters(people, case=poll.meeting.case, rule=rule, on=moments[0].start if moments else poll.deadline)
    tallies = rules.tally(
        voters=voters,
        options=[rules.Option(key=row.pk, start=row.start, closed=row.closed_why == Closed.TAKEN) for row in moments],
        answers=answers,
        rule=rule,
    )
    return Standing(rule=rule, voters=tuple(voters), tallies=tuple(tallies))


def silent_in(poll: DatePoll) -> list[Participant]:
    """Who is asked and has an open option without an answer."""
    open_options = set(PollOption.objects.filter(poll=poll, closed_at=None).values_list("pk", flat=True))
    said: dict[UUID, set[UUID]] = {}
    rows = PollAnswer.objects.filter(option__in=open_options).values_list("participant_id", "option_id")
    for participant_id, option_id in rows:
        said.setdefault(participant_id, set()).add(option_id)
    return [row for row in meetings_of.present(poll.meeting) if open_options - said.get(row.pk, set())]


def _voters(
    seated: Sequence[Participant], *, case: Case | None, rule: rules.Rule, on: dt.datetime
) -> list[rules.Voter[UUID]]:
    """Everybody who is asked. Who speaks for another school is looked up only where a decision needs that (R146)."""
    elsewhere: frozenset[UUID] = frozenset()
    if case is not None and any(cases.RECEIVING in group for group in rule.groups):
        ids = [row.person_id for row in seated if row.person_id is not None]
        elsewhere = cases.of_another_school(case, ids, today=on.astimezone(rules.AMSTERDAM).date())
    return [
        rules.Voter(key=row.pk, required=row.required, guest=row.party_id is not None, roles=_roles(row, elsewhere))
        for row in seated
    ]


def _roles(row: Participant, elsewhere: frozenset[UUID]) -> tuple[str, ...]:
    if row.party is not None:
        return ("pupil",) if row.party.kind == PartyKind.PUPIL else ("guardian",)
    return (row.role, cases.RECEIVING) if row.person_id in elsewhere else (row.role,)


# Counted again after every answer.
seated_at = Prepared(
    lambda meeting_id: (
        Participant.objects.filter(meeting=meeting_id, removed_at__isnull=True)
        .select_related("party")
        .only("meeting", "person", "party", "role", "required", "party__kind")
        .order_by("-required", "created_at", "pk")
    ),
    meeting_id=UUIDField(),
)
offered = Prepared(lambda poll_id: PollOption.objects.filter(poll=poll_id).order_by("start"), poll_id=UUIDField())
_said: Prepared[tuple[UUID, UUID, str]] = Prepared(
    lambda poll_id: (
        PollAnswer.objects.filter(option__poll=poll_id).order_by().values_list("participant_id", "option_id", "choice")
    ),
    poll_id=UUIDField(),
)
