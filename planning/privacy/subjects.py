"""Which tables hold something about a pupil, found from the models themselves: every row that hangs on a case.

A table belongs to a case when a foreign key (not one that is emptied on deletion) leads, step by step, to `cases.Case`.
So a new table of any room is exported, counted, deleted and logged without being named here. `lookup` is the way from
its row to the case, as a Django look-up; empty for the case itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from notifications.prepared import Prepared
from planning.cases.models import Case, Freeze, FreezeKind

# Ids in addresses whose name is not that of their table.
NAMED_ELSE: dict[str, str] = {
    "stretch_id": "dossier.Absence",
    "absence_id": "people.Absence",  # of a colleague: no case
    "safety_id": "dossier.SafetySignal",
    "request_id": "cases.ConsentRequest",
    "ground_id": "cases.OtherGround",
    "poll_id": "polls.DatePoll",
    "option_id": "polls.PollOption",
    "mail_id": "meetings.KeptMail",
    # Of no case, and minutes have tables of the same name: a deletion report, a draft of a route.
    "report_id": "privacy.DeletionReport",
    "draft_id": "regions.RouteDraft",
}

# Tables about a pupil that belong to no case (yet): looked at like the others, deleted by a term of their own.
BEFORE_A_CASE = {"signal_id": "cases.Signal", "consultation_id": "cases.Consultation"}
NO_CASE = "-"


@dataclass(frozen=True, slots=True)
class Subject:
    """One table that belongs to a case. `needed` are the owned tables that its rows cannot be without."""

    model: type[models.Model]
    lookup: str

    @property
    def label(self) -> str:
        """`app.Model`."""
        return self.model._meta.label

    def rows(self, case_id: UUID) -> QuerySet[models.Model]:
        """The rows of one case."""
        return self.model._default_manager.filter(**{self.lookup or "pk": case_id})


def _keys(model: type[models.Model]) -> Iterator[models.ForeignKey[models.Model, models.Model]]:
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.SET_NULL:
            yield field


@cache
def subjects() -> tuple[Subject, ...]:
    """Every table that belongs to a case, the case first, what hangs on something else after it."""
    found: dict[type[models.Model], str] = {Case: ""}
    grown = True
    while grown:
        grown = False
        for model in apps.get_models():
            if model in found:
                continue
            ways = [
                (found[key.related_model], key.name)
                for key in _keys(model)
                if isinstance(key.related_model, type) and key.related_model in found
            ]
            if ways:
                lookup, name = min(ways, key=lambda way: way[0].count("__") + bool(way[0]))
                found[model] = f"{name}__{lookup}" if lookup else name
                grown = True
    return tuple(Subject(model, lookup) for model, lookup in found.items())


@cache
def in_order_of_deleting() -> tuple[Subject, ...]:
    """The same, so that nothing is deleted before what hangs on it, whatever protects it."""
    todo = {subject.model: subject for subject in subjects()}
    ordered: list[Subject] = []
    while todo:
        needed = {key.related_model for model in todo for key in _keys(model) if key.related_model is not model}
        free = [subject for model, subject in todo.items() if model not in needed]
        if not free:  # two tables that hang on each other: the database decides
            free = [next(iter(todo.values()))]
        for subject in free:
            ordered.append(subject)
            del todo[subject.model]
    return tuple(ordered)


@cache
def subject_of_id(name: str) -> Subject | None:
    """The table behind the name of an id in an address ("meeting_id"), when it belongs to a case."""
    if not name.endswith("_id"):
        return None
    if name in BEFORE_A_CASE:
        return Subject(apps.get_model(BEFORE_A_CASE[name]), NO_CASE)
    wanted = NAMED_ELSE.get(name, "").lower()
    word = name.removesuffix("_id").replace("_", "")
    for subject in subjects():
        if subject.model._meta.label_lower == wanted or (not wanted and subject.model._meta.model_name == word):
            return subject
    return None


@dataclass(frozen=True, slots=True)
class About:
    """The case behind something that was asked for."""

    case_id: UUID
    reference: str
    school_id: UUID
    frozen: bool


def about(subject: Subject, key: object) -> About | None:
    """The case of one row, with whether it stands still. One query; None when there is no such row in this tenant."""
    if subject.lookup == NO_CASE:
        return None
    found = _case_of(subject)(key=key)
    return About(*found[0]) if found else None


@cache
def _case_of(subject: Subject) -> Prepared[tuple[UUID, str, UUID, bool]]:
    """Asked at every page of everybody, so prepared."""

    def build(key: object) -> QuerySet[Case, tuple[UUID, str, UUID, bool]]:
        own = subject.model._default_manager.filter(pk=key).values(subject.lookup or "pk")
        still = Freeze.objects.filter(case=OuterRef("pk"), kind=FreezeKind.RESTRICTION, lifted_at__isnull=True)
        return (
            Case.objects.filter(pk__in=own)
            .annotate(stands_still=Exists(still))
            .order_by()
            .values_list("pk", "reference", "school_id", "stands_still")
        )

    return Prepared(build, key=subject.model._meta.pk)
