"""The plan as files: what stands in them, for whom, and that nothing in them runs."""

import io
import re

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from planning.people.models import School
from planning.yearplan.models import PlannedMeeting, Series

pytestmark = pytest.mark.django_db


def client_of(region, name):
    client = Client()
    client.force_login(region.people[name].user)
    return client


def pdf(answer) -> PdfReader:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.pdf"', answer["Content-Disposition"])
    return PdfReader(io.BytesIO(answer.content))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_poster_shows_every_date_on_one_sheet_of_a3(proposed, region):
    reader = pdf(client_of(region, "coordinator").get(f"/jaarplanning/{proposed.pk}/poster.pdf"))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (420, 297)
    text = words(reader)
    assert all(school.name in text for school in School.objects.all())
    marks = re.findall(r"\b(?:ma|di|wo|do|vr) \d{1,2}\b", text)
    assert len(marks) == PlannedMeeting.objects.filter(start__isnull=False).count() == 26
    assert "Kerstvakantie" in text
    assert (reader.metadata.title, reader.trailer["/Root"]["/Lang"]) == ("SOT-overleggen 2026–2027", "nl-NL")
    assert [row.title for row in reader.outline] == ["School 0 – School 3"]


def test_more_schools_than_fit_go_on_to_a_next_sheet(proposed, region):
    series = Series.objects.first()
    for number in range(60):
        school = School.objects.create(
            swv=region.swv, organisation=series.school.organisation, name=f"Extra {number:02d}", town="Breda",
            sector="PO", brin=f"{number:02d}XX00", holiday_region="Zuid", latitude=51.5, longitude=4.5,
        )  # fmt: skip
        Series.objects.create(swv=region.swv, plan=proposed, school=school)
    reader = pdf(client_of(region, "coordinator").get(f"/jaarplanning/{proposed.pk}/poster.pdf"))
    assert len(reader.pages) == 2
    assert all(f"Extra {number:02d}" in words(reader) for number in range(60))


def test_the_poster_of_one_sector(proposed, region):
    text = words(pdf(client_of(region, "gw").get(f"/jaarplanning/{proposed.pk}/poster.pdf?sector=VO&persoon=x")))
    assert ("School 3" in text, "School 0" in text) == (True, False)


def test_one_persons_dates_on_paper(proposed, region):
    person = region.people["gw"]
    text = words(pdf(client_of(region, "gw").get(f"/jaarplanning/{proposed.pk}/persoon/{person.pk}/data.pdf")))
    dates = PlannedMeeting.objects.filter(series__members__person=person, start__isnull=False).count()
    assert len(re.findall(r"\d\d:\d\d–\d\d:\d\d", text)) == dates > 0
    assert "Gw Proef" in text


def test_one_schools_dates_on_paper(proposed, region):
    series = Series.objects.get(school=region.school(0))
    text = words(pdf(client_of(region, "ib0").get(f"/jaarplanning/{proposed.pk}/school/{series.pk}/data.pdf")))
    assert len(re.findall(r"\d\d:\d\d–\d\d:\d\d", text)) == 6
    assert "Ib0 Proef (IB)" in text


def test_a_school_without_dates_says_so(plan, region):
    series = Series.objects.get(school=region.school(0))
    text = words(pdf(client_of(region, "ib0").get(f"/jaarplanning/{plan.pk}/school/{series.pk}/data.pdf")))
    assert "Er zijn nog geen data." in text


def test_names_of_any_kind_are_printed(proposed, region):
    region.school(0).name = "Çağdaş Łódź «een heel lange naam die nergens in past»"
    region.school(0).save()
    client = client_of(region, "coordinator")
    series = Series.objects.get(school=region.school(0))
    text = words(pdf(client.get(f"/jaarplanning/{proposed.pk}/school/{series.pk}/data.pdf")))
    assert "Çağdaş Łódź" in text
    assert "Çağdaş" in words(pdf(client.get(f"/jaarplanning/{proposed.pk}/poster.pdf")))


def test_what_one_may_not_see_is_not_there(proposed, region):
    other = Series.objects.get(school=region.school(1))
    client = client_of(region, "ib0")
    assert client.get(f"/jaarplanning/{proposed.pk}/school/{other.pk}/data.pdf").status_code == 404
    text = words(pdf(client.get(f"/jaarplanning/{proposed.pk}/poster.pdf")))
    assert ("School 0" in text, "School 1" in text) == (True, False)


def test_the_workbook_of_one_person_or_school(proposed, region):
    client = client_of(region, "coordinator")
    base = f"/jaarplanning/{proposed.pk}/jaarplanning.xlsx"

    def rows(query: str) -> int:
        book = load_workbook(io.BytesIO(client.get(base + query).content))
        return book.worksheets[0].max_row - 1

    assert rows("") == 26
    assert rows(f"?school={region.school(0).pk}") == 6
    assert rows(f"?persoon={region.people['ib1'].pk}") == 6
    assert rows("?school=onzin") == 26


def test_the_number_of_questions_does_not_grow_with_the_schools(proposed, region, django_assert_max_num_queries):
    client = client_of(region, "coordinator")
    with django_assert_max_num_queries(40):
        client.get(f"/jaarplanning/{proposed.pk}/poster.pdf")
