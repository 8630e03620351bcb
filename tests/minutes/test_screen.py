"""What comes of the meeting on the same screen: agreements, decisions, regie, what comes next; and reading along."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from notifications.languages import CODES
from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Authority, Regie, RegieKind
from planning.dossier import services as dossier
from planning.dossier.models import AbsenceKind, LpaJudgement
from planning.followup.models import Agreement, Evaluation
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.minutes import services
from planning.minutes.models import Decision, Note, Record, Topic
from planning.minutes.rules import asking
from planning.minutes.selectors import record_page
from planning.people.models import User
from planning.people.roles import Role
from planning.privacy import services as privacy
from tests.factories import make_staff
from tests.meetings.table import CANARY, NOW, at, seat_of
from tests.words import words

LATER = "2027-01-15"


@pytest.fixture
def ib(table) -> Client:
    client = Client()
    client.force_login(table.ib.user)
    return client


@pytest.fixture
def gw(table) -> Client:
    client = Client()
    table.gw.user = User.objects.create_user(email="gw@school.example")
    table.gw.save()
    client.force_login(table.gw.user)  # a chair from outside the school
    return client


@pytest.fixture
def sot(table):
    table.consent()
    found = table.meeting(table.ib, table.gw, kind=MeetingKind.SOT)
    meetings.fix_date(meeting=found, start=at(17), by=table.actor.by, now=NOW)
    found.refresh_from_db()
    return found


def url(meeting, rest=""):
    return f"/overleggen/{meeting.pk}/verslag/{rest}"


def read(client, meeting, rest=""):
    return words(client.get(url(meeting, rest)).content.decode())


def goal(table, meeting, what="Leest weer mee"):
    return services.add_goal(actor=table.actor, meeting=meeting, what=what, now=NOW)


def agree(client, meeting, owner, **more):
    form = {"owner": str(owner.pk), "what": "Elke dag lezen", "due": LATER, "key": str(uuid4())} | more
    return client.post(url(meeting, "afspraak/"), form)


def test_per_goal_who_does_what_how_paid_and_what_then_is_reached(table, meeting, ib):
    one, gw = goal(table, meeting), seat_of(meeting, table.gw)
    more = {"for_goal": str(one.pk), "result": "Leest AVI M4", "financing": "school"}
    answer = agree(ib, meeting, gw, **more)
    assert (answer.status_code, answer["Location"]) == (302, f"{url(meeting)}#doel-{one.pk}")
    made = Agreement.objects.get()
    assert (made.for_goal, made.owner, made.bridging) == (one, gw, False)
    page = read(ib, meeting)
    assert "Elke dag lezen" in page
    assert "Dan is bereikt: Leest AVI M4" in page
    assert "Betaald door: school" in page
    wrong = agree(ib, meeting, gw, for_goal=str(one.pk), due="2026-01-01")
    assert (wrong.status_code, "Deze datum is al voorbij." in words(wrong.content.decode())) == (422, True)
    assert agree(ib, meeting, gw, for_goal=str(uuid4())).status_code == 404
    assert agree(ib, meeting, gw, due="").status_code == 422


def test_a_form_that_is_sent_twice_is_one_agreement_one_goal_one_letter(table, meeting, ib):
    key, gw = str(uuid4()), seat_of(meeting, table.gw)
    before = OutgoingLetter.objects.count()
    for _again in range(3):
        assert agree(ib, meeting, gw, key=key).status_code == 302
    assert Agreement.objects.count() == 1
    assert OutgoingLetter.objects.count() == before + 1
    for _again in range(2):
        ib.post(url(meeting, "doel/"), {"what": "Leest weer mee", "key": key})
    assert meeting.goals.count() == 1
    for _again in range(2):
        ib.post(url(meeting, "besluit/"), {"soort": "arrangement", "outcome": "oza", "key": key})
    assert Decision.objects.count() == 1
    assert ib.post(url(meeting, "doel/"), {"what": "x", "key": "onzin"}).status_code == 422


def test_what_bridges_until_the_help_begins_needs_no_goal(table, meeting, ib):
    assert agree(ib, meeting, seat_of(meeting, table.ib), bridging="True").status_code == 302
    assert agree(ib, meeting, seat_of(meeting, table.ib), goal="Rust", what="Bellen").status_code == 302
    assert sorted(Agreement.objects.values_list("bridging", "for_goal")) == [(False, None), (True, None)]
    page = read(ib, meeting)
    assert page.index("Andere afspraken") < page.index("overbrugging") < page.index("Wat besluiten we?")


def test_the_chair_from_outside_decides_agrees_and_plans_and_the_school_gives_regie(table, meeting, gw):
    goal(table, meeting)
    page = read(gw, meeting)
    assert "Zet de evaluatiedatum" in page
    assert "Geef de regie" not in page
    assert "Alle afspraken en de evaluatie" not in page  # a page of the school's
    assert agree(gw, meeting, seat_of(meeting, table.jp), what="Bellen").status_code == 302
    assert Agreement.objects.get().recorded_by == table.gw
    assert gw.post(url(meeting, "terugkijken/"), {"on": "2027-01-15", "method": "samen"}).status_code == 302
    assert gw.post(url(meeting, "volgende/"), {"kind": "HIA", "start": ""}).status_code == 302
    assert Meeting.objects.get(follows=meeting).organiser == table.ib
    assert gw.post(url(meeting, "oordeel/")).status_code == 403
    seat = str(seat_of(meeting, table.gw).pk)
    form = {"soort": "mandate", "mandated_by": seat, "outcome": "yes", "words": "Hulp bij lezen", "key": str(uuid4())}
    assert gw.post(url(meeting, "besluit/"), form).status_code == 302
    assert f"Ja · {table.gw.name} (GW)" in read(gw, meeting)


def test_a_decision_that_somebody_else_wrote_meanwhile_is_shown_first(sot, ib):
    old = {"soort": "talk", "key": str(uuid4())}
    assert ib.post(url(sot, "besluit/"), old | {"outcome": "no"}).status_code == 302
    clash = ib.post(url(sot, "besluit/"), old | {"outcome": "yes", "key": str(uuid4())})
    page = clash.content.decode()
    assert (clash.status_code, "Iemand anders schreef hier net een besluit op." in words(page)) == (422, True)
    stands = Decision.objects.get()
    assert f'name="seen" value="{stands.pk}"' in page  # who now says it again, knows
    again = old | {"outcome": "yes", "key": str(uuid4()), "seen": str(stands.pk)}
    assert ib.post(url(sot, "besluit/"), again).status_code == 302
    newest = Decision.objects.get(withdrawn_at=None)
    ib.post(url(sot, "besluit/weg/"), {"besluit": str(newest.pk)})
    ib.post(url(sot, "besluit/weg/"), {"besluit": "onzin"})
    assert not Decision.objects.filter(withdrawn_at=None).exists()
    assert ib.post(url(sot, "besluit/"), {"soort": "onzin"}).status_code == 404
    assert ib.post(url(sot, "besluit/"), {"soort": "talk"}).status_code == 422


def test_what_is_still_needed_is_a_list_that_empties(table, sot, ib):
    services.save_note(actor=table.actor, meeting=sot, topic=Topic.PICTURE, base=0, text="Samen gekeken.", now=NOW)
    goal(table, sot)
    needed = "Nog nodig voordat het verslag vast kan"
    page = read(ib, sot)
    assert needed in page
    assert "besluiten of er een vervolggesprek komt" in page
    assert ib.post(url(sot, "vast/")).status_code == 422
    ib.post(url(sot, "besluit/"), {"soort": "talk", "outcome": "yes", "key": str(uuid4())})
    assert "het vervolggesprek klaarzetten" in read(ib, sot)
    early = ib.post(url(sot, "vast/"))
    assert "Zet dat nu klaar" in words(early.content.decode())
    ib.post(url(sot, "volgende/"), {"kind": "HIA", "start": ""})
    ib.post(url(sot, "terugkijken/"), {"on": LATER, "method": ""})
    assert "afspreken wanneer en hoe u terugkijkt" in read(ib, sot)  # a day without a way is not enough (R131)
    ib.post(url(sot, "terugkijken/"), {"on": LATER, "method": "Samen, op school"})
    page = read(ib, sot)
    assert needed not in page
    assert "Alles staat erin." in page
    assert ib.post(url(sot, "vast/")).status_code == 302
    assert Record.objects.get().fixed_at is not None
    assert Evaluation.objects.get().method == "Samen, op school"
    page = ib.get(url(sot)).content.decode()
    assert "<textarea" not in page
    assert "Leg de afspraak vast" not in page


def test_the_next_meeting_is_made_once_and_anew_when_called_off(table, sot, ib):
    for _again in range(2):
        assert ib.post(url(sot, "volgende/"), {"kind": "SOT", "start": "2026-12-08T14:00"}).status_code == 302
    after = Record.objects.get().next_meeting
    assert (after.state, after.kind, Meeting.objects.count()) == (MeetingState.PLANNED, "SOT", 2)
    assert after.start == at(8, 14, month=12)
    meetings.cancel_meeting(actor=table.actor, meeting=after, now=NOW)
    assert ib.post(url(sot, "volgende/"), {"kind": "HIA", "start": ""}).status_code == 302
    draft = Record.objects.get().next_meeting
    assert (draft.state, draft.kind) == (MeetingState.DRAFT, "HIA")
    page = ib.get(url(sot)).content.decode()
    assert f"/nieuw/{draft.pk}/" in page  # a date is picked now, with everybody there


@pytest.mark.parametrize("form", [{"kind": "MDO"}, {"kind": "SOT", "start": "gisteren"}, {"kind": ""}])
def test_a_next_meeting_that_cannot_be(sot, ib, form):
    assert ib.post(url(sot, "volgende/"), form).status_code == 422
    assert Meeting.objects.count() == 1


def test_regie_is_given_split_and_joined_on_the_spot(table, meeting, ib):
    table.consent(table.jp)
    give = {"person": str(table.ib.pk), "reason": "Zo afgesproken"}
    for _again in range(2):
        assert ib.post(url(meeting, "regie/"), give).status_code == 302
    assert Regie.objects.count() == 1
    split = {"school": str(table.ib.pk), "care": str(table.jp.pk), "reason": ""}
    for _again in range(2):
        assert ib.post(url(meeting, "regie/splits/"), split).status_code == 302
    held = dict(Regie.objects.filter(until=None).values_list("kind", "person"))
    assert held == {RegieKind.OPP: table.ib.pk, RegieKind.FAMILY: table.jp.pk}
    assert Regie.objects.count() == 3  # a form sent twice splits once
    assert "gezinsplan (jeugdhulp)" in read(ib, meeting)
    assert ib.post(url(meeting, "regie/"), give | {"samen": "1"}).status_code == 302
    assert Regie.objects.get(until=None).kind == RegieKind.WHOLE
    assert ib.post(url(meeting, "regie/"), {"person": str(uuid4())}).status_code == 422


def test_the_lpa_judges_where_there_is_absence(table, meeting, ib):
    form = {"lpa": str(table.lpa.pk), "unlawful": "no", "follow_up": "zorg", "note": "", "key": str(uuid4())}
    assert ib.post(url(meeting, "oordeel/"), form).status_code == 404
    assert "leerplichtambtenaar" not in read(ib, meeting)
    dossier.record_absence(
        actor=table.actor, case=table.case, kind=AbsenceKind.HOME, since=at(2).date(), until=None, note="", now=NOW
    )
    assert "Leg het oordeel vast" in read(ib, meeting)
    for _again in range(2):
        assert ib.post(url(meeting, "oordeel/"), form).status_code == 302
    assert LpaJudgement.objects.count() == 1
    assert ib.post(url(meeting, "oordeel/"), form | {"unlawful": ""}).status_code == 422


def test_a_tlv_leads_to_the_dossier(sot, table, ib):
    link = f"/casussen/{table.case.pk}/dossier/tlv/"
    assert link not in ib.get(url(sot)).content.decode()
    form = {"soort": "tlv", "outcome": "yes", "words": "Ouders stemmen in, leerling gehoord.", "key": str(uuid4())}
    ib.post(url(sot, "besluit/"), form)
    assert link in ib.get(url(sot)).content.decode()
    assert not table.case.tlv_requests.exists()  # the dossier records it, not this screen


def test_each_parent_has_own_words(table, meeting, ib):
    mother, father = table.mother, table.father
    form = {"text": "Rust thuis", "base": 0, "van": str(mother.pk)}
    assert ib.post(url(meeting, "parents/"), form)["Location"] == f"{url(meeting)}#parents-{mother.pk}"
    answer = ib.post(
        url(meeting, "parents/"),
        {"text": "Sport", "base": 0, "van": str(father.pk)},
        headers={"accept": "application/json"},
    )
    assert answer.json() == {"text": "Sport", "revision": 1, "own": 1}
    assert {note.party: str(note.text) for note in Note.objects.all()} == {mother: "Rust thuis", father: "Sport"}
    stand = ib.get(url(meeting, "stand/")).json()["notes"]
    assert stand[f"parents-{father.pk}"] == [1, "Sport"]
    assert "parents" not in stand
    for topic, of, status in (("picture", mother.pk, 422), ("parents", uuid4(), 422), ("parents", "onzin", 404)):
        assert ib.post(url(meeting, f"{topic}/"), {"text": "x", "base": 0, "van": str(of)}).status_code == status


def test_what_stood_there_for_both_stays_and_who_left_keeps_the_words(table, meeting):
    services.save_note(actor=table.actor, meeting=meeting, topic=Topic.PARENTS, base=0, text="Samen", now=NOW)
    services.save_note(
        actor=table.actor, meeting=meeting, topic=Topic.PARENTS, base=0, text="Sport", of=table.father.pk, now=NOW
    )
    father = next(row for row in meeting.participants.all() if row.party_id == table.father.pk)
    meetings.remove_participant(actor=table.actor, participant=father, now=NOW)
    found = [field.text for field in record_page(meeting).before if field.topic == Topic.PARENTS]
    assert found == ["Samen", "", "Sport"]
    with pytest.raises(services.NotAParent):
        services.save_note(
            actor=table.actor, meeting=meeting, topic=Topic.PARENTS, base=1, text="x", of=table.father.pk, now=NOW
        )


def test_what_roles_are_asked_is_data_and_only_for_who_is_there(meeting, ib):
    known = {*Role.values, asking.GUARDIAN, asking.PUPIL}
    for topic, row in asking.questions().items():
        assert topic in {*Topic.values, "goals", "end"}
        assert set(row) <= known
        assert all(len(question) <= 80 and question.endswith("?") for question in row.values())
    assert {role for row in asking.questions().values() for role in row} >= {
        *("gw", "vc", "tc", "jp", "ja", "lpa", "guardian", "pupil"),
    }
    assert asking.asked("goals", roles=["lpa"]) == ()
    page = read(ib, meeting)
    assert "Hoe hangt het samen?" in page  # the GW is there
    assert "Welk patroon ziet u in het verzuim?" not in page  # the VC is not


def test_an_open_page_hears_that_something_came(table, meeting, ib):
    first = ib.get(url(meeting, "stand/")).json()
    page = ib.get(url(meeting)).content.decode()
    assert f'data-more="{first["more"]}"' in page
    goal(table, meeting)
    second = ib.get(url(meeting, "stand/"), {"stand": first["stand"]}).json()
    assert second["more"] != first["more"]


def test_the_screen_takes_the_same_queries_however_much_is_there(table, meeting, ib, django_assert_max_num_queries):
    ib.get(url(meeting))
    for n in range(4):
        one = goal(table, meeting, f"Doel {n}")
        for _twice in range(2):
            agree(ib, meeting, seat_of(meeting, table.gw), for_goal=str(one.pk))
    with django_assert_max_num_queries(75):
        ib.get(url(meeting))


def written(table, meeting):
    """A bit of everything."""
    for of, text in (
        (None, "Rust helpt."),
        (table.mother.pk, "Moeder wil rust."),
        (table.father.pk, "Vader wil sport."),
    ):
        topic = Topic.PARENTS if of else Topic.PICTURE
        services.save_note(actor=table.actor, meeting=meeting, topic=topic, base=0, text=text, of=of, now=NOW)
    goal(table, meeting)


def test_parents_read_along_what_is_theirs_to_read(table, meeting, ib):
    assert "Er staat nog niets." in read(ib, meeting, "meelezen/")
    written(table, meeting)
    agree(ib, meeting, seat_of(meeting, table.gw), financing="Geheim potje", result="Leest M4", bridging="True")
    ib.post(url(meeting, "besluit/"), {"soort": "arrangement", "outcome": "oza", "key": str(uuid4())})
    ib.post(url(meeting, "terugkijken/"), {"on": LATER, "method": "Samen"})
    page = read(ib, meeting, "meelezen/")
    for there in ("Rust helpt.", "Moeder wil rust.", "Leest weer mee", "onderwijs en hulp samen", table.gw.name):
        assert there in page
    for absent in (CANARY, "Geheim potje", "Welk arrangement", "OZA", "HIA", "casusregisseur", "mandaat", "Afmelden"):
        assert absent not in page
    assert f"Uw vaste contact: {table.ib.name}" in page
    assert "vrijdag 15 januari 2027" in page


def test_a_parent_who_is_not_there_has_words_that_are_not_for_the_wall(table, meeting, ib):
    written(table, meeting)
    seat = next(row for row in meeting.participants.all() if row.party_id == table.father.pk)
    services.note_attendance(actor=table.actor, meeting=meeting, there={seat.pk: False}, now=NOW)
    page = read(ib, meeting, "meelezen/")
    assert "Moeder wil rust." in page
    assert "Vader wil sport." not in page
    assert table.father.name not in page


@pytest.mark.parametrize("code", CODES)
def test_the_labels_are_in_the_language_of_the_parents_with_the_dutch(table, meeting, ib, code):
    table.swv.settings = {"guest_languages": list(CODES)}
    table.swv.save()
    written(table, meeting)
    answer = ib.get(url(meeting, "meelezen/"), {"taal": code}).content.decode()
    assert f'<html lang="{code}"' in answer
    assert "Hoe zien we het samen?" in answer
    assert ("ltr" if code not in {"ar"} else "rtl") == re.search(r'<html lang="\w+" dir="(\w+)"', answer)[1]
    assert words(answer).count("Rust helpt.") == 1  # what was said stands there once, as it was said


def test_it_follows_without_showing_what_is_known(table, meeting, ib):
    page = ib.get(url(meeting, "meelezen/")).content.decode()
    ask = re.search(r'hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    assert ib.get(ask).status_code == 204
    written(table, meeting)
    part = ib.get(ask)
    assert (part.status_code, "Rust helpt." in part.content.decode()) == (200, True)
    assert "<html" not in part.content.decode()
    assert ib.get(url(meeting, "meelezen/"), {"taal": "xx"}).status_code == 200


def test_only_who_writes_can_put_it_on_the_wall(table, meeting):
    client = Client()
    client.force_login(make_staff(table.swv, Role.TEACHER, table.school, account=True).user)
    assert client.get(url(meeting, "meelezen/")).status_code in {403, 404}


def test_a_copy_for_one_parent_has_not_the_words_of_the_other(table, meeting):
    written(table, meeting)
    table.mother.authority = Authority.YES
    table.mother.save()
    found = privacy.make_copy(actor=table.actor, case=table.case, requester=table.mother, now=NOW)
    text = repr([(section.rows, section.values) for section in found])
    assert "Rust helpt." in text
    assert "Moeder wil rust." in text
    assert "Vader wil sport." not in text
