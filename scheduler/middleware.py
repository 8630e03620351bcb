"""What every request goes through: private headers, the tenant's scope, and domain errors as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django_scopes import scope, scopes_disabled

from planning.errors import DomainError
from planning.people import access, keys
from scheduler.design.alongside import render_alongside

GetResponse = Callable[[HttpRequest], HttpResponse]

# Addresses that carry a token. The pages behind it (/g/…) have none and keep "same-origin": with "no-referrer" a
# browser sends "Origin: null" with a form, and Django's CSRF check then refuses every guest.
TOKEN_ADDRESSES = ("/u/", "/agenda/")


class PrivateHeadersMiddleware:
    """Nothing is cached or indexed, and an address with a token is told to nobody (S3)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to every page; static files never come here (whitenoise answers first)."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        if request.path.startswith(TOKEN_ADDRESSES):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response


class TenantMiddleware:
    """Opens the scope of the one who asks; for nobody every scoped query stays an error (S6).

    On /api/ a key says who asks, and a session means nothing; elsewhere it is the other way round.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.actor` (or None) and run the request inside its scope."""
        request.actor = None  # type: ignore[attr-defined]  # read by the doors
        actor = self._actor(request)
        if actor is None:
            return self.get_response(request)
        request.actor = actor  # type: ignore[attr-defined]
        with scope(swv=actor.swv_id):
            return self.get_response(request)

    @staticmethod
    def _actor(request: HttpRequest) -> access.Actor | None:
        if request.path.startswith("/api/"):
            scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
            return keys.actor_for_key(secret.strip(), today=access.today()) if scheme == "Bearer" else None
        if not request.user.is_authenticated:
            return None
        with scopes_disabled():
            return access.actor_for(request.user, today=access.today())


class DomainErrorMiddleware:
    """A refusal that no form caught becomes a page with its sentence and what to do (house rule 9)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the work is in process_exception."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Show a DomainError; let anything else go on to be a 500."""
        if not isinstance(exception, DomainError):
            return None
        return refusal_page(request, exception)


def refusal_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """The sentence of a refusal and what to do now; htmx shows only what comes with 200."""
    status = 200 if getattr(request, "htmx", False) else refusal.status
    return render_alongside(request, "design/refused.html", {"error": refusal}, status=status)
