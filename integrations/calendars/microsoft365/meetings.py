"""A link for Teams: an online meeting on the name of a mailbox, made once for each external id.

https://learn.microsoft.com/graph/api/onlinemeeting-createorget: app-only it wants OnlineMeetings.ReadWrite.All and, per
user, an application access policy; the path has the user's object id, which User.ReadBasic.All lets us look up. The
meeting stands in nobody's calendar and mails nobody.
"""

from __future__ import annotations

import datetime as dt
from contextlib import closing

from integrations.calendars.microsoft365.client import App, Body, GraphClient
from integrations.calendars.seam import CalendarTrouble


def online_meeting(
    app: App,
    mailbox: str,
    *,
    key: str,
    title: str,
    start: dt.datetime | None = None,
    end: dt.datetime | None = None,
    seconds: float | None = None,
) -> str:
    """The address where the meeting with this `key` is joined; twice the same key is one meeting.

    `title` is neutral (P2). `start` and `end` are aware, both or none. Raises CalendarTrouble: "refused" without the
    right or the policy for this mailbox, "nothing_there" where nobody has it.
    """
    with closing(_Directory(app, mailbox, seconds=seconds)) as directory:
        user = directory.object_id()
    body: Body = {"externalId": key, "subject": title}
    if start is not None and end is not None:
        body |= {"startDateTime": _stamp(start), "endDateTime": _stamp(end)}
    with closing(GraphClient(app, user, seconds=seconds)) as client:
        answer = client.post("onlineMeetings/createOrGet", body)
    link = answer.get("joinWebUrl")
    if not isinstance(link, str) or not link.startswith("https://"):
        raise CalendarTrouble("odd_answer", "an online meeting without an address", retry=False)
    return link


class _Directory(GraphClient):
    """The user itself, not something below it."""

    def object_id(self) -> str:
        found = self._asked(f"{self._root}?$select=id", "get").get("id")
        if not isinstance(found, str) or not found:
            raise CalendarTrouble("odd_answer", "a user without an id", retry=False)
        return found


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
