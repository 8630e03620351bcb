"""Running cases stay on their version; moving them is an act of who may, all at once or not at all (R1)."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from planning.cases import selectors, services
from planning.cases.models import Case
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.regions import services as regions
from planning.regions.services import UnknownRoute
from tests.factories import make_case
from tests.regions.conftest import House, make_house

PO = ("west-brabant-po", 1)


@pytest.fixture
def house(db):
    found = make_house()
    with scope(swv=found.swv.pk):
        yield found


def open_case(house: House, *, step: int = 1) -> Case:
    case = make_case(house.ib_actor, house.po, "mirte", now=house.now)
    return services.move_step(actor=house.ib_actor, case=case, step=step, reason="Zo besproken.", now=house.now)


def own(house: House, title: str = "Onze route", key: str = "west-brabant-po"):
    """An own route in use: version 1 with a step in between, so that the numbers differ."""
    draft = house.copy(title, key=key)
    draft = regions.add_step(
        actor=house.actor, draft=draft, after=2, title="Gesprek thuis", revision=draft.revision, now=house.now
    )
    return draft, house.publish(draft)


def use(house: House, key: str) -> None:
    regions.choose_routes(
        actor=house.actor,
        keys=[key, "west-brabant-vo"],
        defaults={"PO": key, "VO": "west-brabant-vo"},
        now=house.now,
    )


def test_nothing_moves_by_itself(house):
    draft, first = own(house)
    use(house, first.key)
    case = services.open_case(
        actor=house.ib_actor,
        school=house.po,
        route_key=first.key,
        pupil=services.PupilData(name="Merel", initial="Z"),
        guardians=[services.GuardianData(name="mirte")],
        questions=services.StartQuestions(),
        now=house.now,
    )
    house.publish(house.say(draft, source="Nieuw plan"))
    case.refresh_from_db()
    assert (case.route, case.route_version) == (first.key, 1)
    assert selectors.case_page(case, now=house.now).route.source != "Nieuw plan"


def test_a_case_cannot_begin_on_a_route_its_school_may_not_use(house):
    _draft, made = own(house)
    for key in (made.key, "west-brabant-vo", "nergens", ""):
        with pytest.raises(UnknownRoute):
            services.open_case(
                actor=house.ib_actor,
                school=house.po,
                route_key=key,
                pupil=services.PupilData(name="Merel", initial="Z"),
                guardians=[services.GuardianData(name="mirte")],
                questions=services.StartQuestions(),
                now=house.now,
            )


def test_what_could_move_and_what_differs(house):
    cases = [open_case(house, step=step) for step in (1, 3)]
    services.close_case(actor=house.ib_actor, case=open_case(house), reason="Verhuisd.", now=house.now)
    _draft, made = own(house)
    (found,) = selectors.cases_on_older_versions()
    assert ((found.old.key, found.old.version), (found.new.key, found.new.version)) == (PO, (made.key, 1))
    assert [step.title for step in found.changes.added] == ["Gesprek thuis"]
    assert {row.case_id: row.proposed for row in found.cases} == {cases[0].pk: 1, cases[1].pk: 4}


def test_moving_writes_a_line_per_case_and_leaves_the_rest(house):
    first, second, third = (open_case(house, step=step) for step in (1, 3, 3))
    _draft, made = own(house)
    moves = [services.Move(first.pk, 1), services.Move(second.pk, 4)]
    assert services.move_to_version(actor=house.actor, old=PO, new=(made.key, 1), moves=moves, now=house.now) == 2
    for case in (first, second, third):
        case.refresh_from_db()
    assert [(row.route, row.route_version, row.step) for row in (first, second, third)] == [
        (made.key, 1, 1),
        (made.key, 1, 4),
        ("west-brabant-po", 1, 3),
    ]
    line = selectors.moves_of(second)[-1]  # the way of the case tells it too
    assert (line.move.route, line.move.from_step, line.move.to_step) == (made.key, 3, 4)
    assert selectors.moves_of(third)[-1].move.route == "west-brabant-po"
    assert selectors.standing_of(second).round == 1
    lines = AuditEvent.objects.filter(action="case.route_version")
    assert {row.object_id: (row.detail["step_before"], row.detail["step_after"]) for row in lines} == {
        str(first.pk): (1, 1),
        str(second.pk): (3, 4),
    }


def test_from_one_version_to_the_next_of_the_same_route(house):
    draft, first = own(house)
    use(house, first.key)
    case = services.open_case(
        actor=house.ib_actor,
        school=house.po,
        route_key=first.key,
        pupil=services.PupilData(name="Merel", initial="Z"),
        guardians=[services.GuardianData(name="mirte")],
        questions=services.StartQuestions(),
        now=house.now,
    )
    house.publish(house.say(draft, source="Nieuw plan"))
    services.move_to_version(
        actor=house.actor,
        old=(first.key, 1),
        new=(first.key, 2),
        moves=[services.Move(case.pk, 1)],
        now=house.now,
    )
    with pytest.raises(services.NoSuchVersion):  # never back
        services.move_to_version(
            actor=house.actor,
            old=(first.key, 2),
            new=(first.key, 1),
            moves=[services.Move(case.pk, 1)],
            now=house.now,
        )


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"moves": []}, services.NothingToMove),
        ({"moves": [services.Move(uuid.uuid4(), 1)]}, services.ChangedInBetween),
        ({"step": 99}, services.StepNeeded),
        ({"step": 0}, services.StepNeeded),
        ({"new": ("twente-noord", 1)}, services.NoSuchVersion),
        ({"new": ("eigen-nergens", 1)}, services.NoSuchVersion),
        ({"new": PO}, services.NoSuchVersion),
        ({"old": ("holland-rijnland", 1)}, services.NoSuchVersion),
    ],
)
def test_what_is_not_right_moves_nothing(house, change, refused):
    case, other = open_case(house, step=3), open_case(house)
    _draft, made = own(house)
    moves = change.get("moves", [services.Move(other.pk, 1), services.Move(case.pk, change.get("step", 4))])
    with pytest.raises(refused):
        services.move_to_version(
            actor=house.actor,
            old=change.get("old", PO),
            new=change.get("new", (made.key, 1)),
            moves=moves,
            now=house.now,
        )
    assert set(Case.objects.values_list("route", flat=True)) == {"west-brabant-po"}


def test_a_case_that_was_closed_in_between_stops_all(house):
    case, other = open_case(house), open_case(house)
    _draft, made = own(house)
    services.close_case(actor=house.ib_actor, case=case, reason="Verhuisd.", now=house.now)
    moves = [services.Move(case.pk, 1), services.Move(other.pk, 1)]
    with pytest.raises(services.ChangedInBetween):
        services.move_to_version(actor=house.actor, old=PO, new=(made.key, 1), moves=moves, now=house.now)
    other.refresh_from_db()
    assert other.route == "west-brabant-po"


def test_only_who_keeps_the_routes_moves(house):
    case = open_case(house)
    _draft, made = own(house)
    with pytest.raises(NotAllowed):
        services.move_to_version(
            actor=house.ib_actor, old=PO, new=(made.key, 1), moves=[services.Move(case.pk, 1)], now=house.now
        )


def test_another_swvs_case_is_not_there(house):
    _draft, made = own(house)
    other = make_house()
    with scope(swv=other.swv.pk):
        foreign = open_case(other)
    with pytest.raises(services.ChangedInBetween):
        services.move_to_version(
            actor=house.actor, old=PO, new=(made.key, 1), moves=[services.Move(foreign.pk, 1)], now=house.now
        )
    assert selectors.cases_on_older_versions() == []


def test_the_lists_take_the_same_queries_for_one_and_many(house, django_assert_num_queries):
    _draft, first = own(house)
    open_case(house)
    for _round in range(2):
        with django_assert_num_queries(4):
            selectors.cases_on_older_versions()
        open_case(house, step=2)
        open_case(house, step=4)
    services.move_to_version(
        actor=house.actor,
        old=PO,
        new=(first.key, 1),
        moves=[services.Move(pk, 1) for pk in Case.objects.values_list("pk", flat=True)],
        now=house.now,
    )
    with CaptureQueriesContext(connection) as many:
        assert len(selectors.case_lines(house.ib_actor, now=house.now)) == 5
    Case.objects.exclude(pk=Case.objects.values("pk")[:1]).delete()
    with CaptureQueriesContext(connection) as one:
        assert len(selectors.case_lines(house.ib_actor, now=house.now)) == 1
    assert len(one) == len(many)
