"""What an SWV can do with routes: copy one, change it, publish a version, choose which are used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import SWV
from planning.regions import editing, rules, selectors
from planning.regions.models import RouteChoice, RouteDraft, RouteVersion
from planning.routes.loading.faults import Place


class UnknownRoute(DomainError):
    """There is no such route, or not for this SWV."""

    code = "unknown_route"
    status = 422
    message = gettext_lazy("Deze route kan hier niet worden gebruikt.")
    hint = gettext_lazy("Kies een route die uw samenwerkingsverband voor deze school gebruikt.")


class NameNeeded(DomainError):
    """An own route has a name of its own."""

    code = "route_name_needed"
    status = 422
    message = gettext_lazy("Geef uw route een naam, ten hoogste 120 tekens.")


class SavedInBetween(DomainError):
    """Somebody else saved since this person opened the page. Nothing is lost: not theirs, not what was typed."""

    code = "route_saved_in_between"
    hint = gettext_lazy("Wat u invulde, staat er nog. Kijk wat de ander deed en bewaar dan opnieuw.")

    def __init__(self, draft: RouteDraft) -> None:
        self.draft = draft
        when = dt.datetime.astimezone(draft.saved_at, rules.AMSTERDAM)
        message = _("%(name)s heeft deze route intussen bewaard, om %(time)s.") % {
            "name": draft.saved_by.name,
            "time": f"{when:%H.%M}",
        }
        super().__init__(message)


class TextTooLong(DomainError):
    """No route is that long."""

    code = "route_too_long"
    status = 422
    message = gettext_lazy("Deze tekst is te lang voor een route.")


class OnlyAsText(DomainError):
    """The text is no TOML any more, so that no form can write in it."""

    code = "route_is_no_toml"
    status = 422
    message = gettext_lazy("De tekst van deze route is niet te lezen.")
    hint = gettext_lazy("Herstel eerst de regel die bij ‘Hele tekst’ wordt genoemd.")


class LastStep(DomainError):
    """A route has at least one step."""

    code = "last_step"
    status = 422
    message = gettext_lazy("Een route heeft ten minste één stap.")


class NothingToUndo(DomainError):
    """There is one step back, and it has been taken."""

    code = "nothing_to_undo"
    message = gettext_lazy("Er is niets om terug te zetten.")


class HasFaults(DomainError):
    """A route with a fault is not published: cases would get stuck in it."""

    code = "route_has_faults"
    status = 422
    message = gettext_lazy("Er zit nog een fout in deze route. Daarom is er niets gepubliceerd.")
    hint = gettext_lazy("Kijk bij de punten die nog niet kloppen.")


class NothingNew(DomainError):
    """The newest version says the same already."""

    code = "nothing_new"
    message = gettext_lazy("Er is niets veranderd sinds de vorige versie.")


class DefaultNeeded(DomainError):
    """Which route comes first must be one that is used, in its own sector."""

    code = "route_default_needed"
    status = 422
    message = gettext_lazy("Kies voor elke sector een route die in gebruik is als eerste keus.")


@transaction.atomic
def copy_route(*, actor: Actor, key: str, title: str, now: dt.datetime) -> RouteDraft:
    """Begin an own route as a copy of the newest version of another. Raises NotAllowed, UnknownRoute, NameNeeded."""
    actor.require(Right.MANAGE_ROUTES)
    name = title.strip()
    if not name or len(name) > 120:
        raise NameNeeded(fields={"title": NameNeeded.message})
    try:
        source = selectors.get_route(key)
        text = selectors.text_of(key, source.version)
    except KeyError as unknown:
        raise UnknownRoute from unknown
    SWV.objects.select_for_update().get(pk=actor.swv_id)  # two copies at once get two keys
    taken = set(RouteDraft.objects.values_list("key", flat=True))
    own = rules.own_key(name, taken=taken)
    row = RouteDraft.objects.create(
        swv_id=actor.swv_id,
        key=own,
        based_on=key,
        based_on_version=source.version,
        title=name,
        text=editing.write(text, (), {"key": own, "version": 1, "title": name}),
        saved_by_id=actor.person_id,
        saved_at=now,
    )
    audit.record(
        swv_id=row.swv_id, by=actor.by, action="route.copy", on=row, now=now, based_on=key, version=source.version
    )
    return row


@transaction.atomic
def save_text(*, actor: Actor, draft: RouteDraft, text: str, revision: int, now: dt.datetime) -> RouteDraft:
    """Keep a whole text, with or without faults. Raises NotAllowed, SavedInBetween, TextTooLong."""
    return _save(actor, draft, revision, now, lambda _old: text, what="text")


@transaction.atomic
def save_part(
    *,
    actor: Actor,
    draft: RouteDraft,
    writes: Iterable[tuple[Place, Mapping[str, editing.Value]]],
    revision: int,
    now: dt.datetime,
) -> RouteDraft:
    """Write values at places of the newest text. Raises NotAllowed, SavedInBetween, OnlyAsText, UnknownRoute."""
    return _save(actor, draft, revision, now, lambda old: written(old, writes), what="part")


def written(text: str, writes: Iterable[tuple[Place, Mapping[str, editing.Value]]]) -> str:
    """A text with values at places, kept nowhere: for the check while typing. Raises OnlyAsText."""
    try:
        for place, values in writes:
            text = editing.write(text, place, values)
    except (editing.NotToml, KeyError) as wrong:
        raise OnlyAsText from wrong
    return text


@transaction.atomic
def add_step(*, actor: Actor, draft: RouteDraft, after: int, title: str, revision: int, now: dt.datetime) -> RouteDraft:
    """A new step behind another; 0 is in front. Raises NotAllowed, SavedInBetween, OnlyAsText, NameNeeded."""
    if not title.strip() or len(title) > 120:
        raise NameNeeded(_("Geef de stap een naam."), fields={"title": _("Geef de stap een naam.")})
    change = _structural(lambda old: editing.add_step(old, after=after, title=title.strip()))
    return _save(actor, draft, revision, now, change, what="step.add")


@transaction.atomic
def remove_step(*, actor: Actor, draft: RouteDraft, number: int, revision: int, now: dt.datetime) -> RouteDraft:
    """Take a step out; what pointed at it points at the next. Raises as `add_step`, and LastStep."""
    change = _structural(lambda old: editing.remove_step(old, number))
    return _save(actor, draft, revision, now, change, what="step.remove")


@transaction.atomic
def add_row(
    *,
    actor: Actor,
    draft: RouteDraft,
    table: str,
    row: Mapping[str, editing.Value],
    revision: int,
    now: dt.datetime,
) -> RouteDraft:
    """A new meeting or role at the end. Raises NotAllowed, SavedInBetween, OnlyAsText."""
    return _save(
        actor, draft, revision, now, _structural(lambda old: editing.add_row(old, table, row)), what=f"{table}.add"
    )


@transaction.atomic
def remove_row(
    *, actor: Actor, draft: RouteDraft, table: str, number: int, revision: int, now: dt.datetime
) -> RouteDraft:
    """Take a meeting or role out, counted from 0. Raises NotAllowed, SavedInBetween, OnlyAsText."""
    return _save(
        actor,
        draft,
        revision,
        now,
        _structural(lambda old: editing.remove_row(old, table, number)),
        what=f"{table}.remove",
    )


@transaction.atomic
def undo(*, actor: Actor, draft: RouteDraft, revision: int, now: dt.datetime) -> RouteDraft:
    """Back to the text before the last save; doing it twice brings the save back. Raises as above, NothingToUndo."""
    if not draft.text_before:
        raise NothingToUndo
    return _save(actor, draft, revision, now, lambda _old: draft.text_before, what="undo")


@transaction.atomic
def publish(*, actor: Actor, draft: RouteDraft, revision: int, now: dt.datetime) -> RouteVersion:
    """Make the text a version that cases can be pinned to; versions count up per key.

    Raises NotAllowed, SavedInBetween, HasFaults, NothingNew.
    """
    row = _locked(actor, draft, revision)
    last = row.versions.order_by("-version").first()
    if not rules.check(row.text).good:
        raise HasFaults
    version = 1 if last is None else last.version + 1
    if last is not None and rules.same_words(row.text, last.text):
        raise NothingNew
    text = editing.stamp(row.text, key=row.key, version=version)
    checked = rules.check(text)
    if checked.route is None or not checked.good:  # the stamp broke it: cannot be, and is never published
        raise HasFaults
    made = RouteVersion.objects.create(
        swv_id=row.swv_id,
        draft=row,
        key=row.key,
        version=version,
        title=checked.route.title[:120],
        sector=checked.route.sector,
        text=text,
        sha256=rules.digest(text),
        abbreviations=dict(checked.route.abbreviations),
        published_by_id=actor.person_id,
        published_at=now,
    )
    row.text, row.revision = text, row.revision + 1
    row.save(update_fields=["text", "revision"])
    audit.record(
        swv_id=row.swv_id, by=actor.by, action="route.publish", on=made, now=now, version=version, sha256=made.sha256
    )
    return made


@transaction.atomic
def choose_routes(*, actor: Actor, keys: Iterable[str], defaults: Mapping[str, str], now: dt.datetime) -> RouteChoice:
    """Say which routes new cases may use, and which comes first per sector. Running cases stay as they are.

    Raises NotAllowed, UnknownRoute, DefaultNeeded.
    """
    actor.require(Right.MANAGE_ROUTES)
    routes = selectors.newest_routes()
    wanted = list(dict.fromkeys(keys))
    if not set(wanted) <= routes.keys():
        raise UnknownRoute
    for sector in rules.SHIPPED_DEFAULTS:
        first = defaults.get(sector, "")
        if first not in wanted or routes[first].sector != sector:
            raise DefaultNeeded(fields={f"default_{sector}": DefaultNeeded.message})
    SWV.objects.select_for_update().get(pk=actor.swv_id)
    row, _made = RouteChoice.objects.update_or_create(
        swv_id=actor.swv_id,
        defaults={
            "keys": wanted,
            "defaults": {sector: defaults[sector] for sector in rules.SHIPPED_DEFAULTS},
            "chosen_by_id": actor.person_id,
            "chosen_at": now,
        },
    )
    audit.record(swv_id=row.swv_id, by=actor.by, action="route.choose", on=row, now=now, keys=" ".join(wanted)[:400])
    return row


# --- Inside -----------------------------------------------------------------------------------------------------------
def _locked(actor: Actor, draft: RouteDraft, revision: int) -> RouteDraft:
    actor.require(Right.MANAGE_ROUTES)
    row = RouteDraft.objects.select_for_update(of=("self",)).select_related("saved_by").get(pk=draft.pk)
    if row.revision != revision:
        raise SavedInBetween(row)
    return row


def _save(
    actor: Actor, draft: RouteDraft, revision: int, now: dt.datetime, change: Callable[[str], str], *, what: str
) -> RouteDraft:
    row = _locked(actor, draft, revision)
    text = rules.tidy(change(row.text))
    if len(text) > rules.LONGEST_TEXT:
        raise TextTooLong
    text = _with_its_key(text, row.key)
    if text == row.text:
        return row
    row.text_before, row.text = row.text, text
    row.title = rules.title_in(text) or row.title
    row.revision += 1
    row.saved_by_id, row.saved_at = actor.person_id, now
    row.save(update_fields=["text", "text_before", "title", "revision", "saved_by", "saved_at"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="route.save", on=row, now=now, what=what, revision=row.revision)
    return row


def _with_its_key(text: str, key: str) -> str:
    """The key is not the writer's to change; a text that is no TOML keeps what it says until it is mended."""
    try:
        if editing.data_of(text).get("key") == key:  # writing, with all comments kept, takes twenty times as long
            return text
        return editing.write(text, (), {"key": key})
    except (editing.NotToml, KeyError):
        return text


def _structural(change: Callable[[str], str]) -> Callable[[str], str]:
    def inner(old: str) -> str:
        try:
            return change(old)
        except (editing.NotToml, KeyError) as wrong:
            raise OnlyAsText from wrong
        except ValueError as last:
            raise LastStep from last

    return inner
