"""The pages of an own route, as the coordinator uses them and as others find them."""

from __future__ import annotations

import re
import tomllib

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from planning.regions import services
from planning.regions.models import RouteDraft, RouteVersion
from planning.routes import engine
from scheduler.staff.routes.forms import PartForm
from scheduler.staff.routes.parts import MANY, SINGLE, place_of
from tests.regions.conftest import make_house
from tests.trust.forms import forms_of
from tests.words import words

SHIPPED = {path.stem: path.read_text() for path in sorted(engine.FOLDER.glob("*.toml"))}


@pytest.fixture
def coordinator(house) -> Client:
    client = Client()
    client.force_login(house.coordinator.user)
    return client


@pytest.fixture
def draft(house) -> RouteDraft:
    return house.copy("Onze route")


def address(name: str, draft: RouteDraft, *more: object) -> str:
    return reverse(f"staff:draft-{name}" if name else "staff:draft", args=[draft.pk, *more])


def filled(html: str) -> dict[str, list[str]]:
    """What a browser would send of the big form on a page, as it stands."""
    form = html[html.index('<form method="post" novalidate hx-post') :]
    form = form[: form.index("</form>")]
    found: dict[str, list[str]] = {}
    for tag in re.finditer(
        r"<input([^>]*)>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>", form, re.S
    ):
        attrs = tag[1] or tag[2] or tag[4]
        name = re.search(r'name="([^"]+)"', attrs)[1]
        if tag[1] is not None:
            if ('type="checkbox"' in attrs or 'type="radio"' in attrs) and "checked" not in attrs:
                continue
            value = re.search(r'value="([^"]*)"', attrs)
            found.setdefault(name, []).append(_plain(value[1]) if value else "on" if "checkbox" in attrs else "")
        elif tag[2] is not None:
            found.setdefault(name, []).append(_plain(tag[3].removeprefix("\n")))
        else:
            chosen = re.search(r'<option value="([^"]*)" selected', tag[5])
            first = re.search(r'<option value="([^"]*)"', tag[5])
            found.setdefault(name, []).append(_plain((chosen or first)[1]))
    return found


def _plain(text: str) -> str:
    for code, sign in (("&#x27;", "'"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(code, sign)
    return text


def pages_of(draft: RouteDraft) -> list[str]:
    data = tomllib.loads(draft.text)
    found = [address(part.slug, draft) for part in SINGLE if part.table in {"", *data}]
    found += [address(part.slug, draft, n) for part in MANY for n in range(1, len(data[part.table]) + 1)]
    return [*found, address("card", draft)]


@pytest.mark.parametrize("key", sorted({key for key, _version in engine.routes()}))
def test_saving_every_page_as_it_stands_changes_nothing(house, coordinator, key):
    draft = house.copy("Onze route", key=key)
    before = draft.text
    for page in pages_of(draft):
        html = coordinator.get(page).content.decode()
        assert coordinator.post(page, filled(html)).status_code == 302, page
        draft.refresh_from_db()
        assert draft.text == before, page
    assert draft.revision == 1


def test_a_step_is_changed_and_the_comments_stay(house, coordinator, draft):
    page = address("stap", draft, 3)
    sent = filled(coordinator.get(page).content.decode())
    sent |= {
        "title": ["Samen bespreken"],
        "tasks": ["Eerste taak.\r\n\r\n  Tweede taak.  "],
        "regie": ["ib", "gw"],
        "prompts-2-role": ["gw"],
        "prompts-2-text": ["Kijk mee."],
        "outcomes-0-to": ["5"],
        "outcomes-3-label": ["Terug naar de klas"],
        "outcomes-3-to": ["end"],
    }
    assert coordinator.post(page, sent).status_code == 302
    draft.refresh_from_db()
    step = tomllib.loads(draft.text)["steps"][2]
    assert (step["title"], step["regie"]) == ("Samen bespreken", ["ib", "gw"])
    assert step["tasks"] == ["Eerste taak.", "Tweede taak."]
    assert step["prompts"]["gw"] == "Kijk mee."
    assert step["outcomes"][0]["to"] == 5
    assert step["outcomes"][3] == {"key": "terug-naar-de-klas", "label": "Terug naar de klas", "to": "end"}
    assert "(keuze): de bron zegt bij geen HIA" in draft.text


def test_a_row_that_is_emptied_goes(house, coordinator, draft):
    page = address("stap", draft, 3)
    sent = filled(coordinator.get(page).content.decode())
    sent |= {name: [""] for name in sent if name.startswith("outcomes-1-") and not name.endswith("-key")}
    sent.pop("outcomes-1-feedback")
    coordinator.post(page, sent)
    draft.refresh_from_db()
    assert [row["key"] for row in tomllib.loads(draft.text)["steps"][2]["outcomes"]] == ["hia", "advice"]


def test_who_sits_at_the_table_and_the_parents_answer_with_it(house, coordinator, draft):
    page = address("overleg", draft, 1)
    sent = filled(coordinator.get(page).content.decode())
    sent |= {"seat-guardian": ["optional"], "seat-lpa": ["required"], "seat-verpleegkundige": [""]}
    coordinator.post(page, sent)
    draft.refresh_from_db()
    meeting = tomllib.loads(draft.text)["meetings"][0]
    assert meeting["guardians"] == "may-be"
    assert meeting["required"] == ["leerkracht", "ib", "jp", "gw", "lpa"]
    assert meeting["optional"] == ["pupil", "ja", "guardian"]
    assert meeting["on_request"] == ["notulist"]


def test_the_settings_card_is_one_small_form(house, coordinator, draft):
    page = address("card", draft)
    html = coordinator.get(page).content.decode()
    sent = filled(html)
    assert len(sent) < 25
    sent |= {"leader-1": ["ib"], "guardians-0": ["not-in-minimum"], "asked-0": ["jp"], "gw": ["bestuur"]}
    sent |= {"dates-0": ["gw"], "director-0": ["always"], "tlv": ["de bestuurder"]}
    assert coordinator.post(page, sent).status_code == 302
    draft.refresh_from_db()
    data = tomllib.loads(draft.text)
    assert (data["meetings"][1]["leader"], data["meetings"][0]["dates_by"]) == ("ib", "gw")
    assert "guardian" in data["meetings"][0]["on_request"]
    assert "directeur" in data["meetings"][0]["required"]
    assert (data["consents"][0]["asked_by"], data["tlv"]["decided_by"]) == ("jp", "de bestuurder")


def test_while_typing_the_fault_is_told_and_nothing_is_kept(house, coordinator, draft):
    page = address("stap", draft, 2)
    sent = filled(coordinator.get(page).content.decode()) | {"title": [""], "outcomes-1-to": ["7"]}
    answer = coordinator.post(f"{page}?controle", sent, headers={"hx-request": "true"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Stap 2 › naam van de stap" in html
    assert "Vul dit in." in html
    assert "<main" not in html
    draft.refresh_from_db()
    assert draft.revision == 1
    sent["title"] = ["Melden"]
    drawn = coordinator.post(f"{page}?controle", sent, headers={"hx-request": "true"}).content.decode()
    assert 'class="route-node"' in drawn  # the picture follows what is typed
    assert "Geen enkele uitkomst leidt naar stap 3." in drawn


def test_without_a_script_the_fault_is_told_after_saving(house, coordinator, draft):
    page = address("overleg", draft, 2)
    sent = filled(coordinator.get(page).content.decode()) | {"minutes": ["0"], "agenda": [""]}
    html = words(coordinator.post(page, sent, follow=True).content.decode())
    assert "Bewaard." in html
    assert "Overleg HIA › hoeveel minuten" in html
    assert "Vul er ten minste één in." in html
    publish = coordinator.post(address("publish", draft), {"revision": 2})
    assert publish.status_code == 422
    assert RouteVersion.objects.count() == 0


def test_the_whole_text_with_the_line_of_a_fault(house, coordinator, draft):
    page = address("text", draft)
    wrong = draft.text.replace("to = 2\n", "to = 12\n", 1).replace("\n", "\r\n")
    html = coordinator.post(page, {"text": wrong, "revision": 1}, follow=True).content.decode()
    draft.refresh_from_db()
    line = next(n for n, row in enumerate(draft.text.splitlines(), 1) if row == "to = 12")
    assert f"regel {line}" in html
    assert "\r" not in draft.text


def test_two_people_at_one_part(house, coordinator, draft):
    page = address("stap", draft, 1)
    mine = filled(coordinator.get(page).content.decode()) | {"title": ["Van mij"]}
    house.say(draft, source="Van de ander")
    answer = coordinator.post(page, mine)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Marjan de Wit heeft deze route intussen bewaard" in html
    assert 'value="Van mij"' in html  # what was typed is still there
    assert coordinator.post(page, filled(html)).status_code == 302  # having seen it
    draft.refresh_from_db()
    data = tomllib.loads(draft.text)
    assert (data["steps"][0]["title"], data["source"]) == ("Van mij", "Van de ander")


def test_two_people_in_the_text(house, coordinator, draft):
    page = address("text", draft)
    house.say(draft, source="Van de ander")
    mine = draft.text.replace("Onze route", "Mijn naam")
    html = coordinator.post(page, {"text": mine, "revision": 1}).content.decode()
    assert "Dit is het verschil" in html
    assert "Van de ander" in html
    assert "Mijn naam" in html


def test_structure_publish_and_undo(house, coordinator, draft):
    def at(name: str, data: dict[str, object], *more: object) -> RouteDraft:
        assert coordinator.post(address(name, draft, *more), {**data, "revision": draft.revision}).status_code == 302
        draft.refresh_from_db()
        return draft

    at("step-new", {"title": "Erbij", "after": 2})
    assert tomllib.loads(draft.text)["steps"][2]["title"] == "Erbij"
    at("stap-remove", {}, 3)
    assert len(tomllib.loads(draft.text)["steps"]) == 7
    at("undo", {})
    assert len(tomllib.loads(draft.text)["steps"]) == 8
    at("meeting-new", {})
    assert len(tomllib.loads(draft.text)["meetings"]) == 4
    at("overleg-remove", {}, 4)
    at("publish", {})
    assert RouteVersion.objects.get().version == 1
    page = coordinator.get(reverse("staff:route", args=[draft.key]))
    assert page.status_code == 200
    assert "Erbij" in page.content.decode()
    assert coordinator.get(reverse("staff:route", args=[draft.key]) + "?versie=2").status_code == 404


def test_a_text_that_is_broken_sends_every_page_to_the_text(house, coordinator, draft):
    services.save_text(actor=house.actor, draft=draft, text="= =", revision=1, now=house.now)
    for page in (address("stap", draft, 1), address("naam", draft), address("card", draft)):
        assert coordinator.get(page)["Location"] == address("text", draft)
    assert coordinator.get(address("", draft)).status_code == 200
    assert "regel 1" in coordinator.get(address("text", draft)).content.decode()


@pytest.mark.parametrize("name", ["", "text", "card", "naam", "publish"])
def test_who_may_see_and_who_may_change(house, draft, name):
    client = Client()
    client.force_login(house.ib.user)
    assert client.get(address(name, draft)).status_code == 403
    other = make_house()
    client.force_login(other.coordinator.user)
    assert client.get(address(name, draft)).status_code == 404


@pytest.mark.parametrize(("slug", "number"), [("stap", 0), ("stap", 8), ("overleg", 99), ("rol", 10**9)])
def test_a_part_that_is_not_there(house, coordinator, draft, slug, number):
    assert coordinator.get(address(slug, draft, number)).status_code == 404
    assert coordinator.get(address(f"{slug}-remove", draft, number)).status_code == 404


def test_every_key_of_a_route_has_a_box_on_some_page(house):
    """What a shipped route can say, a page can change: only names for machines are for the text alone."""
    missing = set()
    for text in SHIPPED.values():
        data = tomllib.loads(text)
        boxes = {part.table: {box.key.split(".")[0] for box in part.boxes} for part in (*SINGLE, *MANY)}
        seats = {"required", "optional", "on_request", "guardians", "seats"}
        for table, keys in boxes.items():
            rows = data.get(table, {}) if table else data
            for row in rows if isinstance(rows, list) else [rows]:
                missing |= {f"{table}.{key}" for key in row if key not in keys | seats}
    tables = {table for table in (*(part.table for part in SINGLE), *(part.table for part in MANY)) if table}
    rows_of_a_page = {"consents", "conditions", "circumstances", "decisions", "abbreviations"}
    known = {f".{table}" for table in tables} | {".key", ".version", "steps.number"}
    left = {one for one in missing - known if one.split(".")[0] not in rows_of_a_page}
    assert left == set()
    del house


def test_the_choice_of_routes(house, coordinator, draft):
    house.publish(draft)
    page = reverse("staff:routes-use")
    assert coordinator.post(page, {"keys": ["west-brabant-vo", draft.key], "default_PO": draft.key}).status_code == 422
    good = {"keys": ["west-brabant-vo", draft.key], "default_PO": draft.key, "default_VO": "west-brabant-vo"}
    assert coordinator.post(page, good).status_code == 302
    ib = Client()
    ib.force_login(house.ib.user)
    assert "Onze route" in ib.get("/routes/").content.decode()
    assert ib.post(page, good).status_code == 403


def test_a_form_of_a_part_never_fails_on_what_is_sent(house, draft):
    with scope(swv=house.swv.pk):
        data = tomllib.loads(draft.text)
        for part in (*SINGLE, *MANY):
            form = PartForm(None, part=part, place=place_of(part, 1 if part.many else None), route=data, revision=1)
            assert list(form.shown())
    assert forms_of("<form></form>") == []
