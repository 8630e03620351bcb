"""Every gated way out, as something that is tried on one who is invited (`tests/trust/invited.py`)."""

from __future__ import annotations

from collections.abc import Callable

from notifications.links.purposes import Purpose as LinkPurpose
from planning.agenda import services as agenda
from planning.agenda.models import AgendaGuest, AgendaItem
from planning.dossier import services as dossier
from planning.followup import services as followup
from planning.meetings import services as meetings
from planning.meetings.models import KeptMail, KeptWhy, Meeting
from planning.meetings.services import confirming
from planning.people.roles import Role
from planning.polls import services as polls
from planning.preparation import services as preparation
from planning.report import services as report
from tests.meetings.table import NOW, at, seat_of
from tests.trust.invited import NEXT_DAY, Invited


def again(one: Invited, template: str) -> bool:
    seat = seat_of(one.seated, one.person)
    from planning.meetings.services import letters

    return one.writes(
        template, lambda: letters.invite(seat, meeting=one.seated, template=template, again=":x", now=NEXT_DAY)
    )


def move(one: Invited) -> bool:
    return one.writes(
        "invitation_update",
        lambda: meetings.move_meeting(actor=one.table.actor, meeting=one.seated, start=at(27), now=NEXT_DAY),
    )


def ask_poll(one: Invited, template: str) -> bool:
    from planning.polls.services import letters

    seat = seat_of(one.polled, one.person)
    return one.writes(
        template,
        lambda: letters.ask(seat, poll=one.poll, template=template, key=f"{template}:x", now=NEXT_DAY, rotate=False),
    )


def agree(one: Invited) -> bool:
    return one.writes(
        "agreement_owner",
        lambda: (
            followup.record_agreement(
                actor=one.table.actor,
                meeting=one.seated,
                owner=seat_of(one.seated, one.person),
                what="Nog iets.",
                due=at(30).date(),
                now=NEXT_DAY,
            )
            if seat_of(one.seated, one.person).removed_at is None
            else None
        ),
    )


def observe(one: Invited) -> bool:
    """Another school year, another visit: the first is called off, and somebody is asked again."""
    dossier.withdraw_observation(actor=one.table.actor, observation=one.observation, now=NEXT_DAY)
    return one.writes(
        "observation_ask",
        lambda: dossier.ask_observation(
            actor=one.table.actor,
            case=one.table.case,
            person=one.person,
            role=Role.COACH,
            question="En nu?",
            now=NEXT_DAY,
        ),
    )


def read(one: Invited) -> bool:
    document = one.version("Nog een stuk")
    return one.writes(
        "document_read",
        lambda: dossier.ask_to_read(
            actor=one.table.actor, document=document, persons=[one.person], before=at(25).date(), now=NEXT_DAY
        ),
    )


def send_minutes(one: Invited) -> None:
    """Once more; who may not have them is not on the list any more, and that is said."""
    try:
        report.send(actor=one.table.actor, meeting=one.seated, to=[one.person.pk], now=NEXT_DAY)
    except report.NotForThem:
        return


def send_all_minutes(one: Invited) -> None:
    """Of every point of the SOT in one go; who may not have several of them gets no letter that says so."""
    try:
        report.send_day(actor=one.table.actor, whole=one.sot, now=NEXT_DAY)
    except report.EverybodyHasThem:
        return


def mailed(one: Invited, why: KeptWhy) -> KeptMail:
    """What came by mail in this person's name, and waits."""
    seat = seat_of(one.seated, one.person)
    return KeptMail.objects.create(
        swv_id=one.table.swv.pk,
        meeting=one.seated,
        case=one.table.case,
        participant=seat,
        key=f"{why}:{seat.pk}",
        why=why,
        trust="doubtful",
        received_at=NOW,
    )


def on_the_agenda(one: Invited, *, told: bool) -> Meeting:
    """A SOT with a pupil on its agenda, and this person for that point only."""
    table = one.table
    sot = meetings.create_planned_meeting(
        school=table.school,
        organiser_id=table.ib.pk,
        start=at(30, 13),
        minutes=120,
        members=[meetings.Seat(person=table.ib, role="ib")],
        by=table.actor.by,
        now=NEXT_DAY,
    )

    item = AgendaItem.objects.create(  # not by the services, which ask the gate too
        swv_id=table.swv.pk,
        school=table.school,
        meeting=sot,
        kind="pupil",
        case=table.case,
        state="planned",
        proposed_by=table.ib,
        proposed_at=NOW,
    )
    stretch = {"told_start": at(30, 14), "told_end": at(30, 15)} if told else {}
    AgendaGuest.objects.create(swv_id=table.swv.pk, item=item, person=one.person, role=Role.JP, **stretch)
    return sot


def agenda_time(one: Invited, *, told: bool) -> bool:
    """The letter with the own time; told before, the time changes."""
    sot = on_the_agenda(one, told=told)
    return one.writes(
        "agenda_time_changed" if told else "agenda_time",
        lambda: agenda.tell_times(actor=one.table.actor, meeting=sot, now=NEXT_DAY),
    )


def own_agenda(one: Invited) -> bool:
    """The page behind the link of that letter."""
    one.links["agenda"] = one.link_to(LinkPurpose.AGENDA, on_the_agenda(one, told=True).pk)
    return one.opens("agenda")


def joins(one: Invited) -> bool:
    """Bringing somebody in at a table that is under way."""
    one.seated.start = NOW
    one.seated.save(update_fields=["start"])
    return one.records("erbij/", who=f"person:{one.table.ib.pk}")


TRY: dict[str, Callable[[Invited], bool]] = {
    "letter:invitation": lambda one: again(one, "invitation"),
    "letter:invitation_update": move,
    "letter:invitation_reminder": lambda one: one.writes(
        "invitation_reminder", lambda: meetings.remind_invited(meeting_id=one.seated.pk, now=NEXT_DAY)
    ),
    "letter:invitation_place": lambda one: one.writes(
        "invitation_place",
        lambda: meetings.change_place(actor=one.table.actor, meeting=one.seated, location="Elders", now=NEXT_DAY),
    ),
    "letter:reply_confirm": lambda one: one.writes(
        "reply_confirm", lambda: confirming.ask(mailed(one, KeptWhy.DOUBTFUL), automatic=False, now=NEXT_DAY)
    ),
    "letter:time_stays": lambda one: one.writes(
        "time_stays", lambda: confirming.say_that_the_time_stays(mailed(one, KeptWhy.COUNTER), now=NEXT_DAY)
    ),
    "letter:poll_invite": lambda one: ask_poll(one, "poll_invite"),
    "letter:poll_reminder": lambda one: one.writes(
        "poll_reminder", lambda: polls.remind_poll(poll_id=one.poll.pk, now=NEXT_DAY)
    ),
    "letter:agreement_owner": agree,
    "letter:agreement_reminder": lambda one: one.writes(
        "agreement_reminder", lambda: followup.remind_owner(agreement_id=one.agreement.pk, now=NEXT_DAY)
    ),
    "guest:agenda": own_agenda,
    "letter:agenda_time": lambda one: agenda_time(one, told=False),
    "letter:agenda_time_changed": lambda one: agenda_time(one, told=True),
    "letter:observation_ask": observe,
    "letter:observation_reminder": lambda one: one.writes(
        "observation_reminder",
        lambda: dossier.ring_observation(
            kind=dossier.OBSERVATION_BELLS[0], observation_id=one.observation.pk, now=NEXT_DAY
        ),
    ),
    "letter:document_read": read,
    "letter:document_reminder": lambda one: one.writes(
        "document_reminder", lambda: dossier.ring_reading(reading_id=one.reading.pk, now=NEXT_DAY)
    ),
    "guest:observation": lambda one: one.opens("observation"),
    "guest:document": lambda one: one.opens("document"),
    "guest:document-file": lambda one: one.opens("document", more="bestand/"),
    "guest:meeting-document": lambda one: one.opens("invitation", more=f"../stukken/{one.reading.pk}/"),
    "guest:meeting-document-file": lambda one: one.opens("invitation", more=f"../stukken/{one.reading.pk}/bestand/"),
    "page:meeting-document": lambda one: one.sees_meeting(more=f"stuk/{one.reading.pk}/"),
    "guest:poll": lambda one: one.opens("poll"),
    "guest:invitation": lambda one: one.opens("invitation"),
    "guest:invitation-calendar": lambda one: one.opens("invitation", more="overleg.ics"),
    "guest:subscribe": lambda one: one.opens("invitation", more="../agenda/volgen/"),
    "guest:agreement": lambda one: one.opens("agreement"),
    "file:invitation-calendar": lambda one: one.opens("invitation", more="overleg.ics"),
    "file:feed": lambda one: one.in_feed(),
    "page:today": lambda one: one.has_to_do(),
    "page:across": lambda one: one.reads("/mijn-scholen/"),
    "page:meeting": lambda one: one.sees_meeting(),
    "page:preparation": lambda one: one.sees_meeting(more="voorbereiding/"),
    "page:preparation-own": lambda one: one.sees_meeting(more="voorbereiding/mijn/"),
    "letter:report_ready": lambda one: one.writes("report_ready", lambda: send_minutes(one)),
    "letter:reports_ready": lambda one: one.writes("reports_ready", lambda: send_all_minutes(one)),
    "guest:report": lambda one: one.opens("report"),
    "guest:report-pdf": lambda one: one.opens("report", more="verslag.pdf"),
    "page:report": lambda one: one.takes_minutes(),
    "page:report-own": lambda one: one.sees_meeting(more="notulen/mijn/"),
    **dict.fromkeys(("page:report-pdf", "file:report-pdf"), lambda one: one.takes_minutes(more="notulen.pdf")),
    **dict.fromkeys(("page:report-docx", "file:report-docx"), lambda one: one.takes_minutes(more="notulen.docx")),
    "guest:code": lambda one: one.opens("report", more="../code/"),
    "letter:door_code": lambda one: one.asks_code("report"),
    "letter:new_link": lambda one: one.asks_new_link("report"),
    "guest:preparation": lambda one: one.opens("invitation", more="../voorbereiding/"),
    "letter:prepare_reminder": lambda one: one.writes(
        "prepare_reminder",
        lambda: preparation.remind_to_prepare(actor=one.table.actor, meeting=one.seated, now=NEXT_DAY),
    ),
    "page:record": lambda one: one.records(),
    "page:record-stand": lambda one: one.records("stand/"),
    "page:record-read-along": lambda one: one.records("meelezen/"),
    "page:record-note": lambda one: one.records("picture/", base="0", text="Rust helpt."),
    "page:record-attendance": lambda one: one.records("aanwezig/", er=""),
    "page:record-join": joins,
    "page:record-goal": lambda one: one.records("doel/", what="Leest weer mee."),
    "page:record-goal-drop": lambda one: one.records("doel/weg/", doel=str(one.seated.pk)),
    "page:record-decide": lambda one: one.records("besluit/", soort="tlv", outcome="no", words="Samen besloten."),
    "page:record-take-back": lambda one: one.records("besluit/weg/", besluit="x"),
    "page:record-agreement": lambda one: one.records(
        "afspraak/", owner=str(seat_of(one.seated, one.table.ib).pk), what="Bellen.", due="2026-11-30"
    ),
    "page:record-next": lambda one: one.records("volgende/", kind="HIA", start=""),
    "page:record-look-back": lambda one: one.records("terugkijken/", on="2027-01-15", method="samen"),
    "page:record-fix": lambda one: one.records("vast/", ja="1"),
    "page:own-polls": lambda one: one.sees_own_poll(),
    "guest:table": lambda one: one.sits_down(),
    "letter:poll_urgent": lambda one: ask_poll(one, "poll_urgent"),
    "letter:poll_more": lambda one: ask_poll(one, "poll_more"),
}
