"""Accounts over real HTTP forms: second step, recovery, limits, resets. The codes are computed here, not by allauth."""

import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings as live
from django.core import mail
from django.test import Client
from django_scopes import scope, scopes_disabled

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.people import services
from planning.people.models import User
from planning.people.roles import Role
from tests.design.test_accounts import code_of
from tests.factories import make_actor, make_person, make_staff, make_swv

pytestmark = pytest.mark.django_db
PASSWORD = "een-lang-wachtwoord"
LOGIN, SECOND, ACTIVATE = "/account/login/", "/account/2fa/authenticate/", "/account/2fa/totp/activate/"


@pytest.fixture
def person(settings):
    settings.MFA_REQUIRED_FOR_STAFF = True
    return make_staff(make_swv(), Role.GW, account=True)


def log_in(client, person, password=PASSWORD):
    return client.post(LOGIN, {"login": person.email, "password": password})


def with_app(person):
    """Log in and put an authenticator app on the account; gives its secret."""
    client = Client()
    log_in(client, person)
    assert client.get(ACTIVATE)["Location"].startswith("/account/reauthenticate/")  # prove it is still you
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get(ACTIVATE)
    secret = client.session["mfa.totp.secret"]
    assert client.post(ACTIVATE, {"code": code_of(secret, at=time.time())}).status_code == 302
    return client, secret


def test_a_password_alone_opens_no_page(person):
    client = Client()
    assert log_in(client, person)["Location"] == "/"
    for path in ("/", "/mensen/", "/jaarplanning/", f"/mensen/{person.pk}/werktijden/"):
        assert client.get(path)["Location"] == "/account/2fa/"
        assert client.post(path).status_code in {302, 405}


def test_with_the_app_the_pages_open(person):
    client, _secret = with_app(person)
    assert client.get("/").status_code == 200


def test_the_second_step_is_asked_and_a_wrong_code_stays_out(person):
    _client, secret = with_app(person)
    client = Client()
    assert log_in(client, person)["Location"].startswith(SECOND)
    assert client.get("/")["Location"].startswith(LOGIN)
    refused = client.post(SECOND, {"code": "000000"})
    assert (refused.status_code, "code" in refused.content.decode().lower()) == (200, True)
    assert client.get("/")["Location"].startswith(LOGIN)
    assert client.post(SECOND, {"code": code_of(secret, at=time.time() + 30)})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_code_works_once(person):
    _client, secret = with_app(person)
    code = code_of(secret, at=time.time() + 30)
    first, second = Client(), Client()
    for client in (first, second):
        log_in(client, person)
    assert first.post(SECOND, {"code": code})["Location"] == "/"
    assert second.post(SECOND, {"code": code}).status_code == 200
    assert second.get("/")["Location"].startswith(LOGIN)


@pytest.mark.usefixtures("contexts")
def test_a_recovery_code_helps_once_when_the_phone_is_lost(person):
    client, _secret = with_app(person)
    client.post("/account/2fa/recovery-codes/generate/")
    codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    first, second = Client(), Client()
    log_in(first, person)
    assert first.post(SECOND, {"code": codes[0]})["Location"] == "/"
    log_in(second, person)
    assert second.post(SECOND, {"code": codes[0]}).status_code == 200
    assert second.post(SECOND, {"code": codes[1]})["Location"] == "/"


def test_a_login_gives_a_new_session(person):
    client = Client()
    client.get(LOGIN)
    client.session.save()
    before = client.session.session_key
    log_in(client, person)
    assert client.session.session_key != before


def test_passkeys_are_on():
    assert set(live.MFA_SUPPORTED_TYPES) == {"totp", "webauthn", "recovery_codes"}
    assert live.MFA_PASSKEY_LOGIN_ENABLED
    assert "passkey" in Client().get(LOGIN).content.decode().lower()


def test_nobody_signs_up_by_himself():
    answer = Client().post("/account/signup/", {"email": "ik@wil.nl", "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 200
    assert not User.objects.filter(email="ik@wil.nl").exists()


# --- Limits (S5) ------------------------------------------------------------------------------------------------------


def test_five_wrong_passwords_and_even_the_right_one_waits(person):
    client = Client()
    for _ in range(5):
        assert log_in(client, person, "fout wachtwoord").status_code == 200
    answer = log_in(client, person)
    assert answer.status_code == 200
    assert "Inloggen is te vaak mislukt." in answer.content.decode()
    assert not client.session.get("_auth_user_id")
    # Somebody else at the same school is not kept out.
    other = make_staff(make_swv(), Role.GW, account=True)
    assert log_in(Client(), other).status_code == 302


def test_codes_cannot_be_guessed(person):
    _client, secret = with_app(person)
    client = Client()
    log_in(client, person)
    for _ in range(5):
        client.post(SECOND, {"code": "000000"})
    answer = client.post(SECOND, {"code": code_of(secret, at=time.time() + 30)})
    assert answer.status_code == 200
    assert client.get("/")["Location"].startswith(LOGIN)


def test_too_many_resets_are_a_page_in_dutch_for_known_and_unknown_alike():
    known = make_staff(make_swv(), Role.GW, account=True).email
    for email in (known, "niemand@nergens.example"):
        client = Client(REMOTE_ADDR="10.0.0.1" if email == known else "10.0.0.2")
        codes = [client.post("/account/password/reset/", {"email": email}).status_code for _ in range(6)]
        assert codes == [302] * 5 + [429]
        page = client.post("/account/password/reset/", {"email": email}).content.decode()
        assert "U probeerde dit te vaak achter elkaar" in page


@pytest.mark.parametrize(("proxies", "kept_out"), [(0, True), (1, False)])
def test_behind_a_proxy_a_visitor_is_told_by_the_last_address_only(settings, proxies, kept_out):
    """Without a trusted proxy the header counts for nothing; with one, only what that proxy wrote last."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    answers = [
        Client()
        .post(
            "/account/password/reset/",
            {"email": f"niemand{number}@nergens.example"},
            headers={"x-forwarded-for": f"1.2.3.4, 10.0.{number}.1"},
        )
        .status_code
        for number in range(21)
    ]
    assert (answers[-1] == 429) is kept_out


# --- A new password ---------------------------------------------------------------------------------------------------


def reset_link():
    with scopes_disabled():
        letter = OutgoingLetter.objects.filter(template="password_reset").latest("created_at")
    words = Body.from_json(str(letter.body)).text.split()
    return urlsplit(next(word for word in words if "/account/password/reset/key/" in word)).path


def choose(link, password):
    client = Client()
    form = client.get(link, follow=True).redirect_chain[-1][0]
    return client.post(form, {"password1": password, "password2": password})


def test_a_new_account_chooses_its_password_by_the_letter():
    swv = make_swv()
    person = make_person(swv)
    with scope(swv=swv.pk):
        boss = make_actor(make_staff(swv, Role.COORDINATOR))
        services.make_account(actor=boss, person=person, now=person.created_at)
    Client().post("/account/password/reset/", {"email": person.email})
    assert choose(reset_link(), "heel-lang-en-nieuw").status_code == 302
    assert log_in(Client(), person, "heel-lang-en-nieuw").status_code == 302


def test_a_link_works_once_and_a_weak_password_is_refused():
    person = make_staff(make_swv(), Role.GW, account=True)
    Client().post("/account/password/reset/", {"email": person.email})
    link = reset_link()
    refused = choose(link, "welkom")
    assert refused.status_code == 200
    assert "12 tekens" in refused.content.decode()
    assert choose(link, "heel-lang-en-nieuw").status_code == 302
    answer = Client().get(link, follow=True)
    assert "password1" not in answer.content.decode()
    assert log_in(Client(), person).status_code == 200


def test_a_broken_mail_server_tells_nobody_who_has_an_account(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    known = make_staff(make_swv(), Role.GW, account=True).email
    answers = [Client().post("/account/password/reset/", {"email": email}) for email in (known, "wie@nergens.example")]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/account/password/reset/done/")
    ] * 2


def test_an_unknown_address_gets_one_dutch_mail():
    Client().post("/account/password/reset/", {"email": "niemand@nergens.example"})
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["niemand@nergens.example"], "Geen account op dit adres")
    ]
