"""A file with the house: kept encrypted, shown to who may read it, taken back, swept, turned to a new key (R92)."""

import datetime as dt
import hashlib
import io
import json
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integrations.connections.scanner import EICAR
from planning.cases.models import Case
from planning.cases.services import close_case
from planning.dossier import selectors, services
from planning.dossier.models import Document, DocumentKind, Shelf
from planning.dossier.services import uploads
from planning.people.access import NotAllowed
from planning.privacy import erasing
from planning.privacy import services as privacy
from planning.privacy.models import AccessEntry
from tests.clamd import clamd
from tests.dossier import files
from tests.dossier.shelf import NAME, PDF, ask, below, bring, fetched, names, on_disk
from tests.factories import make_actor

__all__ = ["on_disk"]  # files go to a real folder in every test here
pytestmark = pytest.mark.django_db


# --- keeping ----------------------------------------------------------------------------------------------------------
def test_what_is_on_disk_says_nothing(file, tmp_path):
    document = bring(file)
    (path,) = (tmp_path / "stukken").iterdir()
    raw = path.read_bytes()
    assert b"PDF" not in raw
    assert "Kanarie" not in path.name
    assert len(path.stem) == 32
    assert path.suffix == ""
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    document.refresh_from_db()
    assert (document.size, document.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (document.filename, document.format) == (NAME, "pdf")
    assert selectors.served(document).data == PDF


def test_the_default_folder_is_outside_what_is_served(settings):
    assert not settings.FILES_ROOT.is_relative_to(settings.STATIC_ROOT)
    with pytest.raises(NotImplementedError):
        Shelf().url("x")


def test_a_refused_file_leaves_nothing(file):
    for data, name in ((files.docx(), "a.pdf"), (b"MZ", "a.exe"), (b"", "a.pdf")):
        with pytest.raises(services.FileRefused) as refused:
            bring(file, data, name)
        assert str(refused.value.fields["file"]) == str(refused.value.message)
    assert not Document.objects.exists()
    assert names() == set()


def test_every_fault_has_a_sentence():
    for fault in uploads.Fault:
        assert len(str(uploads._said(fault))) > 20


def test_what_breaks_after_the_file_takes_it_along(file, monkeypatch):
    def broken(**more):
        raise RuntimeError

    monkeypatch.setattr("planning.people.audit.record", broken)
    with pytest.raises(RuntimeError):
        bring(file)
    assert names() == set()


def test_who_may_not_change_the_case_does_not_reach_the_scanner(file, settings):
    with clamd() as server:
        settings.CLAMD_URL = server.url
        with pytest.raises(NotAllowed):
            bring(file, actor=make_actor(file.gw, today=file.today))
        assert server.seen == []


def test_a_photo_is_kept_without_where_it_was_taken(file):
    document = bring(file, files.photo_with_place(), "foto.jpeg")
    kept = selectors.served(document)
    assert b"Kanarie" not in kept.data
    assert (kept.name, kept.media_type, document.size) == ("foto.jpg", "image/jpeg", len(kept.data))


def test_the_scanner_has_the_last_word(file, settings):
    infected = PDF.replace(b"\n", b"\n%" + EICAR + b"\n", 1)
    with clamd() as server:
        settings.CLAMD_URL = server.url
        assert bring(file).file
        assert server.seen == [PDF]
        with pytest.raises(services.FileHasVirus):
            bring(file, infected)
        server.mood = "hangs up"
        with pytest.raises(services.ScannerSilent):
            bring(file)
    with pytest.raises(services.ScannerSilent):
        bring(file)
    assert Document.objects.count() == len(names()) == 1


def test_the_health_page_says_whether_there_is_a_scanner(client, settings):
    assert json.loads(client.get("/healthz").content)["virus_scanner"] == {
        "ok": True,
        "detail": "no virus scanner configured",
    }
    with clamd() as server:
        settings.CLAMD_URL = server.url
        assert json.loads(client.get("/healthz").content)["virus_scanner"] == {"ok": True}
    assert json.loads(client.get("/healthz").content)["virus_scanner"]["ok"] is False


def test_the_database_refuses_half_a_file(file):
    row = bring(file)
    other = file.document()
    for pk, change in (
        (row.pk, {"file": ""}),
        (row.pk, {"sha256": ""}),
        (row.pk, {"place": "papier"}),
        (row.pk, {"withdrawn_at": timezone.now()}),
        (other.pk, {"size": 3}),
        (other.pk, {"file": "x"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=pk).update(**change)


# --- readers ----------------------------------------------------------------------------------------------------------
def test_who_is_asked_fetches_it_as_a_file_to_keep(file):
    document = bring(file)
    (reading,) = ask(file, document, persons=[file.gw])
    reader, page = file.open_link("document_read")
    shown = reader.get(page).content.decode()
    assert NAME in shown
    assert "PDF" in shown
    answer = fetched(reader, page)
    assert answer.status_code == 200
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{NAME}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    reading.refresh_from_db()
    assert reading.read_at is None  # fetching is not reading (S1)
    look = AccessEntry.objects.latest("at")
    assert (look.action, look.page, look.object_type) == ("export", "guest:document-file", "dossier.reading")
    assert look.case_reference == file.case.reference


def test_a_strange_name_in_the_header(file):
    document = bring(file, name='Ötüken "x"\r\nSet-Cookie: a=b.pdf')
    ask(file, document, persons=[file.gw])
    reader, page = file.open_link("document_read")
    said = fetched(reader, page)["Content-Disposition"]
    assert said == f"attachment; filename*=utf-8''{quote('Ötüken _x_ Set-Cookie_ a=b.pdf')}"


def test_consent_taken_back_takes_the_file_back(file):
    document = bring(file)
    ask(file, document, persons=[file.gw, file.coach])
    reader, page = file.open_link("document_read", file.gw.email)
    other, other_page = file.open_link("document_read", file.coach.email)
    assert fetched(reader, page).content == PDF
    file.take_back(file.gw)
    assert fetched(reader, page).status_code == 404
    assert reader.get(page).status_code == 404
    assert fetched(other, other_page).content == PDF  # nobody else loses it
    assert names() != set()  # and the school keeps it


def test_who_has_read_it_cannot_fetch_it_either_after_a_withdrawal(file):
    (reading,) = ask(file, bring(file), persons=[file.gw])
    reader, page = file.open_link("document_read")
    services.say_read_by_link(reading_id=reading.pk, now=file.later())
    assert fetched(reader, page).status_code == 200
    file.take_back(file.gw)
    assert fetched(reader, page).status_code == 404


def test_a_link_opens_its_own_document_only(file):
    ask(file, bring(file), persons=[file.gw])
    reader, page = file.open_link("document_read")
    assert fetched(Client(), page).status_code == 404
    (reading,) = ask(file, bring(file, kind=DocumentKind.OTHER), persons=[file.coach])
    assert selectors.file_for_reader(reading_id=reading.pk, reader_key=str(file.gw.pk), now=file.later()) is None
    assert reader.get(f"{page.partition('stuk/')[0]}stukken/{reading.pk}/bestand/").status_code == 404


def test_a_closed_case_closes_the_file(file):
    ask(file, bring(file), persons=[file.gw])
    reader, page = file.open_link("document_read")
    close_case(actor=file.actor, case=file.case, reason="Verhuisd.", now=file.later())
    assert fetched(reader, page).status_code == 404


def test_the_old_version_is_for_the_school_and_the_new_one_is_asked_anew(file):
    first = bring(file)
    (reading,) = ask(file, first, persons=[file.gw])
    reader, page = file.open_link("document_read")
    services.say_read_by_link(reading_id=reading.pk, now=file.later())
    newer = files.pdf("Versie twee.")
    second = bring(file, newer, now=file.later() + dt.timedelta(minutes=5))
    assert "nieuwere versie" in reader.get(page).content.decode()
    assert fetched(reader, page).status_code == 404
    again, new_page = file.open_link("document_read")
    assert fetched(again, new_page).content == newer
    school = Client()
    school.force_login(file.ib.user)
    for document, data in ((first, PDF), (second, newer)):
        assert school.get(reverse("staff:document-file", args=[file.case.pk, document.pk])).content == data


def test_another_file_in_its_place_is_noticed(file):
    document = bring(file)
    ask(file, document, persons=[file.gw])
    reader, page = file.open_link("document_read")
    other = Shelf().save("ander", ContentFile(files.pdf("Iets anders.")))
    Document.objects.filter(pk=document.pk).update(file=other)
    answer = fetched(reader, page)
    assert (answer.status_code, b"%PDF" in answer.content) == (500, False)
    below().delete(other)
    assert fetched(reader, page).status_code == 500
    below().save("ander", ContentFile(PDF))  # in plain
    assert fetched(reader, page).status_code == 500


# --- tidying, keys, privacy -------------------------------------------------------------------------------------------
def test_the_sweep_takes_what_no_row_knows_and_is_a_day_old(file, caplog):
    document = bring(file)
    Shelf().save("wees", ContentFile(b"x"))
    now = timezone.now()
    assert services.sweep_files(now=now) == 0
    assert services.sweep_files(now=now + dt.timedelta(days=2)) == 1
    assert selectors.served(document).data == PDF
    below().delete(document.file.name)
    services.sweep_files(now=now)
    assert "documents without their file: 1" in caplog.text
    assert "Kanarie" not in caplog.text


def test_the_sweep_of_a_house_without_files():
    assert services.sweep_files(now=timezone.now()) == 0


@pytest.fixture
def with_keys(settings):
    def forget():
        for _model, field in privacy.encrypted_columns():
            for name in ("keys", "f"):
                field.__dict__.pop(name, None)

    def use(*keys):
        settings.SALT_KEY = list(keys)
        forget()

    yield use
    settings.SALT_KEY = ["demo-field-key"]
    forget()


def test_files_turn_to_another_key_with_the_texts(file, with_keys, django_capture_on_commit_callbacks):
    document = bring(file)
    before = names()
    with_keys("nieuw", "demo-field-key")
    with pytest.raises(CommandError, match="sleutel"):
        call_command("rotate_field_key", "--check", stdout=io.StringIO())
    said = io.StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("rotate_field_key", stdout=said)
    assert "dossier.Document.file: 1" in said.getvalue()
    assert len(names()) == 1
    assert names() != before
    with_keys("nieuw")
    document.refresh_from_db()
    assert selectors.served(document).data == PDF
    call_command("rotate_field_key", "--check", stdout=io.StringIO())


def test_a_lost_key_stops_the_turn_and_loses_no_file(file, with_keys):
    document = bring(file)
    with_keys("andere")
    with pytest.raises(CommandError, match="FIELD_KEY"):
        call_command("rotate_field_key", stdout=io.StringIO())
    with_keys("demo-field-key")
    document.refresh_from_db()
    assert selectors.served(document).data == PDF


@pytest.mark.parametrize("depth", [erasing.empty, erasing.erase])
def test_what_is_erased_takes_its_files(file, depth, django_capture_on_commit_callbacks):
    bring(file)
    bring(file, kind=DocumentKind.OTHER)
    close_case(actor=file.actor, case=file.case, reason="Klaar.", now=file.later())
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        gone = depth(Case.objects.get(pk=file.case.pk))
    assert gone["dossier.Document.file"] == 2
    assert names() == set()


def test_an_erasure_that_is_rolled_back_keeps_them(file, django_capture_on_commit_callbacks):
    document = bring(file)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        erasing.erase(file.case)
        raise RuntimeError
    assert selectors.served(document).data == PDF
