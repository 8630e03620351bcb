"""A list calls a pupil by name for who may read that, else by code: one rule for every list (C8, R55, house rule 4)."""

import datetime as dt
import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from planning.cases import services as cases
from planning.cases.models import Answer, Case, Involved, OtherGround
from planning.meetings import services
from planning.meetings.models import Meeting, Participant
from planning.people.models import User
from planning.people.roles import Role
from planning.privacy.models import AccessEntry
from tests.factories import give, make_school
from tests.meetings.table import CANARY, NOW, at
from tests.meetings.test_dates import fixed

DAY = dt.timedelta(days=1)
PAGES = ("/", "/mijn-scholen/")
NAME = f"{CANARY} Q."


def client_of(person):
    if person.user is None:
        person.user = User.objects.create(email=person.email)
        person.save()
    client = Client()
    client.force_login(person.user)
    return client


def words(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_school_reads_whom_a_meeting_is_about(table):
    draft = table.meeting(table.gw)
    ib = client_of(table.ib)
    assert f"HIA · {NAME} {draft.reference}" in words(ib, "/overleggen/?toon=zonder-datum")
    assert f"HIA · {NAME} {draft.reference}" in words(ib, "/")
    meeting = services.fix_date(meeting=draft, start=at(10), by=table.actor.by, now=NOW)
    for path in ("/overleggen/", "/"):
        text = words(ib, path)
        assert f"HIA · {NAME} {meeting.reference}" in text
        assert "De Linde · " not in text  # it is the only school, so a row need not say it
    assert NAME in words(ib, f"/overleggen/{meeting.pk}/")


def test_who_sits_there_with_a_ground_reads_it_and_nobody_else(table):
    fixed(table, table.gw, table.jp)
    for person in (table.gw, table.jp):
        for path in PAGES:
            assert NAME in words(client_of(person), path), (person, path)
    for path in PAGES:
        assert CANARY not in words(client_of(table.lpa), path)
    table.consent(table.gw, answer=Answer.WITHDRAWN)
    for path in PAGES:
        text = words(client_of(table.gw), path)
        assert CANARY not in text
        assert table.case.reference not in text
    assert NAME in words(client_of(table.jp), "/mijn-scholen/")


def test_a_case_that_stands_still_has_a_code_for_who_is_not_of_the_school(table):
    fixed(table, table.gw)
    cases.freeze_case(actor=table.actor, case=table.case, reason="De vader betwist iets.", now=NOW)
    for path in PAGES:
        text = words(client_of(table.gw), path)
        assert CANARY not in text
        assert table.case.reference in text
    assert NAME in words(client_of(table.ib), "/overleggen/")


def test_who_works_at_two_schools_reads_where_it_is(table):
    give(table.ib, Role.IB, make_school(table.swv, "De Es"))
    fixed(table, table.gw)
    assert re.search(rf"HIA · {NAME} \w+ .*? De Linde", words(client_of(table.ib), "/overleggen/"))


def _one_more_like_it(table, number):
    """Another case at the same hour of another day, with a ground for the GW."""
    case, meeting = Case.objects.get(pk=table.case.pk), Meeting.objects.get(case=table.case)
    for row in (case, meeting):
        row.pk, row.reference, row._state.adding = None, f"Q{number:05d}", True
    case.save()
    meeting.case, meeting.uid, meeting.start = case, f"{number}@test", meeting.start + number * DAY / 4
    meeting.save()
    gw = table.gw
    thinks = Involved.objects.create(swv=table.swv, case=case, person=gw, role="gw", organisation=gw.organisation)
    Participant.objects.create(swv=table.swv, meeting=meeting, person=gw, role="gw")
    OtherGround.objects.create(
        swv=table.swv,
        case=case,
        involved=thinks,
        kind="legal_task",
        law="wpo_18a",
        reason="De taak van het samenwerkingsverband.",
        set_by=table.ib,
        set_at=NOW,
        until=NOW.date() + 90 * DAY,
    )


def test_the_list_of_cases_says_no_more_than_is_needed(table):
    """The school only where somebody has several; roles by their abbreviation, which the page explains."""
    ib = client_of(table.ib)
    for step, lead in ((1, "IB"), (4, "IB / JP / GW")):
        Case.objects.filter(pk=table.case.pk).update(step=step)
        text = words(ib, "/casussen/").partition("Leerling ")[2]
        assert text.startswith("Stap Regie Hoe staat het?")
        assert f"{NAME} {table.case.reference} {step}. " in text
        assert f" {lead} " in text
    give(table.ib, Role.IB, make_school(table.swv, "De Es"))
    assert "School Stap Regie Hoe staat het?" in words(ib, "/casussen/")
    assert f"{table.case.reference} De Linde 4. " in words(ib, "/casussen/")


def test_names_cost_the_same_for_one_meeting_and_for_thirty(table):
    gw, ib = client_of(table.gw), client_of(table.ib)
    fixed(table, table.gw)
    counts = {}
    for client, path in ((ib, "/overleggen/"), (ib, "/"), (gw, "/"), (gw, "/mijn-scholen/")):
        client.get(path)
        with CaptureQueriesContext(connection) as few:
            client.get(path)
        counts[client, path] = len(few.captured_queries)
    for number in range(29):
        _one_more_like_it(table, number)
    for (client, path), number in counts.items():
        with CaptureQueriesContext(connection) as many:
            client.get(path)
        assert len(many.captured_queries) == number < 75, path
    assert words(gw, "/mijn-scholen/").count(NAME) == 30 + 3  # the cases, and the next three meetings


def test_a_look_at_a_list_of_names_is_a_row_in_the_log(table):
    fixed(table, table.gw)
    client_of(table.gw).get("/mijn-scholen/")
    client_of(table.ib).get("/overleggen/")
    looks = AccessEntry.objects.filter(action="list").values_list("page", "case_reference")
    assert {*looks} >= {("staff:across", ""), ("staff:meetings", "")}
