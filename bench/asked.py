"""Everybody whom the demo's open poll asks, each with a fresh link, as JSON: what `bench.poll` begins with."""

from __future__ import annotations

import datetime as dt
import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler.settings")


def main() -> None:
    """The command."""
    django.setup()
    from django.utils import timezone  # after setup
    from django_scopes import scope, scopes_disabled

    from notifications.links import services as links
    from notifications.links.purposes import Purpose
    from planning.meetings import selectors as meetings
    from planning.polls import services as polls
    from planning.polls.models import DatePoll, PollOption, PollState

    now, found = timezone.now(), []
    with scopes_disabled():
        poll = DatePoll.objects.filter(state=PollState.OPEN).select_related("meeting__case").earliest("created_at")
    with scope(swv=poll.swv_id):
        for participant in meetings.present(poll.meeting):
            if not meetings.is_admitted(participant, meeting=poll.meeting, now=now):
                continue
            token = links.issue(
                tenant_id=poll.swv_id,
                purpose=Purpose.POLL,
                person_key=str(participant.pk),
                object_key=str(poll.pk),
                expires_at=now + dt.timedelta(days=1),
                now=now,
            )
            # Everybody has answered, so that every round writes the same and the page stays the same.
            options = PollOption.objects.filter(poll=poll).values_list("pk", flat=True)
            polls.answer_poll(
                poll_id=poll.pk,
                participant_id=participant.pk,
                answers=dict.fromkeys(options, "yes"),
                note=polls.NoteData(remark="Liefst vroeg."),
                now=now,
            )
            found.append({"token": token, "poll": str(poll.pk), "participant": str(participant.pk)})
    print(json.dumps(found))


if __name__ == "__main__":
    main()
