"""Compile every translation, also where gettext is not installed: `python -m tests.architecture.compile_messages`."""

import datetime as dt
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

UNDATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LOCALES = Path(__file__).resolve().parents[2] / "scheduler" / "locale"


def main() -> None:
    """Write a django.mo beside each django.po."""
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as words:
            catalog = read_po(words, locale=source.parts[-3], abort_invalid=True)
        catalog.creation_date = catalog.revision_date = UNDATED  # the same words give the same file
        with source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalog)


if __name__ == "__main__":
    main()
