"""Every shipped route from its first step to its end, by its own roles: who holds regie makes the move.

Each test: the coordinator lets schools use the route, somebody opens a case, a parent says yes on a phone, the case
goes by outcomes through the steps, once back by the loop of the route, and is closed with its checklist. After every
move the page Overzicht is looked at.
"""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from planning.people.models import User
from planning.routes.engine import routes
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

IB, OC, GW, TC = "Ingrid Smit", "Omar Bouzid", "Sanne Jansen", "Tineke Maas"
JP, TEACHER, GUIDE = "Joost Peeters", "Anouk Blom", "Willem Brand"


@pytest.fixture
def log_in(page_at, live_server):
    """Everybody has a browser of their own and is signed in; how one signs in is told in the other journeys."""

    def enter(email: str) -> Page:
        client = Client()
        client.force_login(User.objects.get(email=email))
        name, page = settings.SESSION_COOKIE_NAME, page_at(1280)
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return page

    return enter


@pytest.fixture
def along(region, log_in, page_at, post):
    """`along("twente-noord")`: a case that is to go along a route which the SWV has set as used."""

    def begin(key: str) -> Walk:
        walk = Walk(key, log_in=log_in, page_at=page_at, post=post)
        walk.is_used()
        return walk

    return begin


def today() -> str:
    return timezone.localdate().isoformat()


def test_west_brabant_po(along):
    walk = along("west-brabant-po")
    walk.opens("ib")
    walk.stands("ib", 1, regie="intern begeleider", then=[2])
    walk.cannot_yet("ib", "report")
    walk.answers("ib", "internal-team")
    walk.moves("ib", "report")
    walk.stands("ib", 2, regie="intern begeleider", then=[3])
    walk.involves("ib", GW, JP)
    walk.asks_the_parent("ib", explained_on=today())
    walk.triages("ib", "onderwijs-en-zorg")
    walk.answers("ib", "own-adjustments")
    walk.moves("ib", "to-sot")
    walk.stands("ib", 3, regie="intern begeleider", then=[4, 5])
    walk.moves("ib", "hia")
    walk.hands_regie("ib", GW)  # who leads the HIA holds regie meanwhile
    walk.stands("gw", 4, regie=GW, then=[5, 4])
    walk.moves("gw", "next-hia")
    walk.stands("gw", 4, regie=GW, then=[5, 4])
    walk.moves("gw", "arrangement")
    walk.appoints("gw", JP, first="jeugdhulp")
    walk.hands_regie("gw", JP)
    walk.stands("jp", 5, regie=JP, then=[6])
    walk.moves("jp", "impasse")
    walk.stands("jp", 6, regie=JP, then=[5, 3, 7])
    walk.moves("jp", "back")
    walk.hands_regie("jp", IB)
    walk.stands("ib", 3, regie=IB, then=[4, 5], round_=2)
    walk.moves("ib", "arrangement")
    walk.hands_regie("ib", JP)
    walk.stands("jp", 5, regie=JP, then=[6], round_=2)
    walk.moves("jp", "evaluate")
    walk.moves("jp", "finish")
    walk.stands("jp", 7, regie=JP, then=[], round_=2)
    walk.closes("jp", "closed")
    walk.is_closed("ib")


def test_west_brabant_vo(along):
    walk = along("west-brabant-vo")
    walk.opens("oc")
    walk.stands("oc", 1, regie="ondersteuningscoördinator", then=[2])
    walk.triages("oc", "onderwijs-en-zorg")
    walk.cannot_yet("oc", "report")
    walk.answers("oc", "opp", "internal-team", "talked-with-family")
    walk.moves("oc", "report")
    walk.stands("oc", 2, regie="ondersteuningscoördinator", then=[3])
    walk.involves("oc", TC, JP)
    walk.asks_the_parent("oc", explained_on=today())
    walk.answers("oc", "clear-question")
    walk.moves("oc", "to-sot")
    walk.stands("oc", 3, regie="ondersteuningscoördinator", then=[4, 5])
    walk.moves("oc", "mdo")
    walk.appoints("oc", OC, first="onderwijs")
    walk.stands("oc", 4, regie="ondersteuningscoördinator", then=[5, 4])
    walk.moves("oc", "arrangement")
    walk.hands_regie("oc", TC)  # the TC steps in for a while, and gives it back
    walk.stands("tc", 5, regie=TC, then=[6])
    walk.hands_regie("tc", OC)
    walk.moves("oc", "evaluate")
    walk.stands("oc", 6, regie=OC, then=[5, 3, 7])
    walk.moves("oc", "back")
    walk.stands("oc", 3, regie=OC, then=[4, 5], round_=2)
    walk.moves("oc", "arrangement")
    walk.moves("oc", "evaluate")
    walk.moves("oc", "continue")
    walk.stands("oc", 5, regie=OC, then=[6], round_=2)
    walk.moves("oc", "evaluate")
    walk.moves("oc", "finish")
    walk.stands("oc", 7, regie=OC, then=[], round_=2)
    walk.closes("oc", "closed")
    walk.is_closed("oc")


def test_west_brabant_jp(along):
    walk = along("west-brabant-jp")
    walk.applies_and_is_taken_over("jp", "De Linde", by="ib")
    walk.stands("ib", 1, regie="jeugdprofessional", then=[2])
    walk.asks_the_parent("ib", explained_on=today())  # the JP is on the list already
    walk.hands_regie("ib", JP)
    walk.stands("jp", 1, regie=JP, then=[2])
    walk.triages("jp", "onderwijs-en-zorg")
    walk.cannot_yet("jp", "report")
    walk.answers("jp", "parents-know")
    walk.moves("jp", "report")
    walk.stands("jp", 2, regie=JP, then=[3])
    walk.answers("jp", "own-adjustments")
    walk.moves("jp", "to-sot")
    walk.hands_regie("jp", IB)
    walk.stands("ib", 3, regie=IB, then=[4, 5])
    walk.moves("ib", "hia")
    walk.appoints("ib", JP, first="jeugdhulp")
    walk.hands_regie("ib", JP)
    walk.stands("jp", 4, regie=JP, then=[5, 4])
    walk.moves("jp", "arrangement")
    walk.stands("jp", 5, regie=JP, then=[6])
    walk.moves("jp", "evaluate")
    walk.stands("jp", 6, regie=JP, then=[5, 3, 7])
    walk.moves("jp", "back")
    walk.hands_regie("jp", IB)
    walk.stands("ib", 3, regie=IB, then=[4, 5], round_=2)
    walk.moves("ib", "arrangement")
    walk.hands_regie("ib", JP)
    walk.moves("jp", "evaluate")
    walk.moves("jp", "finish")
    walk.stands("jp", 7, regie=JP, then=[], round_=2)
    walk.closes("jp", "closed")
    walk.is_closed("ib")


def test_twente_noord(along):
    walk = along("twente-noord")
    walk.opens("ib")
    walk.stands("ib", 1, regie="intern begeleider", then=[2])
    walk.cannot_yet("ib", "small-sot")
    walk.answers("ib", "worked-in-the-group")
    walk.moves("ib", "small-sot")
    walk.stands("ib", 2, regie="intern begeleider", then=[6, 3])
    walk.moves("ib", "broad-sot")
    walk.stands("ib", 3, regie="intern begeleider", then=[6, 3, 4])
    walk.moves("ib", "observation")
    walk.stands("ib", 3, regie="intern begeleider", then=[6, 3, 4])
    walk.asks_for_a_guide("ib", GUIDE)
    walk.involves("ib", GUIDE)
    walk.asks_the_parent("ib")
    walk.answers("ib", "director-involved")
    walk.moves("ib", "trajectory")
    walk.hands_regie("ib", GUIDE)
    walk.stands("trajectbegeleider", 4, regie=GUIDE, then=[5, 3])
    walk.answers("trajectbegeleider", "growth-document-hia")
    walk.moves("trajectbegeleider", "hia")
    walk.stands("trajectbegeleider", 5, regie=GUIDE, then=[6, 5])
    walk.moves("trajectbegeleider", "arrangement")
    walk.hands_regie("trajectbegeleider", IB)
    walk.stands("ib", 6, regie=IB, then=[7, 3])
    walk.moves("ib", "evaluate")
    walk.stands("ib", 7, regie=IB, then=[6, 3])
    walk.moves("ib", "back")
    walk.stands("ib", 3, regie=IB, then=[6, 3, 4], round_=2)
    walk.moves("ib", "plan")
    walk.moves("ib", "evaluate")
    walk.stands("ib", 7, regie=IB, then=[6, 3], round_=2)
    walk.closes("ib", "closed")
    walk.is_closed("ib")


def test_aan_den_ijssel(along):
    walk = along("aan-den-ijssel")
    walk.opens("ib")
    walk.stands("ib", 1, regie="leerkracht", then=[2])
    walk.hands_regie("ib", TEACHER)
    walk.stands("leerkracht", 1, regie=TEACHER, then=[2])
    walk.cannot_yet("leerkracht", "to-ib")
    walk.answers("leerkracht", "own-search")
    walk.moves("leerkracht", "to-ib")
    walk.hands_regie("leerkracht", IB)
    walk.stands("ib", 2, regie=IB, then=[5, 3])
    walk.involves("ib", GW)
    walk.asks_the_parent("ib")
    walk.answers("ib", "with-ib")
    walk.moves("ib", "to-sot")
    walk.stands("ib", 3, regie=IB, then=[5, 4])
    walk.cannot_yet("ib", "special-place")
    walk.answers("ib", "parents-decide")
    walk.moves("ib", "special-place")
    walk.stands("ib", 4, regie=IB, then=[5, 3])
    walk.moves("ib", "refused")  # the committee says no: back to the SOT
    walk.stands("ib", 3, regie=IB, then=[5, 4])
    walk.moves("ib", "extra-arrangement")
    walk.moves("ib", "granted-arrangement")
    walk.stands("ib", 5, regie=IB, then=[5, 3])
    walk.moves("ib", "back")
    walk.stands("ib", 3, regie=IB, then=[5, 4], round_=2)
    walk.moves("ib", "advice")
    walk.stands("ib", 5, regie=IB, then=[5, 3], round_=2)
    walk.closes("ib", "closed")
    walk.is_closed("ib")


def test_holland_rijnland(along):
    walk = along("holland-rijnland")
    walk.opens("ib")
    walk.stands("ib", 1, regie="intern begeleider", then=[2])
    walk.cannot_yet("ib", "insufficient")
    walk.answers("ib", "own-structure", "external-expert", "importance-discussed")
    walk.moves("ib", "insufficient")
    walk.stands("ib", 2, regie="intern begeleider", then=[3])
    walk.involves("ib", JP)
    walk.asks_the_parent("ib", explained_on=today())
    walk.moves("ib", "prepared")
    walk.stands("ib", 3, regie="intern begeleider", then=[4, 3])
    walk.moves("ib", "somebody-missing")
    walk.answers("ib", "right-people")
    walk.moves("ib", "everybody")
    walk.stands("ib", 4, regie="intern begeleider", then=[5])
    walk.moves("ib", "picture")
    walk.stands("ib", 5, regie="intern begeleider", then=[6])
    walk.moves("ib", "goals")
    walk.stands("ib", 6, regie="intern begeleider", then=[7, 3])
    walk.splits_regie("ib", school=IB, care=JP)
    walk.appoints("ib", JP, first="jeugdhulp")
    walk.moves("ib", "arrangement")
    walk.stands("jp", 7, regie=f"{IB}, OPP", then=[8, 3])
    walk.moves("jp", "evaluate")
    walk.stands("jp", 8, regie=f"{IB}, OPP", then=[9])
    walk.moves("jp", "evaluated")
    walk.stands("ib", 9, regie=f"{IB}, OPP", then=[7, 3])
    walk.moves("ib", "new-bo")
    walk.stands("ib", 3, regie=f"{IB}, OPP", then=[4, 3], round_=2)
    for outcome in ("everybody", "picture", "goals", "arrangement"):
        walk.moves("ib", outcome)
    walk.moves("jp", "evaluate")
    walk.moves("jp", "evaluated")
    walk.stands("ib", 9, regie=f"{IB}, OPP", then=[7, 3], round_=2)
    walk.closes("ib", "closed")
    walk.is_closed("ib")


def test_every_shipped_route_has_its_own_walk():
    walked = {name.removeprefix("test_").replace("_", "-") for name in globals() if name.startswith("test_")}
    assert {key for key, _version in routes()} <= walked
