"""One youth professional, invited with consent: at a table, in a poll, asked to read and look, told by letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urljoin

from django.conf import settings
from django.test import Client

from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.models import DoorCode, PersonalLink
from notifications.links.purposes import Purpose as LinkPurpose
from notifications.outbox.models import LetterState, OutgoingLetter
from planning.agenda import services as agenda
from planning.agenda.models import ItemKind
from planning.cases import services
from planning.cases.models import Answer, Case, Domain, Means, Purpose
from planning.dossier import services as dossier
from planning.dossier.models import Document, DocumentKind, Place
from planning.followup import services as followup
from planning.meetings import services as meetings
from planning.meetings.models import Meeting
from planning.minutes import services as minutes
from planning.minutes.models import Topic
from planning.people.roles import Role
from planning.polls import services as polls
from planning.report import services as report
from planning.report.models import Receipt
from tests.dossier import files
from tests.factories import give, make_case
from tests.guests import Guest
from tests.meetings.table import CANARY, NOW, Table, at, seat_of

NEXT_DAY = NOW + dt.timedelta(days=1)


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
        minutes.save_note(
            actor=table.actor, meeting=self.seated, topic=Topic.PICTURE, base=0, text="Rust helpt.", now=NOW
        )
        self.report = report.compose(actor=table.actor, meeting=self.seated, now=NOW)
        report.fix(actor=table.actor, meeting=self.seated, revision=self.report.revision, now=NOW)
        report.send(actor=table.actor, meeting=self.seated, to=[table.jp.pk], now=NOW)
        self.sot = self.spoken_of(table.case, make_case(table.actor, table.school, "Nowak", now=NOW))
        self.links = {
            "report": self.link_to(LinkPurpose.REPORT, Receipt.objects.get(person=table.jp).pk),
            "observation": self.link_to(LinkPurpose.OBSERVATION, self.observation.pk),
            "document": self.link_to(LinkPurpose.DOCUMENT, self.reading.pk),
            "invitation": self.link(LinkPurpose.INVITATION, self.seated.pk, self.seated),
            "poll": self.link(LinkPurpose.POLL, self.poll.pk, self.polled),
            "agreement": self.link(LinkPurpose.AGREEMENT, self.agreement.pk, self.seated),
        }
        self.feed = meetings.feed_address_for(self.person, now=NOW)

    def spoken_of(self, *pupils: Case) -> Meeting:
        """A SOT where these pupils were spoken of by name, with minutes of each that nobody got yet."""
        table = self.table
        members = [meetings.Seat(person=table.ib, role="ib"), meetings.Seat(person=self.person, role="jp")]
        sot = meetings.create_planned_meeting(
            school=table.school,
            organiser_id=table.ib.pk,
            start=NOW + dt.timedelta(minutes=5),
            minutes=60,
            members=members,
            by=table.actor.by,
            now=NOW,
        )
        for pupil in pupils:
            self.agree_to_sot(pupil)
            item = agenda.propose_item(
                actor=table.actor, school=table.school, kind=ItemKind.PUPIL, case=pupil, meeting=sot, now=NOW
            )
            part = agenda.begin_point(actor=table.actor, item=item, now=NOW)
            minutes.save_note(actor=table.actor, meeting=part, topic=Topic.PICTURE, base=0, text="Rust.", now=NOW)
            made = report.compose(actor=table.actor, meeting=part, now=NOW)
            report.fix(actor=table.actor, meeting=part, revision=made.revision, now=NOW)
        return sot

    def agree_to_sot(self, pupil: Case) -> None:
        """Every parent says yes to the SOT, on paper."""
        actor = self.table.actor
        for request in services.ask_consent(
            actor=actor, case=pupil, questions=[services.Question(Purpose.SOT)], now=NOW
        ):
            services.record_for_giver(actor=actor, request=request, answer=Answer.YES, means=Means.PAPER, now=NOW)

    def version(self, title: str) -> Document:
        return dossier.add_version(
            actor=self.table.actor,
            case=self.table.case,
            kind=DocumentKind.OTHER,
            title=title,
            on=NOW.date(),
            place=Place.FILE,
            url="",
            made_by="Ingrid Smit",
            upload=dossier.Upload(name="Groeidocument.pdf", data=files.pdf()),
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
        client = Guest(raise_request_exception=False)
        entered = client.get(self.links[kind])
        if entered.status_code != 303:
            return False
        answer = client.get(urljoin(entered["Location"], more))
        # Who comes to look, or to read, is told about whom; on the other pages of a partner no pupil is named.
        told = kind in {"observation", "document"} and answer.status_code == 200 and not more
        told |= "/stukken/" in more and "bestand" not in more and answer.status_code == 200
        assert (CANARY in answer.content.decode(errors="replace")) == told
        return answer.status_code == 200

    def asks_code(self, kind: str) -> bool:
        """Whether a code is sent to who asks for one at the door of a link."""
        client = Client(raise_request_exception=False)
        there = client.get(self.links[kind]).headers.get("Location", "")
        return self.writes("door_code", lambda: client.post(urljoin(there, "../code/"), {"stuur": "1"}))

    def asks_new_link(self, kind: str) -> bool:
        """Whether a new link is sent to who asks for one, when somebody seems to have the old one."""
        client = Client(raise_request_exception=False)
        there = client.get(self.links[kind]).headers.get("Location", "")
        for link in PersonalLink.objects.filter(purpose=kind, person_key=str(self.person.pk)):
            asked = {"tenant_id": link.tenant_id, "link": link, "reader_key": "x", "sent_at": NOW, "expires_at": NOW}
            DoorCode.objects.bulk_create(DoorCode(digest="x", **asked) for _ in range(3))
        return self.writes("new_link", lambda: client.post(urljoin(there, "../code/"), {"nieuw": "1"}))

    def in_feed(self) -> bool:
        answer = Client(raise_request_exception=False).get(re.sub(r"^https?://[^/]+", "", self.feed))
        return answer.status_code == 200 and self.seated.uid in answer.content.decode()

    def sees_meeting(self, *, more: str = "") -> bool:
        client = Client(raise_request_exception=False)
        client.force_login(self.person.user)
        return client.get(f"/overleggen/{self.seated.pk}/{more}").status_code == 200

    def reads(self, path: str) -> bool:
        """Whether a page of the own account tells of the case: by name to who has a ground, to nobody else at all."""
        client = Client(raise_request_exception=False)
        client.force_login(self.person.user)
        page = client.get(path).content.decode()
        named = CANARY in page
        assert named == (self.table.case.reference in page)
        return named

    def has_to_do(self) -> bool:
        """Whether the page of today says what this person agreed to do by tomorrow."""
        self.agreement.due = NEXT_DAY.date()
        self.agreement.save(update_fields=["due"])
        return self.reads("/")

    def records(self, path: str = "", **form: str) -> bool:
        """Whether a page of the record shows itself or takes a form, for a casusregisseur from another organisation."""
        self.table.case.casusregisseur, self.table.case.casusregisseur_since = self.person, NOW
        self.table.case.save(update_fields=["casusregisseur", "casusregisseur_since"])
        client = Client(raise_request_exception=False)
        client.force_login(self.person.user)
        address = f"/overleggen/{self.seated.pk}/verslag/{path}"
        return (client.post(address, form) if form else client.get(address)).status_code in {200, 302}

    def takes_minutes(self, *, more: str = "") -> bool:
        """Whether this person, as the appointed notulist, gets to the minutes (R114)."""
        self.seated.participants.filter(person=self.person).update(role=Role.MINUTES)
        client = Client(raise_request_exception=False)
        client.force_login(self.person.user)
        client.post("/account/reauthenticate/?next=/", {"password": "een-lang-wachtwoord"})
        return client.get(f"/overleggen/{self.seated.pk}/notulen/{more}").status_code == 200

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
