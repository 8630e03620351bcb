"""Pages for what goes wrong: not found, forbidden, too many tries, server error, an expired form.

A guest whose link is no more, or whose form is too old, reads it in a language of the own browser with the Dutch below:
no link says any more which language it is (U4).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from notifications.languages import DUTCH
from scheduler.design.alongside import render_alongside
from scheduler.guest.language import language_of_browser

GUESTS = ("/u/", "/g/", "/tafel/")  # addresses of people without an account


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for unknown and for not yours (S18)."""
    del exception  # says nothing the visitor may know
    return _in_own_language(request, "design/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    del exception
    return render(request, "design/403.html", status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: somebody tries too often (S5). allauth calls it."""
    return render(request, "design/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without anything from the failed request."""
    return render(request, "design/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old or comes from elsewhere: say so and how to go on."""
    del reason
    return _in_own_language(request, "design/csrf.html", status=403)


def _in_own_language(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    with override(language_of_browser(request) if request.path.startswith(GUESTS) else DUTCH):
        return render_alongside(request, template, {}, status=status)
