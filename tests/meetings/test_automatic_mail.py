"""Out of office is no answer and no task: it is shown, and put away with all others of its kind at once."""

import datetime as dt

import pytest
from django.test import Client

from integrations.mailbox.services import receive
from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Task
from planning.meetings.models import KeptMail, KeptWhy
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_school, make_staff
from tests.meetings.mails import letter, receiving
from tests.meetings.table import NOW, seat_of
from tests.meetings.test_dates import fixed
from tests.meetings.test_mail import ib
from tests.meetings.test_replies import everything
from tests.words import words

__all__ = ["ib", "receiving"]
pytestmark = pytest.mark.usefixtures("receiving")


def test_out_of_office_is_shown_and_is_no_answer_and_no_task(table, ib):
    meeting = fixed(table)
    receive(letter(table.gw.email, "Ik ben met verlof.", head="Auto-Submitted: auto-replied\r\n"))
    kept = KeptMail.objects.get()
    assert (kept.why, kept.participant, Task.objects.filter(object_key=str(kept.pk)).count()) == (
        KeptWhy.AUTOMATIC,
        seat_of(meeting, table.gw),
        0,
    )
    assert everything(meeting) == ["ACCEPTED", *["NEEDS-ACTION"] * 4]  # who organises it comes
    page = words(ib.get(f"/overleggen/post/{kept.pk}/").content.decode())
    assert "geen antwoord op de uitnodiging" in page
    assert "automatisch antwoord" in words(ib.get(f"/overleggen/{meeting.pk}/").content.decode())
    assert OutgoingLetter.objects.filter(template__in=["reply_confirm", "time_stays"]).count() == 0


def test_all_automatic_answers_go_at_once_but_none_that_came_in_since(table, ib):
    fixed(table)
    away = {"head": "Auto-Submitted: auto-replied\r\n"}
    receive(letter(table.gw.email, "Ik ben met verlof.", number=1, **away))
    receive(letter(table.jp.email, "Ik ben ziek.", number=2, **away))
    receive(letter(table.gw.email, "Kan het later?", number=3))
    page = words(ib.get("/overleggen/post/").content.decode())
    assert "Leg 2 automatische antwoorden weg" in page
    later, seen = NOW + dt.timedelta(minutes=1), list(KeptMail.objects.values_list("pk", flat=True))
    receive(letter(table.jp.email, "Ik ben er weer.", number=4, **away))
    newest = KeptMail.objects.exclude(pk__in=seen).get()
    KeptMail.objects.filter(pk=newest.pk).update(created_at=later)
    elsewhere = make_staff(table.swv, Role.IB, make_school(table.swv, "De Eik"), "Ina Elders", account=True)
    stranger = Client()
    stranger.force_login(elsewhere.user)
    form = {"gezien": NOW.isoformat()}
    assert stranger.post("/overleggen/post/automatisch/", form).status_code == 302
    assert KeptMail.objects.filter(state="open").count() == 4
    assert ib.post("/overleggen/post/automatisch/", form).status_code == 302
    left = KeptMail.objects.filter(state="open")
    assert {(row.why, row.pk == newest.pk) for row in left} == {(KeptWhy.AUTOMATIC, True), (KeptWhy.HUMAN, False)}
    assert AuditEvent.objects.filter(action="mail.nothing").count() == 2


@pytest.mark.parametrize("seen", ["", "gisteren", "2026-13-45T10:00:00+01:00", "2026-11-03T09:00:00"])
def test_a_moment_that_is_none_throws_nothing_away(table, ib, seen):
    fixed(table)
    receive(letter(table.gw.email, "Ik ben met verlof.", head="Auto-Submitted: auto-replied\r\n"))
    assert ib.post("/overleggen/post/automatisch/", {"gezien": seen}).status_code == 404
    assert KeptMail.objects.filter(state="open").count() == 1
