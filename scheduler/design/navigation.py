"""The main menu: what stands in it, and for whom. A new room of the staff door adds its line here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from planning.errors import Text
from planning.people.access import Actor, Right


@dataclass(frozen=True, slots=True)
class NavItem:
    """One word of the menu; `right` or `or_right` is what one must hold somewhere to see it (None: everybody)."""

    label: Text
    path: str
    right: Right | None = None
    or_right: Right | None = None  # one of the two is enough
    also: tuple[str, ...] = ()  # other paths that belong to this room

    def covers(self, path: str) -> bool:
        """Whether a page belongs to this room."""
        if self.path == "/":
            return path == "/"
        return path.startswith((self.path, *self.also))


OF_PEOPLE = ("/scholen/", "/toegang/", "/inlezen/", "/termijnen/", "/talen/")
MAIN: tuple[NavItem, ...] = (
    NavItem(_("Vandaag"), "/"),
    NavItem(_("Jaarplanning"), "/jaarplanning/", Right.SEE_PLAN),
    NavItem(_("Casussen"), "/casussen/", Right.LEAD_CASES, also=("/opvolging/", "/routes/", "/meldcode/")),
    NavItem(_("Signalen"), "/signalen/", Right.SIGNAL, also=("/aanmeldingen/",)),
    NavItem(_("Meedenken"), "/meedenken/", Right.ASK_EXPERT, Right.ANSWER_AS_EXPERT),
    NavItem(_("Mijn scholen"), "/mijn-scholen/", Right.ANSWER_AS_EXPERT),  # who sits at the tables of several
    NavItem(_("Cijfers"), "/cijfers/", Right.SEE_NUMBERS, also=("/opvolging-per-school/",)),
    NavItem(_("Mijn school"), "/mijn-school/", Right.SEE_OWN_SCHOOL),
    NavItem(_("Overleggen"), "/overleggen/", Right.SEE_MEETINGS, also=("/prikker/",)),
    NavItem(
        _("Mensen"),
        "/mensen/",
        Right.SEE_PEOPLE,
        also=OF_PEOPLE,
    ),
    NavItem(_("Post"), "/post/", Right.SEE_LETTERS),
    NavItem(_("Privacy"), "/privacy/", Right.SEE_ACCESS_LOG),
)


def menu_for(actor: Actor) -> tuple[NavItem, ...]:
    """The words this person sees."""
    return tuple(item for item in MAIN if item.right is None or _may(actor, item))


def _may(actor: Actor, item: NavItem) -> bool:
    return any(right is not None and actor.may_somewhere(right) for right in (item.right, item.or_right))
