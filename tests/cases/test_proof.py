"""The proof of consent: all there, readable, and checkable from the export alone (C13)."""

import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from planning.cases import selectors, services
from planning.cases.models import Answer, ConsentDecision, Purpose
from planning.people.roles import Role
from tests.factories import make_staff

PROCEDURE = Path(__file__).resolve().parents[2] / "docs" / "toestemming-bewijs.md"


def check(pack: dict) -> list[str]:
    """The procedure of docs/toestemming-bewijs.md, by hand: no code of ours."""
    wrong, previous = [], ""
    texts = {
        row["sha256"] for row in pack["texts"] if hashlib.sha256(row["text"].encode()).hexdigest() == row["sha256"]
    }
    for row in pack["decisions"]:
        facts = json.dumps([previous, sorted(row["facts"].items())], ensure_ascii=False, separators=(",", ":"))
        if row["previous"] != previous or hashlib.sha256(facts.encode()).hexdigest() != row["hash"]:
            wrong.append(f"chain at {row['number']}")
        if hashlib.sha256(row["shown"].encode()).hexdigest() != row["facts"]["shown"]:
            wrong.append(f"shown at {row['number']}")
        if row["facts"]["text"] not in texts:
            wrong.append(f"text at {row['number']}")
        previous = row["hash"]
    if previous != pack["head"]:
        wrong.append("head")
    return wrong


@pytest.fixture
def told(story):
    story.all_say(Answer.YES)
    story.say(story.request_of("kees", Purpose.INVOLVE), Answer.WITHDRAWN)
    services.record_dispute(actor=story.actor, case=story.case, reason="Zij zijn het oneens.", now=story.later())
    return story


def exported(story) -> dict:
    return json.loads(json.dumps(selectors.proof_pack(story.case, now=story.later()), ensure_ascii=False))


def test_the_export_alone_proves_the_chain(told):
    pack = exported(told)
    assert pack["whole"] is True
    assert check(pack) == []
    assert [row["answer"] for row in pack["decisions"]] == ["yes"] * 4 + ["withdrawn"]
    assert len(pack["requests"]) == 4
    assert all(row["data"] and row["until"] and row["asked_by"] == "Ingrid Smit" for row in pack["requests"])
    assert pack["decisions"][-1]["facts"]["authority"] == "yes"
    assert pack["decisions"][-1]["facts"]["until"] == pack["requests"][-1]["until"]
    assert [row["reason"] for row in pack["disputes"]] == ["Zij zijn het oneens."]


@pytest.mark.parametrize(
    ("where", "field", "value"),
    [
        ("facts", "answer", "yes"),
        ("facts", "until", "2099-01-01"),
        ("facts", "scope", "health"),
        ("facts", "authority", "no"),
        ("facts", "at", "2020-01-01T00:00:00+00:00"),
        ("", "shown", "U vindt alles goed."),
        ("", "hash", "0" * 64),
    ],
)
def test_what_is_changed_in_the_export_shows(told, where, field, value):
    pack = exported(told)
    row = pack["decisions"][-1]
    (row[where] if where else row)[field] = value
    assert check(pack) != []


def test_an_answer_left_out_of_the_export_shows(told):
    pack = exported(told)
    for at in range(len(pack["decisions"])):
        assert check({**pack, "decisions": [row for n, row in enumerate(pack["decisions"]) if n != at]}) != []


def test_answers_from_before_are_proven_in_the_form_they_were_written_in(story):
    decision = story.say(story.request_of("mirte", Purpose.SOT), Answer.YES)
    old = selectors.facts_of(decision)
    decision.form = 1
    before = selectors.facts_of(decision)
    assert set(before) < set(old)
    assert "until" not in before


def test_the_procedure_is_written_down():
    text = PROCEDURE.read_text()
    for word in ("previous", "facts", "hash", "head", "shown", "sha256", "ensure_ascii"):
        assert word in text
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    assert "aantafel" not in code, "needs nothing of ours"
    compile(code, "procedure", "exec")


def test_the_written_procedure_works(told, tmp_path, capsys, monkeypatch):
    code = re.search(r"```python\n(.*?)```", PROCEDURE.read_text(), re.DOTALL)[1]
    path = tmp_path / "bewijs.json"
    for tamper, said in ((False, "heel"), (True, "NIET")):
        pack = exported(told)
        if tamper:
            pack["decisions"][0]["facts"]["answer"] = "no"
        path.write_text(json.dumps(pack, ensure_ascii=False))
        monkeypatch.setattr("sys.argv", ["check", str(path)])
        exec(compile(code, "procedure", "exec"), {})  # noqa: S102
        assert said in capsys.readouterr().out


def logged_in(person, *, sure: bool = True) -> Client:
    client = Client()
    client.force_login(person.user)
    if sure:
        assert client.post("/account/reauthenticate/", {"password": "een-lang-wachtwoord"}).status_code == 302
    return client


def test_the_pages_of_the_proof(told):
    base = f"/casussen/{told.case.pk}/toestemming/"
    client = logged_in(told.ib)
    page = client.get(f"{base}bewijs/").content.decode()
    assert "De keten is heel" in page
    answer = client.get(f"{base}bewijs.json")
    assert answer["Content-Disposition"] == f'attachment; filename="toestemming-{told.case.reference}.json"'
    assert check(json.loads(answer.content)) == []
    paper = client.get(f"{base}bewijs.pdf")
    words = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.content)).pages)
    for word in ("Bewijs van toestemming", "mirte", "kees", "Joost Peeters", "De keten is heel", "SHA-256"):
        assert word in words
    ConsentDecision.objects.filter(number=1).delete()
    assert "niet heel" in client.get(f"{base}bewijs/").content.decode()


def test_an_export_asks_who_you_are_once_more_and_a_stranger_learns_nothing(told):
    base = f"/casussen/{told.case.pk}/toestemming/"
    for name in ("bewijs.json", "bewijs.pdf"):
        answer = logged_in(told.ib, sure=False).get(base + name)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/reauthenticate/")
        stranger = make_staff(told.swv, Role.IB, None, account=True)
        other = make_staff(told.swv, Role.TEACHER, told.school, account=True)
        assert logged_in(other).get(base + name).status_code == 403
        del stranger
