"""References to LDOS: what we accept, and links that go where the SWV says and nowhere else."""

import pytest

from integrations.ldos.reference import InvalidBase, InvalidReference, deep_link, reference


@pytest.mark.parametrize(
    ("text", "stored"), [(" ab-1234 ", "AB-1234"), ("2026 0012", "20260012"), ("x9z", "X9Z"), ("A" * 20, "A" * 20)]
)
def test_a_reference_is_stored_in_one_form(text: str, stored: str) -> None:
    assert reference(text) == stored


@pytest.mark.parametrize("text", ["", "A1", "A" * 21, "-AB1", "AB1-", "AB/12", "AB_12", "ÄB12", "../..", "A\nB\n?"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(InvalidReference):
        reference(text)


@pytest.mark.parametrize(
    ("base", "link"),
    [
        ("https://ldos.example/dossier/", "https://ldos.example/dossier/AB-12"),
        ("https://ldos.example", "https://ldos.example/AB-12"),
        ("https://ldos.example/open?nr={reference}&tab=1", "https://ldos.example/open?nr=AB-12&tab=1"),
    ],
)
def test_a_link_leads_to_the_file(base: str, link: str) -> None:
    assert deep_link(base, "ab-12") == link


@pytest.mark.parametrize(
    "base",
    [
        "",
        "http://ldos.example/",
        "javascript:alert(1)",
        "https://",
        "https://jan@ldos.example/",
        "https://{reference}.example/",
        "https://ldos.example/ \r\n",
        "https://[ldos",
    ],
)
def test_an_address_that_cannot_be_trusted_is_refused(base: str) -> None:
    with pytest.raises(InvalidBase):
        deep_link(base, "AB-12")
