"""What the follow-up refuses, with the sentence for the one who asked."""

from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError


class CasusregisseurFirst(DomainError):
    """R19: nothing is recorded of a HIA or MDO before the casusregisseur is appointed."""

    code = "casusregisseur_first"
    message = _("Wijs eerst de casusregisseur aan.")
    hint = _("Dat doet u op de pagina van de casus. Daarna kunt u afspraken vastleggen.")


class NotAtThisMeeting(DomainError):
    """R30: the owner of an agreement is somebody of the meeting."""

    code = "not_at_this_meeting"
    status = 422
    message = _("Kies iemand die bij dit overleg hoort.")


class DateInThePast(DomainError):
    """An agreement or evaluation lies ahead."""

    code = "date_in_the_past"
    status = 422
    message = _("Deze datum is al voorbij. Kies een datum vanaf vandaag.")


class NothingRecorded(DomainError):
    """An agreement says what is done."""

    code = "nothing_recorded"
    status = 422
    message = _("Schrijf op wat er is afgesproken.")


class CaseIsClosed(DomainError):
    """After closing nothing is added."""

    code = "case_closed"
    message = _("Deze casus is afgesloten.")


class AgreementIsOver(DomainError):
    """A withdrawn agreement takes no more reports."""

    code = "agreement_over"
    message = _("Deze afspraak is vervallen. U hoeft niets meer te doen.")


class AlreadyChosen(DomainError):
    """Who comes is chosen once; afterwards the meeting's own page changes it."""

    code = "already_chosen"
    message = _("Voor deze evaluatie staat al een overleg klaar.")
    hint = _("Op de pagina van dat overleg kunt u nog mensen toevoegen of weghalen.")


class FamilyFirst(DomainError):
    """R79, R134: who comes is chosen together with parents and pupil."""

    code = "family_first"
    status = 422
    message = _("Bespreek eerst met de ouders en de leerling wie erbij komt.")


class SomethingDoesNotFit(DomainError):
    """R135: when needs, goals or support are not right, going on as it was is no outcome."""

    code = "something_does_not_fit"
    status = 422
    message = _("U zei dat iets niet meer klopt. Kies dan een andere aanpak, of ga terug naar stap 3.")


class NextDateNeeded(DomainError):
    """R131: what goes on has a next evaluation; aftercare has a last day."""

    code = "next_date_needed"
    status = 422
    message = _("Kies ook tot wanneer: de volgende evaluatie, of de laatste dag van de nazorg.")


class AlreadyDecided(DomainError):
    """An evaluation has one outcome."""

    code = "already_decided"
    message = _("Over deze evaluatie is al besloten.")
