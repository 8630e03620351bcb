"""Last year's planning out of somebody's own spreadsheet: read in every shape, shown, and only then taken over."""

import datetime as dt
import io
import uuid

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from integrations.imports.grid import Grid, Page, read_grid
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.yearplan import lastyear, rules, services
from planning.yearplan.kinds import SeriesKind
from planning.yearplan.models import Series
from tests.yearplan.region import NOW

LINDE, EIK, BEUK = (uuid.UUID(int=n) for n in range(3))
SCHOOLS = lastyear.Schools({LINDE: ("OBS De Linde", "12AB00"), EIK: ("De Eik", "12AC00"), BEUK: ("Beukhof", "34CD00")})


def xlsx(*sheets):
    """A workbook of (title, rows)."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def read(*sheets, year=2025):
    return lastyear.read_last_year(read_grid(xlsx(*sheets)), schools=SCHOOLS, school_year=year)


def days(reading):
    return {(held.school, str(held.kind)): [moment.day.isoformat() for moment in held.moments] for held in reading.held}


# --- Which way round --------------------------------------------------------------------------------------------------

AS_READ = {(LINDE, "SOT"): ["2025-10-14", "2026-01-13"], (EIK, "SOT"): ["2025-10-16", "2026-01-15"]}


def test_a_row_a_school():
    found = read(
        (
            "Planning",
            [
                ["SOT-planning 2025-2026", None, None, None],
                ["School", "IB", "SOT 1", "SOT 2", "Opmerking"],
                ["de Linde", "K. Smit", dt.datetime(2025, 10, 14, 9), "di 13 jan 9:00", "in lokaal 2"],
                ["12AC", "J. de Wit", "16-10-2025", "15 januari 2026", None],
            ],
        )
    )
    assert days(found) == AS_READ
    assert found.problems == ()
    assert found.held[0].start == dt.time(9)


def test_a_column_a_school():
    found = read(("SOT", [[None, "OBS De Linde", "De Eik"], [1, "14-10", "16-10"], [2, "13-1", "15-1"]]))
    assert days(found) == AS_READ


def test_dates_down_and_schools_across():
    rows = [
        ["Datum", "Linde", "Eik"],
        [dt.date(2025, 10, 14), "9:00-11:00", None],
        [dt.date(2025, 10, 16), None, "x"],
        [dt.date(2026, 1, 13), "9:00-11:00", "-"],
        [dt.date(2026, 1, 15), None, "x"],
    ]
    found = read(("SOT", rows))
    assert days(found) == AS_READ
    linde = next(held for held in found.held if held.school == LINDE)
    assert (linde.start, linde.minutes, linde.weekday) == (dt.time(9), 120, 1)


def test_a_sheet_a_school():
    found = read(
        ("De Linde", [["Datum", "Tijd"], ["14 oktober 2025", "9:00"], ["13 januari 2026", "9:00"]]),
        ("de Eik", [["16-10-2025"], ["15-1-2026"]]),
    )
    assert days(found) == AS_READ
    assert found.held[0].start == dt.time(9)


def test_kinds_stand_on_the_sheet_above_the_column_or_in_the_row():
    found = read(
        ("Groepsbesprekingen", [["School", "1"], ["De Linde", "14-10-2025"]]),
        ("Overig", [["School", "Brede SOT", "SOT 1"], ["De Linde", "4-11-2025", "6-11-2025"]]),
        ("Rijen", [["School", "Soort", "1"], ["De Eik", "leerlingbespreking", "11-11-2025"]]),
    )
    assert days(found) == {
        (LINDE, "GROEP"): ["2025-10-14"],
        (LINDE, "SOT-BREED"): ["2025-11-04"],
        (LINDE, "SOT"): ["2025-11-06"],
        (EIK, "LEERLING"): ["2025-11-11"],
    }


def test_the_year_is_that_of_most_dates():
    found = read(("SOT", [["School", "1", "2"], ["De Linde", "15-10-2024", "14 januari"]]))
    assert (found.school_year, days(found)) == (2024, {(LINDE, "SOT"): ["2024-10-15", "2025-01-14"]})


# --- What is not understood -------------------------------------------------------------------------------------------


def test_every_cell_that_is_not_understood_is_named_with_its_place():
    rows = [
        ["School", "SOT 1", "SOT 2", "SOT 3"],
        ["De Linde", "14-10-2025", "31-2-2026", "volgt nog"],
        ["De Eik", "16-10-2025", "zo 18 jan 2026", "15-1-2027"],
        ["De Lindde", "14-10-2025", None, "vervalt"],
        ["Beukhof", "17-1-2026", "12-3-2026", "18-3-2026"],
    ]
    found = read(("Planning", rows))
    assert [(row.cell, row.value, row.reason) for row in found.problems] == [
        ("C2", "31-2-2026", "Deze datum bestaat niet."),
        ("D2", "volgt nog", "Hier staat geen datum. Schrijf bijvoorbeeld 14-10-2025 9:00."),
        ("C3", "zo 18 jan 2026", "Deze datum valt in het weekend."),
        ("D3", "15-1-2027", "Deze datum ligt niet in schooljaar 2025–2026."),
        ("A4", "De Lindde", "Deze school staat niet in de planning. Bedoelt u ‘OBS De Linde’?"),
        ("B5", "17-1-2026", "Deze datum valt in het weekend."),
    ]
    assert days(found)[BEUK, "SOT"] == ["2026-03-12", "2026-03-18"]


def test_an_unknown_school_in_a_column_and_a_sheet_of_nobody_are_named():
    found = read(
        ("SOT", [[None, "De Linde", "Wilg"], [1, "14-10-2025", "16-10-2025"]]),
        ("Blad2", [["Wilgenhof", "14-10-2025"]]),
        ("Notities", [["bel GW"]]),
    )
    assert [(row.sheet, row.cell, row.reason) for row in found.problems] == [
        ("SOT", "C1", "Deze school staat niet in de planning."),
        ("Blad2", "", "Op dit blad staat geen school die in de planning voorkomt."),
    ]


def test_a_name_that_two_schools_could_have_is_nobodys():
    two = lastyear.Schools({LINDE: ("OBS De Linde", "12AB00"), EIK: ("CBS De Linde", "12AC00")})
    assert (two.find("Linde"), two.find("OBS De Linde"), two.find("12AC")) == (None, LINDE, EIK)


def test_a_time_beside_a_day_in_the_weekend_is_no_meeting():
    rows = (("", "De Linde"), ("4-10-2025", "9:00"), ("14-10-2025", "9:00"), ("14-10-2019", "x"))
    found = lastyear.read_last_year(Grid((Page("SOT", rows),)), schools=SCHOOLS, school_year=2025)
    assert [[moment.day for moment in held.moments] for held in found.held] == [[dt.date(2025, 10, 14)]]
    assert len(found.problems) == 2


WORDS = ["De Linde", "Beukhof", "14-10-2025", "SOT 1", "9:00", "x", "31-2", "De Eik"]
DATES = st.dates().map(lambda day: dt.datetime.combine(day, dt.time()))
CELLS = st.none() | st.sampled_from(WORDS) | st.text(max_size=12) | st.integers() | DATES


@given(st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=8), st.sampled_from(["De Linde", "SOT", "", "Blad1"]))
def test_any_sheet_gives_meetings_of_known_schools_within_one_year(rows, title):
    found = lastyear.read_last_year(Grid((Page(title, tuple(rows)),)), schools=SCHOOLS, school_year=2025)
    first = dt.date(found.school_year, 8, 1)
    for held in found.held:
        assert held.school in {LINDE, EIK, BEUK}
        assert held.moments
        assert all(gap > 0 for gap in held.gaps)
        for moment in held.moments:
            assert first <= moment.day < first.replace(year=first.year + 1)
            assert moment.day.weekday() <= 4


@given(st.lists(st.integers(1, 300), max_size=8), st.integers(1, 60), st.integers(0, 90))
def test_spacing_only_grows_wider(gaps, least, more):
    found = rules.spacing(gaps, usual=(least, least + more))
    assert 1 <= found[0] <= least <= least + more <= found[1] <= 366
    assert all(found[0] <= gap <= found[1] or gap < 7 for gap in gaps)


# --- Taking it over ---------------------------------------------------------------------------------------------------


def file_of(*rows, title="SOT 2025-2026"):
    return xlsx((title, [["School", *"12345678"], *rows]))


FOUR = ["School 0", "9-10-2025 13:00-14:30", "do 4 dec 13:00-14:30", "5-2-2026 13:00-14:30", "16-4-2026 13:00-14:30"]


def sot(plan, number=0):
    return Series.objects.get(plan=plan, school__name=f"School {number}", kind="SOT")


def test_a_series_follows_last_year_and_the_look_before_changes_nothing(plan, region):
    was = sot(plan)
    looked = services.check_last_year(actor=region.actor("coordinator"), plan=plan, file=file_of(FOUR))
    assert (looked.changed, [row.name for row in looked.missing]) == (1, ["School 1", "School 2", "School 3"])
    assert sot(plan).count == was.count
    done = services.take_over_last_year(actor=region.actor("coordinator"), plan=plan, file=file_of(FOUR), now=NOW)
    now = sot(plan)
    assert done.changed == 1
    assert (now.count, now.prefer_weekday, now.prefer_start, now.minutes) == (4, 3, "13:00", 90)
    assert (now.min_gap_days, now.max_gap_days) == (21, 84)  # the gaps of last year fit within what is usual
    assert "13:00" in now.starts
    entry = AuditEvent.objects.get(action="plan.last_year")
    assert (entry.detail["changed"], entry.detail["added"]) == (1, 0)
    again = services.check_last_year(actor=region.actor("coordinator"), plan=plan, file=file_of(FOUR))
    assert again.changed == 0


def test_a_kind_that_the_plan_lacks_is_added_with_its_people(plan, region):
    rows = file_of(["School 1", "9-10-2025", "4-12-2025", "5-2-2026"], title="Groepsbespreking")
    services.take_over_last_year(actor=region.actor("coordinator"), plan=plan, file=rows, now=NOW)
    added = Series.objects.get(plan=plan, school__name="School 1", kind=SeriesKind.GROUP)
    assert added.count == 3
    assert {member.role for member in added.members.all()} == {"ib", "gw"}


def test_wishes_of_this_year_stand(plan, region):
    Series.objects.filter(pk=sot(plan).pk).update(wished_at=NOW, wished_by=region.people["ib0"])
    found = services.take_over_last_year(actor=region.actor("coordinator"), plan=plan, file=file_of(FOUR), now=NOW)
    assert [(row.stays, row.changes) for row in found.rows] == [("wished", False)]
    assert sot(plan).count == 6


def test_a_kind_that_does_not_fit_and_more_than_fits_are_said(plan, region):
    broad = file_of(["School 3", "9-10-2025"], title="Brede SOT")  # a secondary school
    found = services.check_last_year(actor=region.actor("coordinator"), plan=plan, file=broad)
    assert [row.stays for row in found.rows] == ["kind"]
    start = dt.date(2025, 9, 1)
    often = [f"{start + dt.timedelta(weeks=2 * n):%d-%m-%Y}" for n in range(20)] + [
        f"{start + dt.timedelta(weeks=2 * n, days=1):%d-%m-%Y}" for n in range(23)
    ]
    found = services.take_over_last_year(
        actor=region.actor("coordinator"), plan=plan, file=xlsx(("SOT", [["School", *"1" * 43], ["School 0", *often]])),
        now=NOW,
    )  # fmt: skip
    assert [row.stays for row in found.rows] == ["fewer"]
    assert sot(plan).count == 40


def test_times_at_night_are_not_taken_over(plan, region):
    services.take_over_last_year(
        actor=region.actor("coordinator"), plan=plan, file=file_of(["School 0", "9-10-2025 23:00"]), now=NOW
    )
    assert (sot(plan).count, sot(plan).prefer_start) == (1, "09:00")


def test_only_at_the_start_only_a_workbook_and_only_who_may(plan, region):
    with pytest.raises(NotAllowed):
        services.check_last_year(actor=region.actor("ib0"), plan=plan, file=file_of(FOUR))
    with pytest.raises(services.NotReadable, match="Excel"):
        services.check_last_year(actor=region.actor("coordinator"), plan=plan, file=io.BytesIO(b"geen excel"))


def test_not_where_dates_stand(proposed, region):
    with pytest.raises(services.OnlyAtTheStart):
        services.take_over_last_year(actor=region.actor("coordinator"), plan=proposed, file=file_of(FOUR), now=NOW)


def test_the_number_of_queries_does_not_grow_with_the_schools(plan, region, django_assert_max_num_queries):
    rows = [[f"School {n}", *FOUR[1:]] for n in range(4)]
    with django_assert_max_num_queries(12):
        services.take_over_last_year(actor=region.actor("coordinator"), plan=plan, file=file_of(*rows), now=NOW)


# --- The pages --------------------------------------------------------------------------------------------------------


def upload(client, plan, file, name="planning.xlsx"):
    file.name = name
    return client.post(reverse("staff:plan-last-year", args=[plan.pk]), {"workbook": file})


@pytest.mark.usefixtures("contexts", "in_june")
def test_looking_and_then_taking_over(as_, plan):
    client = as_("coordinator")
    with scopes_disabled():
        assert (
            reverse("staff:plan-last-year", args=[plan.pk])
            in client.get(reverse("staff:plan", args=[plan.pk])).content.decode()
        )
        page = upload(client, plan, file_of(FOUR, ["De Wilg", "9-10-2025"]))
        text = page.content.decode()
        assert "4 keer, donderdag 13:00, 90 minuten" in text
        assert "Deze school staat niet in de planning." in text
        assert sot(plan).count == 6
        digest = page.context["digest"]
        take = reverse("staff:plan-last-year-take", args=[plan.pk])
        done = client.post(take, {"digest": digest}, follow=True)
        assert "1 reeks volgt nu vorig jaar." in done.content.decode()
        assert sot(plan).count == 4
        twice = client.post(take, {"digest": digest}, follow=True)
        assert "Laat het bestand eerst lezen." in twice.content.decode()


@pytest.mark.usefixtures("in_june")
def test_bad_files_get_a_sentence(as_, plan):
    client = as_("coordinator")
    address = reverse("staff:plan-last-year", args=[plan.pk])
    with scopes_disabled():
        assert "Kies het ingevulde werkblad." in client.post(address, {}).content.decode()
        page = upload(client, plan, io.BytesIO(b"PK niets"))
        assert (page.status_code, "geen Excel-bestand" in page.content.decode()) == (422, True)
        empty = upload(client, plan, xlsx(("Blad1", [["niets"]])))
        assert "We vonden geen data bij een school." in empty.content.decode()
        assert as_("ib0").get(address).status_code == 403


@pytest.mark.usefixtures("in_june")
def test_the_example_is_read_back_without_a_problem(as_, plan, region):
    client = as_("coordinator")
    with scopes_disabled():
        answer = client.get(reverse("staff:plan-last-year-example", args=[plan.pk]))
    page = load_workbook(io.BytesIO(answer.content)).active
    assert [row[0].value for row in page.iter_rows()] == ["School", "School 0", "School 1", "School 2", "School 3"]
    page["C2"] = "9-10-2025 9:00"
    filled = io.BytesIO()
    page.parent.save(filled)
    filled.seek(0)
    found = services.check_last_year(actor=region.actor("coordinator"), plan=plan, file=filled)
    assert (found.problems, [row.school.name for row in found.rows]) == ((), ["School 0"])
