"""The story of the demo: a published year plan, and a case in every stage. Told with the same services as the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django_scopes import scope

from planning.people.access import actor_of_person
from planning.people.models import SWV, Person
from scheduler.demo import agenda, cases, consent, desk, discussed, dossier, opening, plan, privacy, routes


def tell(*, swv: SWV, now: dt.datetime, children: Sequence[cases.Child] = cases.CHILDREN) -> Iterator[str]:
    """Tell the whole story in the caller's transaction; gives a sentence after each part."""
    with scope(swv=swv.pk):
        coordinator = Person.objects.get(email="coordinator@demo.example")
        actor = actor_of_person(coordinator, today=now.date())
        placed = plan.publish_this_year(actor=actor, now=now)
        yield f"de jaarplanning is gemaakt en gepubliceerd: {placed} overleggen"
        routes.make_own(actor=actor, now=now)
        yield "het samenwerkingsverband heeft een eigen route"
        opening.tell_all(now=now)
        yield "er zijn signalen, aanmeldingen bij Team Jeugd en vragen zonder naam"
        privacy.before_the_others(now=now)
        count = cases.open_all(now=now, children=children) + consent.tell(now=now)
        privacy.after_the_others(now=now)
        yield f"er lopen {count} casussen, in elke stap een"
        count = dossier.fill(now=now)
        yield f"{count} casussen hebben een dossier: observatie, stukken, termijnen, verzuim"
        count = discussed.hold(now=now)
        yield f"in het laatste SOT zijn {count} punten besproken"
        count = agenda.fill(now=now)
        yield f"op de agenda van het SOT staan, of wachten, {count} punten"
        count = desk.tidy(now=now)
        yield f"op het bureau van de IB'er liggen {count} taken"
