"""The Dutch under every sentence of a page in another language (U4)."""

import re
from html.parser import HTMLParser

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scheduler.design.alongside import alongside, render_alongside

LINE = ' <span class="dutch" lang="nl" dir="ltr">{}</span>'


def both(own: str, dutch: str) -> str:
    """What becomes of a piece of a page."""
    page = alongside(f"<body><nav>x</nav><main>{own}</main></body>", f"<body><nav>y</nav><main>{dutch}</main></body>")
    return page.removeprefix("<body><nav>x</nav><main>").removesuffix("</main></body>")


@pytest.mark.parametrize(
    ("own", "dutch", "result"),
    [
        ("<h1>When?</h1>", "<h1>Wanneer?</h1>", f"<h1>When?{LINE.format('Wanneer?')}</h1>"),
        ("<p>Ayşe</p>", "<p>Ayşe</p>", "<p>Ayşe</p>"),
        ("<p>By <b>3 May</b>.</p>", "<p>Op <b>3 mei</b>.</p>", f"<p>By <b>3 May</b>.{LINE.format('Op 3 mei.')}</p>"),
        ("<p><b>Yes</b></p>", "<p><b>Ja</b></p>", f"<p><b>Yes{LINE.format('Ja')}</b></p>"),
        ("<p><b>A</b> <i>B</i></p>", "<p><b>C</b> <i>B</i></p>", f"<p><b>A</b> <i>B</i>{LINE.format('C B')}</p>"),
        (
            '<label><input name="a"><span>Yes</span></label>',
            '<label><input name="a"><span>Ja</span></label>',
            f'<label><input name="a"><span>Yes{LINE.format("Ja")}</span></label>',
        ),
        (
            '<span>None<span class="choice__hint">Tell us.</span></span>',
            '<span>Geen<span class="choice__hint">Vertel.</span></span>',
            f'<span>None{LINE.format("Geen")}<span class="choice__hint">Tell us.{LINE.format("Vertel.")}</span></span>',
        ),
        ("<p>One<br>Ayşe</p>", "<p>Een<br>Ayşe</p>", f"<p>One{LINE.format('Een')}<br>Ayşe</p>"),
        ("<button>Send\n</button>", "<button>Stuur\n</button>", f"<button>Send{LINE.format('Stuur')}\n</button>"),
        ("<textarea>a</textarea>", "<textarea>b</textarea>", "<textarea>a</textarea>"),
        ("<svg><title>a</title><g/></svg><p>1</p>", "<svg><title>b</title><g/></svg><p>2</p>", None),
        ('<p title="a > b">A</p>', '<p title="c > d">B</p>', f'<p title="a > b">A{LINE.format("B")}</p>'),
    ],
)
def test_the_dutch_stands_below_what_it_says(own, dutch, result):
    assert both(own, dutch) == (own if result is None else result)


def test_pages_that_are_built_unlike_each_other_lose_nothing():
    page = both("<p>One</p><p>Two</p>", "<p>Een</p>")
    assert page == '<p>One</p><p>Two</p><section class="card card--quiet" lang="nl" dir="ltr"><p>Een</p></section>'


def test_an_abbreviation_in_one_of_the_languages_does_not_part_them(rf, settings, tmp_path):
    (tmp_path / "page.html").write_text(
        "{% load i18n design %}<main>{% explained %}<h1>{% translate 'Uw afspraak' %}</h1>"
        "{% get_current_language as now %}<p>{% if now == 'nl' %}SOT van De Linde{% else %}Team of De Linde{% endif %}"
        "</p>{% endexplained %}</main>"
    )
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    with override("en"):
        page = render_alongside(rf.get("/"), "page.html", {}).content.decode()
    assert f"<h1>Your agreement{LINE.format('Uw afspraak')}</h1>" in page
    assert f"<p>Team of De Linde{LINE.format('SOT van De Linde')}</p>" in page


def test_what_stands_before_the_main_part_is_left_alone():
    assert "Menu" not in alongside(
        "<header><p>Menü</p></header><main></main>", "<header><p>Menu</p></header><main></main>"
    )


WORD = st.sampled_from(["Ja", "Nee", "Ayşe", "3 mei", "&lt;b&gt;", ""])
TREE = st.recursive(
    WORD,
    lambda inner: st.tuples(
        st.sampled_from(["p", "li", "b", "span", "label", "button", "div"]), st.lists(inner, max_size=3)
    ),
    max_leaves=12,
)


def written(tree, mark: str = "") -> str:
    if isinstance(tree, str):
        return f"{mark}{tree}" if tree else ""
    return f"<{tree[0]}>{''.join(written(one, mark) for one in tree[1])}</{tree[0]}>"


class Open(HTMLParser):
    """Whether every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(TREE)
def test_no_page_is_broken_and_no_dutch_is_lost(tree):
    own, dutch = written(tree, "x"), written(tree)
    page = both(own, dutch)
    checked = Open()
    checked.feed(page)
    assert checked.open == []
    lines = re.findall(r'<span class="dutch" lang="nl" dir="ltr">(.*?)</span>', page)
    assert re.sub(r'\s<span class="dutch".*?</span>', "", page) == own
    assert re.sub(r"\s|<[^>]*>", "", "".join(lines)) == re.sub(r"\s|<[^>]*>", "", dutch)
