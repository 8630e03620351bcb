"""What a meeting can refuse, each with a sentence and what to do (house rule 9)."""

from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError


class SlotTaken(DomainError):
    """Somebody who must be there has another meeting at that time."""

    code = "slot_taken"
    message = _("Dit moment is net bezet.")
    hint = _("Kies een ander moment.")


class NotNow(DomainError):
    """The meeting is not in a state for this: it has begun, was held, or is off."""

    code = "meeting_not_now"
    message = _("Dit kan niet meer: het overleg is al geweest of afgezegd.")


class NotYetOver(DomainError):
    """Whether a meeting took place is said when it is over."""

    code = "meeting_not_yet_over"
    message = _("Dit overleg is nog niet geweest.")


class NotOfAPart(DomainError):
    """A part of a SOT goes where the SOT goes."""

    code = "not_of_a_part"
    message = _("Dit hoort bij een SOT. Verander het op de agenda van dat SOT.")


class NothingToPlanAnew(DomainError):
    """Only a meeting about a case that did not take place is planned anew."""

    code = "nothing_to_plan_anew"
    message = _("Dit overleg kan niet opnieuw gepland worden.")
    hint = _("Plan een nieuw overleg vanaf de casus.")


class AlreadyPlanned(DomainError):
    """A meeting with a date gets another one by moving it."""

    code = "meeting_already_planned"
    message = _("Dit overleg heeft al een datum.")
    hint = _("Verzet het overleg als de datum anders moet.")


class MustsMissing(DomainError):
    """Somebody must be there because of what is so in this case (R74–R76, R146)."""

    code = "musts_missing"
    message = _("Door wat er in deze casus speelt, moet er nog iemand bij zijn:")
    hint = _("Zet deze persoon erbij als “moet erbij zijn”. Staat de persoon er niet? Kijk bij Begin en Toestemming.")


class BadStart(DomainError):
    """The start lies in the past, or in the hour that the clock skips or repeats."""

    code = "meeting_bad_start"
    status = 422
    message = _("Dit moment kan niet. Kies een moment dat nog komt.")


class ParentsAtReportBack(DomainError):
    """R94: at the report-back of an observation in the SOT the parents are invited."""

    code = "parents_at_report_back"
    status = 422
    message = _("In dit overleg wordt een observatie teruggekoppeld. Nodig daarom ook de ouders uit.")


class BadLength(DomainError):
    """Between five minutes and eight hours."""

    code = "meeting_bad_length"
    status = 422
    message = _("Een overleg duurt minstens 5 en hoogstens 480 minuten.")


class NobodyInvited(DomainError):
    """A meeting needs at least one other person."""

    code = "nobody_invited"
    status = 422
    message = _("Kies wie er aan tafel komt.")


class SeatTwice(DomainError):
    """Somebody sits at a table once."""

    code = "seat_twice"
    status = 422
    message = _("Iemand staat twee keer op de lijst.")


class NotOfThisCase(DomainError):
    """A parent or pupil comes to meetings about the own case only."""

    code = "not_of_this_case"
    status = 422
    message = _("Deze persoon hoort niet bij deze casus.")


class NotInvited(DomainError):
    """Who is not, or no longer, on the list cannot answer."""

    code = "not_invited"
    status = 404
    message = _("U bent niet (meer) uitgenodigd voor dit overleg.")


class TooSoon(DomainError):
    """A letter went out a moment ago."""

    code = "letter_too_soon"
    status = 429
    message = _("Deze persoon heeft net al een brief gekregen.")
    hint = _("Wacht tien minuten, of bel.")


class NoAddress(DomainError):
    """Somebody without an e-mail address gets no letter."""

    code = "no_address"
    status = 422
    message = _("Van deze persoon is geen e-mailadres bekend.")
    hint = _("Bel, en vul het antwoord zelf in.")
