"""The page Begin of a case: how it came, triage, conditions, the way on, conversations, the pupil's own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planning.cases import selectors, services
from planning.cases.models import Care, Case, Met, Party, Subject
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import Person
from planning.people.roles import short_name
from scheduler.staff.cases.begin_forms import (
    ConditionForm,
    ConversationForm,
    MoveForm,
    PersonForm,
    PupilInviteForm,
    PupilTogetherForm,
    StepForm,
    TrajectAnswerForm,
    TrajectForm,
    TriageForm,
)
from scheduler.staff.cases.pages import case_or_404, led_or_404
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in

Choices = list[tuple[str, str]]


@require_safe
@staff_page(right=Right.LEAD_CASES)
def begin(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The page."""
    return _show(request, actor, led_or_404(actor, case_id))


def _show(request: HttpRequest, actor: Actor, case: Case, **bound: forms.Form) -> HttpResponse:
    """The page, with a form that was filled in wrong in its place."""
    now = timezone.now()
    page = selectors.begin_page(case, actor=actor, now=now)
    wrong = bound.pop("condition_form", None)
    asked = str(wrong["key"].value()) if wrong is not None else ""
    move = bound.pop("move_form", None)
    took = str(move["outcome"].value()) if move is not None else ""
    context = {
        "case": case,
        "page": page,
        # Who leads from another organisation moves the case, but does not read what parents and school said (P9).
        "inside": actor.may(Right.SEE_CASES, school_id=case.school_id),
        "may_lead": case.state == "open",  # who comes here leads the case, or leads cases at the school
        "may_manage": actor.may(Right.MANAGE_CASES, school_id=case.school_id) and case.state == "open",
        "conditions": [
            (line, wrong if wrong is not None and asked == line.condition.key else _condition_form(line))
            for line in page.conditions
        ],
        "ways": [
            (line, move if move is not None and took == line.outcome.key else _move_form(line)) for line in page.ways
        ],
        "triage_form": TriageForm(auto_id="t-%s"),
        "step_form": StepForm(auto_id="st-%s", steps=_steps(page)),
        "conversation_form": ConversationForm(
            auto_id="cv-%s", people=page.parties, initial={"on": timezone.localdate(now)}
        ),
        "told_form": PersonForm(auto_id="tl-%s", people=_named(page.to_tell)) if page.to_tell else None,
        "school_form": PersonForm(auto_id="sc-%s", people=_elsewhere(case)) if page.receiving else None,
        "traject_form": TrajectForm(auto_id="tr-%s", people=_guides(case)),
        "traject_answer_form": TrajectAnswerForm(auto_id="ta-%s", people=_guides(case)),
        "invite_form": PupilInviteForm(auto_id="pi-%s", initial=_known(page.pupil)),
        "together_form": PupilTogetherForm(auto_id="pt-%s"),
        "wrong": wrong or move,
        **bound,
    }
    failed = any(form.errors for form in (*bound.values(), *(row for row in (wrong, move) if row is not None)))
    return render(request, "staff/cases/begin.html", context, status=422 if failed else 200)


def _condition_form(line: selectors.ConditionLine) -> ConditionForm:
    return ConditionForm(auto_id=f"c-{line.condition.key}-%s", initial={"key": line.condition.key})


def _move_form(line: selectors.WayLine) -> MoveForm:
    return MoveForm(auto_id=f"m-{line.outcome.key}-%s", initial={"outcome": line.outcome.key})


def _steps(page: selectors.BeginPage) -> list[tuple[int, str]]:
    return [(step.number, f"{step.number}. {step.title}") for step in page.route.steps if step.number != page.case.step]


def _named(rows: tuple[tuple[Person, str], ...] | list[tuple[Person, str]]) -> Choices:
    return [(str(person.pk), f"{person.name} ({short_name(role)})") for person, role in rows]


def _elsewhere(case: Case) -> Choices:
    rows = selectors.schools_elsewhere(case, now=timezone.now())
    return [(str(person.pk), f"{school}: {person.name} ({short_name(role)})") for person, role, school in rows]


def _guides(case: Case) -> Choices:
    return _named(selectors.traject_people(case, now=timezone.now()))


def _known(pupil: Party | None) -> dict[str, str]:
    return {} if pupil is None else {"email": str(pupil.email or ""), "language": pupil.language}


def _person(form: forms.Form, name: str = "person") -> Person:
    found = people.person(UUID(form.cleaned_data[name]))
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One form of the page: its name in the template, where the page goes on, and what is said when it is done."""

    name: str
    anchor: str
    done: str


def _do(
    request: HttpRequest, actor: Actor, case: Case, form: forms.Form, *, part: Part, act: Callable[[], object]
) -> HttpResponse:
    """One act with one form: done, or the page again with the form as it was and why."""
    if form.is_valid():
        with refusals_in(form):
            act()
            messages.success(request, part.done)
            return redirect(reverse("staff:case-begin", args=[case.pk]) + f"#{part.anchor}")
    return _show(request, actor, case, **{part.name: form})


@require_POST
@staff_page(right=Right.LEAD_CASES)
def triage(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Answer the triage question."""
    case = led_or_404(actor, case_id)
    form = TriageForm(request.POST, auto_id="t-%s")

    def act() -> None:
        data = form.cleaned_data
        services.say_triage(
            actor=actor, case=case, answer=Care(data["answer"]), reason=data["reason"], now=timezone.now()
        )

    done = _("Bewaard. Bij “Verder in de route” staat welke wegen nu open zijn.")
    return _do(request, actor, case, form, part=Part("triage_form", "verder", done), act=act)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def condition(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Answer an entry condition."""
    case = led_or_404(actor, case_id)
    form = ConditionForm(request.POST, auto_id=f"c-{request.POST.get('key', '')[:60]}-%s")

    def act() -> None:
        data = form.cleaned_data
        services.answer_condition(
            actor=actor,
            case=case,
            key=data["key"],
            answer=Met(data["answer"]),
            explanation=data["explanation"],
            now=timezone.now(),
        )

    return _do(
        request, actor, case, form, part=Part("condition_form", "voorwaarden", _("Het antwoord is bewaard.")), act=act
    )


@require_POST
@staff_page(right=Right.LEAD_CASES)
def circumstance(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Say whether something is so in this case."""
    case = led_or_404(actor, case_id)
    holds = request.POST.get("holds", "")
    if holds not in {"ja", "nee"}:
        messages.error(request, _("Kies ja of nee."))
        return redirect(reverse("staff:case-begin", args=[case.pk]) + "#omstandigheden")
    try:
        services.say_circumstance(
            actor=actor, case=case, key=request.POST.get("key", ""), holds=holds == "ja", now=timezone.now()
        )
    except (services.NotInThisRoute, services.CaseClosed, services.NotInCharge) as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Bewaard. Bij het plannen van een overleg tellen we hiermee."))
    return redirect(reverse("staff:case-begin", args=[case.pk]) + "#omstandigheden")


@require_POST
@staff_page(right=Right.LEAD_CASES)
def move_on(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """End the step by one of its outcomes."""
    case = led_or_404(actor, case_id)
    form = MoveForm(request.POST, auto_id=f"m-{request.POST.get('outcome', '')[:60]}-%s")
    if form.is_valid():
        with refusals_in(form):
            data = form.cleaned_data
            move = services.move_on(
                actor=actor, case=case, outcome=data["outcome"], reason=data["reason"], now=timezone.now()
            )
            if move.out:
                messages.success(request, _("Vastgelegd. De casus gaat hier uit de route. Is alles klaar?"))
                return redirect("staff:case-close", case_id=case.pk)
            messages.success(request, _("De casus staat nu in de volgende stap."))
            return redirect(reverse("staff:case-begin", args=[case.pk]) + "#verder")
    return _show(request, actor, case, move_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def step(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Go to another step by hand, with a reason."""
    case = led_or_404(actor, case_id)
    steps = [(row.number, row.title) for row in selectors.route_of(case).steps]
    form = StepForm(request.POST, auto_id="st-%s", steps=steps)

    def act() -> None:
        data = form.cleaned_data
        services.move_step(actor=actor, case=case, step=data["step"], reason=data["reason"], now=timezone.now())

    return _do(
        request,
        actor,
        case,
        form,
        part=Part("step_form", "verder", _("De casus staat nu in een andere stap.")),
        act=act,
    )


@require_POST
@staff_page(right=Right.LEAD_CASES)
def conversation(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Write a conversation down."""
    case = led_or_404(actor, case_id)
    form = ConversationForm(request.POST, auto_id="cv-%s", people=case.parties.order_by("kind", "created_at"))

    def act() -> None:
        data = form.cleaned_data
        services.record_conversation(
            actor=actor,
            case=case,
            subject=Subject(data["subject"]),
            on=data["on"],
            parties=form.present(),
            others=data["others"],
            agreed=data["agreed"],
            now=timezone.now(),
        )

    return _do(
        request,
        actor,
        case,
        form,
        part=Part("conversation_form", "gesprekken", _("Het gesprek is opgeschreven.")),
        act=act,
    )


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def tell(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Tell the GW or TC that a pupil is brought in."""
    case = case_or_404(actor, case_id)
    page = selectors.begin_page(case, actor=actor, now=timezone.now())
    form = PersonForm(request.POST, auto_id="tl-%s", people=_named(page.to_tell))

    def act() -> None:
        services.tell_expert(actor=actor, case=case, person=_person(form), now=timezone.now())

    done = _("De melding is verstuurd. In de mail staat niets over de leerling.")
    return _do(request, actor, case, form, part=Part("told_form", "melding", done), act=act)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def school(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Think of somebody of another school."""
    case = case_or_404(actor, case_id)
    form = PersonForm(request.POST, auto_id="sc-%s", people=_elsewhere(case))

    def act() -> None:
        services.add_receiving_school(actor=actor, case=case, person=_person(form), now=timezone.now())

    done = _("De school staat op de lijst. Vraag nu de ouders om toestemming.")
    return _do(request, actor, case, form, part=Part("school_form", "omstandigheden", done), act=act)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def traject(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Ask the SWV for a trajectbegeleider."""
    case = case_or_404(actor, case_id)
    form = TrajectForm(request.POST, auto_id="tr-%s", people=_guides(case))

    def act() -> None:
        services.ask_traject(
            actor=actor, case=case, person=_person(form), why=form.cleaned_data["why"], now=timezone.now()
        )

    done = _("De aanvraag is verstuurd. In de mail staat niets over de leerling.")
    return _do(request, actor, case, form, part=Part("traject_form", "traject", done), act=act)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def traject_answer(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Keep the answer of the SWV."""
    case = case_or_404(actor, case_id)
    form = TrajectAnswerForm(request.POST, auto_id="ta-%s", people=_guides(case))

    def act() -> None:
        data = form.cleaned_data
        services.answer_traject(
            actor=actor,
            case=case,
            granted=data["granted"] == "ja",
            guide=_person(form, "guide") if data["guide"] else None,
            answer=data["answer"],
            now=timezone.now(),
        )

    return _do(
        request, actor, case, form, part=Part("traject_answer_form", "traject", _("Het antwoord is bewaard.")), act=act
    )


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def pupil_invite(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Mail the pupil a link to the own page."""
    case = case_or_404(actor, case_id)
    form = PupilInviteForm(request.POST, auto_id="pi-%s")

    def act() -> None:
        data = form.cleaned_data
        services.invite_pupil(
            actor=actor, case=case, email=data["email"], language=data["language"], now=timezone.now()
        )

    done = _("De mail met de eigen pagina is verstuurd.")
    return _do(request, actor, case, form, part=Part("invite_form", "leerling", done), act=act)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def pupil_together(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Keep what the pupil says, filled in together."""
    case = case_or_404(actor, case_id)
    form = PupilTogetherForm(request.POST, auto_id="pt-%s")

    def act() -> None:
        services.say_for_pupil(actor=actor, case=case, words=form.words(), now=timezone.now())

    return _do(
        request, actor, case, form, part=Part("together_form", "leerling", _("Bewaard, als samen ingevuld.")), act=act
    )
