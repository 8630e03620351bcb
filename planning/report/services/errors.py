"""How this room says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError


class NothingRecordedYet(DomainError):
    """Minutes are made of what was written at the table."""

    code = "nothing_recorded_yet"
    message = _("Er is van dit overleg nog niets opgeschreven.")
    hint = _("Schrijf eerst het verslag aan tafel. Daarna maakt u er met één klik notulen van.")


class SomebodyElseWrote(DomainError):
    """The text changed while this page was open."""

    code = "somebody_else_wrote"
    message = _("Iemand anders heeft deze notulen intussen veranderd. Kijk eerst wat er nu staat.")


class TextTooLong(DomainError):
    """More than anybody reads."""

    code = "minutes_too_long"
    status = 422
    message = _("Dit is meer tekst dan er in past. Maak hem korter.")


class NothingToFix(DomainError):
    """A version without words is none."""

    code = "nothing_to_fix"
    message = _("Er staat nog niets in de notulen.")


class FixedAlready(DomainError):
    """Minutes that were fixed are kept for ever."""

    code = "report_fixed_already"
    message = _("Van dit punt liggen de notulen al vast. Het is dus besproken.")


class NothingChanged(DomainError):
    """A version that is like the one before is none."""

    code = "nothing_changed"
    message = _("Er is niets veranderd sinds de vorige versie.")


class SayWhyAgain(DomainError):
    """Who changes what was sent says why."""

    code = "say_why_again"
    status = 422
    message = _("Schrijf op waarom er een nieuwe versie komt. Wie de notulen krijgt, leest dat.")


class FixFirst(DomainError):
    """What is sent does not change any more."""

    code = "fix_first"
    message = _("Zet de notulen eerst vast. Daarna kunt u ze versturen.")


class NobodyToSend(DomainError):
    """Somebody must be chosen."""

    code = "nobody_to_send"
    status = 422
    message = _("Kies wie de notulen krijgt.")


class EverybodyHasThem(DomainError):
    """Of a SOT nothing is left to send."""

    code = "report_everybody_has_them"
    message = _("Iedereen die de notulen mag lezen, heeft ze al.")


class NotForThem(DomainError):
    """Somebody without a ground, or for whom there is no part."""

    code = "not_for_them"
    message = _("Voor iemand die u koos is er geen deel, of geen toestemming.")


class NotForYou(DomainError):
    """The receiver may not read it any more."""

    code = "minutes_not_for_you"
    message = _("Deze notulen zijn niet meer voor u. Vraag het de school.")


class SayYourView(DomainError):
    """A view without words."""

    code = "say_your_view"
    status = 422
    message = _("Schrijf op wat u wilt zeggen.")


class ViewTooLong(DomainError):
    """More than anybody reads."""

    code = "view_too_long"
    status = 422
    message = _("Dat is te lang. Kunt u het korter maken?")


class SayWhyNotTold(DomainError):
    """Not telling pupil and parents needs a reason that is kept (R113)."""

    code = "say_why_not_told"
    status = 422
    message = _("Schrijf op waarom de ouders en de leerling dit niet te horen krijgen. De reden blijft bewaard.")


class NothingToTell(DomainError):
    """There is no such duty, or it is done."""

    code = "nothing_to_tell"
    message = _("Er staat geen terugkoppeling open.")
