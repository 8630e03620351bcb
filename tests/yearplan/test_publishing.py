"""Publishing: dates become meetings, everybody gets one letter with one file, later changes reach who they concern."""

import datetime as dt

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.meetings.models import Hold, Meeting, MeetingState, WhyMoved
from planning.people.access import NotAllowed
from planning.people.models import Absence, AuditEvent
from planning.people.roles import Role
from planning.yearplan import kinds, rules, selectors, services
from planning.yearplan.models import PlannedMeeting, PlanState, Series, SeriesMember, Side, Verdict
from tests.yearplan.region import NOW

LATER = NOW + dt.timedelta(hours=1)
EVERYBODY = {"gw", "tc", "jp", "ja", "lpa", "ib0", "ib1", "ib2", "oc3", "vc3"}


def publish(plan, region, **kwargs):
    return services.publish_plan(
        actor=region.actor("coordinator"),
        plan=plan,
        **{"without": "De data zijn mondeling besproken.", "now": LATER, **kwargs},
    )


def agree_all(plan, region):
    for series in Series.objects.filter(plan=plan).select_related("school"):
        number = series.school.name[-1]
        chair, expert = (f"oc{number}", "tc") if series.school.sector == "VO" else (f"ib{number}", "gw")
        for name, side in ((chair, Side.SCHOOL), (expert, Side.SWV)):
            services.sign_off(actor=region.actor(name), series=series, side=side, verdict=Verdict.AGREED, now=NOW)


def attachment(letter):
    """The one file that goes with a letter, read by a parser that is not ours."""
    (found,) = Body.from_json(letter.body).attachments
    return found.filename, found.mimetype, vobject.readOne(found.content.decode())


def test_every_member_gets_one_letter_with_all_dates_in_one_file(proposed, region):
    assert publish(proposed, region) == len(EVERYBODY)
    letters = OutgoingLetter.objects.filter(template="series_published")
    assert {letter.address for letter in letters} == {f"{name}@swv.example" for name in EVERYBODY}
    assert letters.count() == len(EVERYBODY)
    for letter in letters:
        member = SeriesMember.objects.filter(person_id=letter.recipient_key).values("series_id")
        wanted = sorted(PlannedMeeting.objects.filter(series__in=member).values_list("start", flat=True))
        filename, mimetype, calendar = attachment(letter)
        assert (filename, mimetype) == ("overleggen-2026-2027.ics", "text/calendar")
        assert not hasattr(calendar, "method")
        assert sorted(event.dtstart.value for event in calendar.vevent_list) == wanted
        assert len({event.uid.value for event in calendar.vevent_list}) == len(wanted)
        assert not any(hasattr(event, "attendee") or hasattr(event, "organizer") for event in calendar.vevent_list)
        body = Body.from_json(letter.body)
        assert body.calendar is None
        assert f"U heeft {len(wanted)} overleggen" in body.text
        assert body.text.count("- ") >= len(wanted)
        assert "/agenda/" in body.text


def test_a_date_keeps_its_hour_when_the_clock_changes(proposed, region):
    publish(proposed, region)
    _name, _mime, calendar = attachment(OutgoingLetter.objects.get(address="gw@swv.example"))
    starts = {event.dtstart.value.astimezone(rules.AMSTERDAM).strftime("%H:%M") for event in calendar.vevent_list}
    assert starts <= set(kinds.STARTS)
    offsets = {event.dtstart.value.astimezone(rules.AMSTERDAM).utcoffset() for event in calendar.vevent_list}
    assert offsets == {dt.timedelta(hours=1), dt.timedelta(hours=2)}


def test_every_date_becomes_a_meeting_that_takes_everybodys_time(proposed, region):
    publish(proposed, region)
    assert Meeting.objects.count() == 26
    assert set(Meeting.objects.values_list("state", "kind")) == {(MeetingState.PLANNED, "SOT")}
    for planned in PlannedMeeting.objects.select_related("meeting", "series"):
        assert planned.meeting.start == planned.start
        members = set(planned.series.members.values_list("person_id", "role", "required"))
        assert set(planned.meeting.participants.values_list("person_id", "role", "required")) == members
        assert Hold.objects.filter(meeting=planned.meeting, firm=True).count() == len(members)
    organisers = set(Meeting.objects.values_list("school__name", "organiser__first_name"))
    assert organisers == {("School 0", "Ib0"), ("School 1", "Ib1"), ("School 2", "Ib2"), ("School 3", "Oc3")}
    proposed.refresh_from_db()
    assert (proposed.state, proposed.published_at, proposed.revision) == (PlanState.PUBLISHED, LATER, 1)
    assert proposed.published_without == "De data zijn mondeling besproken."


def test_publishing_waits_for_everybody_or_a_reason(proposed, region):
    with pytest.raises(services.NotEverybodyAgreed):
        publish(proposed, region, without=" ")
    assert not Meeting.objects.exists()
    agree_all(proposed, region)
    assert publish(proposed, region, without="") == len(EVERYBODY)
    proposed.refresh_from_db()
    assert proposed.published_without == ""


def test_a_date_that_can_no_longer_be_is_not_published_silently(proposed, region):
    agree_all(proposed, region)
    planned = PlannedMeeting.objects.filter(series__school__name="School 0").first()
    Absence.objects.create(
        swv=region.swv, person=region.people["gw"], start=planned.start, end=planned.start + dt.timedelta(hours=1)
    )
    preview = selectors.publish_preview(proposed, actor=region.actor("coordinator"), now=LATER)
    assert [(date.series.title, date.planned.pk) for date in preview.broken] == [("School 0", planned.pk)]
    with pytest.raises(services.NotEverybodyAgreed):
        publish(proposed, region, without="")


def test_a_meeting_taken_meanwhile_stops_the_whole_publication(proposed, region):
    planned = PlannedMeeting.objects.filter(series__school__name="School 1").last()
    other = Meeting.objects.create(
        swv=region.swv, reference="HIA1", kind="HIA", school=region.school(0), organiser=region.people["gw"],
        state=MeetingState.PLANNED, start=planned.start, uid="hia@test",
    )  # fmt: skip
    Hold.objects.create(
        swv=region.swv, person=region.people["gw"], meeting=other, firm=True,
        start=planned.start, end=planned.start + dt.timedelta(hours=1),
    )  # fmt: skip
    with pytest.raises(services.DateIsTaken) as refused:
        publish(proposed, region)
    assert "School 1" in str(refused.value)
    assert list(Meeting.objects.all()) == [other]
    assert not OutgoingLetter.objects.exists()


def test_publishing_twice_writes_to_nobody_again(proposed, region):
    publish(proposed, region)
    with pytest.raises(services.NothingToPublish):
        publish(proposed, region)
    assert OutgoingLetter.objects.count() == len(EVERYBODY)


def test_a_date_found_later_goes_out_to_who_it_concerns(proposed, region):
    late = PlannedMeeting.objects.filter(series__school__name="School 0").last()
    start = late.start
    PlannedMeeting.objects.filter(pk=late.pk).update(start=None, reasons=["vol"])
    publish(proposed, region)
    late.refresh_from_db()
    services.move_planned(actor=region.actor("gw"), planned=late, start=start, now=LATER)
    assert publish(proposed, region) == 4
    second = OutgoingLetter.objects.filter(key__endswith=":2")
    assert {letter.address for letter in second} == {f"{name}@swv.example" for name in ("ib0", "gw", "jp", "ja")}
    _name, _mime, calendar = attachment(second.get(address="ib0@swv.example"))
    assert len(calendar.vevent_list) == 6


@pytest.mark.parametrize("name", ["ib0", "oc3", "jp"])
def test_only_planners_publish(proposed, region, name):
    with pytest.raises(NotAllowed):
        services.publish_plan(actor=region.actor(name), plan=proposed, without="toch", now=LATER)


def test_rules_of_a_published_plan_stand(proposed, region):
    publish(proposed, region)
    series = Series.objects.filter(plan=proposed).first()
    with pytest.raises(services.PlanIsPublished):
        services.add_member(
            actor=region.actor("gw"),
            series=series,
            person_id=region.people["tc"].pk,
            role=Role.TC,
            required=True,
            now=LATER,
        )
    with pytest.raises(services.PlanIsPublished):
        services.start_solving(actor=region.actor("gw"), plan=proposed, time_limit=1, now=LATER)


def test_a_date_that_moves_after_publishing_moves_the_meeting_and_tells_its_members(proposed, region):
    publish(proposed, region)
    actor = region.actor("ib0")
    series = Series.objects.get(plan=proposed, school__name="School 0")
    row = selectors.series_row(series.pk, plan_id=proposed.pk, actor=actor)
    planned = row.planned[1]
    choice = selectors.date_page(proposed, row, planned, now=LATER).days[0][1][0]
    start = rules.to_utc(choice.start)
    with pytest.raises(services.SayWhyItMoves):
        services.move_planned(actor=actor, planned=planned, start=start, now=LATER)
    services.move_planned(actor=actor, planned=planned, start=start, why=WhyMoved.SCHOOL, now=LATER)
    meeting = Meeting.objects.get(planned_as=planned.pk)
    assert rules.to_local(meeting.start) == choice.start
    assert meeting.sequence == 1
    moved = OutgoingLetter.objects.exclude(template="series_published")
    assert all("Waarom: de school heeft erom gevraagd" in Body.from_json(str(row.body)).text for row in moved)
    assert {letter.address for letter in moved} == {f"{name}@swv.example" for name in ("ib0", "gw", "jp", "ja")}
    assert (
        selectors.series_page(proposed, selectors.series_row(series.pk, plan_id=proposed.pk, actor=actor))[1].broken
        == ""
    )


def test_ones_own_dates_are_a_calendar_file(proposed, region):
    publish(proposed, region)
    content = selectors.calendar_of(proposed, person_id=region.people["lpa"].pk, now=LATER)
    assert len(vobject.readOne(content.decode()).vevent_list) == 8
    assert selectors.calendar_of(proposed, person_id=region.people["coordinator"].pk, now=LATER) is None


def test_publishing_stands_in_the_audit_trail(proposed, region):
    publish(proposed, region)
    event = AuditEvent.objects.get(action="plan.publish")
    assert event.detail == {"revision": 1, "people": len(EVERYBODY), "all_agreed": False}


def test_all_dates_are_stored_at_once_and_read_once_for_a_letter(proposed, region):
    table = PlannedMeeting._meta.db_table
    with CaptureQueriesContext(connection) as seen:
        letters = publish(proposed, region)
    statements = [query["sql"] for query in seen.captured_queries]
    dates = PlannedMeeting.objects.filter(meeting__isnull=False).count()
    assert dates > letters > 1
    assert sum(sql.startswith(f'UPDATE "{table}"') for sql in statements) == 1
    assert sum(f'INNER JOIN "{table}"' in sql and "person_id" in sql for sql in statements) == letters
