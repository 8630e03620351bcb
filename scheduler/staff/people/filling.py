"""One page with one form: GET shows it, POST makes one call inward, a refusal comes back with what was filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from planning.errors import Text
from scheduler.staff.refusals import refusals_in


@dataclass(frozen=True, slots=True)
class FormPage:
    """What stands around the form, and where one goes afterwards. `back` and `done` name a page and its path."""

    title: Text
    button: Text
    back: str
    back_label: Text
    done: Text
    lead: Text = ""
    template: str = "staff/people/form.html"


def posted(request: HttpRequest) -> QueryDict | None:
    """What was filled in, or None when nothing was sent."""
    return request.POST if request.method == "POST" else None


def fill_in(request: HttpRequest, page: FormPage, form: forms.Form, act: Callable[[], object]) -> HttpResponse:
    """Show the form; when it is right, act and go back. A refusal of the service stands in the form."""
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act()
            messages.success(request, str(page.done))
            return redirect(page.back)
    return render(request, page.template, {"page": page, "form": form}, status=422 if form.errors else 200)
