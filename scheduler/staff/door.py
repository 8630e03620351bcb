"""The staff door: who may come in. Every staff view wears `@staff_page`; default is deny."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from planning.people.access import Actor, Right

View = Callable[..., HttpResponse]


def staff_page(*, right: Right | None = None) -> Callable[[View], View]:
    """Let in a person of an SWV with a second factor where that is required (S17), who holds the right somewhere.

    The view gets `actor`; the service checks the right at the place itself.
    """

    def wear(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if settings.MFA_REQUIRED_FOR_STAFF and not is_mfa_enabled(request.user):
                return redirect("mfa_index")
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None or (right is not None and not actor.may_somewhere(right)):
                raise PermissionDenied
            return view(request, *args, actor=actor, **kwargs)

        inner.door_right = right  # type: ignore[attr-defined]  # read by the test that walks role × endpoint
        return inner

    return wear


def ask_again(request: HttpRequest, *, back_to: str) -> HttpResponse | None:
    """Who takes something out of the house shows once more who he is (S17): the way there, or None after it.

    It holds for `ACCOUNT_REAUTHENTICATION_TIMEOUT`. Afterwards one comes back to a page and clicks again: a form that
    allauth would send on by itself goes round the access log.
    """
    if did_recently_reauthenticate(request):
        return None
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back_to})}")
