"""On the way back who came for a point only gets a seat that was taken off the list: the name stays, and it opens nothing.

Apart from 0010, for PostgreSQL changes no table while rows of the same transaction wait for their foreign keys.
"""

from django.db import migrations


def back(apps, schema_editor):
    del schema_editor
    agreements, seats = apps.get_model("followup", "Agreement"), apps.get_model("meetings", "Participant")
    for row in agreements.objects.filter(guest__isnull=False).iterator(chunk_size=500):
        seat, _made = seats.objects.get_or_create(
            meeting_id=row.meeting_id,
            person_id=row.guest_id,
            defaults={"swv_id": row.swv_id, "required": False, "removed_at": row.created_at},
        )
        agreements.objects.filter(pk=row.pk).update(owner=seat, guest=None)


class Migration(migrations.Migration):

    dependencies = [
        ('followup', '0010_guests'),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, back),
    ]
