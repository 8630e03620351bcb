"""The cast of this room's tests: a case with consent for a GW and a coach, and people without any."""

from __future__ import annotations

import datetime as dt
import re

from django.conf import settings
from django.test import Client
from django_scopes import scope

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import services as cases
from planning.cases.models import Answer, ConsentRequest, Means, Purpose
from planning.dossier import services
from planning.dossier.models import Document, DocumentKind, Observation, Place
from planning.people.roles import Role
from tests.cases.story import Story
from tests.factories import make_actor, make_staff
from tests.guests import Guest

DAY = dt.timedelta(days=1)


class File(Story):
    """`gw` and `coach` have every parent's yes; `stranger` was never asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.gw = make_staff(self.swv, Role.GW, None, "Sanne Jansen", account=True)
        self.coach = make_staff(self.swv, Role.COACH, self.school, "Coen Vaart")
        self.stranger = make_staff(self.swv, Role.GW, None, "Vreemde Vogel")
        self.oc = make_staff(self.swv, Role.OC, self.school, "Olga Collega", account=True)
        self.lpa = make_staff(self.swv, Role.LPA, None, "Lies Plicht", account=True)
        self.colleague = make_actor(self.oc, today=self.today)
        with scope(swv=self.swv.pk):
            involved = [
                cases.add_involved(actor=self.actor, case=self.case, person=person, role=role, now=self.now)
                for person, role in ((self.gw, Role.GW), (self.coach, Role.COACH))
            ]
            about = [(purpose, row) for row in involved for purpose in (Purpose.INVOLVE, Purpose.DOCUMENTS)]
            questions = [cases.Question(Purpose.SOT), *(cases.Question(purpose, row) for purpose, row in about)]
            cases.ask_consent(actor=self.actor, case=self.case, questions=questions, now=self.now)
            for request in ConsentRequest.objects.filter(case=self.case).select_related("case", "giver"):
                self.say(request, Answer.YES)

    def take_back(self, person) -> None:
        """One parent takes every consent for this professional back."""
        rows = ConsentRequest.objects.filter(case=self.case, involved__person=person).select_related("case", "giver")
        for request in rows.filter(giver=rows[0].giver):
            cases.record_for_giver(
                actor=self.actor, request=request, answer=Answer.WITHDRAWN, means=Means.PHONE, now=self.later()
            )

    def observation(self, person=None, role: Role = Role.GW, **more: object) -> Observation:
        return services.ask_observation(
            **{
                "actor": self.actor,
                "case": self.case,
                "person": person or self.gw,
                "role": role,
                "question": "Hoe werkt Kanarie zelfstandig?",
                "now": self.later(),
                **more,
            }
        )

    def done(self) -> Observation:
        """An observation of which everything is told; it was asked a week ago."""
        then = self.later() - 0 * DAY
        row = self.observation(now=then)
        services.answer_observation(observation_id=row.pk, planned_on=self.today, actor=None, now=then)
        return services.finish_observation(
            observation_id=row.pk, done_on=self.today, findings="Zoekt rust.", actor=None, now=then
        )

    def document(self, **more: object) -> Document:
        return services.add_version(
            **{
                "actor": self.actor,
                "case": self.case,
                "kind": DocumentKind.GROEIDOCUMENT,
                "title": "",
                "on": self.today,
                "place": Place.LINK,
                "url": "https://school.example/groei/1",
                "made_by": "Ingrid Smit",
                "now": self.later(),
                **more,
            }
        )

    def letters(self, template: str) -> list[OutgoingLetter]:
        return list(OutgoingLetter.objects.filter(template=template).order_by("created_at"))

    def open_link(self, template: str, address: str = "") -> tuple[Client, str]:
        """A browser that followed the link of the newest such letter, and the page it came to."""
        rows = OutgoingLetter.objects.filter(template=template).order_by("created_at")
        newest = (rows.filter(address=address) if address else rows).last()
        path = re.search(rf"{settings.BASE_URL}(/u/\S+)", Body.from_json(str(newest.body)).text)[1]
        client = Guest()
        return client, client.get(path, follow=True).redirect_chain[-1][0]
