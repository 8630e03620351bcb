"""What is read before a meeting: chosen by the school, shown to each for oneself, with who has read (R88, R92, R97)."""

import datetime as dt
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse

from planning.dossier import selectors, services
from planning.dossier.models import DocumentKind, Place, Reading
from planning.dossier.services import Upload
from planning.meetings import services as meetings
from planning.meetings.models import MeetingKind
from planning.people.roles import Role
from tests.dossier import files
from tests.dossier.file import DAY
from tests.guests import Guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(file):
    return file.document(place=Place.FILE, url="", upload=Upload(name="Kanarie.pdf", data=files.pdf()))


@pytest.fixture
def meeting(file):
    """An HIA with the GW, the coach and both parents, in ten days."""
    parties = [meetings.Seat(party=row) for row in file.case.parties.all()]
    people = [meetings.Seat(person=file.ib, role=Role.IB), meetings.Seat(person=file.gw, role=Role.GW)]
    planned = meetings.plan_case_meeting(
        actor=file.actor,
        case=file.case,
        kind=MeetingKind.HIA,
        minutes=60,
        location="",
        participants=[*people, meetings.Seat(person=file.coach, role=Role.COACH), *parties],
        now=file.later(),
    )
    start = (file.later() + 10 * DAY).replace(hour=10, minute=0, second=0, microsecond=0)
    return meetings.fix_date(meeting=planned, start=start, by=file.actor.by, now=file.later())


def staff(person) -> Client:
    client = Guest()
    client.force_login(person.user)
    return client


def test_the_table_is_asked_to_read_before_the_day(file, document, meeting):
    asked = meetings.ask_table_to_read(actor=file.actor, meeting=meeting, document=document, now=file.later())
    readers = {row.person or row.party for row in asked}
    assert readers == {file.gw, file.coach, *file.case.parties.all()}  # not who asks
    assert {row.before for row in asked} == {meeting.start.date()}
    assert len(file.letters("document_read")) == len(asked)


def test_who_has_no_ground_is_left_out_and_who_has_read_is_not_asked_twice(file, document, meeting):
    meetings.ask_table_to_read(actor=file.actor, meeting=meeting, document=document, now=file.later())
    services.say_read_by_link(reading_id=Reading.objects.get(person=file.coach).pk, now=file.later())
    file.take_back(file.gw)
    again = meetings.ask_table_to_read(actor=file.actor, meeting=meeting, document=document, now=file.later())
    assert {row.party for row in again} == set(file.case.parties.all())


def test_only_before_a_meeting_with_a_date_about_this_case(file, document, meeting):
    other = file.another_case("vreemd", pupil="Merel")
    about = {"actor": file.actor, "case": other, "kind": DocumentKind.OTHER, "title": "", "on": file.today}
    strange = services.add_version(**about, place=Place.PAPER, url="", made_by="Ingrid", now=file.later())
    for asked, now in ((strange, file.later()), (document, meeting.start + dt.timedelta(minutes=1))):
        with pytest.raises(meetings.NothingToReadFor):
            meetings.ask_table_to_read(actor=file.actor, meeting=meeting, document=asked, now=now)


def test_the_page_of_the_meeting_says_who_has_read(file, document, meeting):
    page = reverse("staff:meeting", args=[meeting.pk])
    school = staff(file.ib)
    assert "Nog niemand gevraagd" in school.get(page).content.decode()
    answer = school.post(reverse("staff:meeting-ask-to-read", args=[meeting.pk, document.pk]), follow=True)
    assert "4 mensen zijn gevraagd" in answer.content.decode()
    services.say_read_by_link(reading_id=Reading.objects.get(person=file.coach).pk, now=file.later())
    (line,) = selectors.who_has_read(file.case)
    assert line.have == (file.coach.name,)
    assert set(line.have_not) == {file.gw.name, "mirte", "kees"}
    shown = school.get(page).content.decode()
    assert "Gelezen" in shown
    assert file.coach.name in shown


def test_the_page_costs_the_same_for_one_and_for_many(file, document, meeting, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page, school = reverse("staff:meeting", args=[meeting.pk]), staff(file.ib)
    school.get(page)
    with CaptureQueriesContext(connection) as first:
        school.get(page)
    for number in range(3):
        more = file.document(kind=DocumentKind.OTHER, title=f"Stuk {number}")
        meetings.ask_table_to_read(actor=file.actor, meeting=meeting, document=more, now=file.later())
    with django_assert_num_queries(len(first)):
        assert "Stuk 2" in school.get(page).content.decode()


def test_a_professional_with_an_account_sees_the_own_and_not_who_has_read(file, document, meeting):
    page, gw = reverse("staff:meeting", args=[meeting.pk]), staff(file.gw)
    assert "Te lezen voor dit overleg" not in gw.get(page).content.decode()
    asked = meetings.ask_table_to_read(actor=file.actor, meeting=meeting, document=document, now=file.later())
    (own,) = [row for row in asked if row.person == file.gw]
    shown = gw.get(page).content.decode()
    assert "nog lezen" in shown
    assert str(own.pk) in shown
    assert "Kanarie" not in shown.partition("Te lezen voor")[2].partition("</section>")[0]  # no name, no file name
    fetch = reverse("staff:meeting-document", args=[meeting.pk, own.pk])
    assert gw.get(fetch).content == files_bytes(document)
    others = [row for row in asked if row.person != file.gw]
    for row in others:
        assert gw.get(reverse("staff:meeting-document", args=[meeting.pk, row.pk])).status_code == 404
    file.take_back(file.gw)
    assert gw.get(fetch).status_code in {403, 404}


def files_bytes(document) -> bytes:
    return selectors.served(document).data


def test_a_parent_finds_it_on_the_page_of_the_invitation(file, document, meeting):
    mirte = file.case.parties.order_by("created_at").first()
    parent, page = file.open_link("invitation", str(mirte.email))
    assert "Om vooraf te lezen" not in parent.get(page).content.decode()
    asked = meetings.ask_table_to_read(actor=file.actor, meeting=meeting, document=document, now=file.later())
    (own,) = [row for row in asked if row.party == mirte]
    shown = parent.get(page).content.decode()
    assert "Om vooraf te lezen" in shown
    assert "Kanarie" not in shown  # what it is about is behind one more door
    here = urljoin(page, f"../stukken/{own.pk}/")
    assert here in shown
    assert "Kanarie.pdf" in parent.get(here).content.decode()
    assert parent.get(f"{here}bestand/").content == files_bytes(document)
    assert parent.post(here).status_code == 303
    own.refresh_from_db()
    assert own.read_at is not None
    for row in asked:
        if row.party != mirte:
            strange = urljoin(page, f"../stukken/{row.pk}/")
            assert parent.get(strange).status_code == parent.get(f"{strange}bestand/").status_code == 404
            assert parent.post(strange).status_code == 404


def test_consent_taken_back_closes_it_there_too(file, document, meeting):
    asked = meetings.ask_table_to_read(actor=file.actor, meeting=meeting, document=document, now=file.later())
    (own,) = [row for row in asked if row.person == file.gw]
    partner, page = file.open_link("invitation", file.gw.email)
    here = urljoin(page, f"../stukken/{own.pk}/")
    assert partner.get(f"{here}bestand/").status_code == 200
    file.take_back(file.gw)
    for path in (page, here, f"{here}bestand/"):
        assert partner.get(path).status_code == 404
