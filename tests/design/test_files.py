"""What the files of the look hold to, without a browser: size, no inline style or script, nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
STYLE = ROOT / "scheduler/design/static/design/aantafel.css"
# Kept as a file and opened from somebody's own disk: it carries its look with it, and no page of ours is like it.
KEPT_FILES = {"copy_paper.html"}
TEMPLATES = sorted(path for path in (ROOT / "scheduler").glob("**/templates/**/*.html") if path.name not in KEPT_FILES)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_style_sheet_is_small_and_needs_nobody_else():
    text = STYLE.read_text()
    assert len(text.encode()) < 40_000
    assert re.findall(r"@import|https?:|//", text) == []
    for address in re.findall(r'url\("([^"]+)"\)', text):
        assert (STYLE.parent / address).is_file(), address


def test_the_style_sheet_uses_only_tokens_it_defines():
    text = STYLE.read_text()
    assert set(re.findall(r"var\((--[\w-]+)", text)) - set(re.findall(r"(--[\w-]+):", text)) == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_inline_style_script_or_address_of_another_host(path):
    """The Content-Security-Policy refuses them (S13), so the page would be broken without a word."""
    text = path.read_text()
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", text) == []
    assert [
        tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "application/json" not in tag
    ] == []
    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_static_file_named_in_a_template_exists(path):
    for name in re.findall(r"{%\s*static\s+[\"']([^\"']+)[\"']", path.read_text()):
        assert finders.find(name), name


class Fields(HTMLParser):
    """Collects inputs, and what labels them."""

    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[dict[str, str | None]] = []
        self.labelled: set[str | None] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "label":
            self.labelled.add(found.get("for"))
        if tag in {"input", "select", "textarea"} and found.get("type") not in {"hidden", "submit"}:
            self.inputs.append(found)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/vormgeving/", "/vormgeving/?fout=1", "/vormgeving/gast/", "/account/login/", "/account/password/reset/"]
)
def test_every_field_has_a_label_and_every_hint_it_names_exists(path):
    html = Client().get(path).content.decode()
    fields = Fields()
    fields.feed(html)
    assert fields.inputs
    assert [one for one in fields.inputs if one.get("id") not in fields.labelled] == []
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    named_ids = {word for names in re.findall(r'aria-describedby="([^"]+)"', html) for word in names.split()}
    assert named_ids - ids == set()


@pytest.mark.parametrize(
    "template", ["design/404.html", "design/403.html", "design/500.html", "design/csrf.html", "design/refused.html"]
)
def test_pages_for_what_goes_wrong_ask_nothing_of_the_database(template):
    """Rendered without a request or a database: they must still come when everything else is down."""
    from django.template.loader import render_to_string

    from planning.errors import DomainError

    error = DomainError("Dit overleg is al geweest.", hint="Kies een ander overleg.")
    html = render_to_string(template, {"error": error})
    assert html.count("<h1>") == 1
    assert 'href="/"' in html
    if "refused" in template:
        assert "Dit overleg is al geweest." in html
        assert "Kies een ander overleg." in html
