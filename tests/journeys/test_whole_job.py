"""The whole job as four people: GW, IB, a parent on an old phone without JavaScript, and a JP."""

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Case
from planning.meetings.models import Meeting, MeetingState
from planning.yearplan.models import PlannedMeeting, SeriesMember
from tests.browser import axe, shows
from tests.guests import through_the_door

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MOTHER, FATHER = "mirte@ouders.example", "kees@ouders.example"


def clean(page):
    """Nothing for axe to find, and no wider than the screen."""
    assert axe(page) == []


def letters(template: str) -> int:
    with scopes_disabled():
        return OutgoingLetter.objects.filter(template=template, state="sent").count()


def test_plan_a_school_year_agree_and_publish(region, log_in, picture, page_at, post):
    gw = log_in("gw@demo.example")
    clean(gw)
    gw.goto("/jaarplanning/nieuw/")
    clean(gw)
    gw.click("main button[type=submit]")
    picture(gw, "02-jaarplan-regels")
    clean(gw)
    plan = gw.url
    gw.select_option("select[name=time_limit]", index=0)
    gw.click("text=Bereken >> nth=-1")
    gw.wait_for_load_state()
    picture(gw, "03-jaarplan-rekenen")
    clean(gw)
    with scopes_disabled():
        placed = PlannedMeeting.objects.filter(start__isnull=False).count()
        unplaced = [row for row in PlannedMeeting.objects.filter(start__isnull=True) if not row.reasons]
    assert placed > 150
    assert unplaced == []
    gw.goto(plan + "jaar/")
    clean(gw)
    gw.evaluate("document.querySelector('.plan-bar').style.position = 'static'")  # on a whole page it hides a row
    picture(gw, "04-jaar-op-een-bladzijde", whole=True)

    ib = log_in("ib@demo.example")
    ib.goto(plan)
    ib.click("main a:has-text('De Linde') >> nth=0")
    school = ib.url
    clean(ib)
    ib.check("input[name=verdict][value=agreed]")
    ib.click("aside form button[type=submit] >> nth=0")
    gw.goto(school)
    gw.check("input[name=verdict][value=agreed]")
    gw.click("aside form button[type=submit] >> nth=0")
    gw.goto(school)
    picture(gw, "05-school-akkoord")

    gw.goto(plan + "publiceren/")
    picture(gw, "06-publiceren")
    clean(gw)
    gw.fill("[name=without]", "In het overleg van de scholen besproken.")
    gw.click("main form button[type=submit]")
    gw.wait_for_load_state()
    with scopes_disabled():
        members = SeriesMember.objects.values("person").distinct().count()
    assert letters("series_published") == members
    feed = gw.request.get(post("series_published", to="gw@demo.example"))
    assert feed.status == 200
    assert feed.text().startswith("BEGIN:VCALENDAR")
    gw.goto("/")
    clean(gw)


def test_from_case_to_follow_up(region, log_in, picture, page_at, post):
    ib = log_in("ib@demo.example")
    ib.goto("/casussen/nieuw/")
    clean(ib)
    for name, value in {
        "name": "Fenna",
        "letter": "B",
        "group": "5",
        "ouder1-name": "Mirte Boogaard",
        "ouder1-email": MOTHER,
        "ouder2-name": "Kees Boogaard",
        "ouder2-email": FATHER,
        "support": "Rust bij het zelfstandig werken.",
    }.items():
        ib.fill(f"[name={name}]", value)
    picture(ib, "10-casus-nieuw")
    ib.click("main button:has-text('Open de casus')")
    ib.wait_for_url("**/casussen/*-*/")
    case_page = ib.url
    clean(ib)
    ib.click("nav a:has-text('Toestemming')")
    consent_page = ib.url
    clean(ib)

    # Without consent: anonymous, and partners cannot be ticked.
    shows(ib, "text=anoniem")
    for name in ("Sanne Jansen", "Joost Peeters"):
        ib.click("summary:has-text('Iemand laten meedenken')")
        option = ib.locator(f"select[name=person] >> nth=0 >> option:has-text('{name}')")
        ib.select_option("select[name=person] >> nth=0", value=option.get_attribute("value"))
        ib.click("button:has-text('Zet op de lijst')")
    ib.goto("/overleggen/nieuw/?casus=" + case_page.rstrip("/").rsplit("/", 1)[1] + "&soort=HIA")
    assert ib.is_disabled("tr:has-text('Joost Peeters') input >> nth=0")

    # What the meeting is for is explained to the parents before their consent is asked.
    ib.goto(case_page + "begin/")
    ib.click("summary:has-text('Schrijf een gesprek op')")
    ib.select_option("select[name=subject]", "purpose")
    for box in ib.query_selector_all("input[name=parties]"):
        box.check()
    ib.fill("[name=agreed]", "Uitgelegd wat een HIA is en wie er kunnen komen.")
    ib.click("section:has(#gesprekken) button:has-text('Bewaar')")
    clean(ib)
    ib.goto(consent_page)
    for box in ib.query_selector_all("input[name=vraag]"):
        box.check()
    ib.click("button:has-text('Vraag toestemming')")
    ib.wait_for_load_state()

    # Each parent, by an own link, on a phone of 360 px without JavaScript.
    for address in (MOTHER, FATHER):
        phone = page_at(360, javascript=False)
        phone.goto(post("consent_ask", to=address))
        for group in range(3):
            phone.check(f"section.card >> nth={group} >> input[value=yes]")
        phone.click("button:has-text('Verstuur')")  # without a name: a clear sentence, nothing lost
        shows(phone, "text=Vul uw naam in")
        assert phone.is_checked("section.card >> nth=1 >> input[value=yes]")
        phone.fill("[name=typed_name]", "Boogaard")
        if address == MOTHER:
            picture(phone, "12-toestemming-ouder", whole=True)
        phone.click("button:has-text('Verstuur')")
        shows(phone, "text=Dank u wel")
    ib.goto(case_page)
    picture(ib, "11-casus", whole=True)
    clean(ib)

    # A HIA, and a poll among everybody.
    ib.click("a:has-text('Plan een overleg')")
    ib.click("nav a:has-text('HIA')")
    for box in ib.query_selector_all("input[name=participants]:not([disabled])"):
        box.check()
    clean(ib)
    ib.click("button:has-text('Zet klaar')")
    ib.wait_for_url("**/overleggen/*-*/")
    meeting_page = ib.url
    ib.goto("/prikker/nieuw/" + meeting_page.rstrip("/").rsplit("/", 1)[1] + "/")
    picture(ib, "13-prikker-voorstel")
    clean(ib)
    ib.click("button:has-text('Vraag het aan iedereen')")
    ib.wait_for_url("**/prikker/*-*/")
    poll_page = ib.url
    for address in (MOTHER, FATHER, "gw@demo.example", "jp@demo.example", "ib@demo.example"):
        guest = page_at(360, javascript=False)
        guest.goto(post("poll_invite", to=address))
        if address == MOTHER:
            guest.click("button:has-text('Verstuur')")
            shows(guest, "text=Kies bij elk moment")
            picture(guest, "14-prikker-ouder")
        for number, option in enumerate(guest.query_selector_all("fieldset:has(input[type=radio])")):
            value = "ifneeded" if address == MOTHER and number else "yes"
            option.query_selector(f"input[value={value}]").check()
        guest.click("button:has-text('Verstuur')")
        shows(guest, "text=Dank u wel")
    with scopes_disabled():
        others = [
            row.address
            for row in OutgoingLetter.objects.filter(template="poll_invite")
            if row.address.endswith("demo.example")
            and row.address not in {"gw@demo.example", "jp@demo.example", "ib@demo.example"}
        ]
    for address in others:
        guest = page_at(360, javascript=False)
        guest.goto(post("poll_invite", to=address))
        for option in guest.query_selector_all("fieldset:has(input[type=radio])"):
            option.query_selector("input[value=yes]").check()
        guest.click("button:has-text('Verstuur')")
    ib.goto(poll_page)
    picture(ib, "15-prikker-stand")
    clean(ib)
    ib.click("button:has-text('Zet vast') >> nth=0")
    ib.wait_for_load_state()
    with scopes_disabled():
        meeting = Meeting.objects.get(case__isnull=False)
        people = meeting.participants.count()
    assert meeting.state == MeetingState.PLANNED
    assert letters("invitation") == people

    # Each answers by link; the page shows it.
    phone = page_at(360, javascript=False)
    phone.goto(post("invitation", to=MOTHER))
    phone.check("input[value=ACCEPTED]")
    phone.click("main button >> nth=-1")
    ib.goto(meeting_page)
    picture(ib, "16-overleg")
    clean(ib)

    # The casusregisseur first, then agreements and the evaluation.
    after = "/opvolging/overleg/" + str(meeting.pk) + "/"
    ib.goto(after)
    shows(ib, "text=Wijs eerst de casusregisseur aan")
    ib.goto(case_page + "regie/")
    ib.check("input[name=leading_domain][value=onderwijs]")
    ib.select_option("form[action*=casusregisseur] select[name=person]", label="Ingrid Smit (IB)")
    ib.click("form[action*=casusregisseur] button")
    ib.goto(after)
    today = timezone.localdate()
    ib.select_option("select[name=owner]", label="Mirte Boogaard")
    ib.fill("[name=what]", "Elke avond een kwartier samen lezen.")
    ib.fill("[name=due]", (today + dt.timedelta(days=30)).isoformat())
    ib.click("button:has-text('Leg vast')")
    ib.fill("[name=on]", (today + dt.timedelta(days=60)).isoformat())
    ib.click("button:has-text('Zet de evaluatiedatum')")
    ib.wait_for_load_state()
    picture(ib, "19-afspraken", whole=True)
    clean(ib)

    phone = page_at(360, javascript=False)
    phone.goto(post("agreement_owner", to=MOTHER))
    through_the_door(phone)
    phone.click("button[value=started]")
    shows(phone, "text=Dank u wel")
    picture(phone, "20-voortgang")

    # The follow-up comes round: the next meeting with the same people.
    ib.goto(after)
    ib.click("text=Naar de evaluatie")
    ib.click("button:has-text('Stel het overleg nu voor')")
    shows(ib, "text=De datumprikker staat klaar")
    picture(ib, "21-evaluatie", whole=True)
    with scopes_disabled():
        following = Meeting.objects.exclude(pk=meeting.pk).get(case__isnull=False)
        case = Case.objects.select_related("casusregisseur").get()
        again = following.participants.count()
    assert again == people
    assert case.casusregisseur is not None
