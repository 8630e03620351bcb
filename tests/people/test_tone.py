"""What libraries say about accounts is said in our own tone: "u", never "je" (U4)."""

import re
from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation import gettext, override

from planning.people.roles import Role
from tests.factories import make_staff, make_swv

HOME = Path(allauth.__file__).parent
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw)\b", re.IGNORECASE)


def spoken() -> list[str]:
    """The sentences in the code of the parts we use, as their catalogue names them."""
    code = "".join(
        path.read_text() for part in ("account", "mfa", "core") for path in sorted((HOME / part).rglob("*.py"))
    )
    with (HOME / "locale" / "nl" / "LC_MESSAGES" / "django.po").open("rb") as words:
        catalogue = read_po(words)
    return [row.id for row in catalogue if isinstance(row.id, str) and row.id and row.id[:35] in code]


def test_no_sentence_of_theirs_is_familiar():
    assert len(spoken()) > 30
    with override("nl"):
        assert [text for text in spoken() if FAMILIAR.search(gettext(text))] == []


@pytest.mark.django_db
def test_a_wrong_password_is_told_in_words_that_give_nothing_away():
    known = make_staff(make_swv(), Role.IB, account=True)
    answers = []
    for email in (known.user.email, "niemand@x.example"):
        sent = {"login": email, "password": "verkeerd-wachtwoord"}
        answers.append(Client().post("/account/login/", sent).content.decode())
    for answer in answers:
        assert "Het e-mailadres of het wachtwoord klopt niet." in answer
        assert not FAMILIAR.search(re.sub(r"<[^>]+>", " ", answer))
