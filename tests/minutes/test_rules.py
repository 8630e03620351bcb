"""Two people write in one field: whatever they type, no word is lost."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.minutes.rules import merge

WORDS = st.lists(
    st.sampled_from(["de", "rust", "klas", "helpt", "niet", "Mirte", "lezen,", "dus\n", "\n", "ja."]), max_size=14
)
TEXTS = WORDS.map(" ".join)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "wanted"),
    [
        ("", "Rust helpt.", "", "Rust helpt."),
        ("", "", "Rust helpt.", "Rust helpt."),
        ("", "Rust helpt.", "Lezen lukt.", "Rust helpt. Lezen lukt."),
        ("De rust helpt hem.", "De rust helpt haar.", "Alle de rust helpt hem.", "Alle de rust helpt haar."),
        ("een twee drie", "een drie", "een twee drie vier", "een drie vier"),
        ("een twee drie", "een TWEE drie", "een Twee drie", "een TWEE Twee drie"),
        ("een twee", "een twee drie", "een twee drie", "een twee drie"),
        ("een", "twee een", "een drie", "twee een drie"),
    ],
)
def test_what_comes_out(base, theirs, mine, wanted):
    assert merge(base=base, theirs=theirs, mine=mine) == wanted


def test_lines_stay_broken_where_either_broke_them():
    base, theirs, mine = "een twee drie", "een\ntwee drie vier", "nul een twee\n\ndrie"
    assert merge(base=base, theirs=theirs, mine=mine) == "nul een\ntwee\n\ndrie vier"


@given(TEXTS, TEXTS, TEXTS)
def test_no_word_that_somebody_added_is_lost(base, theirs, mine):
    old, one, other = (Counter(text.split()) for text in (base, theirs, mine))
    found = Counter(merge(base=base, theirs=theirs, mine=mine).split())
    for word in one | other:
        assert found[word] >= max(one[word], other[word]) - old[word]


@given(TEXTS, TEXTS)
def test_who_changed_nothing_changes_nothing(base, changed):
    assert merge(base=base, theirs=changed, mine=base) == changed
    assert merge(base=base, theirs=base, mine=changed) == changed
    assert merge(base=base, theirs=changed, mine=changed) == changed


@given(TEXTS, st.data())
def test_changes_in_two_places_stand_both_as_they_were_made(base, data):
    """Where they touch, both stay: a word too many is seen, a word too few is not."""
    words = base.split()
    if len(set(words)) < len(words) or len(words) < 3:
        return
    place = data.draw(st.integers(1, len(words) - 2))
    left = " ".join(["links", *words])
    right = " ".join([*words, "rechts"])
    assert merge(base=" ".join(words), theirs=left, mine=right) == " ".join(["links", *words, "rechts"])
    gone = words[:place] + words[place + 1 :]
    assert merge(base=" ".join(words), theirs=" ".join(gone), mine=right).split() == [*gone, "rechts"]


def test_a_long_text_takes_no_long_time():
    base = " ".join(f"woord{n % 50}" for n in range(3000))
    found = merge(base=base, theirs=f"{base} zij", mine=f"ik {base}")
    assert found.split() == ["ik", *base.split(), "zij"]
