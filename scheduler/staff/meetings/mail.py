"""Post om na te kijken: mail that does not count by itself, and what a person makes of it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from planning.errors import DomainError
from planning.meetings import selectors, services
from planning.meetings.models import KeptMail, KeptState, PartStat
from planning.people.access import Actor, NotAllowed, Right
from scheduler.staff.door import staff_page

PER_PAGE = 50


class TieForm(forms.Form):
    """Whose answer it is, and which."""

    who = forms.ChoiceField(
        label=gettext_lazy("Van wie is het antwoord?"),
        error_messages={
            "required": gettext_lazy("Kies van wie het antwoord is."),
            "invalid_choice": gettext_lazy("Kies iemand van de lijst."),
        },
    )
    partstat = forms.ChoiceField(
        label=gettext_lazy("Wat is het antwoord?"),
        choices=[(value, label) for value, label in PartStat.choices if value != PartStat.NEEDS_ACTION],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Kies een antwoord."),
            "invalid_choice": gettext_lazy("Kies een antwoord."),
        },
    )

    def __init__(self, *args: object, page: selectors.MailPage, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        self.fields["who"].choices = [("", _("Kies…")), *page.people]  # type: ignore[attr-defined]  # a ChoiceField


class PointForm(forms.Form):
    """Of which meeting it is."""

    reference = forms.CharField(
        label=gettext_lazy("Kenmerk van het overleg"),
        help_text=gettext_lazy("Het kenmerk staat achter de naam van de school, bijvoorbeeld 7F3K."),
        max_length=8,
        error_messages={
            "required": gettext_lazy("Vul het kenmerk in."),
            "max_length": gettext_lazy("Een kenmerk is hoogstens 8 tekens."),
        },
    )


def _mail_or_404(actor: Actor, mail_id: UUID) -> KeptMail:
    found = selectors.kept_mail(actor, mail_id)
    if found is None:
        raise Http404
    return found


@require_safe
@staff_page(right=Right.SEE_LETTERS)
def kept_mails(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What waits, of the own school; the coordinator sees what fits nowhere."""
    state = request.GET.get("stand", "")
    page = Paginator(selectors.kept_mails(actor, state=state), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "states": KeptState.choices,
        "state": state or KeptState.OPEN,
        "automatic": selectors.count_automatic(actor),
        "now": timezone.now(),
    }
    return render(request, "staff/meetings/kept_mails.html", context)


@require_POST
@staff_page(right=Right.SEE_LETTERS)
def dismiss_automatic(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """All automatic answers that were there when the page was made: nobody throws away what came in since, unseen."""
    try:
        seen = parse_datetime(request.POST.get("gezien", ""))
    except ValueError:
        seen = None
    if seen is None or timezone.is_naive(seen):
        raise Http404
    count = services.dismiss_automatic(actor=actor, seen=seen, now=timezone.now())
    text = ngettext("%d automatisch antwoord is weggelegd.", "%d automatische antwoorden zijn weggelegd.", count)
    messages.success(request, text % count)
    return redirect("staff:kept-mails")


@require_safe
@staff_page(right=Right.SEE_LETTERS)
def kept_mail(request: HttpRequest, mail_id: UUID, *, actor: Actor) -> HttpResponse:
    """One mail: what it says, how sure it is who wrote it, and what can be done."""
    return _show(request, actor, _mail_or_404(actor, mail_id))


def _show(
    request: HttpRequest,
    actor: Actor,
    row: KeptMail,
    *,
    tie_form: TieForm | None = None,
    point_form: PointForm | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    page = selectors.mail_page(row, actor=actor, now=timezone.now())
    first = {"who": str(row.participant_id or ""), "partstat": row.partstat}
    wrong = refusal is not None or tie_form is not None or point_form is not None
    context = {
        "page": page,
        "row": row,
        "tie_form": tie_form or TieForm(page=page, initial=first),
        "point_form": point_form or PointForm(),
        "refusal": refusal,
    }
    return render(request, "staff/meetings/kept_mail.html", context, status=422 if wrong else 200)


@require_POST
@staff_page(right=Right.SEE_LETTERS)
def tie(request: HttpRequest, mail_id: UUID, *, actor: Actor) -> HttpResponse:
    """Enter the answer of one person."""
    row = _mail_or_404(actor, mail_id)
    form = TieForm(request.POST, page=selectors.mail_page(row, actor=actor, now=timezone.now()))
    if not form.is_valid():
        return _show(request, actor, row, tie_form=form)
    try:
        services.tie_mail(
            actor=actor,
            mail_id=row.pk,
            participant_id=UUID(form.cleaned_data["who"]),
            partstat=form.cleaned_data["partstat"],
            now=timezone.now(),
        )
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _show(request, actor, row, refusal=refusal)
    messages.success(request, _("Het antwoord is ingevuld."))
    return redirect("staff:kept-mails")


@require_POST
@staff_page(right=Right.SEE_LETTERS)
def point(request: HttpRequest, mail_id: UUID, *, actor: Actor) -> HttpResponse:
    """Say of which meeting it is; the school then sees it, and the SWV no longer."""
    row = _mail_or_404(actor, mail_id)
    form = PointForm(request.POST)
    if not form.is_valid():
        return _show(request, actor, row, point_form=form)
    try:
        reference = form.cleaned_data["reference"]
        services.point_mail(actor=actor, mail_id=row.pk, reference=reference, now=timezone.now())
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _show(request, actor, row, refusal=refusal)
    messages.success(request, _("Doorgegeven aan de school."))
    return redirect("staff:kept-mails")


@require_POST
@staff_page(right=Right.SEE_LETTERS)
def settle(request: HttpRequest, mail_id: UUID, *, actor: Actor) -> HttpResponse:
    """What the button says: it is nothing, the time stays, or the other time is taken."""
    row, now = _mail_or_404(actor, mail_id), timezone.now()
    what = request.POST.get("wat", "")
    try:
        if what == "tijd":
            services.take_proposed_time(actor=actor, mail_id=row.pk, now=now)
            messages.success(request, _("Het overleg is verzet. Iedereen krijgt bericht."))
        elif what == "blijft":
            services.keep_the_time(actor=actor, mail_id=row.pk, now=now)
            messages.success(request, _("De tijd blijft. Wie erom vroeg, krijgt bericht."))
        elif what == "niets":
            services.dismiss_mail(actor=actor, mail_id=row.pk, now=now)
            messages.success(request, _("Afgehandeld."))
        else:
            raise Http404
    except NotAllowed:
        raise
    except DomainError as refusal:
        return _show(request, actor, row, refusal=refusal)
    return redirect("staff:kept-mails")
