"""What the record refuses, with the sentence for the one who asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError


class NothingToRecord(DomainError):
    """A meeting without a date, called off, or of no case."""

    code = "nothing_to_record"
    message = _("Van dit overleg is geen verslag te maken.")


class AlreadyWritten(DomainError):
    """What somebody wrote is not thrown away by a click."""

    code = "already_written"
    message = _("Over dit punt is al iets opgeschreven.")
    hint = _("Haal dat eerst weg, of laat het punt besproken.")


class RecordIsFixed(DomainError):
    """What is fixed is no longer written in."""

    code = "record_is_fixed"
    message = _("Dit verslag staat vast. Er verandert niets meer in.")


class TooMuchText(DomainError):
    """More than anybody reads back."""

    code = "too_much_text"
    status = 422
    message = _("Dit is meer tekst dan er in past. Maak hem korter.")


class GoalsFirst(DomainError):
    """R102: goals before means."""

    code = "goals_first"
    message = _("Schrijf eerst een doel op. Daarna kijkt u wat erbij past.")


class SayWhat(DomainError):
    """A goal without words."""

    code = "say_what"
    status = 422
    message = _("Schrijf op wat u wilt bereiken.")


class EvaluationFirst(DomainError):
    """R86, R131: a meeting with goals does not end without a date and a way to look back."""

    code = "evaluation_first"
    message = _("Spreek eerst af wanneer en hoe u terugkijkt.")


class NotDecidable(DomainError):
    """An outcome that this decision cannot have here."""

    code = "not_decidable"
    status = 422
    message = _("Kies wat u besluit.")


class NoMandateHere(DomainError):
    """R24: only who has the mandate decides with it, and only at the table."""

    code = "no_mandate_here"
    status = 422
    message = _("Alleen een gedragswetenschapper die erbij is, besluit met mandaat.")


class TellMore(DomainError):
    """A decision that says nothing without words."""

    code = "tell_more"
    status = 422
    message = _("Schrijf erbij wat u precies besluit.")


class DecidedMeanwhile(DomainError):
    """Somebody else wrote down another decision, and this page did not know of it."""

    code = "decided_meanwhile"
    message = _("Iemand anders schreef hier net een besluit op. Kijk samen wat er moet staan.")


class DecideFirst(DomainError):
    """R105: a SOT ends with yes or no about what comes after it."""

    code = "decide_first"
    message = _("Besluit eerst of er een vervolggesprek komt.")


class NextMeetingFirst(DomainError):
    """R86: the next meeting is made while they still sit together."""

    code = "next_meeting_first"
    message = _("Er komt een vervolggesprek. Zet dat nu klaar, nu iedereen er nog is.")


class NotThisMeeting(DomainError):
    """The route has no such meeting after this one."""

    code = "not_this_meeting"
    status = 422
    message = _("Kies wat voor overleg het wordt.")


class NotYetBegun(DomainError):
    """Who comes to a meeting that lies ahead is invited to it."""

    code = "not_yet_begun"
    message = _("Dit overleg is nog niet begonnen.")
    hint = _("Vraag deze persoon erbij op de bladzijde van het overleg.")


class NotAtThisTable(DomainError):
    """Somebody who neither sits there nor belongs to the case."""

    code = "not_at_this_table"
    status = 422
    message = _("Kies iemand die aan tafel zit.")


class NotAParent(DomainError):
    """Own words are of a parent who sits at this table."""

    code = "not_a_parent"
    status = 422
    message = _("Kies een ouder die bij dit overleg hoort.")
