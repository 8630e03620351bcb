"""A link for a video call, made at Microsoft 365 where its administrator allows it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from integrations.calendars.microsoft365.meetings import online_meeting
from integrations.calendars.seam import CalendarTrouble
from planning.calendars import servers
from planning.errors import DomainError

SECONDS = 20.0  # somebody waits


class NoLink(DomainError):
    """Microsoft 365 made none. A link of one's own always works."""

    code = "no_video_link"
    message = _("Microsoft 365 maakt nu geen link voor Teams. Probeer het later nog eens.")
    hint = _("U kunt ook zelf een link plakken.")


class MayMakeNoLink(NoLink):
    """The application may not, on the name of this person."""

    code = "may_make_no_video_link"
    message = _(
        "Microsoft 365 laat ons geen link maken op naam van wie dit overleg organiseert. Vraag het uw beheerder."
    )


def makes_links() -> bool:
    """Whether links for Teams can be made here (`M365_TEAMS`)."""
    return bool(settings.M365_CLIENT_ID and settings.M365_TEAMS)


def make_link(
    *, mailbox: str, key: str, title: str, start: dt.datetime | None = None, end: dt.datetime | None = None
) -> str:
    """The address of the call with this `key`, on the name of `mailbox`; asked again it is the same.

    Asks the network: outside a transaction. Raises NoLink, in plain words.
    """
    if not makes_links():
        raise MayMakeNoLink
    try:
        return online_meeting(
            servers.microsoft_app(), mailbox, key=key, title=title, start=start, end=end, seconds=SECONDS
        )
    except CalendarTrouble as trouble:
        raise (MayMakeNoLink if trouble.code in {"refused", "nothing_there"} else NoLink) from trouble
