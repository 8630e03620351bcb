"""Pages for what goes wrong: not found, forbidden, too many tries, server error, an expired form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for unknown and for not yours (S18)."""
    del exception  # says nothing the visitor may know
    return render(request, "design/404.html", status=404)


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
    return render(request, "design/csrf.html", status=403)
