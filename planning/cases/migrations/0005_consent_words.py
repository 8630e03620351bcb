"""The words of the new purposes and for pupils from their files into the table (C2); what was asked, told of its party."""

import hashlib
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "consent_texts"
TEXTS = [
    *(("sot", "guardian", 2), ("involve", "guardian", 2)),
    *((purpose, "guardian", 1) for purpose in ("documents", "minutes", "handover")),
    *((purpose, "pupil", 1) for purpose in ("sot", "involve", "documents", "minutes", "handover")),
]


def put(apps, schema_editor):
    """Every text in both languages. A text that is there stays as it is."""
    del schema_editor
    table = apps.get_model("cases", "ConsentText")
    for purpose, audience, version in TEXTS:
        reader = "" if audience == "guardian" else f".{audience}"
        for language in ("nl", "en"):
            text = (FOLDER / f"{purpose}{reader}.v{version}.{language}.txt").read_text(encoding="utf-8").strip()
            table.objects.get_or_create(
                purpose=purpose,
                audience=audience,
                version=version,
                language=language,
                defaults={"text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()},
            )


def name_the_party(apps, schema_editor):
    """Questions that were put before say of which role and organisation they were: those of the party then."""
    del schema_editor
    for request in apps.get_model("cases", "ConsentRequest").objects.filter(involved__isnull=False, role=""):
        request.role, request.organisation_id = request.involved.role, request.involved.organisation_id
        request.save(update_fields=["role", "organisation"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_consent_per_party")]

    operations = [
        migrations.RunPython(put, migrations.RunPython.noop),
        migrations.RunPython(name_the_party, migrations.RunPython.noop),
    ]
