"""A case at one look: the one next thing, what waits since when, and what it costs."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from planning.cases import services as cases
from planning.cases.models import Answer, Case
from planning.followup import look, rules
from planning.followup.rules import Facts, Todo
from planning.routes import engine
from scheduler.staff import todo
from scheduler.staff.cases import overview
from tests.cases.story import Story

facts = st.builds(Facts, own_tasks=st.integers(0, 2), **{name: st.booleans() for name in (
    "closed", "aftercare_over", "offered", "consent_asked", "consent_needed", "contact_needed", "lead_fits",
    "to_confirm", "undated", "polling", "planned", "meeting_here", "held_here", "decide", "waits",
    "missed", "to_put_on", "to_hand_in", "at_sot",
)})  # fmt: skip


@given(facts)
def test_there_is_always_one_next_thing_and_a_closed_case_has_none(found):
    thing = rules.first_thing(found)
    assert (thing == Todo.NOTHING) == found.closed
    if found.own_tasks and not found.closed and not found.offered:
        assert thing == Todo.OWN_TASK


@given(facts)
def test_a_pupil_is_put_forward_for_a_sot_only_where_nothing_waits_and_none_was_held(found):
    thing = rules.first_thing(found)
    if thing == Todo.PROPOSE:
        assert found.at_sot
        assert not any((found.held_here, found.waits, found.planned))
    assert thing != Todo.PLAN or not found.at_sot
    if thing == Todo.WAIT:
        assert not found.to_hand_in
        assert not found.to_put_on


@pytest.mark.parametrize(
    ("found", "thing"),
    [
        (Facts(consent_asked=False, consent_needed=True), Todo.ASK_CONSENT),
        (Facts(contact_needed=True, lead_fits=False), Todo.APPOINT),
        (Facts(lead_fits=False), Todo.HAND_REGIE),
        (Facts(undated=True), Todo.POLL),
        (Facts(undated=True, polling=True, waits=True), Todo.WAIT),
        (Facts(meeting_here=True), Todo.PLAN),
        (Facts(meeting_here=True, held_here=True), Todo.GO_ON),
        (Facts(meeting_here=True, at_sot=True), Todo.PROPOSE),
        (Facts(meeting_here=True, at_sot=True, planned=True), Todo.WAIT),
        (Facts(meeting_here=True, at_sot=True, waits=True), Todo.WAIT),
        (Facts(meeting_here=True, at_sot=True, waits=True, to_put_on=True), Todo.PUT_ON),
        (Facts(meeting_here=True, at_sot=True, planned=True, to_hand_in=True), Todo.HAND_IN),
        (Facts(meeting_here=True, at_sot=True, held_here=True), Todo.GO_ON),
        (Facts(missed=True, to_hand_in=True, waits=True), Todo.TELL_POINT),
        (Facts(to_confirm=True, consent_asked=False, consent_needed=True), Todo.CONFIRM_MEETING),
        (Facts(decide=True, waits=True), Todo.DECIDE),
    ],
)
def test_what_comes_first(found, thing):
    assert rules.first_thing(found) == thing


def test_every_thing_has_words_and_a_place():
    assert set(overview.FIRST) | {Todo.OWN_TASK} == set(Todo)


def test_every_task_that_is_made_says_what_to_do():
    """The codes are found in the code itself, so that a new kind of task without words fails here."""
    import re
    from pathlib import Path

    root = Path(look.__file__).parents[1]
    made = set()
    for path in root.rglob("*.py"):
        text = path.read_text()
        for call in re.findall(r"(?:add_task|_tell_school|_task|_tell_\w+)\((?:[^()]|\([^()]*\))*\)", text):
            made |= set(re.findall(r'code="([a-z_]+)"', call))
    assert len(made) > 12
    assert made <= set(todo.TODO)


@pytest.mark.parametrize("route", engine.routes().values(), ids=lambda route: route.key)
def test_after_an_evaluation_a_case_goes_where_its_route_says(route):
    here = route.evaluation.step
    steps = {row.number for row in route.steps}
    assert rules.step_after(route, outcome="back", now_in=here) == route.evaluation.back_to
    assert rules.step_after(route, outcome="close", now_in=here) == route.closing.step
    assert rules.step_after(route, outcome="continue", now_in=here) in steps - {route.closing.step} | {here}


@pytest.fixture
def story(db):
    made = Story()
    with scope(swv=made.swv.pk):
        yield made


def at(story, **more):
    found = look.look_at(story.case, actor=story.actor, now=story.later())
    return found, overview.first(found, case=story.case, viewer=story.ib.pk)


def test_a_new_case_begins_with_asking_the_parents(story):
    found, first = at(story)
    assert found.todo == Todo.ASK_CONSENT
    assert first.url.endswith("/toestemming/")
    story.ask()
    found, _first = at(story)
    assert [(wait.kind, wait.who) for wait in found.waits] == [("consent", "mirte"), ("consent", "kees")]
    assert found.waits[0].since == story.now
    assert found.todo == Todo.WAIT
    story.all_say(Answer.YES)
    found, _first = at(story)
    assert found.waits == ()
    assert [row.kind for row in found.happened].count("consent_yes") == 4
    assert found.named


def test_what_happened_holds_no_free_text(story):
    story.all_say(Answer.YES)
    cases.scale(actor=story.actor, case=story.case, kind="up", reason="GEHEIM", now=story.later())
    cases.give_regie(actor=story.actor, case=story.case, person=story.jp, reason="GEHEIM", now=story.later())
    found, _first = at(story)
    assert {"scale_up", "regie_meeting", "opened"} <= {row.kind for row in found.happened}
    assert "GEHEIM" not in " ".join(line.text for line in overview.happened(found.happened))


def test_overzicht_and_the_list_cost_the_same_with_one_and_with_many(story, django_assert_max_num_queries):
    story.ask()
    client = Client()
    client.force_login(story.ib.user)
    counted = []
    for more in (0, 3):
        for _number in range(more):
            other = story.another_case("mirte", "kees", pupil="Anders")
            cases.add_guardian(
                actor=story.actor, case=story.case, guardian=cases.GuardianData(name="oma"), now=story.now
            )
            cases.add_task(case=other, person_id=story.ib.pk, code="consent_yes", now=story.now)
            cases.add_task(
                case=story.case, person_id=story.jp.pk, code="consent_yes", object_key=str(other.pk), now=story.now
            )
        with django_assert_max_num_queries(60) as one:
            assert client.get(f"/casussen/{story.case.pk}/").status_code == 200
        with django_assert_max_num_queries(45) as every:
            assert client.get("/casussen/").status_code == 200
        counted.append((len(one), len(every)))
    assert counted[0] == counted[1]


@pytest.mark.usefixtures("contexts")
def test_the_list_is_narrowed_and_paged(story):
    client = Client()
    client.force_login(story.ib.user)
    for _number in range(21):
        story.another_case("mirte", pupil="Anders")
    page = client.get("/casussen/")
    assert len(page.context["page"].object_list) == 20
    assert len(client.get("/casussen/?pagina=2").context["page"].object_list) == 2
    assert client.get("/casussen/?toon=wacht").context["page"].paginator.count == 0
    story.ask()
    assert client.get("/casussen/?toon=wacht").context["page"].paginator.count == 1
    cases.appoint_casusregisseur(
        actor=story.actor, case=story.case, person=story.ib, leading_domain="onderwijs", reason="", now=story.now
    )
    assert client.get("/casussen/?toon=mijn").context["page"].paginator.count == 1
    cases.begin_aftercare(
        actor=story.actor, case=story.case, until=timezone.localdate(story.now) + dt.timedelta(days=9), now=story.now
    )
    assert client.get("/casussen/?toon=nazorg").context["page"].paginator.count == 1
    assert client.get("/casussen/?toon=onzin").context["page"].paginator.count == Case.objects.count()


def test_a_meeting_of_an_earlier_round_no_longer_counts(story):
    """Back to step 3: the SOT of before is history, and a new one is the next thing (R132)."""
    from planning.meetings.models import Meeting

    sot = next(row for row in engine.get_route(story.case.route).meetings if row.step == 3)
    held = [Meeting(kind=sot.kind, state="held", start=story.now)]
    assert look._held_here(held, sot, since=None)
    assert look._round_began(story.case) is None
    for step in (6, 3):
        cases.move_step(actor=story.actor, case=story.case, step=step, reason="Besproken.", now=story.later())
    began = look._round_began(story.case)
    assert began is not None
    assert not look._held_here(held, sot, since=began)
    held.append(Meeting(kind=sot.kind, state="held", start=story.later() + dt.timedelta(days=1)))
    assert look._held_here(held, sot, since=began)
