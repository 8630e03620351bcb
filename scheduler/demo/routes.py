"""The demo's own route: a copy of the PO route with a step in between, published, and changed again since."""

from __future__ import annotations

import datetime as dt

from planning.people.access import Actor
from planning.regions import services


def make_own(*, actor: Actor, now: dt.datetime) -> str:
    """Copy, change, publish, and leave a change that is not published yet; gives the key. Inside a scope."""
    draft = services.copy_route(actor=actor, key="west-brabant-po", title="Onze route voor het basisonderwijs", now=now)
    draft = services.add_step(
        actor=actor, draft=draft, after=2, title="Kennismaken thuis", revision=draft.revision, now=now
    )
    draft = services.save_part(
        actor=actor,
        draft=draft,
        writes=[(("meetings", 0), {"minutes": 40}), (("abbreviations",), {"KT": "kennismaking thuis"})],
        revision=draft.revision,
        now=now,
    )
    services.publish(actor=actor, draft=draft, revision=draft.revision, now=now)
    draft.refresh_from_db()
    services.save_part(
        actor=actor,
        draft=draft,
        writes=[(("meetings", 1), {"minutes": 75})],
        revision=draft.revision,
        now=now,
    )
    services.choose_routes(
        actor=actor,
        keys=["west-brabant-po", "west-brabant-vo", draft.key],
        defaults={"PO": "west-brabant-po", "VO": "west-brabant-vo"},
        now=now,
    )
    return draft.key
