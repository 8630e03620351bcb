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


class QuorumNotAsked(DomainError):
    """Nobody is asked who the intended decision cannot do without (R77)."""

    code = "poll_quorum_not_asked"
    message = _("Voor dit besluit moet ook meedoen:")
    hint = _("Zet die persoon op de lijst, of kies een ander besluit.")


class NoQuorum(DomainError):
    """On this date the people without whom the intended decision cannot be taken are not all there (R77)."""

    code = "poll_no_quorum"
    message = _("Op dit moment kunt u het besluit niet nemen dat u wilt nemen. Dan moet ook kunnen:")
    hint = _("Kies een ander moment, of kies eerst een ander besluit.")


class SomebodyCannot(DomainError):
    """Somebody who must be there cannot, or said nothing yet: choose knowingly."""

    code = "poll_somebody_cannot"
    message = _("Niet iedereen die erbij moet zijn, kan dan of heeft geantwoord.")
    hint = _("Bevestig dat u deze datum toch kiest.")


class UnknownDecision(DomainError):
    """A decision that the route does not know for this kind of meeting."""

    code = "poll_unknown_decision"
    status = 422
    message = _("Dit besluit hoort niet bij dit overleg.")


class CodeUnknown(DomainError):
    """No open round has this code (any more)."""

    code = "poll_code_unknown"
    status = 404
    message = _("Deze code werkt niet (meer).")
    hint = _("Kijk op het scherm in de kamer, of vraag het aan wie het gesprek leidt.")


class SeatTaken(DomainError):
    """Somebody took this seat with the code already."""

    code = "poll_seat_taken"
    message = _("Op deze plek zit al iemand.")
    hint = _("Klopt dat niet? Vraag wie het gesprek leidt om de plek vrij te maken.")
