"""What goes into the OPP, how the pupil was heard, and agreements that are not in it (R108, R118)."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from docx import Document
from pypdf import PdfReader

from planning.cases import gate
from planning.cases.models import Answer, Authority, ConsentRequest, Party, Task
from planning.cases.models import Purpose as For
from planning.dossier import services as dossier
from planning.dossier.models import ClockKind
from planning.followup import services as followup
from planning.handover import selectors, services
from planning.handover.models import OppLine
from planning.people.access import NotAllowed
from planning.people.models import School
from planning.people.roles import Role
from tests.factories import give, make_actor, make_school, make_staff
from tests.meetings.table import AMSTERDAM, CANARY, NOW, letters
from tests.words import words

DAY = dt.timedelta(days=1)
TODAY = NOW.date()
LATER = dt.datetime(2026, 11, 18, 9, 30, tzinfo=AMSTERDAM)  # a Wednesday, two weeks and more after NOW


def extract(done, now=NOW):
    return selectors.extract_of(done.table.case, now=now)


def take(done, *agreements, actor=None, on=TODAY, now=NOW):
    return services.take_into_opp(
        actor=actor or done.table.actor, case=done.table.case, agreements=[row.pk for row in agreements], on=on, now=now
    )


def leave(done, *agreements):
    return services.leave_out_of_opp(
        actor=done.table.actor, case=done.table.case, agreements=[row.pk for row in agreements], now=NOW
    )


def waiting_tasks(done) -> list[str]:
    return [row.person.name for row in Task.objects.filter(code="opp_waits", done_at=None).select_related("person")]


def test_needs_come_first_and_what_youth_care_does_is_for_its_own_plan(done):
    found = extract(done)
    assert ("Wat wil de leerling?", "Wil graag buiten lezen.") in found.needs
    assert "lawaai" in found.factors
    assert found.goals == ("Leest in mei weer mee met de groep.",)
    assert {line.row.agreement.pk for line in found.inside} == {done.school.pk, done.home.pk}
    assert {line.row.agreement.pk for line in found.lines if line.waits} == {done.school.pk, done.home.pk}
    assert found.evaluation == "vrijdag 27 november 2026, kort overleg"
    text = selectors.opp_text(found)
    assert text.index("WAT HEEFT DE LEERLING NODIG?") < text.index("DOELEN") < text.index("AFSPRAKEN")
    assert "wijkcoach" not in text


def test_what_ib_says_decides_what_is_in_it(done):
    leave(done, done.home)
    take(done, done.care)
    found = extract(done)
    assert {line.row.agreement.pk for line in found.inside} == {done.school.pk, done.care.pk}
    assert [line.row.agreement.pk for line in found.lines if line.waits] == [done.school.pk]
    services.wait_for_opp(
        actor=done.table.actor, case=done.table.case, agreements=[done.home.pk, done.care.pk], now=NOW
    )
    assert not OppLine.objects.exists()


@pytest.mark.parametrize(("sector", "role"), [("PO", Role.IB), ("VO", Role.OC)])
def test_only_who_answers_for_the_opp_says_what_is_in_it(done, sector, role):
    School.objects.filter(pk=done.table.school.pk).update(sector=sector)
    here, elsewhere = done.table.school, make_school(done.table.swv, sector=sector)
    for other, school in ((Role.IB, here), (Role.OC, here), (Role.TEACHER, here), (role, elsewhere)):
        actor = make_actor(make_staff(done.table.swv, other, school), today=NOW.date())
        if (other, school) == (role, here):
            assert take(done, done.school, actor=actor)[0].by_id == actor.person_id
        else:
            with pytest.raises(NotAllowed):
                take(done, done.school, actor=actor)


def test_what_cannot_be_said(done):
    with pytest.raises(dossier.FutureDay):
        take(done, done.school, on=NOW.date() + DAY)
    with pytest.raises(services.NotHere):
        take(done)
    followup.withdraw_agreement(actor=done.table.actor, agreement=done.home, reason="Niet meer nodig.", now=NOW)
    with pytest.raises(services.NotHere):
        take(done, done.school, done.home)
    assert not OppLine.objects.exists()


def test_the_way_the_pupil_was_heard_can_be_read(done):
    assert extract(done).heard == ()
    clock = dossier.start_clock(
        actor=done.table.actor, case=done.table.case, kind=ClockKind.OPP, since=NOW.date(), now=NOW
    )
    talk = dossier.OppTalk(with_parents=True, with_pupil=True, heard="Maakte een tekening.")
    dossier.stop_clock(actor=done.table.actor, clock=clock, on=NOW.date(), talk=talk, now=NOW)
    assert extract(done).heard == ("dinsdag 3 november 2026: Maakte een tekening.",)
    assert "OPP evalueren uiterlijk woensdag 3 november 2027" in extract(done).evaluation


def test_who_signs_is_who_has_authority(done):
    Party.objects.filter(pk=done.table.mother.pk).update(authority=Authority.YES)
    Party.objects.filter(pk=done.table.father.pk).update(authority=Authority.NO)
    assert [one.name for one in extract(done).signs] == ["Marie de Moeder"]


def test_without_consent_there_is_no_extract(done):
    for request in ConsentRequest.objects.filter(case=done.table.case, purpose=For.SOT):
        done.table.say(request, Answer.WITHDRAWN, now=NOW + dt.timedelta(minutes=5))
    with pytest.raises(gate.NoGround):
        extract(done, now=NOW + dt.timedelta(hours=1))


# --- What is not in it becomes a task ---------------------------------------------------------------------------------
@pytest.fixture
def made_then(done):
    """`created_at` is when the row was made; the story tells of NOW."""
    done.table.case.agreements.update(created_at=NOW)
    return done


def test_after_two_weeks_who_answers_for_it_has_one_task(made_then):
    assert services.look_after_opp(now=LATER - 5 * DAY) == 0
    assert services.look_after_opp(now=LATER) == 1
    assert services.look_after_opp(now=LATER + DAY) == 0
    assert waiting_tasks(made_then) == ["Ingrid Ib"]
    [(row, body)] = letters("task_for_you")
    reference = made_then.table.case.reference
    assert row.subject == f"Er staat iets voor u klaar: casus {reference}"  # which of the many, and nothing more (P1)
    assert f"bekijken in Aan tafel, bij casus {reference}." in body.text
    take(made_then, made_then.school, now=LATER)
    assert waiting_tasks(made_then) == ["Ingrid Ib"]
    leave(made_then, made_then.home)
    assert waiting_tasks(made_then) == []
    assert services.look_after_opp(now=LATER + 2 * DAY) == 0


@pytest.mark.parametrize("moment", [LATER.replace(day=22), LATER.replace(hour=21), LATER.replace(month=12, day=23)])
def test_nobody_is_asked_on_a_sunday_at_night_or_in_a_holiday(made_then, moment):
    assert services.look_after_opp(now=moment) == 0
    assert waiting_tasks(made_then) == []


def test_who_ticked_it_off_is_asked_again_about_new_agreements_only(made_then):
    services.look_after_opp(now=LATER)
    Task.objects.filter(code="opp_waits").update(done_at=LATER)
    assert services.look_after_opp(now=LATER + DAY) == 0
    fresh = made_then.agree(dt.date(2026, 12, 10), owner=made_then.table.ib, what="Meer lezen.")
    type(fresh).objects.filter(pk=fresh.pk).update(created_at=LATER + DAY)
    assert services.look_after_opp(now=LATER + 16 * DAY) == 1


def test_what_only_youth_care_does_asks_nobody(made_then):
    for row in (made_then.school, made_then.home):
        followup.withdraw_agreement(actor=made_then.table.actor, agreement=row, reason="Niet meer nodig.", now=NOW)
    assert services.look_after_opp(now=LATER) == 0


def test_a_school_without_its_role_asks_who_opened_the_case(made_then):
    School.objects.filter(pk=made_then.table.school.pk).update(sector="VO")
    services.look_after_opp(now=LATER)
    assert waiting_tasks(made_then) == ["Ingrid Ib"]


# --- The page and its files -------------------------------------------------------------------------------------------
def address(done, rest=""):
    return f"/casussen/{done.table.case.pk}/opp/{rest}"


def test_the_page_says_what_is_in_it_and_undoes_a_mistake(done, ib):
    assert "nog niet in het OPP" in words(ib.get(address(done)).content.decode())
    wrong = ib.post(address(done), {"act": "take", "on": "2026-11-03"})
    assert (wrong.status_code, "Kies een of meer afspraken." in words(wrong.content.decode())) == (422, True)
    both = [str(done.school.pk), str(done.home.pk)]
    assert ib.post(address(done), {"act": "take", "agreements": both, "on": "2026-11-03"}).status_code == 302
    page = words(ib.get(address(done)).content.decode())
    assert page.count("in het OPP, di 3 nov") == 2
    assert ib.post(address(done), {"act": "wait", "agreements": both[:1]}).status_code == 302
    assert ib.post(address(done), {"act": "leave", "agreements": both[:1]}).status_code == 302
    assert "hoort er niet in" in words(ib.get(address(done)).content.decode())


def test_the_pdf_and_the_word_file_say_the_same(done, ib):
    Party.objects.filter(pk=done.table.mother.pk).update(authority=Authority.YES)
    paper, word = ib.get(address(done, "opp.pdf")), ib.get(address(done, "opp.docx"))
    pdf = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages).split())
    document = Document(io.BytesIO(word.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    docx = " ".join(" ".join([*(one.text for one in document.paragraphs), *cells]).split())
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[-1] == "Instemming met het handelingsdeel"
    for text in (pdf, docx):
        for wanted in (
            CANARY,
            "Wil graag buiten lezen.",
            "Leest in mei weer mee met de groep.",
            "vrijdag 27 november 2026, kort overleg",
            "Marie de Moeder",
            "Zo is de leerling gehoord",
            "Handtekening",
        ):
            assert wanted in text
        assert "wijkcoach" not in text
    for answer in (paper, word):
        assert CANARY not in answer["Content-Disposition"]
        assert answer["Cache-Control"] == "no-store"


def test_without_consent_page_and_files_give_nothing(done, ib):
    for request in ConsentRequest.objects.filter(case=done.table.case, purpose=For.SOT):
        done.table.say(request, Answer.WITHDRAWN, now=NOW + dt.timedelta(minutes=5))
    page = ib.get(address(done))
    assert (page.status_code, "Nog geen toestemming" in words(page.content.decode())) == (200, True)
    assert [ib.get(address(done, f"opp.{ending}")).status_code for ending in ("pdf", "docx")] == [409, 409]
    assert ib.post(address(done), {"act": "take", "agreements": [str(done.school.pk)]}).status_code in {200, 422}
    assert not OppLine.objects.exists()


def test_a_colleague_reads_and_does_not_say(done):
    oc = make_staff(done.table.swv, Role.OC, done.table.school, account=True)
    client = done.client(oc)
    page = words(client.get(address(done)).content.decode())
    assert "Tekst om over te nemen" in page
    assert "Overgenomen in het OPP" not in page
    refused = client.post(address(done), {"act": "take", "agreements": [str(done.school.pk)], "on": "2026-11-03"})
    assert refused.status_code == 403
    give(oc, Role.IB, done.table.school)
    assert "Overgenomen in het OPP" in words(client.get(address(done)).content.decode())


def test_for_others_there_is_no_page(done):
    for role, school in ((Role.TEACHER, done.table.school), (Role.IB, make_school(done.table.swv))):
        person = make_staff(done.table.swv, role, school, account=True)
        assert done.client(person).get(address(done)).status_code in {403, 404}
        assert done.client(person).get(address(done, "opp.pdf")).status_code in {403, 404}


def test_what_one_parent_said_apart_is_for_the_swv_and_not_on_the_paper_that_both_sign(done):
    """C11."""
    from planning.minutes.models import Note, Record, Topic

    record = Record.objects.get()
    Note.objects.create(
        swv_id=record.swv_id,
        record=record,
        topic=Topic.PARENTS,
        party=done.table.mother,
        text="Ik maak me zorgen over zijn slaap.",
        changed_by=done.table.ib,
        changed_at=NOW,
    )
    assert "slaap" not in selectors.opp_text(extract(done))
    page = selectors.oza_page(done.table.case, actor=done.table.actor, now=NOW)
    (said,) = (line.answer.text for line in page.lines if line.field.key == "zienswijze_ouders")
    assert said == "Thuis minder strijd over huiswerk.\nMarie de Moeder: Ik maak me zorgen over zijn slaap."
