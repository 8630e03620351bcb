"""Writing what a run came to between two marks of a page in docs/."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def write_between(page: str, mark: str, words: str) -> None:
    """Put words between `<!-- mark: begin -->` and `<!-- mark: end -->`, instead of what stood there."""
    path = DOCS / page
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, _, rest = path.read_text().partition(begin)
    path.write_text(f"{before}{begin}\n{words}\n{end}{rest.partition(end)[2]}")
