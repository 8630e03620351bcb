"""The OZA from what is known to its receipt: who may, what is asked, and a version that never changes (R116, R117)."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from pypdf import PdfReader

from planning.cases import gate
from planning.cases import services as cases
from planning.cases.models import Answer, Case, ConsentRequest, Domain, Task
from planning.cases.models import Purpose as For
from planning.dossier import services as dossier
from planning.dossier.models import OzaUpload
from planning.handover import selectors, services
from planning.handover.models import OzaAnswer, OzaVersion
from planning.people.access import NotAllowed
from planning.people.models import User
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import CANARY, NOW
from tests.words import words

OWN = {
    "vraagstelling": "Welke hulp past?",
    "schoolloopbaan": "Sinds groep 1 hier.",
    "gedaan": "Een vaste plek.",
}


def fill(done, texts=None, *, actor=None, act=services.save_answers, now=NOW):
    return act(actor=actor or done.table.actor, case=done.table.case, texts=OWN if texts is None else texts, now=now)


def prepared(done, texts=None, **more) -> OzaVersion:
    return fill(done, texts, act=services.prepare, **more)


def answers(done) -> dict[str, str]:
    page = selectors.oza_page(done.table.case, actor=done.table.actor, now=NOW)
    return {line.field.key: line.answer.text for line in page.lines}


def refuse_sot(done) -> None:
    for request in ConsentRequest.objects.filter(case=done.table.case, purpose=For.SOT):
        done.table.say(request, Answer.WITHDRAWN, now=NOW + dt.timedelta(minutes=5))


def led_by_jp(done):
    """The JP is casusregisseur, with an account, and works for the municipality."""
    table = done.table
    table.jp.user = User.objects.create_user("jp@test.example", "een-lang-wachtwoord")
    table.jp.save(update_fields=["user"])
    cases.appoint_casusregisseur(
        actor=table.actor, case=table.case, person=table.jp, leading_domain=Domain.CARE, reason="", now=NOW
    )
    return make_actor(table.jp, today=NOW.date())


def test_what_is_in_the_case_is_proposed(done):
    found = answers(done)
    assert found["leerling"] == f"{CANARY} Q., groep 6"
    assert found["casusregisseur"] == "Ingrid Ib"
    assert found["overleg"].splitlines()[0] == "HIA, dinsdag 17 november 2026"
    assert "Gerda Gw" in found["overleg"]
    assert found["beeld"] == "Met rust en korte taken lukt er veel."
    assert found["zienswijze_ouders"] == "Thuis minder strijd over huiswerk."
    assert found["doelen"] == "Leest in mei weer mee met de groep."
    assert found["arrangement"] == "Hulp in de klas en thuis."
    assert "Marie de Moeder: Elke avond samen lezen. (klaar op dinsdag 17 november 2026)" in found["afspraken"]
    assert found["evaluatie"] == "vrijdag 27 november 2026, kort overleg"


def test_only_what_differs_from_the_proposal_is_kept(done):
    same = answers(done)["beeld"]
    fill(done, {"beeld": same, "gedaan": "Een vaste plek.", "zienswijze_ouders": ""})
    assert {row.field: str(row.text or "") for row in OzaAnswer.objects.all()} == {
        "gedaan": "Een vaste plek.",
        "zienswijze_ouders": "",
    }
    fill(done, {"zienswijze_ouders": "Thuis minder strijd over huiswerk.", "gedaan": "Een vaste plek."})
    assert OzaAnswer.objects.get().field == "gedaan"
    fill(done, {"leerling": "Iemand anders", "onzin": "x"})
    assert OzaAnswer.objects.get().field == "gedaan", "what is fixed or unknown is not typed"


def test_nothing_goes_while_something_is_missing(done):
    with pytest.raises(services.FieldsMissing) as refusal:
        prepared(done, {})
    assert set(refusal.value.fields) == {"vraagstelling", "schoolloopbaan", "gedaan"}
    with pytest.raises(services.TooLong):
        prepared(done, {"gedaan": "x" * 6001})
    assert not OzaUpload.objects.exists()


def test_a_version_is_sealed_and_the_receipt_is_its_own(done):
    first = prepared(done)
    assert Task.objects.get(code="dossier_upload", done_at=None).object_key == str(first.upload_id)
    second = prepared(done, {**OWN, "gedaan": "Een vaste plek en een dagplanning."}, now=NOW + dt.timedelta(hours=1))
    assert (first.number, second.number) == (1, 2)
    assert first.hash != second.hash
    tasks = Task.objects.filter(code="dossier_upload", done_at=None)
    assert [row.object_key for row in tasks] == [str(second.upload_id)]
    done_upload = dossier.record_upload(
        actor=done.table.actor, case=done.table.case, receipt="R-100", on=NOW.date(), now=NOW + dt.timedelta(hours=2)
    )
    assert done_upload.package == second
    first.upload.refresh_from_db()
    assert (first.upload.receipt, first.upload.superseded_at is not None) == (None, True)
    with pytest.raises(dossier.NothingToUpload):
        dossier.record_upload(actor=done.table.actor, case=done.table.case, receipt="R-101", on=NOW.date(), now=NOW)
    assert {key: text for key, _name, text in selectors.oza_rows(first)}["gedaan"] == "Een vaste plek."


def test_a_version_is_never_changed(done):
    version = prepared(done)
    version.content = "{}"
    with pytest.raises(TypeError):
        version.save()
    OzaVersion.objects.filter(pk=version.pk).update(content=str(version.content))
    with pytest.raises(selectors.NotAsPrepared):
        selectors.version_of(done.table.case, version.pk, now=NOW)


def test_without_consent_nothing_with_the_name_leaves(done):
    version = prepared(done)
    refuse_sot(done)
    with pytest.raises(gate.NoGround):
        prepared(done)
    with pytest.raises(gate.NoGround):
        selectors.version_of(done.table.case, version.pk, now=NOW + dt.timedelta(hours=1))
    fill(done, {"gedaan": "Meer."})  # writing on is of the school's own


def test_a_casusregisseur_of_youth_care_fills_it_in_with_a_ground_only(done):
    actor = led_by_jp(done)
    assert prepared(done, actor=actor).upload.prepared_by == done.table.jp
    request = ConsentRequest.objects.filter(involved__person=done.table.jp, purpose=For.INVOLVE).first()
    done.table.say(request, Answer.WITHDRAWN, now=NOW + dt.timedelta(minutes=5))
    case = Case.objects.get(pk=done.table.case.pk)
    with pytest.raises(NotAllowed):  # the regie went back with the ground
        services.save_answers(actor=actor, case=case, texts=OWN, now=NOW + dt.timedelta(minutes=6))


def test_nobody_else_fills_it_in(done):
    other = make_school(done.table.swv)
    for role, school in ((Role.TEACHER, done.table.school), (Role.IB, other), (Role.DIRECTOR, done.table.school)):
        actor = make_actor(make_staff(done.table.swv, role, school), today=NOW.date())
        with pytest.raises(NotAllowed):
            fill(done, actor=actor)
    with pytest.raises(NotAllowed):
        dossier.record_upload(actor=actor, case=done.table.case, receipt="R-1", on=NOW.date(), now=NOW)


# --- The page and its files -------------------------------------------------------------------------------------------
def address(done, rest=""):
    return f"/casussen/{done.table.case.pk}/oza/{rest}"


def test_the_page_asks_saves_and_prepares(done, ib):
    page = words(ib.get(address(done)).content.decode())
    assert "Vul in wat er nog niet staat" in page
    form = answers(done) | OWN
    assert ib.post(address(done), {**form, "act": "save"}).status_code == 302
    wrong = ib.post(address(done), {**form, "gedaan": "", "act": "prepare"})
    assert wrong.status_code == 422
    text = words(wrong.content.decode())
    assert "Vul dit in. Daarna kan het OZA naar LDOS." in text
    assert ib.post(address(done), {**form, "act": "prepare"}).status_code == 302
    page = words(ib.get(address(done)).content.decode())
    assert "Versie 1" in page
    assert "Staat het in LDOS?" in page
    assert ib.post(address(done), {"act": "upload", "receipt": "R-100", "on": "2026-11-03"}).status_code == 302
    assert "R-100" in words(ib.get(address(done)).content.decode())


def test_the_pdf_and_the_csv_say_the_same_and_their_names_say_nothing(done, ib):
    version = prepared(done)
    paper = ib.get(address(done, f"{version.pk}/oza.pdf"))
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages).split())
    table = ib.get(address(done, f"{version.pk}/oza.csv"))
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == ["code", "veld", "antwoord"]
    found = {row[0]: row[2] for row in rows[1:]}
    assert found["gedaan"] == "Een vaste plek."
    assert found["leerling"] == f"{CANARY} Q., groep 6"
    assert found["afspraken"].startswith("Ingrid Ib: =1+1")
    assert not any(cell.startswith("=") for row in rows for cell in row)
    for _key, name, answer in rows[1:]:
        assert name in text
        for line in answer.splitlines():
            assert " ".join(line.split()) in text
    assert version.hash in text.replace(" ", "")
    for answer in (paper, table):
        assert answer["Content-Disposition"].startswith(f'attachment; filename="oza-{done.table.case.reference}-1.')
        assert CANARY not in answer["Content-Disposition"]


def test_who_takes_it_along_shows_once_more_who_he_is(done):
    version = prepared(done)
    client = done.client(done.table.ib)
    for ending in ("pdf", "csv"):
        answer = client.get(address(done, f"{version.pk}/oza.{ending}"))
        assert (answer.status_code, "reauthenticate" in answer.get("Location", "")) == (302, True)


def test_without_consent_the_files_are_refused(done, ib):
    version = prepared(done)
    refuse_sot(done)
    for ending in ("pdf", "csv"):
        answer = ib.get(address(done, f"{version.pk}/oza.{ending}"))
        assert answer.status_code == 409
        assert CANARY.encode() not in answer.content
    page = words(ib.get(address(done)).content.decode())
    assert "gaat er niets met de naam van de leerling naar LDOS" in page


def test_a_version_of_another_case_is_not_there(done, ib):
    from tests.factories import make_case

    version = prepared(done)
    other = make_case(done.table.actor, done.table.school, "mirte", pupil="Merel", now=NOW)
    assert ib.get(f"/casussen/{other.pk}/oza/{version.pk}/oza.pdf").status_code == 404


def test_for_who_does_not_fill_it_in_there_is_no_page(done):
    person = make_staff(done.table.swv, Role.TEACHER, done.table.school, account=True)
    assert done.client(person).get(address(done)).status_code == 404
    led_by_jp(done)
    page = done.client(done.table.jp).get(address(done))
    assert page.status_code == 200
    assert "Staat het in LDOS?" not in words(page.content.decode()), "the school uploads (R117)"


def test_the_page_costs_the_same_for_one_and_for_three_versions(done, ib, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    prepared(done)
    ib.get(address(done))
    with CaptureQueriesContext(connection) as first:
        ib.get(address(done))
    for hour in (1, 2):
        prepared(done, now=NOW + dt.timedelta(hours=hour))
    with django_assert_max_num_queries(len(first)):
        ib.get(address(done))
