"""What a poll can refuse (house rule 9)."""

from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError


class PollIsOpen(DomainError):
    """One open poll a meeting."""

    code = "poll_is_open"
    message = _("Voor dit overleg loopt al een datumprikker.")
    hint = _("Stop die eerst, of wacht de antwoorden af.")


class NoDraft(DomainError):
    """A date is polled for a meeting that has none."""

    code = "poll_needs_draft"
    message = _("Dit overleg heeft al een datum of is afgezegd.")


class BadOptions(DomainError):
    """At least one option, all ahead, none twice."""

    code = "poll_bad_options"
    status = 422
    message = _("Kies minstens één moment dat nog komt.")


class BadDeadline(DomainError):
    """People need time to answer, and the date must still be fixed in time."""

    code = "poll_bad_deadline"
    status = 422
    message = _("Kies een uiterste datum die nog komt en vóór het eerste moment ligt.")


class PollIsClosed(DomainError):
    """After the date is fixed or the poll is stopped nobody answers any more."""

    code = "poll_is_closed"
    message = _("De datum is al gekozen, of er wordt geen datum meer gezocht. Uw antwoord is niet meer nodig.")


class NotAsked(DomainError):
    """Only who is on the list is asked."""

    code = "poll_not_asked"
    status = 404
    message = _("U bent niet (meer) gevraagd voor dit overleg.")


class UnknownOption(DomainError):
    """An answer is about an option of this poll and says yes, if needed or no."""

    code = "poll_unknown_option"
    status = 422
    message = _("Deze keuze bestaat niet.")


class AnswerEvery(DomainError):
    """Every date gets an answer; `fields` names those without, by option id."""

    code = "poll_answer_every"
    status = 422
    message = _("Kies bij elk moment wat u kunt.")


class OptionTaken(DomainError):
    """The option was taken by another meeting meanwhile."""

    code = "poll_option_taken"
    message = _("Dit moment is net bezet door een ander overleg.")
    hint = _("Kies een ander moment.")
