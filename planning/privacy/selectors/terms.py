"""Terms, what is about to go, and the reports of what went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, Sum

from planning.people.access import Actor, Right
from planning.people.models import School
from planning.privacy import rules
from planning.privacy.models import DeletionReport, RetentionTerm
from planning.privacy.rules import TERMS, Category, Term
from planning.privacy.services.keeping import Due, due_cases

AHEAD = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class TermLine:
    """One category: the usual term, and what this school chose instead."""

    category: Category
    term: Term
    own: RetentionTerm | None

    @property
    def days(self) -> int:
        """What counts."""
        return self.own.days if self.own is not None else self.term.days


@dataclass(frozen=True, slots=True)
class SchoolTerms:
    """A school with its terms."""

    school: School
    lines: tuple[TermLine, ...]


def schools_kept(actor: Actor) -> QuerySet[School]:
    """The schools of which somebody sees to the terms."""
    schools = actor.schools_with(Right.KEEP_TERMS)
    rows = School.objects.order_by("name")
    return rows if schools is None else rows.filter(pk__in=schools)


def terms_of_school(school: School | None) -> list[TermLine]:
    """Every category with what counts at this school; without a school the usual terms. One query."""
    own = {row.category: row for row in RetentionTerm.objects.filter(school=school)} if school else {}
    return [TermLine(category, term, own.get(category)) for category, term in TERMS.items()]


def preview(actor: Actor, *, now: dt.datetime) -> list[Due]:
    """What goes in the coming two months at the schools this person keeps. A fixed number of queries."""
    schools = actor.schools_with(Right.KEEP_TERMS)
    return [row for row in due_cases(now=now, ahead=AHEAD) if schools is None or row.case.school_id in schools]


def reports(actor: Actor) -> QuerySet[DeletionReport]:
    """The reports with how many rows went, newest first: of the SWV, or with lines of the own schools."""
    schools = actor.schools_with(Right.KEEP_TERMS)
    rows = DeletionReport.objects.annotate(rows=Sum("lines__count"))
    return rows if schools is None else rows.filter(lines__school__in=schools).distinct()


def visible_report(actor: Actor, report_id: UUID) -> DeletionReport | None:
    """One report, or None when it is not there or not to be seen."""
    return reports(actor).prefetch_related("lines__school").filter(pk=report_id).first()


def label_of(category: str) -> str:
    """What a category is called."""
    return str(TERMS[rules.Category(category)].label) if category in set(Category) else category
