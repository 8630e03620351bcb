"""From the tables of a file to the parts of a route: which keys there are, and what kind of value each takes."""

from __future__ import annotations

from typing import Literal

from planning.routes.engine import Route
from planning.routes.loading.table import Table
from planning.routes.parts import (
    GUARDIANS,
    SECTORS,
    TRIAGE,
    WITHOUT,
    Casusregisseur,
    Circumstance,
    Closing,
    Condition,
    ConsentPurpose,
    DateRule,
    Decision,
    Evaluation,
    MeetingType,
    Must,
    Outcome,
    Preparation,
    Quorum,
    RoleTask,
    Step,
    Target,
    Tlv,
)

# Who can employ somebody; the values of `planning.people.roles.Affiliation`, which a test compares.
EMPLOYERS = ("school", "bestuur", "swv", "gemeente", "ggd", "rbl", "zorg", "ander")
OUT: tuple[Literal["end"], Literal["elsewhere"]] = ("end", "elsewhere")


def route(top: Table) -> Route:
    """The route of a whole file. Every key must be known, every value of its kind; what is not, is noted as a fault."""
    found = Route(
        key=top.key(),
        version=top.number("version"),
        title=top.text("title"),
        sector=top.one_of("sector", SECTORS),
        source=top.text("source"),
        steps=tuple(step(row) for row in top.tables("steps", some=True)),
        consents=tuple(consent(row) for row in top.tables("consents", some=True)),
        meetings=tuple(meeting(row) for row in top.tables("meetings", some=True)),
        conditions=tuple(condition(row) for row in top.tables("conditions", some=True)),
        circumstances=tuple(circumstance(row) for row in top.tables("circumstances")),
        decisions=tuple(decision(row) for row in top.tables("decisions", some=True)),
        roles=tuple(role(row) for row in top.tables("roles", some=True)),
        casusregisseur=casusregisseur(top),
        evaluation=evaluation(top.table("evaluation")),
        closing=closing(top.table("closing")),
        tlv=tlv(top.table("tlv")),
        abbreviations=top.table("abbreviations").all_texts(),
    )
    top.done()
    return found


def step(row: Table) -> Step:
    """One step with its outcomes."""
    regie = row.some_roles("regie")
    if not regie:
        row.fail("regie", "somebody must hold regie")
    found = Step(
        number=row.number("number"),
        phase=row.text("phase"),
        title=row.text("title"),
        regie=regie,
        happens=row.text("happens"),
        tasks=row.texts("tasks", some=True),
        prompts=row.role_texts("prompts"),
        notifies=row.some_roles("notifies", needed=False),
        outcomes=tuple(outcome(inner) for inner in row.tables("outcomes", some=True)),
    )
    row.done()
    return found


def outcome(row: Table) -> Outcome:
    """One way a step can end."""
    found = Outcome(
        key=row.key(),
        label=row.text("label"),
        to=target(row),
        when=row.one_of("when", TRIAGE, ""),
        decision=row.text("decision", ""),
        feedback=row.yes("feedback", False),
    )
    row.done()
    return found


def target(row: Table) -> Target:
    """Where an outcome leads."""
    value = row.take("to")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    for word in OUT:
        if value == word:
            return word
    row.fail("to", 'the number of a step, "end" or "elsewhere" is needed')
    return "end"


def meeting(row: Table) -> MeetingType:
    """One kind of meeting."""
    first = row.number("step")
    found = MeetingType(
        kind=row.text("kind"),
        label=row.text("label"),
        guests_read=row.text("guests_read"),
        minutes=row.number("minutes"),
        leader=row.a_role("leader"),
        chair=row.a_role("chair"),
        minute_taker=row.a_role("minute_taker"),
        dates_by=row.a_role("dates_by"),
        invites=row.a_role("invites"),
        guardians=row.one_of("guardians", GUARDIANS),
        required=row.some_roles("required", some=True),
        optional=row.some_roles("optional"),
        on_request=row.some_roles("on_request", needed=False),
        step=first,
        until=row.number("until", first),
        agenda=row.texts("agenda", some=True),
        consent=row.text("consent", ""),
        appoints_casusregisseur=row.yes("appoints_casusregisseur", False),
        questions=row.texts("questions", needed=False),
        prompts=row.role_texts("prompts"),
        musts=tuple(must(inner) for inner in row.tables("musts")),
        quorum=tuple(quorum(inner) for inner in row.tables("quorum")),
        preparation=preparation(row.table("preparation")),
        dates=dates(row.table("dates", needed=False)),
    )
    row.done()
    return found


def dates(row: Table) -> DateRule:
    """How a date is agreed; what is left out is as most regions do it."""
    usual = DateRule()
    found = DateRule(
        days_ahead=row.number("days_ahead", usual.days_ahead),
        answer_days=row.number("answer_days", usual.answer_days),
        earliest=row.yes("earliest", usual.earliest),
        guest=row.number("guest", usual.guest),
        professional=row.number("professional", usual.professional),
        absent=row.number("absent", usual.absent),
    )
    row.done()
    return found


def must(row: Table) -> Must:
    """Who must be there in a circumstance."""
    found = Must(when=row.text("when"), roles=row.some_roles("roles", some=True))
    row.done()
    return found


def quorum(row: Table) -> Quorum:
    """Who a decision needs."""
    found = Quorum(
        decision=row.text("decision"),
        roles=row.some_roles("roles", some=True),
        one_of=row.some_roles("one_of", needed=False),
    )
    row.done()
    return found


def preparation(row: Table) -> Preparation:
    """What must be ready beforehand."""
    found = Preparation(
        days=row.number("days"),
        groeidocument=row.yes("groeidocument"),
        consent=row.yes("consent"),
        observation=row.yes("observation", False),
        rules=row.texts("rules", some=True),
    )
    row.done()
    return found


def consent(row: Table) -> ConsentPurpose:
    """One purpose of consent."""
    found = ConsentPurpose(
        key=row.key(),
        title=row.text("title"),
        step=row.number("step"),
        asked_by=row.a_role("asked_by"),
        per_party=row.yes("per_party"),
        without=row.one_of("without", WITHOUT),
        explained=row.yes("explained", False),
    )
    row.done()
    return found


def condition(row: Table) -> Condition:
    """One entry condition."""
    found = Condition(
        key=row.key(),
        question=row.text("question"),
        step=row.number("step"),
        obligatory=row.yes("obligatory"),
        explanation=row.text("explanation"),
        when=row.text("when", ""),
    )
    row.done()
    return found


def circumstance(row: Table) -> Circumstance:
    """One circumstance."""
    found = Circumstance(key=row.key(), question=row.text("question"))
    row.done()
    return found


def decision(row: Table) -> Decision:
    """One intended decision."""
    found = Decision(key=row.key(), title=row.text("title"))
    row.done()
    return found


def role(row: Table) -> RoleTask:
    """What a role does in this region."""
    found = RoleTask(
        role=row.a_role("role"),
        name=row.text("name"),
        employer=row.one_of("employer", EMPLOYERS),
        tasks=row.texts("tasks", some=True),
    )
    row.done()
    return found


def casusregisseur(top: Table) -> Casusregisseur | None:
    """The rule of the casusregisseur, where the region knows one."""
    row = top.table("casusregisseur", needed=False)
    if "casusregisseur" not in top.row:
        return None
    found = Casusregisseur(
        name=row.text("name"),
        education=row.some_roles("onderwijs", some=True),
        care=row.some_roles("jeugdhulp", some=True),
        tasks=row.texts("tasks", some=True),
    )
    row.done()
    return found


def evaluation(row: Table) -> Evaluation:
    """How it is looked back on."""
    found = Evaluation(
        step=row.number("step"),
        back_to=row.number("back_to"),
        questions=row.texts("questions", some=True),
        chosen_by=row.some_roles("chosen_by", some=True),
    )
    row.done()
    return found


def closing(row: Table) -> Closing:
    """What is seen to at the end."""
    found = Closing(step=row.number("step"), checklist=row.texts("checklist", some=True))
    row.done()
    return found


def tlv(row: Table) -> Tlv:
    """Who decides on a toelaatbaarheidsverklaring."""
    found = Tlv(
        decided_by=row.text("decided_by"),
        chair=row.a_role("chair", ""),
        first_expert=row.a_role("first_expert", ""),
        step=row.number("step"),
        deadlines=row.text("deadlines"),
        exception=row.text("exception", ""),
    )
    row.done()
    return found
