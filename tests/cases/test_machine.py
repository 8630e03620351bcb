"""Whatever happens in whatever order: the gate is open exactly when every yes that is needed stands (house rule 4).

Over asking, answering, renewing, authority, disputes, the school's rules, the pupil's age and the passing of time; the
sibling in tests/meetings does the same for who is invited. Faults that were planted by hand to see that this machine
finds them: counting one of two; a no of a parent without authority not heard; an end a day too late; a dispute
forgotten; an opinion of fifteen taken for a consent at sixteen. It found each.
"""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from planning.cases import gate, rules, selectors, services
from planning.cases.models import Answer, Authority, Case, ConsentRequest, Dispute, Means, Party, PartyKind, Purpose
from planning.cases.rules import Ground
from tests.cases.story import Story

PURPOSES = (Purpose.SOT, Purpose.INVOLVE)
purposes = st.sampled_from(PURPOSES)
answers = st.sampled_from(Answer)
authorities = st.sampled_from(Authority)
pick = st.integers(0, 3)
RENEW_DAYS = 28
REASON = "De school heeft dit gehoord."


@dataclass
class Said:
    """One giver's newest word on one question in this machine's own book."""

    answer: str | None
    end: dt.date
    asked: dt.date
    old_end: dt.date | None = None  # of a yes that goes on while the question waits anew

    def stands(self, today: dt.date) -> bool:
        return (self.answer == "yes" and today <= self.end) or (
            self.answer is None and self.old_end is not None and today <= self.old_end
        )


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
        # Sixteen in about half a year, so that time passing comes upon it.
        self.sixteen = (self.story.today.replace(day=1) + dt.timedelta(days=190)).replace(day=1)
        Case.objects.filter(pk=self.story.case.pk).update(casusregisseur_reason=None)
        self.story.case.pupil_birth_month = f"{self.sixteen.year - 16}-{self.sixteen.month:02d}"
        self.story.case.save(update_fields=["pupil_birth_month"])
        self.pupil = services.add_pupil(actor=self.story.actor, case=self.story.case, language="nl", now=self.now)
        self.parties = list(Party.objects.filter(case=self.story.case, kind=PartyKind.GUARDIAN).order_by("created_at"))
        self.authority = {party.pk: Authority.YES for party in self.parties}
        self.said: dict[tuple[object, str], Said] = {}
        self.disputes: list[tuple[Dispute, str]] = []
        self.one_is_enough = False

    def teardown(self) -> None:
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def tick(self, **more: int) -> dt.date:
        self.now += dt.timedelta(minutes=1, **more)
        return self.today

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @property
    def parents_decide(self) -> bool:
        """Until the month of sixteen is over."""
        return self.today < (self.sixteen + dt.timedelta(days=32)).replace(day=1)

    @property
    def pupil_decides(self) -> bool:
        return self.today >= self.sixteen

    @property
    def since(self) -> dt.date:
        return self.sixteen - dt.timedelta(weeks=6)

    def givers(self) -> list[Party]:
        parents = [party for party in self.parties if self.authority[party.pk] != Authority.NO]
        return [*(parents if self.parents_decide else []), self.pupil]  # at 15 the pupil is asked for an opinion

    @rule()
    def ask(self) -> None:
        today = self.tick()
        questions = [services.Question(Purpose.SOT), services.Question(Purpose.INVOLVE, self.story.involved)]
        services.ask_consent(actor=self.story.actor, case=self.story.case, questions=questions, now=self.now)
        for giver in self.givers():
            for purpose in PURPOSES:
                self._put(giver, purpose, today)

    def _put(self, giver: Party, purpose: str, today: dt.date) -> None:
        end = rules.expiry(asked_on=today)
        known = self.said.get((giver.pk, purpose))
        opinion = known is not None and giver == self.pupil and today >= self.since and known.asked < self.since
        if known is None or opinion:
            old = known.end if known is not None and known.answer == "yes" and today <= known.end else None
            self.said[giver.pk, purpose] = Said(None, end, today, old if not opinion else None)
        elif known.answer == "yes" and today <= known.end:
            if (known.end - today).days <= RENEW_DAYS:
                self.said[giver.pk, purpose] = Said(None, end, today, known.end)
        elif known.answer is not None or today > known.end:
            self.said[giver.pk, purpose] = Said(None, end, today, known.old_end)

    @precondition(lambda self: self.said)
    @rule(which=pick, purpose=purposes, answer=answers)
    def answer(self, which: int, purpose: str, answer: Answer) -> None:
        everybody = [*self.parties, self.pupil]
        self.say(everybody[which % len(everybody)], purpose, answer)

    @rule(purpose=purposes)
    def everybody_agrees(self, purpose: str) -> None:
        """Left to chance, an open gate is too rare to be watched closing."""
        self.ask()
        for party in self.givers():
            self.say(party, purpose, Answer.YES)

    @rule(which=pick, purpose=purposes)
    def one_alone_agrees(self, which: int, purpose: str) -> None:
        """The gate must stay shut, unless the school set that one is enough."""
        self.ask()
        self.say(self.parties[which % len(self.parties)], purpose, Answer.YES)

    @rule(purpose=purposes, beyond=st.integers(0, 1))
    def everybody_agreed_and_it_ends(self, purpose: str, beyond: int) -> None:
        """To the very last day of what was just agreed, and perhaps a day beyond."""
        self.everybody_agrees(purpose)
        last = min(self.said[party.pk, purpose].end for party in self.givers())
        self.tick(days=max(0, (last - self.today).days + beyond))

    @rule(which=pick, purpose=purposes)
    def objects_and_turns_out_to_have_no_authority(self, which: int, purpose: str) -> None:
        """A no goes on counting, whoever said it (domain §2.1)."""
        self.ask()
        self.say(self.parties[which % len(self.parties)], purpose, Answer.NO)
        self.change_authority(which, Authority.NO)

    def say(self, party: Party, purpose: str, answer: Answer) -> None:
        self.tick()
        known = self.said.get((party.pk, purpose))
        if known is None:
            return
        newest = ConsentRequest.objects.select_related("case", "giver").filter(giver=party, purpose=purpose)
        services.record_for_giver(
            actor=self.story.actor,
            request=newest.order_by("-round").first(),
            answer=answer,
            means=Means.PAPER,
            now=self.now,
        )
        self.said[party.pk, purpose] = Said(answer, known.end, known.asked)

    @rule(which=pick, authority=authorities)
    def change_authority(self, which: int, authority: Authority) -> None:
        self.tick()
        party = self.parties[which % len(self.parties)]
        data = services.GuardianData(name=str(party.name), email=str(party.email or ""), authority=authority)
        services.update_party(actor=self.story.actor, party=party, data=data, now=self.now)
        self.authority[party.pk] = authority

    @precondition(lambda self: len(self.parties) < 3)
    @rule(authority=authorities)
    def add_guardian(self, authority: Authority) -> None:
        self.tick()
        data = services.GuardianData(name="oma", authority=authority)
        party = services.add_guardian(actor=self.story.actor, case=self.story.case, guardian=data, now=self.now)
        self.parties.append(party)
        self.authority[party.pk] = authority

    @rule(about=st.sampled_from(["", *PURPOSES]))
    def they_disagree(self, about: str) -> None:
        self.tick()
        dispute = services.record_dispute(
            actor=self.story.actor,
            case=self.story.case,
            purpose=about,
            involved=self.story.involved if about == Purpose.INVOLVE else None,
            reason=REASON,
            now=self.now,
        )
        if dispute.pk not in {row.pk for row, _about in self.disputes}:
            self.disputes.append((dispute, about))

    @precondition(lambda self: self.disputes)
    @rule()
    def they_agree_after_all(self) -> None:
        self.tick()
        dispute, _about = self.disputes.pop()
        services.lift_dispute(actor=self.story.actor, dispute=dispute, reason=REASON, now=self.now)

    @rule(enough=st.booleans())
    def the_school_changes_its_rule(self, enough: bool) -> None:
        self.tick()
        services.save_consent_rules(
            actor=self.story.actor,
            school=self.story.school,
            rules=services.ConsentRules(one_is_enough=enough),
            now=self.now,
        )
        self.one_is_enough = enough

    @rule(days=st.integers(1, 120))
    def time_passes(self, days: int) -> None:
        self.tick(days=days)

    @precondition(lambda self: self.said)
    @rule(beyond=st.integers(0, 1))
    def the_last_day_comes(self, beyond: int) -> None:
        """To the end of the yes that ends first, and perhaps a day beyond."""
        last = min(row.end for row in self.said.values())
        self.tick(days=max(0, (last - self.today).days + beyond))

    @precondition(lambda self: not self.pupil_decides)
    @rule(days=st.sampled_from([-43, -42, -1, 0, 31]))
    def the_birthday_comes(self, days: int) -> None:
        """To the weeks before sixteen, the day itself, or the month after."""
        self.tick(days=max(0, (self.sixteen - self.today).days + days))

    def granted(self, purpose: str) -> bool:
        if any(about in {"", purpose} for _row, about in self.disputes):
            return False
        parents = [key for key, has in self.authority.items() if has != Authority.NO] if self.parents_decide else []
        heard = [*self.authority, *([self.pupil.pk] if self.pupil_decides else [])] if self.parents_decide else []
        heard = heard or [self.pupil.pk]
        rows = {key: self.said.get((key, purpose)) for key in heard}
        own = rows.get(self.pupil.pk)
        if own is not None and own.asked < self.since:
            rows[self.pupil.pk] = None  # an opinion of before
        if any(row is not None and row.answer in {"no", "withdrawn"} for row in rows.values()):
            return False
        good = {key for key, row in rows.items() if row is not None and row.stands(self.today)}
        if self.pupil_decides and self.pupil.pk not in good:
            return False
        if not self.parents_decide:
            return True
        if self.one_is_enough and parents:
            return bool(good & set(parents))
        return bool(parents or self.pupil_decides) and good >= set(parents)

    @invariant()
    def the_gate_is_open_exactly_when_every_yes_stands(self) -> None:
        story = self.story
        story.case.refresh_from_db()
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
    run_state_machine_as_test(Consent, settings=settings(max_examples=20, stateful_step_count=16, deadline=None))
