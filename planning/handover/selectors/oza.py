"""The OZA of a case: its questions as they stand, and the versions that were prepared (R116, R117)."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.ldos.fields import Field, oza_form
from integrations.paper import Paper, Paragraph, Section, Style, Table
from notifications.letters import when
from planning.cases import gate
from planning.cases.models import Case
from planning.dossier.models import OzaUpload
from planning.errors import DomainError
from planning.handover import rules
from planning.handover.models import OzaAnswer, OzaVersion
from planning.handover.rules import Answer
from planning.handover.selectors.known import known_of, proposals
from planning.people.access import Actor, Right


class NotAsPrepared(DomainError):
    """The words of a version are no longer those that were prepared: it is not given."""

    code = "oza_not_as_prepared"
    message = gettext_lazy("Deze versie is niet meer zoals zij is klaargezet.")
    hint = gettext_lazy("Bel de beheerder, en zet het OZA opnieuw klaar.")


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the form, with its answer."""

    field: Field
    answer: Answer


@dataclass(frozen=True, slots=True)
class OzaPage:
    """Everything the page shows. `named`: the pupil may be named, so that something can be prepared."""

    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    uploads: tuple[OzaUpload, ...]  # newest first, each with its `package` where it has one
    named: bool

    @property
    def waits(self) -> OzaUpload | None:
        """The one that is to be put in LDOS."""
        return next((row for row in self.uploads if row.uploaded_at is None and row.superseded_at is None), None)


def may_fill(actor: Actor, case: Case) -> bool:
    """The casusregisseur, and the IB or OC of the school (R116)."""
    return actor.person_id == case.casusregisseur_id or actor.may(Right.MANAGE_CASES, school_id=case.school_id)


def answers_of(case: Case, *, actor: Actor, now: dt.datetime, typed: Mapping[str, str] | None = None) -> list[Answer]:
    """Every question as it stands for this person: what was typed, else what is proposed."""
    school = actor.may(Right.MANAGE_CASES, school_id=case.school_id)
    known = proposals(known_of(case, now=now), school=school)
    kept = {row.field: str(row.text or "") for row in OzaAnswer.objects.filter(case=case)}
    return rules.answers(oza_form().fields, known=known, typed=kept if typed is None else {**kept, **typed})


def oza_page(case: Case, *, actor: Actor, now: dt.datetime) -> OzaPage:
    """The form and the versions. The caller has checked that this person may see the case."""
    rows = answers_of(case, actor=actor, now=now)
    fields = oza_form().fields
    uploads = case.oza_uploads.select_related("prepared_by", "uploaded_by", "package").order_by("-recorded_at")
    return OzaPage(
        lines=tuple(Line(field, answer) for field, answer in zip(fields, rows, strict=True)),
        missing=rules.missing(fields, rows),
        uploads=tuple(uploads),
        named=gate.may_name_pupil(case, now=now),
    )


def version_of(case: Case, version_id: UUID, *, now: dt.datetime) -> OzaVersion | None:
    """One version to take along, or None. Raises NoGround when the pupil may not be named now, NotAsPrepared."""
    version = case.oza_versions.select_related("upload__prepared_by").filter(pk=version_id).first()
    if version is None:
        return None
    if not gate.may_name_pupil(case, now=now):
        raise gate.NoGround
    if not hmac.compare_digest(rules.digest(str(version.content)), version.hash):
        raise NotAsPrepared
    return version


def oza_rows(version: OzaVersion) -> list[tuple[str, str, str]]:
    """Key, name and answer, as it was prepared."""
    return rules.opened(str(version.content))


def oza_paper(version: OzaVersion, *, case: Case) -> Paper:
    """A version on paper: short answers in a table, long ones under a heading."""
    fixed = {field.key for field in oza_form().fields if field.fixed}
    rows = oza_rows(version)
    facts = tuple((name, text or "–") for key, name, text in rows if key in fixed)
    about = Section(_("Over wie en wat"), (Table((_("Vraag"), _("Antwoord")), facts, widths=(30, 70)),))
    words = [(name, text or _("Niet ingevuld.")) for key, name, text in rows if key not in fixed]
    told = (Section(name, (Paragraph(text),)) for name, text in words)
    seal = Paragraph(_("Versie %(n)s, SHA-256 %(hash)s") % {"n": version.number, "hash": version.hash}, soft=True)
    made = _("Ingevuld door %(who)s op %(day)s") % {
        "who": version.upload.prepared_by.name,
        "day": when.day(version.upload.prepared_on),
    }
    return Paper(
        title=_("Deskundigenadvies onderwijs-zorgarrangement (OZA)"),
        subtitle=made,
        school=Style(case.school.name),
        sections=(about, *told, Section(_("Deze versie"), (seal,))),
        made=version.made_at,
        footer=_("Vertrouwelijk"),
        page_word=_("bladzijde"),
    )
