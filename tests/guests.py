"""A guest's browser that passes the door of the code as its reader does: it types what the mail says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django_scopes import scopes_disabled
from playwright.sync_api import Page

from notifications.links.models import DoorCode
from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter

_CODE = re.compile(r"^\d{6}$", re.MULTILINE)


def newest_code(link_id: object = "") -> str:
    """The six digits of the newest letter with a code (of this link), wherever it is on its way."""
    with scopes_disabled():
        rows = OutgoingLetter.objects.filter(template="door_code").order_by("-created_at", "-pk")
        if link_id:
            newest = DoorCode.objects.filter(link_id=link_id).order_by("-sent_at").first()
            assert newest is not None, "no code was sent"
            rows = rows.filter(key=f"door_code:{newest.pk}")
        row = rows.first()
    assert row is not None, "no code was sent"
    if row.body is not None:
        text = Body.from_json(str(row.body)).text
    else:  # delivered
        text = next(one.body for one in reversed(mail.outbox) if one.extra_headers.get("Message-ID") == row.message_id)
    found = _CODE.search(text)
    assert found is not None, text
    return found[0]


def a_day_goes_by() -> None:
    """For what was sent: the next code may go."""
    with scopes_disabled():
        DoorCode.objects.update(sent_at=F("sent_at") - dt.timedelta(days=1))


class Guest(Client):
    """As `django.test.Client`; where a page sends it to the door, it goes through and asks again."""

    def get(self, path: str, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # a client's answer
        """GET, through the door where there is one."""
        answer = super().get(path, *args, **kwargs)
        return super().get(path, *args, **kwargs) if self.pass_door(answer.headers.get("Location", "")) else answer

    def post(self, path: str, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # a client's answer
        """POST, through the door where there is one."""
        answer = super().post(path, *args, **kwargs)
        return super().post(path, *args, **kwargs) if self.pass_door(answer.headers.get("Location", "")) else answer

    def pass_door(self, door: str) -> bool:
        """Ask for a code at the address of the door and type it; False where this is no door, or it stays shut."""
        if not re.match(r"/g/[0-9a-f-]{36}/code/", door):
            return False
        asked = super().post(door, {"stuur": "1"})
        if asked.status_code == 429:  # many were sent in this test already: let a day go by
            a_day_goes_by()
            asked = super().post(door, {"stuur": "1"})
        if asked.status_code != 303:
            return False
        opened = super().post(door, {"code": newest_code(door.split("/")[2])})
        assert opened.status_code == 303, opened.content.decode()
        return True


def through_the_door(page: Page, *, before: Callable[[], None] = lambda: None) -> None:
    """The same in a real browser: where a page asks for a code, send it and type it; `before` looks at it first."""
    found = re.search(r"/g/([0-9a-f-]{36})/code/", page.url)
    if found is None:
        return
    a_day_goes_by()
    page.click("button[name=stuur]")
    page.wait_for_selector("#code")
    before()
    page.fill("#code", newest_code(found[1]))
    page.click("form:has(#code) button")
    page.wait_for_url(lambda url: "/code/" not in url)
