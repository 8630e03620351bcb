"""The privacy pages: who sees what, a copy after a fresh login, the log with filters, terms and reports."""

import datetime as dt
import io
import json
import os
import re
import zipfile
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from planning.cases import services as cases
from planning.cases.models import Freeze, Party
from planning.dossier import services as dossier
from planning.dossier.models import DocumentKind, Place
from planning.people.roles import Role
from planning.privacy import services
from planning.privacy.models import AccessEntry, Correction, DeletionReport, LogReview, Statement, SubjectRequest
from planning.privacy.services.looking import seal_of
from tests.dossier import files
from tests.factories import make_school, make_staff
from tests.privacy.test_requests import a_full_case, parent

pytestmark = pytest.mark.django_db
PASSWORD = "een-lang-wachtwoord"


def client_of(person, *, fresh=False):
    client = Client()
    client.force_login(person.user)
    if fresh:
        answer = client.post("/account/reauthenticate/?next=/", {"password": PASSWORD})
        assert answer.status_code == 302
    return client


def tab(story):
    return f"/casussen/{story.case.pk}/privacy/"


def test_the_tab_of_a_case(story):
    ib = client_of(story.ib)
    ib.get(f"/casussen/{story.case.pk}/")
    html = ib.get(tab(story)).content.decode()
    assert 'aria-current="page">Privacy' in html
    assert "Ingrid Smit" in html
    assert "mirte" in html
    assert "Rust." in html


def test_the_officer_sees_the_log_and_no_case(story):
    officer = client_of(story.fg)
    assert officer.get(tab(story)).status_code == 404
    assert officer.get(f"/casussen/{story.case.pk}/").status_code == 403
    services.record_request(
        actor=story.actor,
        case=story.case,
        requester=parent(story, "mirte"),
        kind="copy",
        received_on=story.today,
        now=story.now,
    )
    for path in ("/privacy/", "/privacy/inzagelog/", "/privacy/bewaren/"):
        html = officer.get(path).content.decode()
        for word in ("Kanarie", "mirte", "kees", "Rust."):
            assert word not in html, path
    assert story.case.reference in officer.get("/privacy/").content.decode()


def test_who_has_no_business_here(story):
    teacher = make_staff(story.swv, Role.TEACHER, story.school, account=True)
    for path in ("/privacy/", "/privacy/inzagelog/", "/privacy/bewaren/", tab(story)):
        assert client_of(teacher).get(path).status_code == 403


def test_an_officer_of_one_school_sees_that_school_only(story):
    elsewhere = make_school(story.swv, "Elders")
    officer = make_staff(story.swv, Role.FG, elsewhere, account=True)
    client_of(story.ib).get(f"/casussen/{story.case.pk}/")
    assert story.case.reference not in client_of(officer).get("/privacy/inzagelog/").content.decode()
    assert story.case.reference in client_of(story.fg).get("/privacy/inzagelog/").content.decode()


def test_a_copy_asks_who_one_is_and_comes_without_the_other_parent(story):
    mother, _father = a_full_case(story)
    path = f"{tab(story)}kopie/{mother.pk}/"
    ib = client_of(story.ib)
    assert "Dit zit er niet in" in ib.get(path).content.decode()
    stopped = ib.post(path)
    assert stopped.status_code == 302
    assert stopped["Location"].startswith("/account/reauthenticate/")
    answer = client_of(story.ib, fresh=True).post(path)
    assert answer["Content-Disposition"] == f'attachment; filename="kopie-casus-{story.case.reference}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        page, machine = (archive.read(names[at]).decode() for at in (0, 2))
        paper = archive.read(names[1])
    assert [name.rsplit(".", 1)[1] for name in names] == ["html", "pdf", "json"]
    if where := os.environ.get("SHOTS"):
        (Path(where) / "kopie.pdf").write_bytes(paper)
    reader = PdfReader(io.BytesIO(paper))
    printed = "".join("".join(sheet.extract_text() for sheet in reader.pages).split())
    assert reader.trailer["/Root"]["/Lang"] == "nl-NL"
    # Word for word the page; only what is empty there says nothing here.
    cells = re.findall(r"<(?:td|dd)>(.*?)</(?:td|dd)>", page, flags=re.DOTALL)
    said = unescape(re.sub(r"<[^>]+>", " ", " ".join(cells)))
    assert len(said.split()) > 50
    assert [word for word in said.split() if word not in printed and word != "–"] == []
    assert "kees" not in printed.lower()
    for text in (page, machine):
        assert "Kanarie" in text
        assert "kees" not in text.lower()
        assert "Ingrid Smit" in text
    assert json.loads(machine)["data"]["cases.Case"][0]["pupil_name"] == "Kanarie"
    assert AccessEntry.objects.filter(action="export", case_reference=story.case.reference).exists()


def test_the_school_chooses_which_files_go_along(story):
    """We cannot take another parent out of a PDF: what nobody ticked stays behind; facts only means no files at all."""
    mother, father = a_full_case(story)
    kept = [
        dossier.add_version(
            actor=story.actor,
            case=story.case,
            kind=DocumentKind.OTHER,
            title="",
            on=story.today,
            place=Place.FILE,
            url="",
            made_by="Ingrid Smit",
            upload=dossier.Upload(name=f"stuk {number}.pdf", data=files.pdf(f"Blad {number}")),
            now=story.later(),
        )
        for number in (1, 2)
    ]
    path, ib = f"{tab(story)}kopie/{mother.pk}/", client_of(story.ib, fresh=True)
    assert "stuk 2.pdf" in ib.get(path).content.decode()

    def given(where: str, **sent: object) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(ib.post(where, sent).content)) as archive:
            return [name for name in archive.namelist() if name.startswith("stukken/")]

    assert given(path) == []
    assert given(path, bestand=[str(kept[1].pk), str(uuid4())]) == ["stukken/1-stuk 2.pdf"]
    Party.objects.filter(pk=father.pk).update(authority="no")
    path = f"{tab(story)}kopie/{father.pk}/"
    assert "stuk 2.pdf" not in ib.get(path).content.decode()
    assert given(path, bestand=[str(kept[1].pk)]) == []


def test_forms_of_the_tab(story):
    ib, mother = client_of(story.ib), parent(story, "mirte")
    good = {
        "verzoek/": {"party": mother.pk, "kind": "copy", "received_on": story.today.isoformat()},
        "verbeteren/": {"field": "question_support", "text": "Rust en tijd.", "why": "Op verzoek."},
        "zienswijze/": {"party": mother.pk, "field": "", "text": "Ik zie dat anders."},
        "bevriezen/": {"kind": "legal_hold", "reason": "Klacht."},
    }
    for name, data in good.items():
        answer = ib.post(tab(story) + name, {**data, **dict.fromkeys(data, "")})
        assert answer.status_code == 422, name
        assert 'aria-invalid="true"' in answer.content.decode() or "notice" in answer.content.decode()
        assert ib.post(tab(story) + name, data).status_code == 302, name
    assert [model.objects.count() for model in (SubjectRequest, Correction, Statement, Freeze)] == [1, 1, 1, 1]
    html = ib.get(tab(story)).content.decode()
    assert "Eerst stond er: “Rust.”" in html
    assert "Ik zie dat anders." in html
    assert ib.post(tab(story) + "opheffen/", {"kind": "legal_hold"}).status_code == 302
    assert not Freeze.objects.filter(lifted_at=None).exists()


def test_a_request_is_answered_by_the_officer(story):
    asked = services.record_request(
        actor=story.actor,
        case=story.case,
        requester=parent(story, "mirte"),
        kind="erasure",
        received_on=story.today,
        now=story.now,
    )
    officer, path = client_of(story.fg), f"/privacy/verzoek/{asked.pk}/"
    assert "Wanneer wissen niet hoeft" in officer.get(path).content.decode()
    assert officer.post(path, {"state": "refused", "answer": ""}).status_code == 422
    assert officer.post(path + "langer/", {"reason": "Veel stukken."}).status_code == 302
    assert officer.post(path, {"state": "refused", "answer": "Wettelijke plicht."}).status_code == 302
    assert officer.post(path, {"state": "granted", "answer": ""}).status_code == 422
    asked.refresh_from_db()
    assert (asked.state, str(asked.answer)) == ("refused", "Wettelijke plicht.")


def test_the_log_narrows_and_goes_out_as_a_safe_file(story):
    client_of(story.ib).get(f"/casussen/{story.case.pk}/")
    client_of(story.ib).get("/casussen/")
    AccessEntry.objects.filter(action="list").update(role="ib")
    officer = client_of(story.fg, fresh=True)
    everything = officer.get("/privacy/inzagelog/").content.decode()
    assert everything.count("Ingrid Smit") >= 3
    for query, seen in (
        (f"casus={story.case.reference.lower()}", True),
        ("casus=XXXX", False),
        (f"persoon={story.ib.pk}", True),
        (f"persoon={story.fg.pk}", False),
        (f"van={story.today}&tot={story.today}", True),
        (f"van={story.today + dt.timedelta(days=1)}", False),
        ("uitkomst=refused", False),
        ("van=onzin&persoon=onzin", True),
    ):
        html = officer.get(f"/privacy/inzagelog/?{query}").content.decode()
        assert ("Regel voor regel" in html) == seen, query
    assert client_of(story.fg).get("/privacy/inzagelog/bestand/").status_code == 302
    file = officer.get(f"/privacy/inzagelog/bestand/?casus={story.case.reference}")
    lines = file.content.decode("utf-8-sig").splitlines()
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) == 2
    assert f";Ingrid Smit;IB;{story.case.reference};" in lines[1]


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell):
    from scheduler.staff.privacy.files import safe

    assert safe(cell) == f"'{cell}"
    assert safe("gewoon") == "gewoon"


def test_a_month_is_signed_on_the_page(story):
    client_of(story.ib).get("/casussen/")
    AccessEntry.objects.update(at=story.now - dt.timedelta(days=62))
    for row in AccessEntry.objects.all():
        AccessEntry.objects.filter(pk=row.pk).update(seal=seal_of(row))
    services.link_new(swv_id=story.swv.pk)
    month = (story.now - dt.timedelta(days=62)).date().replace(day=1)
    officer = client_of(story.fg)
    assert "nog nakijken" in officer.get("/privacy/inzagelog/").content.decode()
    assert officer.post("/privacy/inzagelog/aftekenen/", {"month": "x"}).status_code == 422
    assert officer.post("/privacy/inzagelog/aftekenen/", {"month": story.today.isoformat()}).status_code == 422
    assert officer.post("/privacy/inzagelog/aftekenen/", {"month": month.isoformat()}).status_code == 302
    assert LogReview.objects.get().chain_whole
    assert "afgetekend" in officer.get("/privacy/inzagelog/").content.decode()


def test_terms_and_reports(story):
    officer = client_of(story.fg)
    path = f"/privacy/bewaren/{story.school.pk}/"
    assert officer.get(path).status_code == 200
    assert officer.post(path, {"category": "case", "days": "9000", "reason": ""}).status_code == 422
    assert officer.post(path, {"category": "case", "days": "400", "reason": ""}).status_code == 302
    assert officer.post(path, {"category": "onzin", "days": "400"}).status_code == 404
    cases.close_case(actor=story.actor, case=story.case, reason="klaar", now=story.now)
    for days in (390, 405):
        services.keep_terms(now=story.now + days * dt.timedelta(days=1))
    report = DeletionReport.objects.get()
    html = officer.get(f"/privacy/verwijderd/{report.pk}/").content.decode()
    assert "cases.Task" in html
    csv = officer.get(f"/privacy/verwijderd/{report.pk}/verslag.csv").content.decode("utf-8-sig")
    assert "termijn voorbij" in csv
    pdf = officer.get(f"/privacy/verwijderd/{report.pk}/verslag.pdf").content
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "Verslag van verwijderen 1" in text
    for content in (html, csv, text):
        assert "Kanarie" not in content


def test_erasing_on_the_page(story):
    path = tab(story) + "wissen/"
    fresh = client_of(story.ib, fresh=True)
    assert "Sluit hem eerst af" in fresh.get(path).content.decode()
    assert fresh.post(path).status_code == 409
    cases.close_case(actor=story.actor, case=story.case, reason="klaar", now=story.now)
    assert client_of(story.ib).post(path)["Location"].startswith("/account/reauthenticate/")
    assert fresh.post(path).status_code == 302
    assert fresh.get(f"/casussen/{story.case.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/privacy/", "/privacy/inzagelog/", "/privacy/bewaren/"])
def test_lists_take_as_many_queries_for_many_as_for_one(story, path):
    officer = client_of(story.fg)

    def queries():
        officer.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert officer.get(path).status_code == 200
        return len(caught)

    def one_more(name):
        case = story.another_case(name)
        party = case.parties.get()
        services.record_request(
            actor=story.actor, case=case, requester=party, kind="copy", received_on=story.today, now=story.now
        )
        client_of(story.ib).get(f"/casussen/{case.pk}/")
        cases.close_case(actor=story.actor, case=case, reason="klaar", now=story.now - dt.timedelta(days=720))

    one_more("een")
    few = queries()
    for name in ("twee", "drie"):
        one_more(name)
    assert queries() == few
