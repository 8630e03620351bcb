"""What an agenda can refuse, each with a sentence and what to do (house rule 9)."""

from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError


class NoAgenda(DomainError):
    """Only a SOT that is about no single case has an agenda."""

    code = "no_agenda"
    message = _("Dit overleg heeft geen agenda.")
    hint = _("Kies een SOT van de jaarplanning die nog komt.")


class NotThisState(DomainError):
    """A point goes on from where it is."""

    code = "agenda_item_not_now"
    message = _("Dit kan niet meer: het punt is al besproken, teruggenomen of staat niet op deze agenda.")


class NotYetItsTurn(DomainError):
    """What was said is written down while people sit together, or after it."""

    code = "agenda_not_yet_its_turn"
    message = _("Dit overleg is nog niet begonnen.")
    hint = _("Vanaf een kwartier voor het begin kunt u schrijven.")


class AlreadyConcluded(DomainError):
    """What somebody wrote is not thrown away by a click."""

    code = "agenda_already_concluded"
    message = _("Bij dit punt staat al wat er is afgesproken.")
    hint = _("Haal dat eerst weg, of laat het punt besproken.")


class ConclusionTooLong(DomainError):
    """More than anybody reads back."""

    code = "agenda_conclusion_too_long"
    status = 422
    message = _("Dit is meer tekst dan er in past. Maak hem korter.")


class LookBackLater(DomainError):
    """One looks back on what was tried meanwhile."""

    code = "agenda_look_back_later"
    status = 422
    message = _("Kies een dag na vandaag.")


class AlreadyProposed(DomainError):
    """A pupil waits for one SOT at a time."""

    code = "already_on_an_agenda"
    message = _("Deze leerling staat al op een agenda, of wacht op een SOT.")
    hint = _("Vul dat punt aan, of schuif het door.")


class WhatAbout(DomainError):
    """A point is about a pupil, or has a title."""

    code = "agenda_item_about_what"
    status = 422
    message = _("Kies de leerling, of schrijf het onderwerp op.")


class BadMinutes(DomainError):
    """Between five minutes and two hours."""

    code = "agenda_item_bad_length"
    status = 422
    message = _("Een punt duurt minstens 5 en hoogstens 120 minuten.")


class QuestionNeeded(DomainError):
    """Handing in is saying what help is needed."""

    code = "agenda_question_needed"
    status = 422
    message = _("Schrijf op wat de vraag is.")


class StrangeGuest(DomainError):
    """Somebody who does not belong to this point."""

    code = "agenda_strange_guest"
    status = 422
    message = _("Kies mensen uit de lijst.")


class BadWindow(DomainError):
    """Who comes later than going is not there."""

    code = "agenda_bad_window"
    status = 422
    message = _("De eindtijd moet na de begintijd liggen.")


class BadDays(DomainError):
    """Up to four weeks."""

    code = "agenda_bad_days"
    status = 422
    message = _("Kies een aantal dagen van 0 tot en met 28.")


class OrderChanged(DomainError):
    """Somebody changed the agenda between the preview and the yes."""

    code = "agenda_order_changed"
    message = _("De agenda is intussen veranderd.")
    hint = _("Bekijk het nieuwe voorstel.")
