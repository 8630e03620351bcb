"""What can happen to a year plan: one function a verb, by topic."""

from planning.yearplan.services.access import PlanIsBeingSolved, PlanIsPublished, may_change, speaks_for_school
from planning.yearplan.services.agreeing import (
    NothingToAgreeOn,
    NotOfThisSeries,
    SayWhy,
    sides_of,
    sign_off,
)
from planning.yearplan.services.dates import DateIsNotPossible, DateIsPast, move_planned
from planning.yearplan.services.plans import NoSchoolYear, PlanExists, create_plan
from planning.yearplan.services.publishing import DateIsTaken, NotEverybodyAgreed, NothingToPublish, publish_plan
from planning.yearplan.services.rounds import (
    LastDayDoesNotFit,
    NoWishesAsked,
    ask_agreement,
    ask_wishes,
    close_wishes,
)
from planning.yearplan.services.runs import (
    TIME_LIMITS,
    NothingToSolve,
    RunIsOver,
    run_solver,
    start_solving,
    stop_run,
    sweep_runs,
)
from planning.yearplan.services.series import (
    AlreadyMember,
    NoSuchPerson,
    NothingToPin,
    RulesDoNotFit,
    add_member,
    change_member,
    pin,
    remove_member,
    save_series,
    unpin,
)

__all__ = [
    "TIME_LIMITS",
    "AlreadyMember",
    "DateIsNotPossible",
    "DateIsPast",
    "DateIsTaken",
    "LastDayDoesNotFit",
    "NoSchoolYear",
    "NoSuchPerson",
    "NoWishesAsked",
    "NotEverybodyAgreed",
    "NotOfThisSeries",
    "NothingToAgreeOn",
    "NothingToPin",
    "NothingToPublish",
    "NothingToSolve",
    "PlanExists",
    "PlanIsBeingSolved",
    "PlanIsPublished",
    "RulesDoNotFit",
    "RunIsOver",
    "SayWhy",
    "add_member",
    "ask_agreement",
    "ask_wishes",
    "change_member",
    "close_wishes",
    "create_plan",
    "may_change",
    "move_planned",
    "pin",
    "publish_plan",
    "remove_member",
    "run_solver",
    "save_series",
    "sides_of",
    "sign_off",
    "speaks_for_school",
    "start_solving",
    "stop_run",
    "sweep_runs",
    "unpin",
]
