"""Versions of documents, who is asked to read them, and who has (R92)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.cases import gate
from planning.cases.gate import NoGround
from planning.cases.models import Answer, Case, ConsentRequest, Purpose, Task
from planning.cases.services import Question, add_involved, ask_consent, close_case
from planning.dossier import selectors, services
from planning.dossier.models import Document, DocumentKind, Place, Reading
from planning.dossier.rules.observing import Stage
from planning.meetings import services as meetings
from planning.meetings.models import MeetingKind
from planning.people.roles import Role
from tests.dossier.file import DAY

pytestmark = pytest.mark.django_db


def ask(file, document, *, before=7, **who):
    return services.ask_to_read(
        actor=file.actor, document=document, before=file.today + before * DAY, now=file.later(), **who
    )


def test_versions_count_per_kind(file):
    assert [file.document().number, file.document().number] == [1, 2]
    assert file.document(kind=DocumentKind.OPP).number == 1
    (line, opp) = selectors.document_lines(file.case)
    assert (line.document.number, len(line.earlier), opp.document.kind) == (2, 1, "opp")


@pytest.mark.parametrize(
    "url", ["http://x.example", "javascript:alert(1)", "https://", "https://u:p@x.example", "https://x.example/a b", ""]
)
def test_only_a_safe_address(file, url):
    with pytest.raises(services.NoWebAddress):
        file.document(url=url)


def test_an_address_only_where_there_is_one(file):
    assert file.document(place=Place.PAPER, url="https://x.example").url is None
    with pytest.raises(services.FutureDay):
        file.document(on=file.today + DAY)
    with pytest.raises(services.WordsNeeded):
        file.document(made_by=" ")


def test_only_who_has_a_ground_is_asked(file):
    document = file.document()
    with pytest.raises(NoGround):
        ask(file, document, persons=[file.gw, file.stranger])
    assert file.letters("document_read") == []
    with pytest.raises(services.NobodyChosen):
        ask(file, document)
    ask(file, document, persons=[file.gw], parties=list(file.case.parties.all()))
    assert len(file.letters("document_read")) == 3


def test_a_parent_of_another_case_is_not_asked(file):
    other = file.another_case("vreemd", pupil="Ander")
    with pytest.raises(NoGround):
        ask(file, file.document(), parties=list(other.parties.all()))


def test_reading_is_said_and_not_seen(file):
    (row,) = ask(file, file.document(), persons=[file.gw])
    client, page = file.open_link("document_read")
    shown = client.get(page).content.decode()
    assert "https://school.example/groei/1" in shown
    row.refresh_from_db()
    assert row.read_at is None
    assert client.post(page, {}).status_code == 303
    row.refresh_from_db()
    first = row.read_at
    client.post(page, {})
    row.refresh_from_db()
    assert row.read_at == first is not None


def test_the_letter_names_nobody(file):
    ask(file, file.document(), persons=[file.gw])
    (letter,) = file.letters("document_read")
    assert "Kanarie" not in str(letter.body) + letter.subject
    assert "groei" not in str(letter.body).lower()


def test_a_parent_reads_in_their_own_language_without_abbreviations(file):
    party = file.case.parties.first()
    party.language = "en"
    party.save(update_fields=["language"])
    ask(file, file.document(place=Place.LDOS, url=""), parties=[party])
    client, page = file.open_link("document_read", str(party.email))
    shown = client.get(page).content.decode()
    assert "I have read it" in shown
    assert "LDOS" not in shown


def test_consent_that_goes_closes_the_page(file):
    (row,) = ask(file, file.document(), persons=[file.gw])
    client, page = file.open_link("document_read")
    file.take_back(file.gw)
    assert client.get(page).status_code == 404
    row.refresh_from_db()
    assert row.stopped_at is not None
    assert selectors.unread(file.case) == []


def test_a_closed_case_calls_everything_off(file):
    ask(file, file.document(), persons=[file.gw])
    reader, page = file.open_link("document_read")
    row = file.observation(file.coach, Role.COACH)
    close_case(actor=file.actor, case=file.case, reason="Verhuisd.", now=file.later())
    assert reader.get(page).status_code == 404
    row.refresh_from_db()
    assert row.stage == Stage.WITHDRAWN
    assert [letter.address for letter in file.letters("observation_off")] == [file.coach.email]
    assert not Reminder.objects.filter(kind__startswith="dossier.", cancelled_at__isnull=True).exists()


def test_being_asked_again_gives_the_new_day_and_one_set_of_bells(file):
    document = file.document()
    ask(file, document, before=30, persons=[file.gw])
    (row,) = ask(file, document, before=40, persons=[file.gw])
    assert row.before == file.today + 40 * DAY
    assert Reminder.objects.filter(kind="dossier.reading", cancelled_at__isnull=True).count() == 2
    assert Reading.objects.count() == 1


def test_being_involved_is_not_being_shown_documents(file):
    """Where the region asks it apart (R57): a yes to think along opens no document."""
    Case.objects.filter(pk=file.case.pk).update(route="holland-rijnland", route_version=1)
    file.case = Case.objects.select_related("school").get(pk=file.case.pk)
    involved = add_involved(actor=file.actor, case=file.case, person=file.stranger, role=Role.GW, now=file.later())
    question = Question(Purpose.INVOLVE, involved)
    for request in ask_consent(actor=file.actor, case=file.case, questions=[question], now=file.later()):
        file.say(ConsentRequest.objects.select_related("case", "giver").get(pk=request.pk), Answer.YES, minutes=70)
    now = file.later() + dt.timedelta(hours=2)
    assert gate.admits(gate.ground(case=file.case, person=file.stranger, now=now))
    with pytest.raises(NoGround):
        services.ask_to_read(
            actor=file.actor, document=file.document(), persons=[file.stranger], before=file.today + DAY, now=now
        )


def test_a_new_version_takes_over_who_has_not_read(file):
    first = file.document()
    ask(file, first, persons=[file.gw, file.coach])
    services.say_read_by_link(reading_id=Reading.objects.get(person=file.gw).pk, now=file.later())
    second = file.document()
    assert [row.document_id for row in selectors.unread(file.case)] == [second.pk, second.pk]
    assert Reading.objects.get(person=file.coach).document_id == second.pk  # by the link in the letter of then
    old, new = Reading.objects.filter(person=file.gw).order_by("created_at")
    assert (old.document_id, new.document_id) == (first.pk, second.pk)
    assert (old.read_at is None, new.read_at) == (False, None)
    assert [row.address for row in file.letters("document_read")].count(file.gw.email) == 2
    assert [row.address for row in file.letters("document_read")].count(file.coach.email) == 1


def test_who_lost_the_ground_is_not_asked_for_the_new_version(file):
    first = file.document()
    ask(file, first, persons=[file.gw])
    services.say_read_by_link(reading_id=Reading.objects.get(person=file.gw).pk, now=file.later())
    file.take_back(file.gw)
    file.document()
    assert selectors.unread(file.case) == []
    assert len(file.letters("document_read")) == 1


def test_two_reports_are_two_documents_and_not_versions_of_one(file):
    """Who is asked to read the one is not shown the other."""
    first = file.document(kind=DocumentKind.REPORT, title="Logopedie")
    ask(file, first, persons=[file.gw])
    second = file.document(kind=DocumentKind.REPORT, title="Onderzoek")
    assert (first.piece, first.number, second.piece, second.number) == (1, 1, 2, 1)
    assert [row.document_id for row in selectors.unread(file.case)] == [first.pk]
    newer = file.document(kind=DocumentKind.REPORT, title="Logopedie", follows=first)
    assert (newer.piece, newer.number) == (1, 2)
    assert [row.document_id for row in selectors.unread(file.case)] == [newer.pk]
    assert [line.document.pk for line in selectors.document_lines(file.case)] == [newer.pk, second.pk]


def test_staff_say_it_on_the_page(file):
    document = file.document()
    for _ in (1, 2):
        services.say_read(actor=file.actor, document=document, now=file.later())
    assert Reading.objects.filter(person=file.ib, read_at__isnull=False).count() == 1


def test_who_has_not_read_is_reminded_before_and_then_the_school_hears(file):
    document = file.document()
    ask(file, document, before=20, persons=[file.gw, file.coach])
    services.say_read_by_link(reading_id=Reading.objects.get(person=file.coach).pk, now=file.later())
    bells = list(Reminder.objects.filter(kind="dossier.reading", cancelled_at__isnull=True).order_by("due_at"))
    assert len(bells) == 2
    reminders.ring_due(now=bells[0].due_at + dt.timedelta(seconds=1))
    assert [row.address for row in file.letters("document_reminder")] == [file.gw.email]
    reminders.ring_due(now=bells[1].due_at + dt.timedelta(seconds=1))
    assert len(file.letters("document_reminder")) == 1
    assert Task.objects.filter(case=file.case, code="dossier_unread", done_at__isnull=True).count() == 1
    services.say_read_by_link(reading_id=Reading.objects.get(person=file.gw).pk, now=bells[1].due_at)
    assert not Task.objects.filter(code="dossier_unread", done_at__isnull=True).exists()


def test_a_fixed_date_moves_the_day_before_which_one_reads(file):
    (row,) = ask(file, file.document(), before=60, persons=[file.gw])
    meeting = meetings.plan_case_meeting(
        actor=file.actor,
        case=file.case,
        kind=MeetingKind.HIA,
        minutes=60,
        location="",
        participants=[meetings.Seat(person=file.gw, role=Role.GW)],
        now=file.later(),
    )
    start = (file.later() + 10 * DAY).replace(hour=10, minute=0, second=0, microsecond=0)
    meetings.fix_date(meeting=meeting, start=start, by=file.actor.by, now=file.later())
    row.refresh_from_db()
    assert row.before == start.date()


def test_readers_cost_the_same_for_one_and_for_three(file, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    document = file.document()
    ask(file, document, persons=[file.gw])
    with CaptureQueriesContext(connection) as first:
        selectors.readers(document, now=file.later())
    ask(file, document, persons=[file.coach], parties=list(file.case.parties.all()))
    with django_assert_num_queries(len(first)):
        assert len(selectors.readers(document, now=file.later())) >= 4


def test_the_database_refuses_a_link_without_an_address(file):
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=file.document().pk).update(url=None)
    (row,) = ask(file, file.document(), persons=[file.gw])
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.filter(pk=row.pk).update(asked_at=None)
