"""Files on the pages of the school: brought with a form, refused in words, taken back for good (R92)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from notifications.links.models import PersonalLink
from notifications.reminders.models import Reminder
from planning.cases.services import freeze_case
from planning.dossier import selectors, services
from planning.dossier.models import Document, DocumentKind, Place, Reading
from planning.people.models import AuditEvent
from planning.privacy.models import AccessEntry
from tests.dossier import files
from tests.dossier.shelf import NAME, PDF, ask, bring, fetched, names, on_disk
from tests.guests import Guest

__all__ = ["on_disk"]  # files go to a real folder in every test here
pytestmark = pytest.mark.django_db


@pytest.fixture
def school(file):
    client = Guest()
    client.force_login(file.ib.user)
    return client


def filled(told, /, **more):
    return {
        "act": "add",
        "kind": "ander",
        "title": "Weekbericht",
        "on": told.today.isoformat(),
        "made_by": "Ingrid Smit",
        "place": "bestand",
        "url": "",
        **more,
    }


def upload(data: bytes = PDF, name: str = NAME):
    return SimpleUploadedFile(name, data, content_type="text/html")  # what a browser says of it counts for nothing


def test_the_form_takes_a_file(file, school):
    page = reverse("staff:documents", args=[file.case.pk])
    assert 'enctype="multipart/form-data"' in school.get(page).content.decode()
    assert school.post(page, filled(file, file=upload())).status_code == 302
    document = Document.objects.get(place=Place.FILE)
    answer = school.get(reverse("staff:document-file", args=[file.case.pk, document.pk]))
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert AccessEntry.objects.latest("at").action == "export"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"file": None}, "Kies het bestand."),
        ({"file": upload(b"MZ", "x.exe")}, "Dit soort bestand bewaren we niet"),
        ({"file": upload(b"<html>", "x.pdf")}, "iets anders dan de naam zegt"),
        ({"file": upload(b"", "leeg.pdf")}, "Dit bestand is leeg"),
        ({"file": upload(), "place": "papier"}, "Kies dan"),
        ({"file": upload(), "made_by": ""}, "Kies het bestand nog een keer"),
        ({"file": upload(files.pdf_with(files.on_opening(files.action("/JavaScript", JS="1"))))}, "Druk hem af"),
    ],
)
def test_a_refusal_keeps_all_else_that_was_typed(file, school, change, said):
    data = {name: value for name, value in filled(file, **change).items() if value is not None}
    answer = school.post(reverse("staff:documents", args=[file.case.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Weekbericht" in page
    assert not Document.objects.exists()


def test_a_file_that_is_too_large_says_how_large(file, school, settings):
    settings.FILES_MAX = 1024 * 1024
    page = reverse("staff:documents", args=[file.case.pk])
    for size in (1024 * 1024 + 1, 3 * 1024 * 1024):  # seen by the form, and let go while it came in
        answer = school.post(page, filled(file, file=upload(PDF + b"0" * (size - len(PDF)))))
        assert answer.status_code == 422
        assert "te groot" in answer.content.decode()
        assert "Weekbericht" in answer.content.decode()


def test_many_files_at_once_do_not_fill_the_memory(rf, settings):
    settings.FILES_MAX = 1024 * 1024
    request = rf.post("/", {f"f{n}": upload(b"0" * 900_000, f"{n}.pdf") for n in range(8)})
    sizes = [len(request.FILES[f"f{n}"].read()) for n in range(8)]
    assert sum(sizes) <= 2 * 1024 * 1024
    assert all(request.FILES[f"f{n}"].size == 900_000 for n in range(8))


def test_a_new_version_from_the_page_of_a_document(file, school):
    report = bring(file, kind=DocumentKind.REPORT, title="Logopedie")
    bring(file, kind=DocumentKind.REPORT, title="Onderzoek")
    page = reverse("staff:document", args=[file.case.pk, report.pk])
    data = filled(file, act="version", file=upload(files.pdf("Twee.")))
    assert school.post(page, data).status_code == 302
    newest = Document.objects.get(piece=report.piece, number=2)
    assert str(newest.title) == "Logopedie"
    shown = school.get(page).content.decode()
    assert str(newest.pk) in shown
    assert "nieuwer" in shown


def test_taking_back_asks_first_and_then_is_for_good(file, school, django_capture_on_commit_callbacks):
    document = bring(file)
    readings = ask(file, document, persons=[file.gw, file.coach])
    services.say_read_by_link(reading_id=readings[0].pk, now=file.later())
    reader, page = file.open_link("document_read")
    here = reverse("staff:document-take-back", args=[file.case.pk, document.pk])
    assert NAME in school.get(here).content.decode()
    assert names() != set()
    with django_capture_on_commit_callbacks(execute=True):
        assert school.post(here).status_code == 302
    assert names() == set()
    document.refresh_from_db()
    assert (document.file, document.filename, document.withdrawn_by) == ("", None, file.ib)
    assert fetched(reader, page).status_code == reader.get(page).status_code == 404
    assert school.get(reverse("staff:document-file", args=[file.case.pk, document.pk])).status_code == 404
    assert school.post(here).status_code == 404
    assert Reading.objects.filter(read_at__isnull=False).count() == 1  # that it was read stays
    assert not Reminder.objects.filter(kind="dossier.reading", cancelled_at__isnull=True).exists()
    assert not PersonalLink.objects.filter(purpose="document", revoked_at__isnull=True).exists()
    assert AuditEvent.objects.filter(action="document.take_back").count() == 1
    shown = school.get(reverse("staff:document", args=[file.case.pk, document.pk])).content.decode()
    assert "teruggenomen" in shown
    with pytest.raises(services.TakenBack):
        ask(file, document, persons=[file.gw])
    with pytest.raises(services.NothingToTakeBack):
        services.take_back(actor=file.actor, document=document, now=file.later())


def test_taking_back_that_is_rolled_back_keeps_the_file(file, django_capture_on_commit_callbacks):
    document = bring(file)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        services.take_back(actor=file.actor, document=document, now=file.later())
        raise RuntimeError
    document.refresh_from_db()
    assert selectors.served(document).data == PDF


def test_others_of_the_house_do_not_get_it(file):
    document = bring(file)
    for person in (file.gw, file.lpa):
        client = Guest()
        client.force_login(person.user)
        for name in ("document-file", "document-take-back"):
            answer = client.get(reverse(f"staff:{name}", args=[file.case.pk, document.pk]))
            assert answer.status_code in {403, 404}


def test_a_frozen_case_shows_no_reader_a_file(file):
    ask(file, bring(file), persons=[file.gw])
    reader, page = file.open_link("document_read")
    freeze_case(actor=file.actor, case=file.case, kind="restriction", reason="Verzoek.", now=file.later())
    assert fetched(reader, page).status_code != 200


def test_the_list_costs_the_same_for_one_and_for_many(file, school, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = reverse("staff:documents", args=[file.case.pk])
    bring(file)
    school.get(page)
    with CaptureQueriesContext(connection) as first:
        school.get(page)
    for _ in range(3):
        bring(file, kind=DocumentKind.OTHER)
    bring(file)
    with django_assert_num_queries(len(first)):
        school.get(page)
