"""Which colleagues of the own school come, for the invitation of one of them: only where the school wants that (P2)."""

from __future__ import annotations

from django.utils import timezone

from planning.meetings.models import Meeting, Participant
from planning.people.models import RoleHolding
from planning.people.roles import AT_A_SCHOOL, short_name


def colleagues_for(participant: Participant, *, meeting: Meeting) -> str:
    """One line, such as “Van De Linde: Ingrid Smit (IB)”; "" for whoever may not know.

    Only staff of the meeting's school read it and stand in it: who holds a school's role there (IB, teacher, director),
    never a partner's such as JP. Parents and pupils neither. One query where the school has this on, else none.
    """
    school = meeting.school
    if not school.staff_names or participant.person_id is None or meeting.start is None:
        return ""
    day = timezone.localdate(meeting.start)
    holdings = (
        RoleHolding.objects.filter(
            school=school,
            role__in=AT_A_SCHOOL,
            person__participations__meeting=meeting,
            person__participations__removed_at__isnull=True,
            valid_from__lte=day,
        )
        .exclude(valid_to__lt=day)
        .select_related("person")
        .order_by("person__last_name", "person__first_name", "role")
    )
    found = {row.person_id: f"{row.person.name} ({short_name(row.role)})" for row in reversed(holdings)}
    if participant.person_id not in found:
        return ""
    return f"Van {school.name}: {', '.join(reversed(found.values()))}"
