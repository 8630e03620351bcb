"""Which test runs on which database, in what order, and on which processor: what `tests/run` and conftest.py share out.

Without PostgreSQL everything runs on SQLite. With it every test runs once, where it may fail most. Rules of tables,
transactions, locks and whatever somebody types go to PostgreSQL, which refuses more: a row that does not fit, a NUL, a
number too large, a statement after an error. SQLite, the database of `make run`, gets what goes through the whole house
the way it is used there: the journeys, the walks past every page as every role, and stories in random order.
"""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from django.conf import settings
from xdist.scheduler import LoadScopeScheduling

ON_SQLITE = (
    *("architecture/", "design/", "integrations/", "journeys/", "routes/", "solver/"),
    *("trust/test_abbreviations.py", "trust/test_canary.py", "trust/test_get_changes_nothing.py"),
    *("trust/test_lists.py", "trust/test_safety.py", "trust/test_tenants_and_roles.py", "trust/test_ways_out.py"),
    "polls/test_scanners.py",
    *("cases/test_machine.py", "meetings/test_machine.py", "agenda/test_who_sees_what.py"),
)
ON_POSTGRES = ("architecture/test_endings.py", "architecture/test_migrations_on_postgresql.py")  # unlike their folder
OPENS_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}

# What takes long goes first, so that no processor waits for another at the end. Whoever begins with a walk tells the
# demo, so the other two begin with something else.
FIRST = (
    "trust/test_bad_input.py::test_every_form_of_staff",
    "architecture/test_migrations",
    "journeys/test_staff_on_a_phone.py",
    "trust/test_get_changes_nothing.py",  # what it fetched, the other walks of that person look at
    "trust/",
    "journeys/",
)
WHOLE_STORY = {"test_guest_pages.py", "test_privacy.py"}  # it takes longer to tell than to read


def name_of(item: pytest.Item) -> str:
    """The name of a test below `tests/`."""
    return item.nodeid.removeprefix("tests/")


def opens_a_database(item: pytest.Item) -> bool:
    """Whether it is the same on any database, because it opens none."""
    return bool(OPENS_A_DATABASE & set(getattr(item, "fixturenames", ()))) or bool(item.get_closest_marker("django_db"))


def is_for(item: pytest.Item, share: str) -> bool:
    """Whether a test belongs to a share: `sqlite`, `postgres`, `both` (what each database can do differently) or all.

    The first two together are everything, and nothing twice.
    """
    if share not in {"", "both", "sqlite", "postgres"}:
        raise ValueError(f"no such share of the tests: {share}")
    if not share:
        return True
    if share == "both":
        return opens_a_database(item)
    there = opens_a_database(item) and not item.get_closest_marker("journey")
    there = name_of(item).startswith(ON_POSTGRES) or (there and not name_of(item).startswith(ON_SQLITE))
    return there == (share == "postgres")


def rank(item: pytest.Item) -> int:
    """Its place in the order of `FIRST`; all else stays in its order, behind it."""
    return next((n for n, first in enumerate(FIRST) if name_of(item).startswith(first)), len(FIRST))


class Together(LoadScopeScheduling):
    """What stays together on one processor: a file, but for two folders.

    A journey takes long and shares nothing, but for two that need all of the story: each goes where there is room. The
    walks of `tests/trust` share what one person of the demo gets to see; the demo itself lies ready for all
    (`tests/told.py`), but not on PostgreSQL, where one processor tells it and walks for everybody.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = PurePosixPath(nodeid.partition("::")[0])
        if path.parent.name == "journeys":
            return "the whole story" if path.name in WHOLE_STORY else nodeid
        if path.parent.name != "trust":
            return str(path)
        if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
            return "walks"
        function, _, given = nodeid.partition("[")
        return f"walks of {given}" if given.endswith("@demo.example]") else function
