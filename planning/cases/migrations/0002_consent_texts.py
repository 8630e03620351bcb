"""The first words that givers of consent read, from their files into the table (C2)."""

import hashlib
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "consent_texts"
TEXTS = [("sot", "nl"), ("sot", "en"), ("involve", "nl"), ("involve", "en")]


def put(apps, schema_editor):
    """Version 1 of every text. A text that is there stays as it is."""
    del schema_editor
    table = apps.get_model("cases", "ConsentText")
    for purpose, language in TEXTS:
        text = (FOLDER / f"{purpose}.v1.{language}.txt").read_text(encoding="utf-8").strip()
        table.objects.get_or_create(
            purpose=purpose,
            version=1,
            language=language,
            defaults={"text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()},
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(put, migrations.RunPython.noop)]
