"""Each role looks at the own picture: the IB at the whole school, the GW across schools, TC at numbers, a director."""

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from planning.cases.models import Case
from planning.followup.rules import school_year_began
from scheduler.demo import cases, desk, elsewhere
from tests.browser import axe, shows, too_wide
from tests.demo.sots import plan_sots

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(region):
    """The demo's cases in every stage, and what happened at its other schools this year and the one before."""
    now = timezone.now()
    with scope(swv=region.pk):
        cases.open_all(now=now)
        desk.tidy(now=now)
        found = list(Case.objects.order_by("created_at"))
    plan_sots(region, school_year_began(timezone.localdate(now)).year)
    elsewhere.tell(swv=region, now=now)
    return found


def look(page, picture, name):
    """A picture to look at, and what a machine can see, on a wide and on a narrow screen."""
    picture(page, name, whole=True)
    assert axe(page) == [], name
    page.set_viewport_size({"width": 320, "height": 800})
    picture(page, f"{name}-smal", whole=True)
    assert too_wide(page) == 0, name
    page.set_viewport_size({"width": 1280, "height": 800})


def test_each_role_sees_the_own_picture(told, log_in, picture):
    ib = log_in("ib@demo.example")
    shows(ib, "h3:has-text('Vandaag')")
    picture(ib, "01-vandaag")
    look(ib, picture, "beeld-vandaag-ib")
    ib.click("text=Het hele beeld")
    shows(ib, "h2:has-text('Te laat')")
    look(ib, picture, "beeld-school")
    ib.click(".whole-picture a >> nth=0")
    shows(ib, "text=Overzicht")

    gw = log_in("gw@demo.example")
    look(gw, picture, "beeld-vandaag-gw")
    gw.click("nav >> text=Mijn scholen")
    shows(gw, "h2:has-text('Mijn overleggen per week')")
    look(gw, picture, "beeld-mijn-scholen")

    tc = log_in("tc@demo.example")
    tc.click("nav >> text=Cijfers")
    shows(tc, "h1:has-text('Cijfers per maand')")
    if tc.locator("text=nog geen maand voorbij").is_visible():  # in August there is last year only
        tc.click(".tabs >> nth=0 >> a >> nth=1")
    shows(tc, "h2:has-text('Wat gebeurde er per maand?')")
    look(tc, picture, "beeld-cijfers")
    with tc.expect_download() as caught:
        tc.click("text=Werkblad (xlsx)")
    assert caught.value.suggested_filename.startswith("cijfers-")
    tc.click("text=Opvolging nu")
    look(tc, picture, "beeld-opvolging")

    director = log_in("directeur@demo.example")
    director.click("nav >> text=Mijn school")
    look(director, picture, "beeld-directeur")
    html = director.content()
    with scopes_disabled():
        assert not [case for case in told if case.reference in html or f"{case.pupil_name} " in html]
