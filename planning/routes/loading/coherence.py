"""What the parts of a route say of one another: nothing named that is not there, no step without a way in and out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from planning.routes.engine import Route
from planning.routes.loading.faults import Faults, Place
from planning.routes.parts import TRIAGE, MeetingType, Step

KIND = re.compile(r"[A-Z][A-Z-]{0,9}")  # as long as a meeting can keep
# Not a person who can lead a step: a party of the case, or a school that may be asked.
NO_REGIE = frozenset({"guardian", "pupil", "receiving_school"})


def check(route: Route, faults: Faults) -> None:
    """Note every contradiction inside a route whose tables are well formed."""
    _Check(route, faults).run()


class _Check:
    def __init__(self, route: Route, faults: Faults) -> None:
        self.route, self.faults = route, faults
        self.decisions = {row.key for row in route.decisions}
        self.circumstances = {row.key for row in route.circumstances}
        self.purposes = {row.key for row in route.consents}

    def run(self) -> None:
        self.twice()
        for n, step in enumerate(self.route.steps):
            self.step(step, ("steps", n))
        for n, meeting in enumerate(self.route.meetings):
            self.meeting(meeting, ("meetings", n))
        self.the_rest()
        self.unused()
        if not self.faults.found:  # the graph of a broken list of steps would only repeat what is wrong
            self.graph()
            self.loop()

    def add(self, place: Place, key: str, said: str, *, at: int | None = None, **values: object) -> None:
        self.faults.add((*place, key), said, at=at, **values)

    def twice(self) -> None:
        route = self.route
        for n, step in enumerate(route.steps):
            if step.number != n + 1:
                self.add(("steps", n), "number", "number them 1, 2, 3 … without gaps")
            self.once([row.key for row in step.outcomes], ("steps", n, "outcomes"), "key")
        self.once([row.kind for row in route.meetings], ("meetings",), "kind")
        self.once([row.key for row in route.consents], ("consents",), "key")
        self.once([row.key for row in route.conditions], ("conditions",), "key")
        self.once([row.key for row in route.circumstances], ("circumstances",), "key")
        self.once([row.key for row in route.decisions], ("decisions",), "key")
        self.once([row.role for row in route.roles], ("roles",), "role")
        phases = [step.phase for step in route.steps]
        for n, (before, phase) in enumerate(pairwise(phases), 1):
            if phase != before and phase in phases[:n]:
                self.add(
                    ("steps", n), "phase", "{word} was left before; keep the steps of a phase together", word=phase
                )

    def once(self, names: Sequence[str], table: Place, key: str) -> None:
        for n, name in enumerate(names):
            if name in names[:n]:
                self.add((*table, n), key, "'{word}' stands twice", word=name)

    def a_step(self, number: int, place: Place, key: str = "step") -> bool:
        if 1 <= number <= len(self.route.steps):
            return True
        self.add(place, key, "there is no step {step}", step=number)
        return False

    def step(self, step: Step, place: Place) -> None:
        for n, role in enumerate(step.regie):
            if role in NO_REGIE:
                self.add(place, "regie", "'{word}' cannot hold regie", at=n, word=role)
            if role == "casusregisseur" and self.route.casusregisseur is None:
                self.add(place, "regie", "this route appoints no casusregisseur", at=n)
        for n, outcome in enumerate(step.outcomes):
            at = (*place, "outcomes", n)
            if isinstance(outcome.to, int):
                self.a_step(outcome.to, at, "to")
            if outcome.decision:
                self.decision(outcome.decision, step.number, at)
        answers = {row.when for row in step.outcomes}
        stuck = [word for word in TRIAGE if word not in answers]
        if answers != {""} and "" not in answers and stuck:
            self.add(place, "outcomes", "no way for who answers {names}", names=", ".join(stuck))

    def decision(self, key: str, step: int, place: Place) -> None:
        if key not in self.decisions:
            self.add(place, "decision", "'{word}' is none of the decisions", word=key)
        elif not any(
            row.decision == key
            for found in self.route.meetings
            if found.step <= step <= found.until
            for row in found.quorum
        ):
            self.add(place, "decision", "no meeting at step {step} has a quorum for '{word}'", step=step, word=key)

    def meeting(self, meeting: MeetingType, place: Place) -> None:
        if not KIND.fullmatch(meeting.kind):
            self.add(place, "kind", "use at most ten capitals and hyphens")
        self.a_step(meeting.step, place)
        if meeting.until < meeting.step:
            self.add(place, "until", "before step {step}, where it begins", step=meeting.step)
        elif meeting.until != meeting.step:
            self.a_step(meeting.until, place, "until")
        self.meeting_consent(meeting, place)
        self.seats(meeting, place)
        if meeting.appoints_casusregisseur and self.route.casusregisseur is None:
            self.add(place, "appoints_casusregisseur", "this route appoints no casusregisseur")
        self.musts(meeting, place)
        self.quorum(meeting, place)

    def meeting_consent(self, meeting: MeetingType, place: Place) -> None:
        if meeting.consent and meeting.consent not in self.purposes:
            self.add(place, "consent", "'{word}' is none of the consents", word=meeting.consent)
        for n, consent in enumerate(self.route.consents):
            if consent.key == meeting.consent and consent.step > meeting.step:
                self.add(
                    ("consents", n),
                    "step",
                    "asked after {word} begins, at step {step}",
                    word=meeting.kind,
                    step=meeting.step,
                )
        if meeting.preparation.consent and not meeting.consent:
            self.add((*place, "preparation"), "consent", "this meeting names no consent to wait for")

    def musts(self, meeting: MeetingType, place: Place) -> None:
        self.once([row.when for row in meeting.musts], (*place, "musts"), "when")
        for n, must in enumerate(meeting.musts):
            if must.when not in self.circumstances:
                self.add((*place, "musts", n), "when", "'{word}' is none of the circumstances", word=must.when)
            for at, role in enumerate(must.roles):
                if role in meeting.required:
                    self.add((*place, "musts", n), "roles", "'{word}' is required as it is", at=at, word=role)

    def quorum(self, meeting: MeetingType, place: Place) -> None:
        self.once([row.decision for row in meeting.quorum], (*place, "quorum"), "decision")
        for n, quorum in enumerate(meeting.quorum):
            if quorum.decision not in self.decisions:
                self.add((*place, "quorum", n), "decision", "'{word}' is none of the decisions", word=quorum.decision)
            for at, role in enumerate(quorum.roles):
                if role not in meeting.seats:
                    self.add((*place, "quorum", n), "roles", "'{word}' cannot sit in this meeting", at=at, word=role)
            for at, role in enumerate(quorum.one_of):
                if role not in meeting.seats:
                    self.add((*place, "quorum", n), "one_of", "'{word}' cannot sit in this meeting", at=at, word=role)

    def seats(self, meeting: MeetingType, place: Place) -> None:
        lists = {"required": meeting.required, "optional": meeting.optional, "on_request": meeting.on_request}
        for (first, one), (second, other) in combinations(lists.items(), 2):
            if both := sorted(set(one) & set(other)):
                self.add(place, second, "{word} as well: {names}", word=first, names=", ".join(both))
        for key, names in lists.items():
            if "casusregisseur" in names:
                self.add(place, key, "'casusregisseur' is a task, name the role", at=names.index("casusregisseur"))
        for key, role in (("leader", meeting.leader), ("chair", meeting.chair)):
            if role not in {name for names in lists.values() for name in names}:
                self.add(place, key, "'{word}' is not among the seats of this meeting", word=role)
        wanted = {"always": "required", "may-be": "optional", "not-in-minimum": "on_request"}[meeting.guardians]
        if "guardian" not in lists[wanted]:
            self.add(
                place, "guardians", "{word}: then 'guardian' stands in {names}", word=meeting.guardians, names=wanted
            )
        for role, _text in meeting.prompts:
            if role not in meeting.seats:
                self.add((*place, "prompts"), role, "'{word}' cannot sit in this meeting", word=role)

    def the_rest(self) -> None:
        route = self.route
        for n, consent in enumerate(route.consents):
            self.a_step(consent.step, ("consents", n))
        for n, condition in enumerate(route.conditions):
            self.a_step(condition.step, ("conditions", n))
            if condition.when and condition.when not in self.circumstances:
                self.add(("conditions", n), "when", "'{word}' is none of the circumstances", word=condition.when)
        self.a_step(route.tlv.step, ("tlv",))
        self.a_step(route.evaluation.step, ("evaluation",))
        self.a_step(route.evaluation.back_to, ("evaluation",), "back_to")
        self.a_step(route.closing.step, ("closing",))
        for at, role in enumerate(route.evaluation.chosen_by):
            if role == "casusregisseur" and route.casusregisseur is None:
                self.add(("evaluation",), "chosen_by", "this route appoints no casusregisseur", at=at)
        for table, key, role in (
            *((("meetings", n), "dates_by", row.dates_by) for n, row in enumerate(route.meetings)),
            *((("meetings", n), "invites", row.invites) for n, row in enumerate(route.meetings)),
            *((("meetings", n), "minute_taker", row.minute_taker) for n, row in enumerate(route.meetings)),
            *((("consents", n), "asked_by", row.asked_by) for n, row in enumerate(route.consents)),
        ):
            if role in NO_REGIE:
                self.add(table, key, "'{word}' cannot be asked to do this", word=role)

    def unused(self) -> None:
        """What is declared and nowhere used is a slip of the pen."""
        route = self.route
        told = {must.when for row in route.meetings for must in row.musts} | {row.when for row in route.conditions}
        for n, circumstance in enumerate(route.circumstances):
            if circumstance.key not in told:
                self.add(("circumstances", n), "key", "nothing depends on '{word}'", word=circumstance.key)
        counted = {quorum.decision for row in route.meetings for quorum in row.quorum}
        for n, decision in enumerate(route.decisions):
            if decision.key not in counted:
                self.add(("decisions", n), "key", "no meeting has a quorum for '{word}'", word=decision.key)

    def graph(self) -> None:
        """Every step can be reached, and from every step there is a way out."""
        to: dict[int, set[int]] = {
            step.number: {row.to for row in step.outcomes if isinstance(row.to, int)} for step in self.route.steps
        }
        reached = _spread({1}, to)
        back: dict[int, set[int]] = {number: set() for number in to}
        for number, following in to.items():
            for other in following:
                back[other].add(number)
        out = {step.number for step in self.route.steps if any(not isinstance(row.to, int) for row in step.outcomes)}
        leaving = _spread(out, back)
        for n, step in enumerate(self.route.steps):
            if step.number not in reached:
                self.add(("steps", n), "number", "nothing leads to step {step}", step=step.number)
            if step.number not in leaving:
                self.add(("steps", n), "outcomes", "from step {step} there is no way to an end", step=step.number)

    def loop(self) -> None:
        """The evaluation leads back to where it says, and the closing step closes."""
        evaluation, closing = self.route.evaluation, self.route.closing
        if evaluation.back_to > evaluation.step:
            self.add(
                ("evaluation",),
                "back_to",
                "step {step} is not before step {other}",
                step=evaluation.back_to,
                other=evaluation.step,
            )
        elif all(row.to != evaluation.back_to for row in self.route.step(evaluation.step).outcomes):
            self.add(("evaluation",), "back_to", "no outcome of step {step} leads to it", step=evaluation.step)
        if all(row.to != "end" for row in self.route.step(closing.step).outcomes):
            self.add(("closing",), "step", 'no outcome of step {step} leads to "end"', step=closing.step)


def _spread(begin: set[int], edges: Mapping[int, set[int]]) -> set[int]:
    found, todo = set(begin), list(begin)
    while todo:
        for other in edges[todo.pop()] - found:
            found.add(other)
            todo.append(other)
    return found
