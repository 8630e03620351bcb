"""Every page that staff can reach from Vandaag, on a phone of 320 px: nothing scrolls sideways, axe finds nothing.

The pages are found by following links, each kind of page once: a new page is looked at without being named here.
"""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django_scopes import scope

from planning.meetings import services
from tests.browser import axe, too_wide
from tests.meetings.table import lay

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MOST = 90  # kinds of pages; more would say that addresses changed and the walk goes round in circles


def pages_from(page):
    """Walk, each named page once; gives (name, problem) for whatever is wrong, and the names seen."""
    todo, seen, wrong = ["/"], set(), []
    while todo and len(seen) < MOST:
        path = todo.pop(0)
        try:
            view = resolve(urlsplit(path).path).view_name
        except Resolver404:
            wrong.append((path, "leads nowhere"))
            continue
        if view in seen or not view.startswith("staff:") or view.startswith("staff:demo"):
            continue  # the demo's mailbox shows files, and the rest is no page of staff
        seen.add(view)
        answer = page.goto(path)
        if answer.status != 200:
            wrong.append((view, answer.status))
            continue
        if sideways := too_wide(page):
            wrong.append((view, f"{sideways} px too wide"))
        wrong += [(view, found) for found in axe(page)]
        links = page.eval_on_selector_all(
            "a[href]:not([download]):not([target=_blank])", "links => links.map(link => link.getAttribute('href'))"
        )
        todo += [link for link in links if link.startswith("/") and not link.endswith((".pdf", ".xlsx", ".ics"))]
    assert len(seen) < MOST
    return seen, wrong


def test_every_page_fits(page_at, live_server, settings):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    table = lay()
    with scope(swv=table.swv.pk):
        meeting = table.meeting(table.ib, table.gw)
        services.fix_date(meeting=meeting, start=working_moment(), by=table.actor.by, now=timezone.now())
    page = page_at(320)
    page.goto("/account/login/")
    page.fill("input[name=login]", table.ib.email)
    page.fill("input[name=password]", "een-lang-wachtwoord")
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/")
    seen, wrong = pages_from(page)
    assert wrong == []
    assert {"staff:case", "staff:case-new", "staff:meeting", "staff:meeting-move", "staff:person"} <= seen


def working_moment():
    """Ten o'clock in three weeks, on a Tuesday."""
    day = timezone.localtime() + dt.timedelta(weeks=3)
    return day.replace(hour=10, minute=0, second=0, microsecond=0) + dt.timedelta(days=1 - day.weekday())
