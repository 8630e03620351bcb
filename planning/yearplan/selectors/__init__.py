"""Reads of the year plan, scoped and without N+1."""

from planning.yearplan.selectors.choices import (
    Asked,
    Choice,
    DatePage,
    asked_page,
    date_page,
    member_candidates,
    series_page,
    why_not,
)
from planning.yearplan.selectors.copying import Lost, earlier_plans, not_copied
from planning.yearplan.selectors.letters import PublishPreview, calendar_of, publish_preview, published_dates
from planning.yearplan.selectors.plans import (
    Overview,
    SeriesRow,
    overview,
    plan,
    plans,
    run,
    series_of_school,
    series_row,
    visible,
)
from planning.yearplan.selectors.turn import Turn, my_turn
from planning.yearplan.selectors.variants import (
    MOST_COMPARED,
    Comparison,
    compare,
    standing_number,
    variant,
    variants,
)
from planning.yearplan.selectors.year import PersonPage, YearPage, person_page, year_page

__all__ = [
    "MOST_COMPARED",
    "Asked",
    "Choice",
    "Comparison",
    "DatePage",
    "Lost",
    "Overview",
    "PersonPage",
    "PublishPreview",
    "SeriesRow",
    "Turn",
    "YearPage",
    "asked_page",
    "calendar_of",
    "compare",
    "date_page",
    "earlier_plans",
    "member_candidates",
    "my_turn",
    "not_copied",
    "overview",
    "person_page",
    "plan",
    "plans",
    "publish_preview",
    "published_dates",
    "run",
    "series_of_school",
    "series_page",
    "series_row",
    "standing_number",
    "variant",
    "variants",
    "visible",
    "why_not",
    "year_page",
]
