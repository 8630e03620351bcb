"""What can happen to a year plan: one function a verb, by topic."""

from planning.yearplan.services.access import PlanIsBeingSolved, PlanIsPublished, may_change
from planning.yearplan.services.agreeing import (
    NothingToAgreeOn,
    NotOfThisSeries,
    SayWhy,
    ask_agreement,
    sides_of,
    sign_off,
)
from planning.yearplan.services.dates import DateIsNotPossible, DateIsPast, move_planned
from planning.yearplan.services.plans import NoSchoolYear, PlanExists, create_plan
from planning.yearplan.services.publishing import DateIsTaken, NotEverybodyAgreed, NothingToPublish, publish_plan
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
    "NoSchoolYear",
    "NoSuchPerson",
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
    "change_member",
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
    "start_solving",
    "stop_run",
    "sweep_runs",
    "unpin",
]
