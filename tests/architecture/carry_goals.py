"""Goals of before their table moved go along and come back: on the database of `DATA_DIR`, in a process alone."""

import datetime as dt
from importlib import import_module

import django

django.setup()

from django.db import connection  # noqa: E402 - Django first
from django_scopes import scopes_disabled  # noqa: E402

from tests.architecture.old_path import by_each  # noqa: E402
from tests.followup.conftest import After  # noqa: E402

MEANWHILE = [("minutes", "0001_begin"), ("followup", "0007_goals")]  # both tables are there
AT = dt.datetime(2027, 1, 12, 9, tzinfo=dt.UTC)

move = import_module("planning.minutes.migrations.0002_goals_move")
told = After()
apps = by_each(connection).project_state(MEANWHILE).apps
old, new = apps.get_model("minutes", "Goal"), apps.get_model("followup", "Goal")
goal = {
    "swv_id": told.table.swv.pk,
    "what": "Weer met plezier naar school.",
    "set_by_id": told.table.ib.pk,
    "set_at": AT,
}
meeting = {"case_id": told.table.case.pk, "meeting_id": told.meeting.pk}
with scopes_disabled():
    record = apps.get_model("minutes", "Record").objects.create(
        swv_id=told.table.swv.pk, **meeting, begun_by_id=told.table.ib.pk, begun_at=AT
    )
    first = old.objects.create(record_id=record.pk, **goal)
    move.there(apps, None)
    moved = new.objects.get()
    assert (moved.pk, old.objects.count()) == (first.pk, 0)
    assert {name: getattr(moved, name) for name in (*goal, *meeting)} == {**goal, **meeting}
    move.back(apps, None)
    back = old.objects.get()
    assert (back.pk, back.record_id, back.what, new.objects.count()) == (first.pk, record.pk, goal["what"], 0)
