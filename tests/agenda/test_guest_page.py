"""The page behind the own link: the own time and nobody else's, in neutral words, with a ground only (P9)."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client

from notifications.languages import CODES
from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from planning.agenda import selectors, services
from planning.cases import services as cases
from planning.cases.models import Answer
from planning.dossier import services as dossier
from planning.dossier.models import DocumentKind, Place
from planning.meetings import services as meetings
from planning.people.roles import Role
from tests.architecture.test_translations import messages
from tests.meetings.table import CANARY, NOW, at, letters

LATER = NOW + dt.timedelta(hours=1)


def tell(sot, now=NOW):
    return services.tell_times(actor=sot.actor, meeting=sot.meeting, now=now)


def link_of(to, template="agenda_time"):
    """The address in the newest letter to somebody."""
    body = [body for row, body in letters(template) if row.address == to][-1]
    return next(word for word in body.text.split() if "/u/" in word).strip("()").removeprefix(settings.BASE_URL)


def opened(path, **more):
    client = Client()
    entered = client.get(path)
    assert entered.status_code == 303
    return client.get(entered["Location"], more)


def own(sot, who, now=NOW):
    return selectors.guest_agenda(meeting_id=sot.meeting.pk, key=who.pk, now=now)


def test_a_parent_reads_the_own_time_with_roles_and_no_names(sot):
    sot.propose(title="Eerst dit")
    item = sot.propose(sot.table.case)
    services.add_guest(actor=sot.actor, item=item, person=sot.teacher, role=Role.TEACHER, now=NOW)
    sot.propose(sot.others[0])
    tell(sot)
    page = opened(link_of("marie@ouders.example")).content.decode()
    assert "9.20–9.40 uur" in page
    assert "Over uw kind" in page
    assert "intern begeleider" in page
    assert "leerkracht / docent" in page
    for secret in (CANARY, "Ferhat", "Tea Teacher", "Eerst dit", "9.40–10.00", "Wendelien", "SOT", ">ouder<"):
        assert secret not in page


@pytest.mark.parametrize("code", CODES)
def test_in_every_language(sot, code):
    sot.table.swv.settings = {**sot.table.swv.settings, "guest_languages": list(CODES)}
    sot.table.swv.save()
    sot.propose(sot.table.case)
    tell(sot)
    answer = opened(link_of("marie@ouders.example"), taal=code)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'lang="{code}"' in page
    if code != "nl":
        assert str(messages(code)["Over uw kind"].string) in page


def test_every_role_can_be_said(sot):
    assert {str(role.label) for role in Role} <= set(messages("en"))


def test_what_the_letter_said_stands_there_until_a_new_letter(sot):
    first, _second = sot.propose(sot.table.case), sot.propose(sot.others[0])
    tell(sot)
    services.move_item(actor=sot.actor, item=first, earlier=False, now=NOW)  # an order that is still being made
    assert own(sot, sot.table.mother).start == at(17, 9)
    tell(sot, now=LATER)
    assert own(sot, sot.table.mother).start == at(17, 9, 20)


def test_who_comes_for_two_points_sees_when_each_is(sot):
    for case in (sot.table.case, sot.others[0]):
        item = sot.propose(case)
        services.add_guest(actor=sot.actor, item=item, person=sot.teacher, role=Role.TEACHER, now=NOW)
    tell(sot)
    seen = own(sot, sot.teacher)
    assert [(point.start, str(point.about)) for point in seen.points] == [
        (at(17, 9), "Over een leerling"),
        (at(17, 9, 20), "Over een leerling"),
    ]
    assert (seen.start, seen.end) == (at(17, 9), at(17, 9, 40))
    assert "ouder" in [str(role) for role in seen.points[0].roles]


def test_when_it_is_off_a_parent_reads_that_and_a_partner_nothing(sot):
    sot.table.consent(sot.table.lpa)
    item = sot.propose(sot.table.case)
    services.add_guest(actor=sot.actor, item=item, person=sot.table.lpa, role=Role.LPA, now=NOW)
    tell(sot)
    assert own(sot, sot.table.lpa).points
    sot.table.consent(sot.table.lpa, answer=Answer.NO, now=LATER)
    assert own(sot, sot.table.lpa, now=LATER) is None
    services.take_back(actor=sot.actor, item=item, now=LATER)
    seen = own(sot, sot.table.mother, now=LATER)
    assert (seen.off, seen.points, seen.start) == (True, (), None)
    assert "gaat niet door" in opened(link_of("marie@ouders.example")).content.decode()
    assert own(sot, sot.table.ib).member  # who sits there has the whole meeting


def test_a_frozen_case_tells_nothing(sot):
    sot.propose(sot.table.case)
    tell(sot)
    cases.freeze_case(actor=sot.actor, case=sot.table.case, reason="Bezwaar.", now=NOW)
    assert own(sot, sot.table.mother).points == ()


def test_strangers_and_meetings_without_an_agenda(sot):
    sot.propose(sot.table.case)
    assert own(sot, sot.vc) is None  # works there, and does not come
    assert own(sot, sot.meeting) is None
    assert own(sot, sot.others[0].parties.first()) is None  # a parent of another child
    hia = sot.table.meeting(sot.table.ib)
    assert selectors.guest_agenda(meeting_id=hia.pk, key=sot.table.ib.pk, now=NOW) is None


def test_what_to_read_with_who_has_read(sot):
    sot.propose(sot.table.case)
    tell(sot)
    version = dossier.add_version(
        actor=sot.actor,
        case=sot.table.case,
        kind=DocumentKind.GROEIDOCUMENT,
        title=f"Van {CANARY}",
        on=NOW.date(),
        place=Place.PAPER,
        url="",
        made_by="Ingrid Ib",
        now=NOW,
    )
    dossier.ask_to_read(
        actor=sot.actor, document=version, parties=[sot.table.mother], before=at(16).date(), persons=[], now=NOW
    )
    assert [(row.kind, row.read_at) for row in own(sot, sot.table.mother).to_read] == [("groeidocument", None)]
    assert own(sot, sot.table.father).to_read == ()
    page = opened(link_of("marie@ouders.example")).content.decode()
    assert "Groeidocument" in page
    assert CANARY not in page


def test_by_the_link_of_the_invitation(sot):
    seat = sot.meeting.participants.get(person=sot.ja)
    token = links.issue(
        tenant_id=sot.table.swv.pk,
        purpose=Purpose.INVITATION,
        person_key=str(seat.pk),
        object_key=str(sot.meeting.pk),
        expires_at=at(30),
        now=NOW,
    )
    client = Client()
    page = client.get(client.get(address(token).removeprefix(settings.BASE_URL))["Location"])
    assert "Uw tijd in het gesprek" in page.content.decode()
    room = page.request["PATH_INFO"].partition("uitnodiging/")[0]
    own_page = client.get(f"{room}agenda/").content.decode()
    assert "U bent er het hele gesprek bij." in own_page
    assert f"/overleggen/{sot.meeting.pk}/agenda/" in own_page  # has an account: the rest is behind the login


def test_a_constant_number_of_queries(sot, django_assert_max_num_queries):
    for case in (sot.table.case, *sot.others):
        item = sot.propose(case)
        services.add_guest(actor=sot.actor, item=item, person=sot.teacher, role=Role.TEACHER, now=NOW)
    with django_assert_max_num_queries(24):
        assert len(own(sot, sot.teacher).points) == 3


def test_the_meeting_is_called_off(sot):
    sot.propose(sot.table.case)
    tell(sot)
    meetings.cancel_meeting(actor=sot.actor, meeting=sot.meeting, now=LATER)
    assert own(sot, sot.table.mother, now=LATER).off
