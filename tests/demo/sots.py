"""A plan of SOTs that took no solver: what the other schools of the demo tell of this year hangs on them."""

import random
import uuid

from django_scopes import scope

from planning.meetings.models import Meeting, MeetingState, Participant
from planning.people.models import SWV
from scheduler.demo.elsewhere.ledger import teams
from scheduler.demo.elsewhere.tales import SchoolDays, sots_of


def plan_sots(swv: SWV, year: int) -> None:
    """A SOT on each of the days of that year's rounds, as the published plan has them."""
    dice = random.Random(year)
    with scope(swv=swv.pk):
        meetings, seats = [], []
        people = teams()
        for brin, starts in sots_of(year, SchoolDays(year)).items():
            for start in starts:
                meeting = Meeting(
                    swv=swv,
                    kind="SOT",
                    school=people[brin].school,
                    organiser=people[brin].lead,
                    reference=f"{dice.randrange(16**7):x}",
                    uid=f"{uuid.UUID(int=dice.getrandbits(128))}@test",
                    start=start,
                    minutes=120,
                    state=MeetingState.PLANNED,
                )
                meetings.append(meeting)
                seats += [
                    Participant(swv=swv, meeting=meeting, person=person, role=role)
                    for person, role, _must in people[brin].at_the_sot()
                ]
        Meeting.objects.bulk_create(meetings)
        Participant.objects.bulk_create(seats)
