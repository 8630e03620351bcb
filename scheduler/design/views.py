"""Pages of the style guide, in the demo only; the browser tests look at them in every width and scheme."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications.languages import ALL
from scheduler.design import samples


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component, with invented content; `?fout=1` shows the form refused."""
    refused = samples.SampleForm({"email": "geen adres"}) if "fout" in request.GET else None
    if refused:
        messages.info(request, samples.MESSAGE)
    context = {
        "form": refused or samples.SampleForm(),
        "page": Paginator(range(120), 20).get_page(request.GET.get("pagina", 2)),
        "letters": samples.LETTERS,
        "steps": samples.STEPS,
        "table": samples.TABLE,
        "start": samples.START,
        "end": samples.END,
        "year": samples.year(),
        "months": samples.months(),
    }
    return render(request, "design/components.html", context)


@require_safe
def guest(request: HttpRequest) -> HttpResponse:
    """A page as a parent sees it: a date poll in the guest shell."""
    context = {
        "form": samples.PollForm({} if "fout" in request.GET else None),
        "school_name": "basisschool De Linde",
        "guest_initials": "F.A.",
        "contact": {
            "name": "Ingrid Smit",
            "role": "intern begeleider",
            "phone": "0162 55 01 23",
            "email": "ib@demo.example",
        },
        "languages": [(one.code, one.name, f"?taal={one.code}") for one in ALL],
    }
    return render(request, "design/components_guest.html", context)
