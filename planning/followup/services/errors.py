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


class StrangeGoal(DomainError):
    """An agreement serves a goal of its own case."""

    code = "strange_goal"
    status = 422
    message = _("Kies een doel van deze leerling.")


class CaseIsClosed(DomainError):
    """After closing nothing is added."""

    code = "case_closed"
    message = _("Deze casus is afgesloten.")


class AgreementIsOver(DomainError):
    """A withdrawn agreement takes no more reports."""

    code = "agreement_over"
    message = _("Deze afspraak is vervallen. U hoeft niets meer te doen.")


class AboutNoPupil(DomainError):
    """R121: who follows it is the school, and what helps is the next SOT."""

    code = "agreement_about_no_pupil"
    message = _("Deze afspraak gaat niet over een leerling. Dit kan alleen bij een casus.")
    hint = _("Lukt het niet? Zet het onderwerp dan op de agenda van een volgend SOT.")


class DraftGone(DomainError):
    """Who thought of it left the table, or took the words back."""

    code = "draft_gone"
    status = 404
    message = _("Dit idee is er niet meer.")
    hint = _("Wie het opschreef, zit niet meer aan tafel of heeft het weggehaald.")


class AlreadyChosen(DomainError):
    """Who comes is chosen once; afterwards the meeting's own page changes it."""

    code = "already_chosen"
    message = _("Voor deze evaluatie staat al een overleg klaar.")
    hint = _("Op de pagina van dat overleg kunt u nog mensen toevoegen of weghalen.")


class NothingReady(DomainError):
    """There is no meeting of this evaluation to ask a date for, or no moment."""

    code = "nothing_ready"
    message = _("Er staat geen datumprikker klaar.")
    hint = _("Kies eerst wie erbij komt, of kies zelf momenten bij het overleg.")


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


class LookAtGoals(DomainError):
    """An evaluation says of each goal how far it is."""

    code = "look_at_goals"
    status = 422
    message = _("Zeg van elk doel hoe ver het is.")


class NextDateNeeded(DomainError):
    """R131: what goes on has a next evaluation; aftercare has a last day."""

    code = "next_date_needed"
    status = 422
    message = _("Kies ook tot wanneer: de volgende evaluatie, of de laatste dag van de nazorg.")


class AlreadyDecided(DomainError):
    """An evaluation has one outcome."""

    code = "already_decided"
    message = _("Over deze evaluatie is al besloten.")


class AgreementsOpen(DomainError):
    """R138: a case ends when every agreement is done, or let go with a reason."""

    code = "agreements_open"
    status = 422
    message = _("Er staan nog afspraken open.")
    hint = _("Zet op klaar wat klaar is, of schrijf op waarom de rest vervalt.")


class TellThem(DomainError):
    """R138: who gets no letter is told."""

    code = "tell_them"
    status = 422
    message = _("Niet iedereen krijgt een brief. Vertel het zelf, en vink dat aan.")


class NotThisDay(DomainError):
    """A contact lies within the aftercare."""

    code = "not_this_day"
    status = 422
    message = _("Kies een dag na vandaag, uiterlijk de laatste dag van de nazorg.")


class HeardAlready(DomainError):
    """What was heard is written down once."""

    code = "heard_already"
    message = _("Van dit contact is al opgeschreven hoe het gaat.")


class NoOppToEvaluate(DomainError):
    """No clock of an OPP runs in this case."""

    code = "no_opp_to_evaluate"
    message = _("Voor deze leerling loopt geen termijn om het OPP te evalueren.")
