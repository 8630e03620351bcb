"""The poll page as a guest reads it: words and choices only, made from the guest's own view of the poll (U10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.letters import when
from planning.errors import Text
from planning.polls.rules import known_parts
from planning.polls.selectors import GuestOption, GuestPoll
from scheduler.design.parts import WeekdayView, week_of

MAX_REMARK = 1000
FIELD = "optie-"


@dataclass(frozen=True, slots=True)
class OptionView:
    """One date: how it is called, what is chosen, and what is wrong."""

    name: str  # of the form field
    label: Text
    choice: str
    choice_label: Text
    error: Text
    closed: bool
    hint: Text = ""  # own conflict, or that the others can


@dataclass(frozen=True, slots=True)
class PollView:
    """Everything on the page. Nobody else's answer is in it."""

    options: tuple[OptionView, ...]
    deadline: Text
    minutes: int
    organiser: str
    school: str
    chosen: Text
    stopped: bool
    open: bool
    answered: bool
    remark: str
    none_of_these: bool
    call_me: bool
    interpreter: bool
    urgent: bool
    week: tuple[WeekdayView, ...]  # when somebody usually can; empty for a professional
    error: Text
    calendar_unknown: bool  # of a professional

    @property
    def asks(self) -> bool:
        """Whether there is still a date to choose: not when somebody who must be there can make none of them."""
        return any(not option.closed for option in self.options)

    @property
    def wrong(self) -> list[OptionView]:
        """The dates without an answer."""
        return [option for option in self.options if option.error]


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody sent: kept on the page when something is missing."""

    choices: dict[UUID, str]
    remark: str
    none_of_these: bool
    call_me: bool
    interpreter: bool
    parts: tuple[str, ...] = ()


def field_name(option_id: UUID) -> str:
    """The name of an option's form field."""
    return f"{FIELD}{option_id}"


def read(post: QueryDict) -> Filled:
    """The answers in a form. Of which poll the moments are is for the service to say: a form may be older than it."""
    found = {key: str(said) for name, said in post.items() if (key := _option_of(name)) is not None and said}
    return Filled(
        choices=found,
        remark=post.get("opmerking", "")[:MAX_REMARK],
        none_of_these="geen" in post,
        call_me="bel" in post,
        interpreter="tolk" in post,
        parts=tuple(known_parts(post.getlist("dagdeel"))),
    )


def _option_of(name: str) -> UUID | None:
    """The option that a form field is about; None for another field, and for a name that is no id."""
    if not name.startswith(FIELD):
        return None
    try:
        return UUID(name.removeprefix(FIELD))
    except ValueError:
        return None


def view_of(
    poll: GuestPoll,
    *,
    filled: Filled | None = None,
    errors: Mapping[str, Text] | None = None,
    error: Text = "",
) -> PollView:
    """The page; with `filled` and `errors` after a form that was not complete."""
    words = {"yes": _("ja"), "ifneeded": _("als het moet"), "no": _("nee")}
    wrong = errors or {}
    options = []
    for option in poll.options:
        choice = option.choice if filled is None else filled.choices.get(option.id, "")
        choice = choice if choice in words else ""
        options.append(
            OptionView(
                name=field_name(option.id),
                label=when.on_page(when.stretch, option.start, option.end),
                choice=choice,
                choice_label=words.get(choice, ""),
                error=wrong.get(str(option.id), ""),
                closed=option.closed,
                hint=_hint(option),
            )
        )
    return PollView(
        options=tuple(options),
        deadline=when.on_page(when.moment if poll.urgent else when.day, poll.deadline),
        minutes=poll.minutes,
        organiser=poll.organiser,
        school=poll.school,
        chosen=when.on_page(when.stretch, *poll.chosen) if poll.chosen else "",
        stopped=poll.stopped,
        open=poll.open,
        answered=poll.answered,
        remark=poll.remark if filled is None else filled.remark,
        none_of_these=poll.none_of_these if filled is None else filled.none_of_these,
        call_me=poll.call_me if filled is None else filled.call_me,
        interpreter=poll.interpreter if filled is None else filled.interpreter,
        urgent=poll.urgent,
        week=week_of(poll.parts if filled is None else filled.parts) if poll.asks_parts else (),
        error=error,
        calendar_unknown=poll.calendar_unknown,
    )


def _conflict(reference: str) -> str:
    return gettext("Let op: u hebt dan al een overleg (%(reference)s).") % {"reference": reference}


def _hint(option: GuestOption) -> Text:
    if option.conflict:
        return lazy(_conflict, str)(option.conflict)
    if option.busy:
        return _("Let op: in uw agenda staat dan al iets.")
    if option.lost:
        return _("Dit moment valt waarschijnlijk af. U mag uw antwoord nog veranderen.")
    return _("De mensen van school en hulp kunnen dan.") if option.others_can else ""
