"""`docs/privacy.md` says what the code does. `DOCS=renew` writes its tables anew."""

import os
import re
from pathlib import Path

import pytest
from encrypted_fields.fields import EncryptedFieldMixin

from planning.people.access import MATRIX, RIGHT_NAMES, Right
from planning.people.roles import Role, short_name
from planning.privacy import copies, erasing
from planning.privacy.rules import TERMS
from planning.privacy.subjects import subjects

PAGE = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"


def who_may_what():
    lines = ["| Wat | Wie |", "| --- | --- |"]
    for right in Right:
        roles = [role for role in Role if right in MATRIX[role]]
        named = "iedereen met een account" if len(roles) == len(Role) else ", ".join(short_name(role) for role in roles)
        lines.append(f"| {RIGHT_NAMES[right]} | {named or '–'} |")
    return lines


def how_long():
    lines = ["| Wat | Dagen | Vanaf | Ten minste | Waarom |", "| --- | --- | --- | --- | --- |"]
    for term in TERMS.values():
        days = f"{term.days}{' (school kiest)' if term.by_school else ''}"
        lines.append(f"| {term.label} | {days} | {term.since} | {term.least or '–'} | {term.ground} |")
    return lines


def what_is_kept():
    lines = ["| Tabel | Wat | Versleuteld | Weg met | In een kopie |", "| --- | --- | --- | --- | --- |"]
    for subject in subjects():
        share = copies.SHARES.get(subject.label)
        secret = [
            str(field.verbose_name)
            for field in subject.model._meta.concrete_fields
            if isinstance(field, EncryptedFieldMixin)
        ]
        goes = "bewijs van toestemming" if subject.label in erasing.PROOF else "casus"
        what = str(share.title) if share else "werklijst of agenda van medewerkers, of alleen voor de school"
        lines.append(
            f"| `{subject.label}` | {what} | {', '.join(secret) or '–'} | {goes} | {'ja' if share else 'nee'} |"
        )
    return lines


@pytest.mark.parametrize("part", [who_may_what, how_long, what_is_kept], ids=lambda part: part.__name__)
def test_a_table_is_true(part):
    name, text = part.__name__.replace("_", "-"), PAGE.read_text()
    pattern = re.compile(rf"(<!-- begin {name} -->\n)(.*?)(\n<!-- end {name} -->)", re.DOTALL)
    found = pattern.search(text)
    assert found is not None
    wanted = "\n".join(part())
    if os.environ.get("DOCS") == "renew":
        PAGE.write_text(pattern.sub(lambda row: row[1] + wanted + row[3], text))
        return
    assert found[2] == wanted, "DOCS=renew pytest tests/privacy/test_docs.py writes it anew"


def test_every_picture_is_there():
    for picture in re.findall(r"\]\((handleiding/beelden/[^)]+)\)", PAGE.read_text()):
        assert (PAGE.parent / picture).exists(), picture
