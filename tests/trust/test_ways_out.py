"""House rule 4, walked: every way out of the house is on a list, and each that tells of a case asks the gate.

The list below names every letter, guest page, file, feed and operation; a new one that is not on it fails the first
test. Those under GATED are then tried as a youth professional who was invited with consent: that works; and after the
consent is withdrawn, after it ran out with no bell rung, and with the gate broken, nothing comes out.
"""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from django.core.files.storage import InMemoryStorage, storages
from django.test import override_settings
from django.utils import timezone
from django_scopes import scope

from notifications.letters.catalogue import CATALOGUE
from notifications.outbox.models import LetterState, OutgoingLetter
from planning.cases import gate
from planning.cases.models import Answer, ConsentRequest
from planning.cases.models import Purpose as For
from planning.meetings import services as meetings
from planning.people.models import User
from planning.polls import services as polls
from scheduler.api.house import api
from tests.kept import STORAGES, kept
from tests.meetings.table import NOW, at, lay, seat_of
from tests.trust.invited import Invited
from tests.trust.trying import TRY
from tests.trust.walk import addresses

# Tells a partner of a case: asks the gate, as is tried below.
GATED = {
    *("letter:invitation", "letter:invitation_update", "letter:invitation_reminder"),
    "letter:invitation_place",
    *("letter:poll_invite", "letter:poll_reminder", "letter:agreement_owner", "letter:agreement_reminder"),
    *("guest:poll", "guest:invitation", "guest:invitation-calendar", "guest:agreement"),
    "guest:subscribe",
    "file:invitation-calendar",
    "file:feed",
    *("page:meeting", "page:own-polls", "guest:table", "letter:poll_urgent", "letter:poll_more"),
    *("api:post /api/v1/meetings", "api:post /api/v1/polls"),
    *("letter:observation_ask", "letter:observation_reminder", "guest:observation"),
    *("letter:document_read", "letter:document_reminder", "guest:document"),
    *("guest:document-file", "guest:meeting-document", "guest:meeting-document-file", "page:meeting-document"),
    *("letter:reply_confirm", "letter:time_stays"),
    *("letter:agenda_time", "letter:agenda_time_changed", "guest:agenda"),
    *("page:across", "page:today"),
    *("page:record", "page:record-stand", "page:record-read-along", "page:record-note", "page:record-attendance"),
    "page:record-join",
    *("page:record-goal", "page:record-goal-drop", "page:record-decide", "page:record-take-back", "page:record-fix"),
    *("page:record-agreement", "page:record-next", "page:record-look-back", "letter:reports_ready"),
    *("letter:report_ready", "guest:report", "guest:report-pdf", "file:report-pdf", "file:report-docx"),
    *("page:report", "page:report-own", "page:report-pdf", "page:report-docx"),
    *("letter:door_code", "letter:new_link", "guest:code"),
    *("letter:prepare_reminder", "guest:preparation", "page:preparation", "page:preparation-own"),
}
# To the family itself: its ground is its own (Ground.OWN), and each sees only the own answers (C11).
FAMILY = {
    *("letter:consent_ask", "letter:consent_reminder", "letter:consent_receipt", "letter:consent_renew"),
    *(
        "letter:case_aftercare",
        "letter:case_closed",
        "letter:followup_family",
        "guest:following",
        "letter:consent_notice",
        "letter:consent_ask_pupil",
        "letter:consent_receipt_pupil",
        "guest:consent",
        "guest:pupil",
        "letter:pupil_ask",
        "letter:report_pupil",
    ),
}
# To staff who lead the case: behind SEE_CASES or MANAGE_CASES at the school (test_tenants_and_roles walks these).
SCHOOL = {
    "letter:agenda_lacking",  # and to who proposed the point, with a ground still (tests/agenda/test_reminding.py)
    *("file:proof-json", "file:proof-pdf", "letter:task_for_you", "letter:delivery_failed", "letter:evaluation_due"),
    *("file:oza-pdf", "file:oza-csv", "file:opp-pdf", "file:opp-docx"),  # and with the name only: tests/handover
    "letter:evaluation_choose",
    *("api:get /api/v1/cases", "api:post /api/v1/cases", "api:get /api/v1/cases/{case_id}"),
    *("api:get /api/v1/cases/{case_id}/consent", "api:post /api/v1/cases/{case_id}/consent"),
    *("api:get /api/v1/meetings", "api:get /api/v1/meetings/{meeting_id}"),
    *("api:get /api/v1/meetings/{meeting_id}/participants", "api:get /api/v1/polls/{poll_id}"),
    *("api:get /api/v1/polls", "api:post /api/v1/polls/{poll_id}/cancellation"),
    *("api:post /api/v1/meetings/{meeting_id}/date", "api:post /api/v1/meetings/{meeting_id}/cancellation"),
    *("api:post /api/v1/polls/{poll_id}/answers", "api:post /api/v1/polls/{poll_id}/date"),
    *("api:get /api/v1/agreements", "api:post /api/v1/agreements"),
    *("api:get /api/v1/meetings/{meeting_id}/agenda", "api:get /api/v1/agreements/evaluations/{evaluation_id}"),
    "api:post /api/v1/meetings/{meeting_id}/agenda/{agenda_item_id}/part",
    "api:post /api/v1/meetings/{meeting_id}/agenda/{agenda_item_id}/conclusion",
    "api:post /api/v1/agreements/evaluations/{evaluation_id}/outcome",
    *("api:post /api/v1/agreements/{agreement_id}/progress", "api:get /api/v1/agreements/{agreement_id}/progress"),
    *("api:get /api/v1/agreements/evaluations", "api:post /api/v1/agreements/evaluations"),
}
# Before there is a case, or without one: about nobody by name (test_consultations, test_applications, test_signals), or
# behind a door of its own: the copy of a deletion report, the meldcode (test_safety).
NAMELESS = {
    *("letter:consultation_asked", "letter:consultation_answered", "letter:pupil_reported", "letter:traject_asked"),
    *("page:application", "page:applications", "page:consultation", "page:consultations"),
    *("page:safety-signal", "page:safety-signals", "file:privacy-report-csv", "file:privacy-report-pdf"),
}
# Says that it is off, to who was invited: neutral, and needed most when the ground is gone (way 4).
CALLS_OFF = {"letter:invitation_cancel", "letter:observation_off", "letter:agenda_off"}
# About no case: the year plan, people, schools, accounts.
NO_CASE = {
    *("letter:series_published", "letter:plan_wishes", "letter:plan_wishes_reminder", "letter:plan_proposed"),
    *("letter:plan_agree_reminder", "letter:plan_change_asked", "letter:plan_change_refused"),
    *("letter:planned_meeting_moved", "letter:account_made", "letter:password_reset"),
    *("file:numbers-csv", "file:numbers-xlsx"),
    *("file:openapi-json", "file:import-template", "file:plan-last-year-example", "file:plan-person-paper"),
    *("file:plan-own-calendar", "file:plan-workbook", "file:plan-poster", "file:plan-school-paper"),
    *("page:access", "page:glossary", "api:get /api/v1/schools", "api:get /api/v1/schools/{school_id}"),
    *("api:get /api/v1/schools/{school_id}/closed-days", "api:get /api/v1/people"),
    *("api:get /api/v1/people/{person_id}", "api:get /api/v1/year-plans", "api:post /api/v1/year-plans"),
    *("api:get /api/v1/year-plans/{plan_id}", "api:post /api/v1/year-plans/{plan_id}/runs"),
    *("api:get /api/v1/year-plans/{plan_id}/runs/{run_id}", "api:get /api/v1/year-plans/{plan_id}/dates"),
}
LISTED = (GATED, FAMILY, SCHOOL, NAMELESS, CALLS_OFF, NO_CASE)
FILES = {"ics", "pdf", "xlsx", "json", "csv", "docx", "zip"}


def ways_out() -> set[str]:
    """Every way out, read from the code: the catalogue, the addresses and the API's own schema."""
    found = {f"letter:{name}" for name in CATALOGUE}
    for row in addresses():
        if hasattr(row.view, "door_purpose"):
            found.add(f"guest:{row.name}")
        if row.route.rpartition(".")[2] in FILES:
            found.add(f"file:{row.name}")
        if getattr(row.view, "door_right", "") is None:  # a staff page that asks for no right: partners come there
            found.add(f"page:{row.name}")
    found |= {f"api:{method} {path}" for path, row in api.get_openapi_schema()["paths"].items() for method in row}
    return found


def test_every_way_out_is_on_the_list_once():
    listed = [way for ways in LISTED for way in ways]
    assert len(listed) == len(set(listed)), "on one list only"
    new, gone = sorted(ways_out() - set(listed)), sorted(set(listed) - ways_out())
    assert new == [], "a new way out: does it tell of a case? Then it asks planning.cases.gate, and is tried below"
    assert gone == []


# Tried as acts of the school, see the tests at the end.
ACTS = {"api:post /api/v1/meetings", "api:post /api/v1/polls"}


def test_every_gated_way_is_tried():
    assert set(TRY) | ACTS == GATED


def tell() -> tuple[Invited, InMemoryStorage]:
    """Somebody invited, and the shelf with the documents that stand there."""
    with override_settings(STORAGES=STORAGES):
        table = lay()
        with scope(swv=table.swv.pk):
            table.jp.user = User.objects.create_user("jp@test.example", "een-lang-wachtwoord")
            table.jp.save(update_fields=["user"])
            return Invited(table), storages["documents"]


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, tell, now=NOW) as made:
        yield made


@pytest.fixture
def invited(told, db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    one, shelf = copy.deepcopy(told)
    monkeypatch.setitem(storages._storages, "documents", shelf)
    with scope(swv=one.table.swv.pk):
        yield one


def take_back(one: Invited) -> None:
    request = ConsentRequest.objects.filter(involved__person=one.person, purpose=For.INVOLVE).first()
    one.table.say(request, Answer.WITHDRAWN, now=NOW + dt.timedelta(minutes=5))


def run_out(one: Invited) -> None:
    """The last day is past, and no bell rang: the links live, and the person stands on every list."""
    ConsentRequest.objects.update(expires_on=NOW.date() - dt.timedelta(days=1))


@pytest.mark.parametrize("way", sorted(TRY))
def test_with_consent_it_comes_out(invited, way):
    assert TRY[way](invited) is True


@pytest.mark.parametrize("loss", [take_back, run_out], ids=["withdrawn", "run out"])
@pytest.mark.parametrize("way", sorted(TRY))
def test_without_a_ground_nothing_comes_out(invited, way, loss):
    loss(invited)
    assert TRY[way](invited) is False


@pytest.mark.parametrize("way", sorted(TRY))
def test_with_a_broken_gate_nothing_comes_out(invited, way, monkeypatch):
    """S19: trouble while looking is a no."""

    def broken(*args, **more):
        raise RuntimeError("the gate is broken")

    monkeypatch.setattr(gate, "grounds_of", broken)
    assert TRY[way](invited) is False


def test_a_withdrawal_calls_back_what_waits_for_the_post(invited):
    waiting = OutgoingLetter.objects.filter(recipient_key=str(invited.person.pk), template="invitation")
    assert waiting.get().state == LetterState.WAITING
    take_back(invited)
    row = waiting.get()
    assert (row.state, row.body) == (LetterState.FAILED, None)
    assert OutgoingLetter.objects.filter(recipient_key=str(invited.person.pk), template="invitation_cancel").exists()


@pytest.mark.parametrize("loss", [take_back, run_out], ids=["withdrawn", "run out"])
def test_nobody_without_a_ground_is_put_on_a_new_meeting_or_in_a_poll(invited, loss):
    table = invited.table
    draft = table.meeting(table.ib, table.jp)
    loss(invited)
    with pytest.raises(meetings.NoGround):
        table.meeting(table.ib, table.jp)
    if seat_of(draft, table.jp).removed_at is None:
        with pytest.raises(meetings.NoGround):
            polls.open_poll(
                actor=table.actor,
                meeting=draft,
                options=[at(25), at(26)],
                deadline=at(20, 17),
                settles_itself=False,
                now=NOW,
            )
