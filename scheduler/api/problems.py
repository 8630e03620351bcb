"""How the API says no: problem details (RFC 9457) with a stable code. One handler a kind of refusal."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from planning.cases.naming import NamesThePupil
from planning.errors import DomainError

CONTENT_TYPE = "application/problem+json"


class WrongField(Schema):
    """One part of the input that is wrong."""

    field: str = Field(description="Where in the input, with dots, e.g. `body.due`.")
    reason: str


class Problem(Schema):
    """RFC 9457. `code` is stable; `title` and `detail` are Dutch sentences for people."""

    type: str = Field(default="about:blank", description="Always about:blank: `code` says what it is.")
    status: int
    code: str
    title: str
    detail: str = ""
    fields: list[WrongField] = []


REFUSALS = frozenset({400, 401, 403, 404, 409, 422, 429})


def problem(
    *, status: int, code: str, title: str, detail: str = "", fields: list[dict[str, str]] | None = None
) -> HttpResponse:
    """A refusal as a response."""
    body = {
        "type": "about:blank",
        "status": status,
        "code": code,
        "title": title,
        "detail": detail,
        "fields": fields or [],
    }
    response = JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _domain(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    del request
    # A machine sees no pupil: which of its words name one, it is not told either.
    words = str(refusal.message) if isinstance(refusal, NamesThePupil) else None
    return problem(
        status=refusal.status,
        code=refusal.code,
        title=str(refusal.message),
        detail=str(refusal.hint),
        fields=[{"field": name, "reason": words or str(reason)} for name, reason in refusal.fields.items()],
    )


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    del request
    wrong = [{"field": ".".join(str(part) for part in row["loc"]), "reason": str(row["msg"])} for row in error.errors]
    return problem(status=422, code="invalid_input", title=_("Deze invoer klopt niet."), fields=wrong)


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    del request, error
    return problem(status=404, code="not_found", title=_("Dit bestaat niet, of niet voor u."))


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    del request, error
    return problem(
        status=401, code="no_key", title=_("Stuur een geldige API-sleutel mee."), detail="Authorization: Bearer …"
    )


def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    del request
    response = problem(status=429, code="too_many", title=_("Te veel vragen achter elkaar. Probeer het zo weer."))
    if error.wait is not None:
        response.headers["Retry-After"] = str(round(error.wait) + 1)
    return response


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    del request
    code = "invalid_json" if error.status_code == HTTPStatus.BAD_REQUEST else "refused"
    return problem(status=error.status_code, code=code, title=_("Deze vraag is niet te lezen."))


def install(api: NinjaAPI) -> None:
    """Hang all handlers. Throttled is an HttpError too; the more exact handler wins."""
    handlers: dict[type[Exception], Any] = {
        DomainError: _domain,
        ValidationError: _invalid,
        Http404: _missing,
        AuthenticationError: _unknown,
        Throttled: _too_many,
        HttpError: _http,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
