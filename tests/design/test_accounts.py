"""Signing in, and the second step, in a browser under our Content-Security-Policy."""

from __future__ import annotations

import hashlib
import hmac
import struct
import time
from base64 import b32decode

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.design.test_pages import PASSWORD, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def code_of(secret: str, *, at: float) -> str:
    """The code an authenticator app shows (RFC 6238), written out here so that allauth is not tested with itself."""
    counter = struct.pack(">Q", int(at) // 30)
    digest = hmac.new(b32decode(secret + "=" * (-len(secret) % 8)), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def prove_oneself(page: Page) -> None:
    """Give the password again, where it is asked."""
    if "reauthenticate" in page.url:
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Ga verder").click()


def with_key(page: Page) -> None:
    """Put a key with a fingerprint reader in the machine."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_wrong_password_is_said_in_dutch_and_keeps_the_address(page_at, coordinator):
    page = page_at(360)
    page.goto("/account/login/")
    page.get_by_label("E-mailadres").fill(coordinator.email)
    page.get_by_label("Wachtwoord").fill("niet dit")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.locator("#fouten")).to_contain_text("wachtwoord")
    expect(page.get_by_label("E-mailadres")).to_have_value(coordinator.email)
    assert axe(page) == []


def test_signing_out_is_a_button_and_never_a_link(page_at, coordinator):
    page = page_at(1280, javascript=False)
    sign_in(page, coordinator.email)
    page.goto("/vormgeving/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Uitloggen").click()
    page.goto("/account/password/change/")
    assert "/account/login/" in page.url


def test_an_app_with_codes_becomes_the_second_step(page_at, coordinator):
    page = page_at(360, javascript=False)
    sign_in(page, coordinator.email)
    page.goto("/account/2fa/")
    page.get_by_role("link", name="Stel de app in").click()
    prove_oneself(page)
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code van zes cijfers").fill(code_of(secret, at=time.time()))
    page.get_by_role("button", name="Zet de app aan").click()
    expect(page.locator(".messages")).to_contain_text("De app staat aan")

    again = page_at(360, javascript=False)
    again.goto("/account/login/")
    again.get_by_label("E-mailadres").fill(coordinator.email)
    again.get_by_label("Wachtwoord").fill(PASSWORD)
    again.get_by_role("button", name="Inloggen", exact=True).click()
    expect(again.get_by_role("heading", name="Nog één stap")).to_be_visible()
    # A code works once: the one of the next half minute is new and is accepted already.
    again.get_by_label("Code").fill(code_of(secret, at=time.time() + 30))
    again.get_by_role("button", name="Inloggen", exact=True).click()
    again.wait_for_url(lambda url: "/account/" not in url)


def test_a_passkey_signs_in_without_a_password(page_at, coordinator):
    page = page_at(1280)
    with_key(page)
    sign_in(page, coordinator.email)
    page.goto("/account/2fa/webauthn/add/")
    prove_oneself(page)
    page.get_by_label("Naam").fill("laptop van school")
    page.get_by_label("Ook inloggen zonder wachtwoord").check()
    page.get_by_role("button", name="Voeg toe").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    assert axe(page) == []
    page.goto("/account/2fa/webauthn/")
    assert axe(page) == []
    expect(page.get_by_text("laptop van school")).to_be_visible()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Uitloggen").click()
    page.goto("/account/login/")
    page.get_by_role("button", name="Inloggen met een passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/vormgeving/")
    expect(page.locator("details.menu")).to_contain_text("Marjan de Wit")


def test_a_passkey_that_fails_says_so_on_the_page(page_at):
    page = page_at(360)
    page.goto("/account/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('geen sleutel')) }")
    page.get_by_role("button", name="Inloggen met een passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Dat lukte niet")


def test_without_javascript_nobody_sees_a_passkey_button(page_at):
    page = page_at(360, javascript=False)
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Inloggen met een passkey")).to_be_hidden()


def test_a_forgotten_password_is_chosen_anew_by_mail(page_at, coordinator, settings):
    page = page_at(360, javascript=False)
    page.goto("/account/login/")
    page.get_by_role("link", name="Wachtwoord vergeten?").click()
    page.get_by_label("E-mailadres").fill(coordinator.email)
    page.get_by_role("button", name="Stuur mij een link").click()
    expect(page.get_by_role("heading", name="Kijk in uw mail")).to_be_visible()
    (letter,) = mail.outbox
    assert letter.subject == "Een nieuw wachtwoord kiezen"
    assert letter.body.startswith("Beste Marjan de Wit,\n\nU heeft gevraagd om een nieuw wachtwoord.")
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    page.goto(link)
    page.get_by_label("Nieuw wachtwoord", exact=True).fill("heel anders dan eerst")
    page.get_by_label("Nieuw wachtwoord (bevestigen)").fill("heel anders dan eerst")
    page.get_by_role("button", name="Bewaar het wachtwoord").click()
    expect(page.get_by_role("heading", name="Uw nieuwe wachtwoord is bewaard")).to_be_visible()


def test_an_unknown_address_gets_the_same_page_and_a_dutch_mail(page_at, db):
    page = page_at(360, javascript=False)
    page.goto("/account/password/reset/")
    page.get_by_label("E-mailadres").fill("niemand@demo.example")
    page.get_by_role("button", name="Stuur mij een link").click()
    expect(page.get_by_role("heading", name="Kijk in uw mail")).to_be_visible()
    (letter,) = mail.outbox
    assert letter.subject == "Geen account op dit adres"
    assert "Op dit adres is geen account." in letter.body
