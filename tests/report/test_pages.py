"""The page of the minutes, the page behind the own link, the files, and the duty to tell."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from docx import Document
from pypdf import PdfReader

from planning.cases.models import Conversation, Task
from planning.people.models import User
from planning.people.roles import Role
from planning.report import services
from planning.report.models import Draft, NotTold, Receipt, Report, Standpoint, Version
from tests.factories import make_staff
from tests.guests import Guest
from tests.meetings.table import CANARY, NOW, letters, link_in
from tests.report.conftest import fixed
from tests.words import words


@pytest.fixture
def ib(table) -> Client:
    client = Client()
    client.force_login(table.ib.user)
    client.post("/account/reauthenticate/?next=/", {"password": "een-lang-wachtwoord"})
    return client


def at(meeting, rest=""):
    return f"/overleggen/{meeting.pk}/notulen/{rest}"


def form_of(meeting, **texts):
    data = {"doe": "bewaar", "revision": Report.objects.get(meeting=meeting).revision}
    for row in Draft.objects.filter(report__meeting=meeting):
        data[row.key] = texts.get(row.key, str(row.text or ""))
        data[f"{row.key}-lezers"] = [audience.value for audience in row.piece.readers]
    return data


def test_from_one_click_to_sent(table, recorded, ib):
    page = ib.get(at(recorded)).content.decode()
    assert "Maak de notulen" in words(page)
    assert ib.post(at(recorded), {"doe": "maak"}).status_code == 302
    page = words(ib.get(at(recorded)).content.decode())
    assert "Rust en korte taken helpen." in page
    assert ib.post(at(recorded), form_of(recorded, picture="Beter gezegd.")).status_code == 302
    assert str(Draft.objects.get(key="picture").text) == "Beter gezegd."
    revision = Report.objects.get().revision
    assert ib.post(at(recorded), {"doe": "vast", "revision": revision}).status_code == 302
    assert Version.objects.get().number == 1
    nobody = ib.post(at(recorded), {"doe": "stuur"})
    assert (nobody.status_code, "Kies wie de notulen krijgt." in words(nobody.content.decode())) == (422, True)
    assert ib.post(at(recorded), {"doe": "stuur", "to": [str(table.mother.pk), str(table.gw.pk)]}).status_code == 302
    page = words(ib.get(at(recorded)).content.decode())
    assert "versie 1 gestuurd" in page
    assert "2 mensen krijgen een brief." in page
    again = ib.post(at(recorded), {"doe": "vast", "revision": revision})
    assert (again.status_code, "Er is niets veranderd" in words(again.content.decode())) == (422, True)
    assert "Versie 1" in words(ib.get(at(recorded), {"versie": "1"}).content.decode())


def test_what_was_refused_stands_there_still(recorded, ib):
    ib.post(at(recorded), {"doe": "maak"})
    stale = form_of(recorded, picture="Mijn woorden.") | {"revision": 0}
    answer = ib.post(at(recorded), stale)
    assert answer.status_code == 422
    assert "Iemand anders heeft deze notulen intussen veranderd." in words(answer.content.decode())
    assert "Mijn woorden." in answer.content.decode()
    assert ib.post(at(recorded), {"doe": "onzin"}).status_code == 404


def test_as_many_queries_for_one_receiver_as_for_five(table, recorded, ib, django_assert_max_num_queries):
    fixed(table, recorded)
    with django_assert_max_num_queries(75):
        ib.get(at(recorded))


def test_a_parent_reads_says_so_and_adds_a_view(table, recorded):
    fixed(table, recorded)
    services.send(actor=table.actor, meeting=recorded, to=[table.mother.pk], now=NOW)
    ((_row, body),) = letters("report_ready")
    guest = Guest()
    there = guest.get(link_in(body))["Location"]
    page = guest.get(there).content.decode()
    assert "Kort, voor u als ouder" in words(page)
    assert "<script" not in page
    assert CANARY not in page
    assert Receipt.objects.get().read_at is None
    done = guest.post(there, {"gelezen": "1"})
    assert done.status_code == 303
    assert "De school weet nu dat u het heeft gelezen." in words(guest.get(done["Location"]).content.decode())
    assert guest.post(there, {"text": " "}).status_code == 422
    said = guest.post(there, {"text": "Ik zie dat anders."})
    assert "Uw woorden staan nu bij het verslag." in words(guest.get(said["Location"]).content.decode())
    assert str(Standpoint.objects.get().text) == "Ik zie dat anders."
    paper = guest.get(f"{there}verslag.pdf")
    text = " ".join(PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().split())
    assert "Verslag van het overleg" in text
    assert "attachment" in paper["Content-Disposition"]


def test_the_page_speaks_the_language_of_its_reader(table, recorded):
    fixed(table, recorded)
    services.send(actor=table.actor, meeting=recorded, to=[table.father.pk], now=NOW)
    ((_row, body),) = letters("report_ready")
    guest = Guest()
    page = words(guest.get(guest.get(link_in(body))["Location"]).content.decode())
    assert "Report of the conversation" in page
    assert "Verslag van het gesprek" in page


@pytest.mark.parametrize("who", ["", "members", "parents", "pupil"])
def test_files_hold_the_part_that_was_asked_for(table, recorded, ib, who):
    fixed(table, recorded)
    asked = {"voor": who} if who else {}
    pdf, docx = (ib.get(at(recorded, f"notulen.{kind}"), asked) for kind in ("pdf", "docx"))
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages).split())
    headings = [row.text for row in Document(io.BytesIO(docx.content)).paragraphs if row.style.name == "Heading 1"]
    assert all(heading in said for heading in headings)
    assert ("Voor jou" in headings) == (who in {"", "pupil"})
    assert ("Kort, voor u als ouder" in headings) == (who in {"", "parents"})
    assert re.fullmatch(r'attachment; filename="notulen-\w+-versie-1\.docx"', docx["Content-Disposition"])


def test_no_file_of_what_is_not_there(table, recorded, ib):
    assert ib.get(at(recorded, "notulen.pdf")).status_code == 404
    fixed(table, recorded)
    for asked in ({"voor": "iedereen"}, {"versie": "9"}):
        assert ib.get(at(recorded, "notulen.pdf"), asked).status_code == 404


def test_the_family_is_told_or_a_reason_is_kept(table, sot, ib):
    here = f"/casussen/{table.case.pk}/terugkoppeling/"
    assert "Er staat geen terugkoppeling open." in words(ib.get(here).content.decode())
    services.owe_telling(meeting=sot, now=NOW)
    assert "Doe dit vóór of op dinsdag 10 november 2026." in words(ib.get(here).content.decode())
    assert ib.post(here, {"doe": "niet", "reason": " "}).status_code == 422
    assert ib.post(here, {"doe": "verteld", "on": "2026-11-03"}).status_code == 422
    told = {"doe": "verteld", "on": "2026-11-03", "parties": [str(table.mother.pk)], "agreed": "Gebeld."}
    assert ib.post(here, told).status_code == 302
    assert Conversation.objects.filter(subject="feedback").count() == 1
    assert not Task.objects.filter(code="tell_family", done_at=None).exists()
    services.owe_telling(meeting=sot, now=NOW)
    assert ib.post(here, {"doe": "niet", "reason": "Zij waren erbij."}).status_code == 302
    assert "Zij waren erbij." in words(ib.get(here).content.decode())
    assert NotTold.objects.count() == 1


def test_for_who_does_not_compose_they_are_not_there(table, recorded):
    fixed(table, recorded)
    for role, school in ((Role.TEACHER, table.school), (Role.DIRECTOR, table.school), (Role.COORDINATOR, None)):
        client = Client()
        client.force_login(make_staff(table.swv, role, school, account=True).user)
        for rest in ("", "mijn/", "notulen.pdf", "notulen.docx"):
            assert client.get(at(recorded, rest)).status_code in {403, 404}


@pytest.fixture
def gw(table, recorded) -> Client:
    """The GW with an account, who was sent the minutes."""
    fixed(table, recorded)
    services.send(actor=table.actor, meeting=recorded, to=[table.gw.pk], now=NOW)
    table.gw.user = User.objects.create_user("gw@test.example", "een-lang-wachtwoord")
    table.gw.save(update_fields=["user"])
    client = Client()
    client.force_login(table.gw.user)
    return client


def test_a_zienswijze_by_account_stands_with_the_minutes_for_ever(table, recorded, gw):
    page = words(gw.get(at(recorded, "mijn/")).content.decode())
    assert "Zet mijn zienswijze erbij" in page
    said = gw.post(at(recorded, "mijn/"), {"doe": "zienswijze", "text": "Ik zie <b>dat</b> anders."}, follow=True)
    assert said.status_code == 200
    html = said.content.decode()
    assert "Uw zienswijze staat bij de notulen." in words(html)
    assert "Ik zie &lt;b&gt;dat&lt;/b&gt; anders." in html
    view = Standpoint.objects.get()
    assert (str(view.text), view.receipt.person, view.version.number) == ("Ik zie <b>dat</b> anders.", table.gw, 1)
    assert Receipt.objects.get().read_at is None, "saying something is not saying that one read it"
    gw.post(at(recorded, "mijn/"), {"doe": "zienswijze", "text": "En nog iets."})
    assert Standpoint.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "said"), [(" ", "Schrijf op wat u wilt zeggen."), ("x" * 100_000, str(services.ViewTooLong.message))]
)
def test_an_empty_or_endless_zienswijze_comes_back_with_the_reason(recorded, gw, text, said):
    answer = gw.post(at(recorded, "mijn/"), {"doe": "zienswijze", "text": text})
    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    assert not Standpoint.objects.exists()


def test_reading_is_a_click_of_its_own(recorded, gw):
    assert gw.post(at(recorded, "mijn/"), {"doe": "gelezen"}).status_code == 302
    assert Receipt.objects.get().read_at == NOW
    assert "U heeft dit gelezen." in words(gw.get(at(recorded, "mijn/")).content.decode())


def test_who_was_sent_nothing_says_nothing(table, recorded, gw):
    other = Client()
    other.force_login(make_staff(table.swv, Role.COACH, table.school, "Carla Coach", account=True).user)
    for act in ({"doe": "zienswijze", "text": "Ik ook."}, {"doe": "gelezen"}):
        assert other.post(at(recorded, "mijn/"), act).status_code == 404
    assert not Standpoint.objects.exists()
