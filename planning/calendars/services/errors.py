"""What connecting a calendar can be refused for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from planning.calendars.wording import AT_CONNECTING, AT_MICROSOFT
from planning.errors import DomainError


class CannotConnect(DomainError):
    """The server was asked and it does not work. `code` of the trouble decides the sentence."""

    code = "calendar_cannot_connect"
    status = 422
    message = _("Deze agenda kunnen we niet koppelen.")

    def __init__(self, trouble: str, *, microsoft: bool = False) -> None:
        own = AT_MICROSOFT if microsoft else {}
        text = own.get(trouble) or AT_CONNECTING.get(trouble, AT_CONNECTING["odd_answer"])
        field = "password" if trouble == "refused" else "address"
        super().__init__(text, fields={field: text})


class ConnectedAlready(DomainError):
    """One calendar is written into; another server only after the first was let go."""

    code = "calendar_connected_already"
    message = _("Er is al een agenda gekoppeld waarin we schrijven.")
    hint = _("Koppel die eerst los.")


class TooManyFeeds(DomainError):
    """A handful of calendars to read is enough for anybody."""

    code = "calendar_too_many"
    message = _("U kunt niet nog meer agenda's koppelen.")
    hint = _("Koppel er eerst een los.")


class AnsweredAlready(DomainError):
    """The question about somebody's calendar is not open any more."""

    code = "owner_change_answered"
    message = _("Hier is al op geantwoord, of het is niet meer nodig.")


class NotAgain(DomainError):
    """We put an event back once; whoever undoes that has a reason."""

    code = "owner_change_not_again"
    message = _("We zetten het niet nog eens terug. Overleg met wie het verzette of weghaalde.")


class NoSuchCalendar(DomainError):
    """The account has no calendar by that name."""

    code = "calendar_unknown"
    status = 422
    message = _("Die agenda is er niet bij. Kies een agenda uit de lijst.")
