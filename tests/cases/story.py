"""The cast of this room's tests: a case with two parents with authority, an IB who leads it, and a JP one thinks of."""

from __future__ import annotations

import datetime as dt
import re

from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import gate, services
from planning.cases.models import Answer, Case, ConsentDecision, ConsentRequest, Means, Purpose
from planning.cases.rules import Ground
from planning.people.roles import Role
from tests.factories import make_actor, make_case, make_school, make_staff, make_swv
from tests.guests import Guest


def _not_late(now: dt.datetime) -> dt.datetime:
    """This moment, or earlier this evening: what a story tells `later` is still today, also when tests run at night."""
    return now - dt.timedelta(hours=4) if timezone.localtime(now).hour >= 21 else now


class Story:
    """Everything in one go, outside a scope. Answers come a minute after one another."""

    def __init__(self) -> None:
        self.now = _not_late(timezone.now())
        self.today = timezone.localdate(self.now)
        self.minute = 0
        self.swv = make_swv()
        self.school = make_school(self.swv, "De Linde")
        self.ib = make_staff(self.swv, Role.IB, self.school, "Ingrid Smit", account=True)
        self.jp = make_staff(self.swv, Role.JP, self.school, "Joost Peeters")
        self.actor = make_actor(self.ib, today=self.today)
        self.case = self.another_case("mirte", "kees", pupil="Kanarie")
        with scope(swv=self.swv.pk):
            self.involved = services.add_involved(
                actor=self.actor, case=self.case, person=self.jp, role=Role.JP, now=self.now
            )

    def another_case(self, *guardians: str, pupil: str = "Merel") -> Case:
        return make_case(self.actor, self.school, *(guardians or ("mirte",)), pupil=pupil, now=self.now)

    def later(self) -> dt.datetime:
        """After everything that was said so far."""
        return self.now + dt.timedelta(minutes=self.minute, hours=1)

    def ask(self) -> list[ConsentRequest]:
        questions = [services.Question(Purpose.SOT), services.Question(Purpose.INVOLVE, self.involved)]
        return services.ask_consent(actor=self.actor, case=self.case, questions=questions, now=self.now)

    def request_of(self, name: str, purpose: Purpose) -> ConsentRequest:
        """The newest request of one parent, asked if need be."""
        if not ConsentRequest.objects.filter(case=self.case).exists():
            self.ask()
        rows = (
            ConsentRequest.objects.filter(case=self.case, purpose=purpose)
            .select_related("giver", "case")
            .order_by("-round")
        )
        return next(row for row in rows if str(row.giver.name) == name)

    def say(self, request: ConsentRequest, answer: Answer, *, minutes: int | None = None) -> ConsentDecision:
        """As the school entered it after a call."""
        self.minute += 1
        return services.record_for_giver(
            actor=self.actor,
            request=request,
            answer=answer,
            means=Means.PHONE,
            now=self.now + dt.timedelta(minutes=self.minute if minutes is None else minutes),
        )

    def all_say(self, answer: Answer, *purposes: Purpose) -> None:
        for purpose in purposes or (Purpose.SOT, Purpose.INVOLVE):
            for name in ("mirte", "kees"):
                self.say(self.request_of(name, purpose), answer)

    def ground(self) -> Ground:
        return gate.ground(case=self.case, person=self.jp, now=self.later())

    def enter(self, name: str) -> tuple[Client, str]:
        """A browser that followed the link in this parent's newest letter, and the page it came to."""
        rows = OutgoingLetter.objects.filter(template="consent_ask", address=f"{name}@ouders.example")
        newest = rows.order_by("created_at").last()
        path = re.search(rf"{settings.BASE_URL}(/u/\S+)", Body.from_json(str(newest.body)).text)[1]
        client = Guest()
        return client, client.get(path, follow=True).redirect_chain[-1][0]


def seen(page: str) -> dict[str, str]:
    """The hidden fields that say which words a consent page showed."""
    return dict(re.findall(r'name="(tekst-[^"]+)" value="(\w{64})"', page))
