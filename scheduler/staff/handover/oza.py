"""The OZA: filled in, prepared as a version, taken along for LDOS, and its receipt (R116, R117)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.forms import BoundField, Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from integrations.ldos.fields import CSV_TYPE, to_csv
from integrations.paper import PDF_TYPE, to_pdf
from planning.cases.models import Case, CaseState
from planning.dossier.services import record_upload
from planning.handover import rules, selectors, services
from planning.handover.models import OzaVersion
from planning.people.access import Actor, Right
from scheduler.staff.door import ask_again, staff_page
from scheduler.staff.dossier.acting import Act, act_on, case_or_404, house, status_of
from scheduler.staff.dossier.forms import ReceiptForm
from scheduler.staff.handover.forms import OzaForm

SEEN = "seen-"  # before the name of a question: the mark of what stood there


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def page(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The questions with what is known, the versions, and what to do now."""
    case, now = _case(actor, case_id), timezone.now()
    found = selectors.oza_page(case, actor=actor, now=now)
    form = partial(OzaForm, page=found)
    seen = seen_in(request.POST)
    acts = {
        "save": Act(
            form=form,
            do=lambda data: services.save_answers(actor=actor, case=case, texts=data, seen=seen, now=now),
            thanks=_("Bewaard. Zet het OZA klaar als alles er staat."),
        ),
        "prepare": Act(
            form=form,
            do=lambda data: services.prepare(actor=actor, case=case, texts=data, seen=seen, now=now),
            thanks=_("Het OZA staat klaar. De IB'er of OC zet het nu in LDOS."),
        ),
        "upload": Act(
            form=ReceiptForm,
            do=lambda data: record_upload(actor=actor, case=case, now=now, **data),
            thanks=_("De ontvangst is vastgelegd, bij deze versie."),
        ),
    }
    answer, forms = act_on(request, acts, back=reverse("staff:oza", args=[case.pk]))
    if answer is not None:
        return answer
    shown = forms["prepare"] if forms["prepare"].is_bound else forms["save"]
    context = {
        **house(actor, case),
        "page": found,
        "form": shown,
        "rows": rows_of(found, shown, seen=seen),
        "upload_form": forms["upload"],
        "may_fill": case.state == CaseState.OPEN,
    }
    return render(request, "staff/handover/oza.html", context, status=status_of(forms))


@dataclass(frozen=True, slots=True)
class Question:
    """One question on the page: `mark` is what is sent along, `other` what somebody else wrote there meanwhile."""

    line: selectors.OzaLine
    bound: BoundField
    mark: str
    other: str


def seen_in(data: QueryDict) -> dict[str, str]:
    """What the page said of each answer when it was opened."""
    return {name.removeprefix(SEEN): str(data[name]) for name in data if name.startswith(SEEN)}


def rows_of(page: selectors.OzaPage, form: Form, *, seen: Mapping[str, str]) -> list[Question]:
    """The questions. After a clash one has seen the other text; elsewhere what was seen before goes along again."""
    clash = str(services.AnsweredMeanwhile.message)
    found = []
    for line in page.lines:
        if line.field.fixed:
            continue
        key, now = line.field.key, rules.mark(line.answer.text)
        clashes = clash in form.errors.get(key, [])
        mark = now if clashes or not form.is_bound else seen.get(key, now)
        found.append(Question(line, form[key], mark, line.answer.text if clashes else ""))
    return found


@require_safe
@staff_page(right=Right.LEAD_CASES)
def as_pdf(request: HttpRequest, case_id: UUID, oza_version_id: UUID, *, actor: Actor) -> HttpResponse:
    """A version on paper, to upload."""
    case = _case(actor, case_id)
    version = _version(case, oza_version_id)
    again = ask_again(request, back_to=reverse("staff:oza", args=[case.pk]))
    content = b"" if again is not None else to_pdf(selectors.oza_paper(version, case=case))
    return again or download(content, name=_name(case, version, "pdf"), kind=PDF_TYPE)


@require_safe
@staff_page(right=Right.LEAD_CASES)
def as_csv(request: HttpRequest, case_id: UUID, oza_version_id: UUID, *, actor: Actor) -> HttpResponse:
    """The same as a list of answers."""
    case = _case(actor, case_id)
    version = _version(case, oza_version_id)
    again = ask_again(request, back_to=reverse("staff:oza", args=[case.pk]))
    return again or download(to_csv(selectors.oza_rows(version)), name=_name(case, version, "csv"), kind=CSV_TYPE)


def download(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """A file whose name says nothing of the pupil."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _case(actor: Actor, case_id: UUID) -> Case:
    """A case that this person fills the OZA in for; for others there is no such page."""
    case = case_or_404(actor, case_id)
    if not selectors.may_fill(actor, case):
        raise Http404
    return case


def _version(case: Case, version_id: UUID) -> OzaVersion:
    version = selectors.version_of(case, version_id, now=timezone.now())
    if version is None:
        raise Http404
    return version


def _name(case: Case, version: OzaVersion, ending: str) -> str:
    return f"oza-{case.reference}-{version.number}.{ending}"
