"""One youth professional, invited with consent, and every gated way out as something that is tried on that person."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urljoin

from django.conf import settings
from django.test import Client

from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose as LinkPurpose
from notifications.outbox.models import LetterState, OutgoingLetter
from planning.agenda import services as agenda
from planning.agenda.models import AgendaGuest, AgendaItem
from planning.cases import services
from planning.cases.models import Domain
from planning.dossier import services as dossier
from planning.dossier.models import Document, DocumentKind, Place
from planning.followup import services as followup
from planning.meetings import services as meetings
from planning.meetings.models import KeptMail, KeptWhy, Meeting
from planning.meetings.services import confirming
from planning.people.roles import Role
from planning.polls import services as polls
from planning.preparation import services as preparation
from tests.factories import give
from tests.meetings.table import CANARY, NOW, Table, at, seat_of


class Invited:
    """A JP with an account: at a planned HIA, in an open poll for another, and the owner of an agreement."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.person = table.jp
        self.seated = meetings.fix_date(
            meeting=table.meeting(table.ib, table.jp), start=at(24), by=table.actor.by, now=NOW
        )
        services.appoint_casusregisseur(
            actor=table.actor,
            case=table.case,
            person=table.ib,
            leading_domain=Domain.EDUCATION,
            reason="",
            now=NOW,
        )
        self.polled = table.meeting(table.ib, table.jp)
        self.poll = polls.open_poll(
            actor=table.actor,
            meeting=self.polled,
            options=[at(25), at(26)],
            deadline=at(20, 17),
            settles_itself=False,
            now=NOW,
        )
        self.agreement = followup.record_agreement(
            actor=table.actor,
            meeting=self.seated,
            owner=seat_of(self.seated, table.jp),
            what="Contact leggen met de wijkcoach.",
            due=at(30).date(),
            now=NOW,
        )
        give(table.jp, Role.COACH, table.school)  # who comes to look as well, under the same consent
        self.observation = dossier.ask_observation(
            actor=table.actor, case=table.case, person=table.jp, role=Role.COACH, question="Hoe gaat het?", now=NOW
        )
        self.document = self.version("Groeidocument")
        (self.reading,) = dossier.ask_to_read(
            actor=table.actor, document=self.document, persons=[table.jp], before=at(20).date(), now=NOW
        )
        self.links = {
            "observation": self.link_to(LinkPurpose.OBSERVATION, self.observation.pk),
            "document": self.link_to(LinkPurpose.DOCUMENT, self.reading.pk),
            "invitation": self.link(LinkPurpose.INVITATION, self.seated.pk, self.seated),
            "poll": self.link(LinkPurpose.POLL, self.poll.pk, self.polled),
            "agreement": self.link(LinkPurpose.AGREEMENT, self.agreement.pk, self.seated),
        }
        self.feed = meetings.feed_address_for(self.person, now=NOW)

    def version(self, title: str) -> Document:
        return dossier.add_version(
            actor=self.table.actor,
            case=self.table.case,
            kind=DocumentKind.OTHER,
            title=title,
            on=NOW.date(),
            place=Place.PAPER,
            url="",
            made_by="Ingrid Smit",
            now=NOW,
        )

    def link(self, purpose: LinkPurpose, object_id: object, meeting: Meeting) -> str:
        return self.link_to(purpose, object_id, person_key=seat_of(meeting, self.person).pk)

    def link_to(self, purpose: LinkPurpose, object_id: object, *, person_key: object = None) -> str:
        token = links.issue(
            tenant_id=self.table.swv.pk,
            purpose=purpose,
            person_key=str(person_key or self.person.pk),
            object_key=str(object_id),
            expires_at=NOW + dt.timedelta(days=400),
            now=NOW,
            rotate=False,
        )
        return address(token).removeprefix(settings.BASE_URL)

    def opens(self, kind: str, *, more: str = "") -> bool:
        """Whether the page behind a link shows itself; a guest page that breaks shows nothing."""
        client = Client(raise_request_exception=False)
        entered = client.get(self.links[kind])
        if entered.status_code != 303:
            return False
        answer = client.get(urljoin(entered["Location"], more))
        # Who comes to look, or to read, is told about whom; on the other pages of a partner no pupil is named.
        told = kind in {"observation", "document"} and answer.status_code == 200
        assert (CANARY in answer.content.decode()) == told
        return answer.status_code == 200

    def in_feed(self) -> bool:
        answer = Client(raise_request_exception=False).get(re.sub(r"^https?://[^/]+", "", self.feed))
        return answer.status_code == 200 and self.seated.uid in answer.content.decode()

    def sees_meeting(self, *, more: str = "") -> bool:
        client = Client(raise_request_exception=False)
        client.force_login(self.person.user)
        return client.get(f"/overleggen/{self.seated.pk}/{more}").status_code == 200

    def letters(self, template: str) -> int:
        rows = OutgoingLetter.objects.filter(template=template, recipient_key=str(self.person.pk))
        return rows.exclude(state=LetterState.FAILED).count()

    def sees_own_poll(self) -> bool:
        client = Client(raise_request_exception=False)
        client.force_login(self.person.user)
        answer = client.get("/prikker/")
        return answer.status_code == 200 and self.polled.reference in answer.content.decode()

    def sits_down(self) -> bool:
        """Whether the code on the screen of the room gets this person a seat."""
        code = polls.open_table(actor=self.table.actor, poll_id=self.poll.pk, now=NOW).code
        client = Client(raise_request_exception=False)
        seat = str(seat_of(self.polled, self.person).pk)
        offered = seat in client.get("/tafel/", {"code": code}).content.decode()
        taken = client.post("/tafel/", {"code": code, "plek": seat}).status_code == 303
        assert offered == taken
        return taken

    def writes(self, template: str, act: Callable[[], object]) -> bool:
        """Whether an act writes such a letter to this person; an act that breaks or refuses writes none."""
        before = self.letters(template)
        try:
            act()
        except (RuntimeError, meetings.NoGround, meetings.NotInvited, polls.NotAsked):
            return False
        return self.letters(template) > before


NEXT_DAY = NOW + dt.timedelta(days=1)


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


def agenda_time(one: Invited, *, told: bool) -> bool:
    """A pupil on the agenda of a SOT, with this person for that point only; told before, the time changes."""
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
    return one.writes(
        "agenda_time_changed" if told else "agenda_time",
        lambda: agenda.tell_times(actor=table.actor, meeting=sot, now=NEXT_DAY),
    )


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
    "guest:poll": lambda one: one.opens("poll"),
    "guest:invitation": lambda one: one.opens("invitation"),
    "guest:invitation-calendar": lambda one: one.opens("invitation", more="overleg.ics"),
    "guest:subscribe": lambda one: one.opens("invitation", more="../agenda/"),
    "guest:agreement": lambda one: one.opens("agreement"),
    "file:invitation-calendar": lambda one: one.opens("invitation", more="overleg.ics"),
    "file:feed": lambda one: one.in_feed(),
    "page:meeting": lambda one: one.sees_meeting(),
    "page:preparation": lambda one: one.sees_meeting(more="voorbereiding/"),
    "page:preparation-own": lambda one: one.sees_meeting(more="voorbereiding/mijn/"),
    "guest:preparation": lambda one: one.opens("invitation", more="../voorbereiding/"),
    "letter:prepare_reminder": lambda one: one.writes(
        "prepare_reminder",
        lambda: preparation.remind_to_prepare(actor=one.table.actor, meeting=one.seated, now=NEXT_DAY),
    ),
    "page:own-polls": lambda one: one.sees_own_poll(),
    "guest:table": lambda one: one.sits_down(),
    "letter:poll_urgent": lambda one: ask_poll(one, "poll_urgent"),
    "letter:poll_more": lambda one: ask_poll(one, "poll_more"),
}
