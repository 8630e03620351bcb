"""Goals are followed up after the meeting, so their table is the follow-up's: the rows go there, and back.

The empty table stays one release longer, for a server that still runs the one before. It holds on to no other table:
what is emptied by TRUNCATE would be refused on PostgreSQL for a table that the models no longer know.
"""

from django.db import migrations, models


def _loose(name, to, **more):
    """The foreign key without its constraint."""
    field = models.ForeignKey(on_delete=models.CASCADE, db_constraint=False, to=to, **more)
    return migrations.AlterField(model_name="goal", name=name, field=field)


def _carry(rows, into, record_of):
    """In steps: an SWV may have many, and the words stay as they are, encrypted."""
    fresh = []
    for row in rows.iterator(chunk_size=500):
        same = {name: getattr(row, name) for name in ("id", "swv_id", "what", "set_by_id", "set_at")}
        fresh.append(into(**same, **record_of(row)))
    into.objects.bulk_create(fresh, batch_size=500)
    rows.delete()


def there(apps, schema_editor):
    old, new = apps.get_model("minutes", "Goal"), apps.get_model("followup", "Goal")
    rows = old.objects.select_related("record")
    _carry(rows, new, lambda row: {"case_id": row.record.case_id, "meeting_id": row.record.meeting_id})


def back(apps, schema_editor):
    old, new = apps.get_model("minutes", "Goal"), apps.get_model("followup", "Goal")
    records = dict(apps.get_model("minutes", "Record").objects.values_list("meeting_id", "id"))
    rows = new.objects.filter(meeting_id__in=records)
    _carry(rows, old, lambda row: {"record_id": records[row.meeting_id]})


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0007_goals"),
        ("minutes", "0001_begin"),
    ]

    operations = [
        _loose("record", "minutes.record", related_name="goals"),
        _loose("set_by", "people.person", related_name="+"),
        _loose("swv", "people.swv", related_name="+"),
        migrations.RunPython(there, back),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Goal")]),
    ]
