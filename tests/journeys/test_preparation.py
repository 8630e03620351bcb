"""Preparing for a HIA: a parent on a small phone without a script, in Dutch and Arabic, and the IB who reads it."""

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from playwright.sync_api import expect

from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind
from planning.meetings.services import Seat
from planning.people.access import actor_of_person
from planning.people.models import Person, School
from planning.people.roles import Role
from planning.preparation.models import Preparation
from tests.browser import clean, shows
from tests.factories import make_case
from tests.guests import through_the_door

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MOST_BYTES_OF_A_PAGE = 40_000
DAY = dt.timedelta(days=1)


@pytest.fixture
def hia(region) -> Meeting:
    """A HIA in ten days with one parent, the IB and the teacher."""
    now = timezone.now()
    with scope(swv=region.pk):
        ib = Person.objects.get(email="ib@demo.example")
        actor = actor_of_person(ib, today=timezone.localdate())
        case = make_case(actor, School.objects.get(name="De Linde"), "mirte", pupil="Fenna", now=now - 20 * DAY)
        draft = meetings.plan_case_meeting(
            actor=actor,
            case=case,
            kind=MeetingKind.HIA,
            minutes=60,
            location="",
            participants=[Seat(party=case.parties.get()), Seat(person=ib, role=Role.IB)],
            now=now,
        )
        day = (timezone.localtime(now) + 10 * DAY).replace(hour=10, minute=0, second=0, microsecond=0)
        while day.weekday() > 4:
            day += DAY
        return meetings.fix_date(meeting=draft, start=day, by=actor.by, now=now)


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_a_parent_prepares_on_a_small_phone_and_the_ib_reads_it(hia, log_in, page_at, picture, post, language):
    with scopes_disabled():
        parent = hia.participants.get(party__isnull=False).party
    link = post("invitation", to=str(parent.email))
    looked = page_at(320)  # axe needs scripts; the parent does not
    looked.goto(link)
    looked.goto(f"{looked.url}?taal={language}")
    clean(looked)
    picture(looked, f"50-uitnodiging-{language}", whole=True)
    looked.click("#prepare + p a")
    through_the_door(looked)
    assert len(looked.content().encode()) < MOST_BYTES_OF_A_PAGE
    assert looked.get_attribute("html", "lang") == language
    assert looked.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    clean(looked)
    picture(looked, f"51-voorbereiding-1-{language}", whole=True)

    phone = page_at(320, javascript=False)
    phone.goto(link)
    phone.goto(f"{phone.url}?taal={language}")
    phone.click("#prepare + p a")
    through_the_door(phone)
    phone.fill("[name=good]", "Gym." if language == "nl" else "الرياضة.")
    phone.click("main form button >> nth=-1")
    phone.wait_for_url("**stap=2**")
    phone.fill("[name=point_1]", "Rust")
    picture(phone, f"52-voorbereiding-2-{language}", whole=True)
    phone.click("main form button >> nth=-1")
    phone.wait_for_url("**stap=3**")
    phone.click("main form button >> nth=-1")
    phone.wait_for_url("**klaar=1**")
    shows(phone, "dd >> nth=0")
    expect(phone.locator(".notice--success")).to_have_count(1)
    picture(phone, f"53-voorbereiding-klaar-{language}", whole=True)
    looked.goto(phone.url)
    clean(looked)

    ib = log_in("ib@demo.example", width=1280 if language == "nl" else 320)
    ib.goto(f"/overleggen/{hia.pk}/")
    ib.click("a:has-text('Bekijk de voorbereiding')")
    clean(ib)
    shows(ib, "text=Rust")
    ib.click("a:has-text('Beantwoord zelf de zeven vragen')")
    clean(ib)
    ib.fill("[name=can]", "Voorzitten.")
    ib.click("main form button >> nth=-1")
    shows(ib, "text=Iedereen heeft zich voorbereid.")
    clean(ib)
    picture(ib, f"54-voorbereiding-school-{language}", whole=True)
    with scopes_disabled():
        assert Preparation.objects.count() == 2


@pytest.mark.parametrize("width", [1280, 320])
def test_the_ib_writes_down_what_a_parent_says_on_the_telephone(hia, log_in, picture, width):
    ib = log_in("ib@demo.example", width=width)
    ib.goto(f"/overleggen/{hia.pk}/voorbereiding/")
    clean(ib)
    ib.click("a:has-text('Bel en schrijf op')")
    clean(ib)
    ib.fill("[name=good]", "Ze gaat weer fluitend naar school.")
    ib.fill("[name=points]", "Rust\nEén vast gezicht")
    ib.check("[name=read_back]")
    picture(ib, "83-voorbereiding-bellen" + ("" if width > 600 else "-320"), whole=True)
    ib.click("main form button >> nth=-1")
    shows(ib, "text=en voorgelezen")
    clean(ib)
    picture(ib, f"84-voorbereiding-gebeld-{width}", whole=True)
