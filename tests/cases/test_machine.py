"""Whatever happens in whatever order: the gate is open exactly when every guardian's yes stands (C10, house rule 4)."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from planning.cases import gate, rules, selectors, services
from planning.cases.models import Answer, Authority, ConsentRequest, Means, Party, Purpose
from planning.cases.rules import Ground
from tests.cases.story import Story

PURPOSES = (Purpose.SOT, Purpose.INVOLVE)
purposes = st.sampled_from(PURPOSES)
answers = st.sampled_from(Answer)
authorities = st.sampled_from(Authority)
pick = st.integers(0, 3)


class Consent(RuleBasedStateMachine):
    """Keeps its own simple book of who said what, and compares."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.story = Story()
        self.scope = scope(swv=self.story.swv.pk)
        self.scope.__enter__()
        self.now = self.story.now
        self.parties = list(Party.objects.filter(case=self.story.case).order_by("created_at"))
        self.authority = {party.pk: Authority.YES for party in self.parties}
        self.said: dict[tuple[object, str], tuple[str | None, dt.date]] = {}  # answer of this round, and its last day

    def teardown(self) -> None:
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def tick(self, **more: int) -> dt.date:
        self.now += dt.timedelta(minutes=1, **more)
        return timezone.localdate(self.now)

    @rule()
    def ask(self) -> None:
        today = self.tick()
        givers = [party for party in self.parties if self.authority[party.pk] != Authority.NO]
        questions = [services.Question(Purpose.SOT), services.Question(Purpose.INVOLVE, self.story.involved)]
        try:
            services.ask_consent(actor=self.story.actor, case=self.story.case, questions=questions, now=self.now)
        except services.NobodyToAsk:
            assert givers == []
        for giver in givers:
            for purpose in PURPOSES:
                answer, end = self.said.get((giver.pk, purpose), ("never", today))
                if answer not in {None, "yes"} or today > end:
                    self.said[giver.pk, purpose] = (None, rules.expiry(asked_on=today))

    @precondition(lambda self: self.said)
    @rule(which=pick, purpose=purposes, answer=answers)
    def answer(self, which: int, purpose: str, answer: Answer) -> None:
        self.say(self.parties[which % len(self.parties)], purpose, answer)

    @rule(purpose=purposes)
    def everybody_agrees(self, purpose: str) -> None:
        """Left to chance, an open gate is too rare to be watched closing."""
        self.ask()
        for party in self.parties:
            if self.authority[party.pk] != Authority.NO:
                self.say(party, purpose, Answer.YES)

    @rule(which=pick, purpose=purposes)
    def objects_and_turns_out_to_have_no_authority(self, which: int, purpose: str) -> None:
        """A no goes on counting, whoever said it (domain §2.1)."""
        self.ask()
        self.say(self.parties[which % len(self.parties)], purpose, Answer.NO)
        self.change_authority(which, Authority.NO)

    def say(self, party: Party, purpose: str, answer: Answer) -> None:
        self.tick()
        if (party.pk, purpose) not in self.said:
            return
        services.record_for_giver(
            actor=self.story.actor,
            request=ConsentRequest.objects.select_related("case", "giver").get(giver=party, purpose=purpose),
            answer=answer,
            means=Means.PAPER,
            now=self.now,
        )
        self.said[party.pk, purpose] = (answer, self.said[party.pk, purpose][1])

    @rule(which=pick, authority=authorities)
    def change_authority(self, which: int, authority: Authority) -> None:
        self.tick()
        party = self.parties[which % len(self.parties)]
        data = services.GuardianData(name=str(party.name), email=str(party.email or ""), authority=authority)
        services.update_party(actor=self.story.actor, party=party, data=data, now=self.now)
        self.authority[party.pk] = authority

    @precondition(lambda self: len(self.parties) < 4)
    @rule(authority=authorities)
    def add_guardian(self, authority: Authority) -> None:
        self.tick()
        data = services.GuardianData(name="oma", authority=authority)
        party = services.add_guardian(actor=self.story.actor, case=self.story.case, guardian=data, now=self.now)
        self.parties.append(party)
        self.authority[party.pk] = authority

    @rule(days=st.integers(1, 300))
    def time_passes(self, days: int) -> None:
        self.tick(days=days)

    @precondition(lambda self: self.said)
    @rule(beyond=st.integers(0, 1))
    def the_last_day_comes(self, beyond: int) -> None:
        """To the end of the yes that ends first, and perhaps a day beyond."""
        last = min(end for _answer, end in self.said.values())
        self.tick(days=max(0, (last - timezone.localdate(self.now)).days + beyond))

    def granted(self, purpose: str) -> bool:
        today = timezone.localdate(self.now)
        if any(row[0] in {"no", "withdrawn"} for key, row in self.said.items() if key[1] == purpose):
            return False
        needed = [self.said.get((key, purpose)) for key, has in self.authority.items() if has != Authority.NO]
        return bool(needed) and all(row is not None and row[0] == "yes" and today <= row[1] for row in needed)

    @invariant()
    def the_gate_is_open_exactly_when_every_yes_stands(self) -> None:
        story = self.story
        involve, sot = self.granted(Purpose.INVOLVE), self.granted(Purpose.SOT)
        ground = gate.ground(case=story.case, person=story.jp, now=self.now)
        assert ground == (Ground.CONSENT if involve else Ground.NONE)
        assert gate.may_name_pupil(story.case, now=self.now) == sot
        assert ("Kanarie" in gate.pupil_label(story.case, now=self.now)) == sot

    @invariant()
    def the_proof_is_whole(self) -> None:
        assert selectors.proof_is_whole(self.story.case)


@pytest.mark.django_db
def test_consent_in_any_order():
    run_state_machine_as_test(Consent, settings=settings(max_examples=30, stateful_step_count=20, deadline=None))
