"""One workbook brings in a whole SWV: dry run first, every bad cell named, nothing half, twice is once."""

import datetime as dt
import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope
from openpyxl import load_workbook

from planning.people import importing
from planning.people.access import NotAllowed
from planning.people.models import Absence, AuditEvent, Deputy, FreeDay, Person, RoleHolding, School, WorkingHours
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff, make_swv

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.UTC)
GOOD = {
    "Organisaties": [["Stichting Kinderkracht", "schoolbestuur"], ["GGD", "GGD / JGZ"]],
    "Scholen": [
        ["12AB00", "De Linde", "PO", "Stichting Kinderkracht", "Zuid", "Lindenlaan 12", "Roosendaal", 51.53, 4.46, ""],
        ["12AC00", "De Ark", "PO", "Stichting Kinderkracht", "Zuid", "", "Roosendaal", 51.54, 4.47, ""],
    ],
    "Personen": [
        ["ib@school.nl", "Ingrid", "Smit", "Stichting Kinderkracht", "06-1", "Engels; Nederlands", 2],
        ["ja@ggd.nl", "Anna", "de Wit", "GGD", "", None, None],
    ],
    "Rollen": [
        ["ib@school.nl", "intern begeleider", "12AB00", dt.date(2026, 8, 1), None],
        ["ja@ggd.nl", "jeugdarts", "", "1-8-2026", "31-7-2027"],
    ],
    "Werktijden": [["ib@school.nl", "dinsdag", "8:15", "16:45"], ["ib@school.nl", "maandag", dt.time(8, 15), "12:00"]],
    "Afwezigheid": [["ib@school.nl", "3-11-2026", "9:00", "10:30"]],
    "Vervanging": [["ib@school.nl", "ja@ggd.nl", "1-9-2026", "31-12-2026"]],
    "Vrije dagen": [["12AB00", "5-10-2026", None, "studiedag", "rekenen"]],
}


def filled(change: dict[str, list[list[object]]] | None = None) -> io.BytesIO:
    book = load_workbook(io.BytesIO(importing.empty_workbook()))
    for title, rows in {**GOOD, **(change or {})}.items():
        for row in rows:
            book[title].append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


@pytest.fixture
def actor():
    swv = make_swv()
    actor = make_actor(make_staff(swv, Role.COORDINATOR))
    with scope(swv=swv.pk):
        yield actor


def numbers() -> list[int]:
    tables = (School, Person, RoleHolding, WorkingHours, Absence, Deputy, FreeDay)
    return [table.objects.count() for table in tables]


def test_a_whole_swv_comes_in_and_the_same_again_changes_nothing(actor):
    before = numbers()
    first = importing.import_workbook(actor=actor, file=filled(), now=NOW)
    assert first.problems == ()
    assert first.done
    assert [after - was for after, was in zip(numbers(), before, strict=True)] == [2, 2, 2, 2, 1, 1, 1]
    again = importing.import_workbook(actor=actor, file=filled(), now=NOW)
    assert again.done
    assert [(count.new, count.changed) for count in again.counts] == [(0, 0)] * 8


def test_a_dry_run_says_it_all_and_keeps_nothing(actor):
    before = numbers()
    report = importing.check_workbook(actor=actor, file=filled())
    assert (report.done, report.problems) == (False, ())
    assert [count.new for count in report.counts] == [2, 2, 2, 2, 2, 1, 1, 1]
    assert numbers() == before


def test_what_changed_is_changed(actor):
    importing.import_workbook(actor=actor, file=filled(), now=NOW)
    change = {
        "Personen": [
            ["IB@school.nl", "Ingrid", "Smit-Bos", "Stichting Kinderkracht", "06-1", None, 2],
            GOOD["Personen"][1],
        ]
    }
    report = importing.import_workbook(actor=actor, file=filled(change), now=NOW)
    assert [(count.new, count.changed) for count in report.counts if count.title == "Personen"] == [(0, 1)]
    assert Person.objects.get(email="ib@school.nl").last_name == "Smit-Bos"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"Scholen": [[*GOOD["Scholen"][0][:3], "Onbekend", *GOOD["Scholen"][0][4:]]]}, ("Scholen", 2, "Organisatie")),
        ({"Scholen": [["12ab", *GOOD["Scholen"][0][1:]]]}, ("Scholen", 2, "BRIN")),
        ({"Scholen": [[*GOOD["Scholen"][0][:4], "Oost", *GOOD["Scholen"][0][5:]]]}, ("Scholen", 2, "Vakantieregio")),
        ({"Rollen": [["niemand@x.nl", "jeugdarts", "", "1-8-2026", ""]]}, ("Rollen", 2, "E-mailadres")),
        ({"Rollen": [["ib@school.nl", "tovenaar", "", "1-8-2026", ""]]}, ("Rollen", 2, "Rol")),
        ({"Rollen": [["ib@school.nl", "jeugdarts", "99ZZ00", "1-8-2026", ""]]}, ("Rollen", 2, "BRIN van de school")),
        ({"Rollen": [["ib@school.nl", "jeugdarts", "", "1-8-2026", "1-7-2026"]]}, ("Rollen", 2, "Tot en met")),
        ({"Werktijden": [["ib@school.nl", "dinsdag", "16:00", "9:00"]]}, ("Werktijden", 2, "Tot")),
        (
            {
                "Werktijden": [
                    ["ib@school.nl", "dinsdag", "8:00", "12:00"],
                    ["ib@school.nl", "dinsdag", "11:00", "13:00"],
                ]
            },
            ("Werktijden", 3, "Van"),
        ),
        ({"Vervanging": [["ib@school.nl", "ib@school.nl", "1-9-2026", "2-9-2026"]]}, None),
        ({"Personen": [*GOOD["Personen"], GOOD["Personen"][0]]}, ("Personen", 4, "E-mailadres")),
        ({"Vrije dagen": [["12AB00", "5-10-2026", "1-10-2026", "studiedag", ""]]}, ("Vrije dagen", 2, "Laatste dag")),
    ],
)
def test_every_bad_cell_is_named_and_nothing_is_kept(actor, change, found):
    before = numbers()
    report = importing.import_workbook(actor=actor, file=filled(change), now=NOW)
    assert not report.done
    assert numbers() == before
    named = [(problem.sheet, problem.row, problem.column) for problem in report.problems]
    assert named
    if found is not None:
        assert found in named
    assert all(problem.reason for problem in report.problems)


@pytest.mark.parametrize("content", [b"", b"geen werkblad", b"PK\x03\x04" + b"x" * 50])
def test_something_else_than_a_workbook_is_said_in_words(actor, content):
    report = importing.check_workbook(actor=actor, file=io.BytesIO(content))
    assert len(report.problems) == 1
    assert report.problems[0].row == 0


def test_it_stays_in_the_own_swv(actor):
    other = make_swv()
    make_school(other, "Buren", brin="12AB00")
    importing.import_workbook(actor=actor, file=filled(), now=NOW)
    with scope(swv=other.pk):
        assert list(School.objects.values_list("name", flat=True)) == ["Buren"]


def test_only_who_manages_people(actor):
    ib = make_staff(actor_swv := make_swv(), Role.IB, make_school(actor_swv))
    with pytest.raises(NotAllowed):
        importing.check_workbook(actor=make_actor(ib), file=filled())


@pytest.mark.usefixtures("contexts")
def test_the_page_checks_first_and_keeps_after_a_yes(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    person = make_staff(make_swv(), Role.COORDINATOR, account=True)
    client = Client()
    client.force_login(person.user)
    assert client.get("/mensen/inlezen/").status_code == 200
    assert client.get("/mensen/inlezen/sjabloon.xlsx").content[:2] == b"PK"
    assert client.post("/mensen/inlezen/").status_code == 422
    bad = SimpleUploadedFile("w.xlsx", filled({"Rollen": [["x@y.nl", "jeugdarts", "", "1-8-2026", ""]]}).read())
    answer = client.post("/mensen/inlezen/", {"workbook": bad})
    assert answer.status_code == 422
    assert "Er is niemand met dit e-mailadres." in answer.content.decode()
    assert client.post("/mensen/inlezen/bewaren/")["Location"] == "/mensen/inlezen/"
    good = SimpleUploadedFile("w.xlsx", filled().read())
    page = client.post("/mensen/inlezen/", {"workbook": good})
    assert "Alles klopt" in page.content.decode()
    digest = page.context["digest"]
    with scope(swv=person.swv_id):
        assert School.objects.count() == 0
        # Another workbook than the one whose report was read is not kept.
        assert client.post("/mensen/inlezen/bewaren/", {"digest": "0" * 64})["Location"] == "/mensen/inlezen/"
        assert School.objects.count() == 0
        assert client.post("/mensen/inlezen/bewaren/", {"digest": digest})["Location"] == "/mensen/"
        assert School.objects.count() == 2
    assert list((tmp_path / "imports").iterdir()) == []


def test_a_workbook_that_nobody_kept_is_forgotten(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "imports").mkdir()
    old, fresh = (tmp_path / "imports" / name for name in ("oud.xlsx", "vers.xlsx"))
    for file in (old, fresh):
        file.write_bytes(b"x")
    os.utime(old, (0, 0))
    person = make_staff(make_swv(), Role.COORDINATOR, account=True)
    client = Client()
    client.force_login(person.user)
    client.post("/mensen/inlezen/", {"workbook": SimpleUploadedFile("w.xlsx", filled().read())})
    held = tmp_path / "imports" / f"{person.pk}-people.xlsx"
    assert {file.name for file in held.parent.iterdir()} == {fresh.name, held.name}
    assert held.stat().st_mode & 0o077 == 0


# --- What a second workbook can do ------------------------------------------------------------------------------------


def test_a_changed_week_replaces_the_old_one_and_leaves_others_alone(actor):
    importing.import_workbook(actor=actor, file=filled(), now=NOW)
    other = WorkingHours.objects.exclude(person__email="ib@school.nl").count()
    report = importing.import_workbook(
        actor=actor, file=filled({"Werktijden": [["ib@school.nl", "dinsdag", "9:00", "15:00"]]}), now=NOW
    )
    assert report.problems == ()
    (count,) = [row for row in report.counts if row.title == "Werktijden"]
    assert (count.new, count.changed, count.unchanged, count.removed) == (1, 0, 0, 2)
    mine = WorkingHours.objects.filter(person__email="ib@school.nl").values_list("weekday", "start", "end")
    assert list(mine) == [(1, dt.time(9), dt.time(15))]
    assert WorkingHours.objects.exclude(person__email="ib@school.nl").count() == other


def test_a_role_ends_and_begins_anew_in_one_workbook_whatever_the_order(actor):
    importing.import_workbook(actor=actor, file=filled(), now=NOW)
    change = [
        ["ib@school.nl", "intern begeleider", "12AB00", "1-8-2027", None],
        ["ib@school.nl", "intern begeleider", "12AB00", "1-8-2026", "31-7-2027"],
    ]
    report = importing.import_workbook(actor=actor, file=filled({"Rollen": change}), now=NOW)
    assert report.problems == ()
    held = RoleHolding.objects.filter(role="ib").order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(held) == [(dt.date(2026, 8, 1), dt.date(2027, 7, 31)), (dt.date(2027, 8, 1), None)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"Rollen": [["ib@school.nl", "intern begeleider", "", "1-8-2026", ""]]}, ("Rollen", 2, "BRIN van de school")),
        (
            {"Rollen": [["ib@school.nl", "coördinator van het samenwerkingsverband", "12AB00", "1-8-2026", ""]]},
            ("Rollen", 2, "BRIN van de school"),
        ),
        (
            {
                "Rollen": [
                    ["ib@school.nl", "intern begeleider", "12AB00", "1-8-2026", ""],
                    ["ib@school.nl", "intern begeleider", "12AB00", "1-9-2026", ""],
                ]
            },
            ("Rollen", 3, "Vanaf"),
        ),
        (
            {
                "Vervanging": [
                    ["ib@school.nl", "ja@ggd.nl", "1-9-2026", "31-12-2026"],
                    ["ib@school.nl", "ja@ggd.nl", "31-12-2026", "1-2-2027"],
                ]
            },
            ("Vervanging", 3, "Vanaf"),
        ),
        (
            {
                "Vrije dagen": [
                    ["12AB00", "5-10-2026", "9-10-2026", "studiedag", ""],
                    ["12AB00", "9-10-2026", "", "eigen vrije dag", ""],
                ]
            },
            ("Vrije dagen", 3, "Eerste dag"),
        ),
        ({"Afwezigheid": [["ib@school.nl", "3-11-2026", "10:00", "9:00"]]}, ("Afwezigheid", 2, "Tot")),
        ({"Personen": [*GOOD["Personen"], ["a@b.c", "A", "B", "GGD", "", "", ""]]}, ("Personen", 4, "E-mailadres")),
        ({"Scholen": [*GOOD["Scholen"], ["12AB00", *GOOD["Scholen"][1][1:]]]}, ("Scholen", 4, "BRIN")),
        ({"Organisaties": [*GOOD["Organisaties"], ["ggd", "GGD / JGZ"]]}, ("Organisaties", 4, "Naam")),
    ],
)
def test_what_a_page_refuses_a_workbook_refuses(actor, change, found):
    before = numbers()
    report = importing.import_workbook(actor=actor, file=filled(change), now=NOW)
    assert [(problem.sheet, problem.row, problem.column) for problem in report.problems] == [found]
    assert (report.done, numbers()) == (False, before)


def test_one_bad_cell_is_one_problem_and_not_one_for_every_row_that_refers_to_it(actor):
    person = ["ib@school.nl", "Ingrid", "Smit", "Stichting Kinderkracht", "06-1", "Klingon", 2]
    report = importing.check_workbook(actor=actor, file=filled({"Personen": [person, GOOD["Personen"][1]]}))
    assert [(problem.row, problem.column) for problem in report.problems] == [(2, "Talen")]


def test_the_last_coordinator_cannot_be_ended(actor):
    mine = RoleHolding.objects.select_related("person").get(role="coordinator")
    since = f"{mine.valid_from:%d-%m-%Y}"
    change = {
        "Rollen": [
            *GOOD["Rollen"],
            [mine.person.email, "coördinator van het samenwerkingsverband", "", since, "31-7-2027"],
        ]
    }
    report = importing.import_workbook(actor=actor, file=filled(change), now=NOW)
    assert [(problem.sheet, problem.row, problem.column) for problem in report.problems] == [
        ("Rollen", 0, "Tot en met")
    ]
    mine.refresh_from_db()
    assert mine.valid_to is None


def test_a_dry_run_only_reads_and_as_often_for_many_rows_as_for_few(actor, django_assert_num_queries):
    board = "Stichting Kinderkracht"
    many = {
        "Personen": [[f"p{n}@school.nl", "P", str(n), board, "", "", ""] for n in range(40)],
        "Rollen": [[f"p{n}@school.nl", "leerkracht / docent", "12AB00", "1-8-2026", ""] for n in range(40)],
        "Werktijden": [[f"p{n}@school.nl", "dinsdag", "8:15", "16:45"] for n in range(40)],
        "Afwezigheid": [],
        "Vervanging": [],
    }
    with django_assert_num_queries(8):
        report = importing.check_workbook(actor=actor, file=filled(many))
    assert report.problems == ()
    assert {count.title: count.new for count in report.counts}["Rollen"] == 40


def test_languages_and_a_whole_day_come_in(actor):
    importing.import_workbook(
        actor=actor, file=filled({"Afwezigheid": [["ib@school.nl", "25-10-2026", "", ""]]}), now=NOW
    )
    assert Person.objects.get(email="ib@school.nl").languages == ["en", "nl"]
    assert Person.objects.get(email="ja@ggd.nl").languages == ["nl"]
    absence = Absence.objects.get()
    assert absence.end - absence.start == dt.timedelta(hours=25)  # the clock goes back that night
    again = importing.import_workbook(actor=actor, file=filled({"Personen": [], "Afwezigheid": []}), now=NOW)
    assert again.problems == ()
    assert Person.objects.get(email="ib@school.nl").languages == ["en", "nl"]


def test_the_trail_says_how_much_came_in(actor):
    importing.import_workbook(actor=actor, file=filled(), now=NOW)
    event = AuditEvent.objects.get(action="people.import")
    assert event.detail == {"new": 13, "changed": 0, "removed": 0}
