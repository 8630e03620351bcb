"""Every letter, in every language it exists in."""

import datetime as dt
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notifications import letters
from notifications.languages import CODES
from notifications.letters import rendering, when
from notifications.letters.catalogue import CATALOGUE
from notifications.letters.rendering import TEXTS, MissingText
from notifications.plaintext import one_line

SAMPLE = {
    "topic": "gedrag in de groep",
    "name": "Ayşe",
    "url": "https://aantafel.example/u/abc",
    "school": "De <b>Linde</b>",
    "asked_by": "Ingrid Smit",
    "contact": "Bel Ingrid Smit: 0165-123456",
    "deadline": "vrijdag 6 november 2026",
    "before": "vrijdag 6 november 2026",
    "organiser": "Ingrid Smit",
    "when": "dinsdag 3 november 2026, 9.00–10.00 uur",
    "location": "lokaal 3",
    "due": "vrijdag 6 november 2026",
    "school_year": "2026–2027",
    "count": 6,
    "feed_url": "https://aantafel.example/agenda/abc.ics",
    "on": "vrijdag 6 november 2026",
    "dates": ["dinsdag 3 november 2026, 9.00–11.00 uur: De <b>Linde</b>", "dinsdag 8 december 2026"],
    "role": "ouder",
    "code": "012345",
    "minutes": "10",
    "url_on": "https://aantafel.example/u/abc?naar=vervolg",
    "until": "vrijdag 6 november 2026",
    "lines": ["SOT van dinsdag 3 november 2026: De <b>Linde</b>, 2 punten"],
    "choices": [{"label": "Klaar", "url": "https://aantafel.example/u/abc?stand=done"}],
}
EVERY = [(name, code) for name, entry in CATALOGUE.items() for code in entry.languages]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_text_renders_with_just_what_it_needs(name, language):
    context = {key: SAMPLE[key] for key in (*CATALOGUE[name].needs, "name")}
    rendered = letters.render(name, languages=(language,), context=context)
    assert rendered.language == language
    assert rendered.subject
    assert "Ayşe" in rendered.text
    assert "{{" not in rendered.text + rendered.subject
    assert "<b>" not in rendered.html
    for key in CATALOGUE[name].needs & {"url", "feed_url"}:
        assert SAMPLE[key] in rendered.text
        assert SAMPLE[key] in rendered.html


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_text_says_all_it_is_given_and_nothing_else(name, language):
    """A misspelt placeholder, also inside {% if %} or {% for %}, is found here."""
    source = (TEXTS / f"{name}.{language}.txt").read_text()
    loops = dict(re.findall(r"{% for (\w+) in (\w+) %}", source))
    used = {*re.findall(r"{{ (\w+) }}", source), *re.findall(r"{% if (\w+) %}", source), *loops.values()} - set(loops)
    assert used == CATALOGUE[name].needs | CATALOGUE[name].may | {"name"}
    assert source.count("{") == 2 * source.count("{{") + source.count("{%")
    assert source.partition(":")[0] == ("Onderwerp" if language == "nl" else "Subject")


@pytest.mark.parametrize("name", [name for name, entry in CATALOGUE.items() if "contact" in entry.may])
def test_a_contact_may_be_named(name):
    context = {key: SAMPLE[key] for key in (*CATALOGUE[name].needs, "name", "contact")}
    assert SAMPLE["contact"] in letters.render(name, languages=("en",), context=context).html


def test_a_letter_that_something_waits_may_say_where():
    plain = {"name": SAMPLE["name"], "url": SAMPLE["url"]}
    bare = letters.render("task_for_you", languages=("nl",), context=plain)
    assert bare.subject == "Er staat iets voor u klaar"
    assert "bekijken in Aan tafel." in bare.text
    told = letters.render("task_for_you", languages=("nl",), context=plain | {"about": "casus 8JD8J5"})
    assert told.subject == "Er staat iets voor u klaar: casus 8JD8J5"


def test_every_source_is_in_the_catalogue_and_the_other_way_round():
    assert {path.stem for path in TEXTS.glob("*.txt")} == {f"{name}.{code}" for name, code in EVERY}


@pytest.mark.parametrize("name", [name for name, entry in CATALOGUE.items() if entry.guest])
def test_parents_read_no_jargon(name):
    for language in CODES:
        text = (TEXTS / f"{name}.{language}.txt").read_text()
        assert not [word for word in ("SOT", "HIA", "MDO", "casus", "leerling", "zorg", "jeugdhulp") if word in text]


def test_dutch_stands_below_another_language():
    context = {key: SAMPLE[key] for key in (*CATALOGUE["poll_invite"].needs, "name")}
    both = letters.render("poll_invite", languages=("en",), context=context)
    assert both.text.index("Dear Ayşe") < both.text.index("Beste Ayşe")
    assert '<div lang="en" dir="ltr">' in both.html
    assert both.subject.startswith("When can you come?")


def test_an_arabic_letter_reads_from_right_to_left_with_the_dutch_below():
    context = {key: SAMPLE[key] for key in (*CATALOGUE["invitation"].needs, "name")}
    both = letters.render("invitation", languages=("ar",), context=context)
    arabic, dutch = both.html.split('<div lang="nl" dir="ltr"')
    assert '<html lang="ar" dir="rtl">' in arabic
    assert '<div lang="ar" dir="rtl" style="font-family:' in arabic
    assert "Beste Ayşe" in dutch
    # What somebody typed keeps its own direction; an address is an address.
    assert "\u2068Bel Ingrid Smit: 0165-123456\u2069" in arabic
    assert f'href="{SAMPLE["url"]}"' in arabic


def test_the_subject_says_both_where_both_fit():
    context = {key: SAMPLE[key] for key in (*CATALOGUE["invitation_cancel"].needs, "name")}
    short, long = context | {"school": "De Linde"}, context | {"school": "De Linde aan de Grote Dijk in Zevenbergen"}
    subjects = [letters.render("invitation_cancel", languages=("tr",), context=one).subject for one in (short, long)]
    assert subjects[0] == "İptal: De Linde okulunda görüşme · Afgezegd: gesprek op De Linde"
    assert subjects[1] == "İptal: De Linde aan de Grote Dijk in Zevenbergen okulunda görüşme"


def test_a_place_that_is_not_known_yet_leaves_no_empty_line():
    context = {key: SAMPLE[key] for key in (*CATALOGUE["invitation"].needs, "name")} | {"location": ""}
    text = letters.render("invitation", languages=("nl",), context=context).text
    assert "- Wanneer: dinsdag 3 november 2026, 9.00–10.00 uur\n- Met: Ingrid Smit\n" in text


def test_a_language_without_text_falls_back_to_dutch():
    context = {key: SAMPLE[key] for key in (*CATALOGUE["poll_invite"].needs, "name")}
    assert letters.render("poll_invite", languages=("fa", "so"), context=context).language == "so"
    assert letters.render("poll_invite", languages=("fa",), context=context).language == "nl"


def test_an_empty_place_in_a_text_is_an_error(monkeypatch, tmp_path):
    (tmp_path / "task_for_you.nl.txt").write_text("Onderwerp: x\n\nBeste {{ naem }}")
    monkeypatch.setattr(rendering, "TEXTS", tmp_path)
    rendering._source.cache_clear()
    with pytest.raises(MissingText, match="naem"):
        letters.render("task_for_you", languages=("nl",), context={"name": "x", "url": "y"})
    rendering._source.cache_clear()


def test_each_language_has_its_own_date():
    moment = dt.datetime(2026, 11, 3, 8, 0, tzinfo=dt.UTC)
    context = {key: SAMPLE[key] for key in (*CATALOGUE["invitation"].needs, "name")}
    context["when"] = when.in_languages(when.stretch, moment, moment + dt.timedelta(minutes=30))
    both = letters.render("invitation", languages=("en", "nl"), context=context)
    english, dutch = both.text.split("———")
    assert "- When: Tuesday 3 November 2026, 9:00–9:30\n" in english
    assert "- Wanneer: dinsdag 3 november 2026, 9.00–9.30 uur\n" in dutch


TYPED = st.text(st.characters(exclude_categories=()), max_size=40) | st.sampled_from(
    [
        "[Klik](https://kwaad.example/)",
        "- a\n- b",
        "</p><script>",
        "{{ url }}",
        "{% if x %}",
        "a\n\n[b](c)",
        "\ue000x](y)",
    ]
)


@given(TYPED, TYPED)
def test_what_people_type_stays_words(school, location):
    context = {key: SAMPLE[key] for key in (*CATALOGUE["invitation"].needs, "name")}
    plain = letters.render("invitation", languages=("nl",), context={**context, "school": "S", "location": "L"})
    typed = letters.render("invitation", languages=("nl",), context={**context, "school": school, "location": location})
    assume(one_line(location))
    skeleton = re.compile(r"<[^>]+>")
    assert skeleton.findall(typed.html) == skeleton.findall(plain.html)
    assert typed.text.count("\n") == plain.text.count("\n")
    assert f"- Waar: {one_line(location)}".strip() in typed.text
    assert typed.subject == f"Uitnodiging: gesprek op {one_line(school)}".strip()
    assert not set(typed.text) & set("\r\0\x0b\u202e\u2066\ue000")
    typed.html.encode()


@given(st.text(st.characters(exclude_categories=()), max_size=400))
def test_one_line_is_one_printable_line(text):
    line = one_line(text, limit=100)
    assert len(line) <= 100
    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\r\n\0\t\u202a\u202e\u2066")
    line.encode()


def test_the_html_says_its_language_and_loads_nothing():
    context = {key: SAMPLE[key] for key in (*CATALOGUE["invitation"].needs, "name")}
    page = letters.render("invitation", languages=("en",), context=context).html
    assert '<html lang="en" dir="ltr">' in page
    assert '<div lang="nl" dir="ltr"' in page
    assert not re.findall(r"<(?:img|script|link|iframe|style)\b|url\(|@import", page)
    assert set(re.findall(r'href="([^"]+)"', page)) == {SAMPLE["url"]}  # no tracking, no rewritten links (S15)


def test_what_a_letter_needs_must_be_given():
    with pytest.raises(MissingText, match="url"):
        letters.render("task_for_you", languages=("nl",), context={"name": "x"})
    with pytest.raises(MissingText):
        letters.render("no_such_letter", languages=("nl",), context={})


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2026, 10, 25, 8, 0, tzinfo=dt.UTC), "zondag 25 oktober 2026, 9.00–9.30 uur"),
        (dt.datetime(2026, 7, 1, 22, 15, tzinfo=dt.UTC), "donderdag 2 juli 2026, 0.15–0.45 uur"),
        (dt.datetime(2027, 3, 28, 7, 0, tzinfo=dt.UTC), "zondag 28 maart 2027, 9.00–9.30 uur"),
    ],
)
def test_times_are_said_as_in_amsterdam(moment, words):
    assert when.stretch(moment, moment + dt.timedelta(minutes=30)) == words


def test_english_times():
    moment = dt.datetime(2026, 11, 3, 8, 0, tzinfo=dt.UTC)
    assert (
        when.stretch(moment, moment + dt.timedelta(minutes=90), language="en") == "Tuesday 3 November 2026, 9:00–10:30"
    )
