"""Reads of agendas, by topic."""

from planning.agenda.selectors.day import (
    DayPlan,
    coming_sots,
    day_plan,
    days_before,
    has_agenda,
    items_of,
    key_of,
)
from planning.agenda.selectors.labels import Comes, admitted_items, label_of, names_of
from planning.agenda.selectors.page import AgendaPage, ItemLine, Presence, Preview, agenda_page, preview, sot_of
from planning.agenda.selectors.telling import ToTell, no_ground, to_tell
from planning.agenda.selectors.waiting import (
    ItemPage,
    SchoolBacklog,
    backlog,
    guest_choices,
    item_of,
    item_page,
    pupils_for,
)

__all__ = [
    "AgendaPage",
    "Comes",
    "DayPlan",
    "ItemLine",
    "ItemPage",
    "Presence",
    "Preview",
    "SchoolBacklog",
    "ToTell",
    "admitted_items",
    "agenda_page",
    "backlog",
    "coming_sots",
    "day_plan",
    "days_before",
    "guest_choices",
    "has_agenda",
    "item_of",
    "item_page",
    "items_of",
    "key_of",
    "label_of",
    "names_of",
    "no_ground",
    "preview",
    "pupils_for",
    "sot_of",
    "to_tell",
]
