"""Publishing: dates become meetings, and every member gets one letter with the whole series (R40, I8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notifications.letters import when
from notifications.outbox import services as outbox
from notifications.types import Attachment, Letter
from planning.calendars import selectors as calendars
from planning.errors import DomainError
from planning.meetings import services as meetings
from planning.meetings.models import MeetingKind
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import Person
from planning.yearplan import rules
from planning.yearplan.kinds import MEETING, SeriesKind, is_regional
from planning.yearplan.models import PlannedMeeting, PlanState, Series, YearPlan
from planning.yearplan.rules import Word
from planning.yearplan.selectors.choices import broken_dates
from planning.yearplan.selectors.letters import calendar_of, is_new, published_dates, refused_rows
from planning.yearplan.selectors.plans import SeriesRow, row_of, with_everything
from planning.yearplan.services.access import locked
from planning.yearplan.services.agreeing import recipient


class NotEverybodyAgreed(DomainError):
    """Both sides of every school agree first; publishing all the same needs a reason."""

    code = "not_everybody_agreed"
    message = _("Nog niet iedereen is akkoord, of een datum kan niet meer.")
    hint = _("Wacht op akkoord, of schrijf op waarom u nu al publiceert.")


class SomebodyRefused(DomainError):
    """A date that somebody refused is never published, whatever the reason."""

    code = "somebody_refused"
    message = _("Voor %(schools)s is een andere datum gevraagd. Zolang die vraag openstaat, kunt u niet publiceren.")
    hint = _("Kies een van de voorgestelde data, of overleg tot iedereen akkoord is.")


class DateIsTaken(DomainError):
    """A member got another meeting at that time since the plan was made."""

    code = "date_is_taken"
    hint = _("Verzet eerst deze datum. Er is nog niets gepubliceerd.")


class NothingToPublish(DomainError):
    """There must be a date that is not in a letter yet."""

    code = "nothing_to_publish"
    message = _("Er zijn geen nieuwe data om te publiceren.")


@transaction.atomic
def publish_plan(*, actor: Actor, plan: YearPlan, without: str = "", now: dt.datetime) -> int:
    """Make a meeting of every date that is none yet, and write to everybody concerned.

    `without` is the reason for publishing before everybody answered; what somebody refused is never published. A second
    publication writes only to the people with new dates. Returns how many people get a letter. Raises NothingToPublish,
    SomebodyRefused, NotEverybodyAgreed, PlanIsBeingSolved, NotAllowed.
    """
    actor.require(Right.MAKE_PLAN)
    plan = locked(plan.pk, for_rules=False)
    rows = [row_of(series) for series in with_everything(Series.objects.filter(plan=plan))]
    fresh = [(row, planned) for row in rows for planned in row.planned if is_new(planned, now=now)]
    if not fresh:
        raise NothingToPublish
    if refused := refused_rows(rows, now=now):
        raise SomebodyRefused(SomebodyRefused.message % {"schools": ", ".join(row.series.title for row in refused)})
    without = without.strip()
    agreed = all(row.word == Word.AGREED for row in rows if row.series.count)
    if not without and (not agreed or broken_dates(plan)):
        raise NotEverybodyAgreed(fields={"without": NotEverybodyAgreed.message})
    _make_meetings(fresh, plan=plan, actor=actor, now=now)
    plan.state, plan.published_at, plan.published_by_id = PlanState.PUBLISHED, now, actor.person_id
    plan.published_without = "" if agreed else without
    plan.revision += 1
    plan.save()
    concerned = {member.person_id: member.person for row, _planned in fresh for member in row.members}
    written = calendars.written_into(concerned, works=True)
    for person in concerned.values():
        _write(person, plan=plan, in_calendar=person.pk in written, now=now)
    audit.record(
        swv_id=plan.swv_id,
        by=actor.by,
        action="plan.publish",
        on=plan,
        now=now,
        revision=plan.revision,
        people=len(concerned),
        all_agreed=agreed,
    )
    return len(concerned)


def _make_meetings(
    fresh: Sequence[tuple[SeriesRow, PlannedMeeting]], *, plan: YearPlan, actor: Actor, now: dt.datetime
) -> None:
    """Every new date becomes a meeting, and says which. Raises DateIsTaken, naming all that are."""
    wanted = [_meeting_of(row, planned, plan=plan) for row, planned in fresh]
    try:
        made = meetings.create_planned_meetings(wanted, by=actor.by, now=now)
    except meetings.SlotsTaken as error:
        dates = ", ".join(f"{each.school.name} {when.stretch(each.start, each.end)}" for each in error.taken)
        raise DateIsTaken(
            ngettext(
                "Op deze datum heeft iemand net een ander overleg gekregen: %(dates)s.",
                "Op deze data heeft iemand net een ander overleg gekregen: %(dates)s.",
                len(error.taken),
            )
            % {"dates": dates}
        ) from error
    for (_row, planned), meeting in zip(fresh, made, strict=True):
        planned.meeting = meeting
    PlannedMeeting.objects.bulk_update([planned for _row, planned in fresh], ["meeting"], batch_size=100)


def _meeting_of(row: SeriesRow, planned: PlannedMeeting, *, plan: YearPlan) -> meetings.NewMeeting:
    """One date as a meeting; the school's chair organises it (R13, R14), a regional one the planner."""
    regional = is_regional(row.series.kind)
    chairs = [] if regional else [member.person for member in row.members if member.role in rules.SCHOOL_SIDE]
    assert planned.start is not None  # noqa: S101  # only dates are published
    return meetings.NewMeeting(
        school=row.series.school,
        organiser_id=chairs[0].pk if chairs else plan.created_by_id,
        start=planned.start,
        minutes=row.series.minutes,
        members=[
            meetings.Seat(person=member.person, role=member.role, required=member.required) for member in row.members
        ],
        kind=MeetingKind(MEETING.get(SeriesKind(row.series.kind), row.series.kind)),
    )


def _write(person: Person, *, plan: YearPlan, in_calendar: bool, now: dt.datetime) -> None:
    """One letter with everything this person has in the plan: dates in words, one file, and the personal feed.

    `in_calendar`: the dates are written into the connected calendar; with the file or the feed they would stand there
    twice.
    """
    meetings_now = published_dates(plan, person_id=person.pk)
    content = calendar_of(plan, person_id=person.pk, now=now, dates=meetings_now)
    if content is None:
        return
    lines = [
        f"{when.stretch(meeting.start, meeting.start + dt.timedelta(minutes=meeting.minutes))}: {meeting.school.name}"
        for meeting in meetings_now
        if meeting.start is not None
    ]
    file = Attachment(
        filename=f"overleggen-{plan.school_year}-{plan.school_year + 1}.ics", mimetype="text/calendar", content=content
    )
    outbox.post(
        Letter(
            tenant_id=plan.swv_id,
            key=f"series:{plan.pk}:{person.pk}:{plan.revision}",
            template="series_published",
            recipient=recipient(person),
            context={
                "name": person.name,
                "school_year": str(plan),
                "count": len(lines),
                "dates": lines,
                "feed_url": "" if in_calendar else meetings.feed_address_for(person, now=now),
            },
            attachments=() if in_calendar else (file,),
        ),
        now=now,
    )
