"""From a teacher's word to step 3, a JP who hands over, a question without a name, and a child who tells on a phone."""

import pytest
from django_scopes import scopes_disabled
from playwright.sync_api import expect

from planning.cases.models import Application, Case, Consultation, PupilWord, Signal
from tests.browser import clean, shows
from tests.guests import through_the_door

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MOST_BYTES_OF_A_PAGE = 40_000


@pytest.mark.parametrize("width", [1280, 320])
def test_a_teachers_signal_becomes_a_case_in_step_three(region, log_in, picture, width):
    ib = log_in("ib@demo.example", width=width)
    ib.goto("/signalen/")
    clean(ib)
    ib.click("a:has-text('Schrijf een signaal op') >> nth=0")
    ib.check("input[name=source][value=teacher]")
    ib.fill("[name=pupil_name]", "Fenna")
    ib.fill("[name=story]", "Werkt alleen nog als iemand ernaast zit.")
    ib.click("button:has-text('Bewaar het signaal')")
    shows(ib, "text=Kies een antwoord.")  # do the parents know? nothing else is lost
    assert ib.input_value("[name=story]").startswith("Werkt alleen")
    ib.check("input[name=parents_know][value=yes]")
    ib.fill("[name=pupil_initial]", "B")
    ib.fill("[name=adjusted]", "Een plek vooraan.")
    ib.fill("[name=support]", "Rust bij het zelfstandig werken.")
    picture(ib, f"30-signaal-nieuw-{width}", whole=True)
    ib.click("button:has-text('Bewaar het signaal')")
    ib.wait_for_url("**/signalen/*-*/")
    clean(ib)
    ib.click("button:has-text('Neem in behandeling')")
    shows(ib, "text=U heeft dit signaal in behandeling.")
    picture(ib, f"31-signaal-{width}", whole=True)

    # The decision aid thinks along and keeps nothing.
    ib.click("a:has-text('De wegwijzer denkt mee')")
    clean(ib)
    for name, value in {
        "unsafe": "nee",
        "adjusted": "ja",
        "team": "ja",
        "own_means": "nee",
        "care": "ja",
        "partners": "nee",
    }.items():
        ib.check(f"input[name={name}][value={value}]")
    ib.click("button:has-text('Denk mee')")
    shows(ib, "h2:has-text('Bespreken in het SOT')")
    picture(ib, f"32-wegwijzer-{width}", whole=True)
    clean(ib)

    # What the signal says is not written twice.
    with scopes_disabled():
        signal = Signal.objects.get()
    ib.goto(f"/signalen/{signal.pk}/")
    ib.click("a:has-text('Open een casus')")
    assert ib.input_value("[name=name]") == "Fenna"
    assert ib.input_value("[name=support]") == "Rust bij het zelfstandig werken."
    ib.fill("[name=ouder1-name]", "Mirte Boogaard")
    ib.fill("[name=ouder1-email]", "mirte@ouders.example")
    ib.check("[name=own_page]")
    picture(ib, f"33-casus-openen-{width}", whole=True)
    clean(ib)
    ib.click("button:has-text('Open de casus')")
    ib.wait_for_url("**/casussen/*-*/")
    ib.click("a:has-text('Begin') >> nth=0")
    clean(ib)
    shows(ib, "text=Werkt alleen nog als iemand ernaast zit.")

    # Step 1 → 2: the intern zorgteam first.
    expect(ib.locator("button:has-text('Kies deze weg: Er is meer nodig')")).to_have_count(0)
    ib.click("#c-internal-team summary")
    ib.check("#c-internal-team input[value=yes]")
    ib.fill("#c-internal-team textarea", "Besproken op dinsdag.")
    ib.click("#c-internal-team button:has-text('Bewaar')")
    ib.click("button:has-text('Kies deze weg: Er is meer nodig')")
    shows(ib, "text=Zeg eerst waar het om gaat.")
    clean(ib)

    # Triage, then step 2 → 3.
    ib.check("input[name=answer][value=onderwijs-en-zorg] >> nth=0")
    ib.fill("#t-reason", "Het loopt op school en thuis vast.")
    ib.click("section:has(#triage) button:has-text('Bewaar')")
    ib.click("#c-own-adjustments summary")
    ib.check("#c-own-adjustments input[value=yes]")
    ib.click("#c-own-adjustments button:has-text('Bewaar')")
    picture(ib, f"34-begin-{width}", whole=True)
    clean(ib)
    ib.click("button:has-text('Kies deze weg: Onderwijs en zorg')")
    shows(ib, "text=Nu: stap 3")
    with scopes_disabled():
        case = Case.objects.get()
        moves = case.moves.count()
    assert case.step == 3
    assert moves == 3  # opened, to 2, to 3


def test_a_jp_hands_over_and_the_ib_takes_over(region, log_in, picture):
    jp = log_in("jp@demo.example")
    jp.goto("/aanmeldingen/")
    clean(jp)
    jp.click("a:has-text('Nieuwe aanmelding') >> nth=0")
    jp.select_option("select[name=school]", label="De Linde")
    for name, value in {
        "name": "Yusufcan",
        "letter": "A",
        "ouder1-name": "Leyla Arslan",
        "ouder1-email": "leyla@ouders.example",
        "support": "Rust thuis en op school.",
    }.items():
        jp.fill(f"[name={name}]", value)
    clean(jp)
    jp.click("button:has-text('Bewaar de aanmelding')")
    jp.wait_for_url("**/aanmeldingen/*-*/")
    address = jp.url
    expect(jp.locator("button:has-text('Draag over')")).to_have_count(0)
    jp.click("button:has-text('Laat alleen weten')")
    clean(jp)

    # The school knows that there is one, and nothing else.
    ib = log_in("ib@demo.example")
    ib.goto(address)
    shows(ib, "h1:has-text('Er is een aanmelding')")
    assert "Yusufcan" not in ib.content()
    assert "Leyla" not in ib.content()
    picture(ib, "36-aanmelding-school-dicht")
    clean(ib)

    jp.select_option("select[name=heard]", "talk")
    jp.click("button:has-text('zegt ja')")
    picture(jp, "35-aanmelding-jp", whole=True)
    jp.click("button:has-text('Draag over aan de school')")
    shows(jp, "text=De aanmelding is overgedragen.")

    ib.goto("/")
    shows(ib, "text=1 aanmelding van Team Jeugd wacht op u")
    ib.goto(address)
    shows(ib, "h1:has-text('Yusufcan')")
    clean(ib)
    picture(ib, "37-aanmelding-overnemen", whole=True)
    ib.click("button:has-text('Neem over')")
    ib.wait_for_url("**/casussen/*/begin/")
    shows(ib, "text=De ouders meldden zich aan bij Team Jeugd.")
    clean(ib)
    with scopes_disabled():
        row = Application.objects.get()
        assert row.case == Case.objects.get()


def test_a_question_without_a_name(region, log_in, picture):
    ib = log_in("ib@demo.example")
    ib.goto("/meedenken/nieuw/")
    clean(ib)
    option = ib.locator("select[name=expert] option:has-text('Sanne Jansen')")
    ib.select_option("select[name=expert]", value=option.get_attribute("value"))
    ib.select_option("select[name=topic]", "behaviour")
    ib.fill("[name=question]", "Fenna loopt weg als het druk wordt.")
    ib.fill("[name=moments]", "dinsdag na half vier")
    ib.click("button:has-text('Verstuur de vraag')")
    shows(ib, "text=“Fenna”")
    picture(ib, "38-vraag-zonder-naam", whole=True)
    clean(ib)
    ib.fill("[name=question]", "Een leerling loopt weg als het druk wordt.")
    ib.click("button:has-text('Verstuur de vraag')")
    ib.wait_for_url("**/meedenken/*-*/")
    clean(ib)

    gw = log_in("gw@demo.example")
    shows(gw, "text=1 vraag zonder naam wacht op uw antwoord")
    gw.goto(ib.url)
    clean(gw)
    gw.fill("[name=answer]", "Geef een vaste plek om even weg te mogen.")
    gw.click("button:has-text('Verstuur het antwoord')")
    picture(gw, "39-antwoord")
    ib.goto(ib.url)
    ib.check("input[name=outcome][value=own_support]")
    ib.click("button:has-text('Rond af')")
    clean(ib)
    with scopes_disabled():
        assert Consultation.objects.get().state == "closed"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_child_tells_on_a_small_phone_without_javascript(region, log_in, page_at, picture, post, language):
    ib = log_in("ib@demo.example")
    ib.goto("/casussen/nieuw/")
    for name, value in {"name": "Zosia", "letter": "W", "ouder1-name": "Magda", "ouder1-email": "m@o.example"}.items():
        ib.fill(f"[name={name}]", value)
    ib.click("button:has-text('Open de casus')")
    ib.wait_for_url("**/casussen/*-*/")
    ib.click("a:has-text('Begin') >> nth=0")
    ib.click("summary:has-text('Stuur een link naar de eigen pagina')")
    ib.fill("#pi-email", "zosia@o.example")
    ib.select_option("#pi-language", language)
    ib.click("section:has(#leerling) button:has-text('Verstuur')")
    link = post("pupil_ask", to="zosia@o.example")

    looked = page_at(320)  # axe needs scripts; the child does not
    looked.goto(link)
    through_the_door(looked)
    assert len(looked.content().encode()) < MOST_BYTES_OF_A_PAGE
    assert looked.get_attribute("html", "lang") == language
    clean(looked)
    picture(looked, f"40-leerling-{language}", whole=True)

    phone = page_at(320, javascript=False)
    phone.goto(link)
    through_the_door(phone)
    phone.click("main button >> nth=-1")
    expect(phone.locator("[role=alert]")).to_have_count(1)  # nothing filled in: a kind word
    phone.fill("[name=goes_well]", "Gym en tekenen.")
    phone.fill("[name=tell]", "Het is druk in de klas.")
    phone.check("input[name=comes][value=partly]")
    phone.click("main button >> nth=-1")
    shows(phone, "text=Dank je wel!" if language == "nl" else "text=Thank you!")
    assert phone.input_value("[name=goes_well]") == "Gym en tekenen."
    picture(phone, f"41-leerling-klaar-{language}", whole=True)

    ib.reload()
    shows(ib, "text=Het is druk in de klas.")
    clean(ib)
    with scopes_disabled():
        assert PupilWord.objects.count() == 1
