"""All open polls of one professional on one page: twenty schools, one form each, no link needed (R80)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.errors import DomainError
from planning.people.access import Actor
from planning.polls import selectors, services
from planning.polls.models import Choice, DatePoll
from scheduler.staff.door import staff_page

MAX_REMARK = 1000


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def own_polls(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Every poll that asks me, unanswered first; POST keeps the answers of those that were filled in.

    No right is asked: a partner with an account answers here too. Each poll shows itself only with a ground (rule 4).
    """
    now = timezone.now()
    polls = selectors.own_polls(actor, now=now)
    wrong: dict[UUID, str] = {}
    if request.method == "POST":
        kept = 0
        for poll in polls:
            answers = {
                option.id: choice
                for option in poll.options
                if not option.closed and (choice := request.POST.get(f"optie-{option.id}", ""))
            }
            remark = request.POST.get(f"opmerking-{poll.id}", "")[:MAX_REMARK]
            if answers == {row.id: row.choice for row in poll.options if row.choice} and remark == poll.remark:
                continue  # nothing was changed here
            if not answers:
                continue
            try:
                services.answer_own(actor=actor, poll_id=poll.id, answers=answers, remark=remark, now=now)
                kept += 1
            except (DomainError, DatePoll.DoesNotExist) as refusal:
                wrong[poll.id] = str(getattr(refusal, "message", _("Deze datumprikker is er niet meer.")))
        if kept and not wrong:
            messages.success(request, _("Uw antwoorden zijn bewaard."))
            return redirect("staff:own-polls")
    context = {
        "polls": [
            {"poll": poll, "options": _filled(request, poll, again=bool(wrong)), "error": wrong.get(poll.id, "")}
            for poll in polls
        ],
        "choices": Choice.choices,
        "wrong": bool(wrong),
        "calendar_unknown": any(poll.calendar_unknown for poll in polls),
    }
    return render(request, "staff/polls/own.html", context, status=422 if wrong else 200)


def _filled(request: HttpRequest, poll: selectors.OwnPoll, *, again: bool) -> list[dict[str, object]]:
    """The options with what was chosen: as stored, or as just sent when something was wrong."""
    return [
        {
            "option": option,
            "choice": request.POST.get(f"optie-{option.id}", option.choice) if again else option.choice,
        }
        for option in poll.options
        if not option.closed and (not option.lost or option.choice)
    ]
