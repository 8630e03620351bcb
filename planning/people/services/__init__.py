"""What can happen to people and schools: one function per verb, each with its right, transaction and audit line."""

from planning.people.services.accounts import HasAccount, make_account, post_password_reset
from planning.people.services.checking import NotRight
from planning.people.services.directory import save_organisation, save_person, save_school
from planning.people.services.free_days import add_free_day, remove_free_day
from planning.people.services.invitations import name_staff
from planning.people.services.presence import (
    add_absence,
    may_keep_week,
    remove_absence,
    remove_deputy,
    set_deputy,
    set_working_hours,
)
from planning.people.services.roles import LastCoordinator, end_role, give_role

__all__ = [
    "HasAccount",
    "LastCoordinator",
    "NotRight",
    "add_absence",
    "add_free_day",
    "end_role",
    "give_role",
    "make_account",
    "may_keep_week",
    "name_staff",
    "post_password_reset",
    "remove_absence",
    "remove_deputy",
    "remove_free_day",
    "save_organisation",
    "save_person",
    "save_school",
    "set_deputy",
    "set_working_hours",
]
