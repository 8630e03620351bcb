"""What one requester gets of a case (art. 15 AVG): everything about the pupil, nothing of another parent.

Every table that hangs on a case stands in `SHARES` or in `KEPT_BACK` with the reason; one that stands in neither is
kept back (it fails closed) and `tests/privacy` asks for it. Rows of another parent are left out, and that parent's
name, address and phone are taken out of free texts. Professionals are named; safety signals are never given (R153).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from encrypted_fields.fields import EncryptedFieldMixin

from planning.cases import naming
from planning.cases.models import Case, Party, PartyKind
from planning.cases.naming import Contact, Identity
from planning.errors import Text
from planning.meetings.models import Participant
from planning.privacy.rules import CORRECTABLE, TERMS, Category, Scope
from planning.privacy.subjects import Subject, subjects

OTHER = "[…]"
Column: TypeAlias = "models.Field[Any, Any]"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@dataclass(frozen=True, slots=True)
class Share:
    """What is given of one table. `information` is what a parent gets who has a right to facts only (377c BW).

    `mask` are keys that may point at another parent without the row being that parent's: the row stays, without whom.
    `by` is a text column with the id of who wrote the row.
    """

    title: Text
    fields: tuple[str, ...]
    information: tuple[str, ...] = ()
    mask: tuple[str, ...] = ()
    by: str = ""
    never: tuple[tuple[str, str], ...] = ()  # rows that are never given: (column, value)


SHARES: dict[str, Share] = {
    "cases.Case": Share(
        gettext_lazy("De leerling en de casus"),
        (
            *("pupil_name", "pupil_initial", "pupil_group", "pupil_birth_month", "reference", "school", "state"),
            *("created_at", "closed_at", "opened_by", "question_support", "question_organise", "question_evaluate"),
            *("casusregisseur", "casusregisseur_since", "leading_domain", "casusregisseur_reason", "closing_reason"),
        ),
        information=("pupil_name", "reference", "school", "state", "created_at", "closed_at", "casusregisseur"),
    ),
    "cases.Party": Share(
        gettext_lazy("Uw eigen gegevens en die van de leerling"),
        ("kind", "name", "email", "phone", "language", "authority"),
        information=("kind", "name", "email", "phone", "language", "authority"),
    ),
    "cases.Involved": Share(gettext_lazy("Wie mag meedenken"), ("person", "role", "organisation")),
    "cases.ConsentRequest": Share(
        gettext_lazy("Wat u is gevraagd"), ("purpose", "involved", "asked_by", "asked_at", "expires_on")
    ),
    "cases.ConsentDecision": Share(
        gettext_lazy("Wat u heeft geantwoord"), ("at", "answer", "means", "typed_name", "address", "shown")
    ),
    "cases.Freeze": Share(gettext_lazy("Bevroren"), ("kind", "since", "lifted_at")),
    "cases.OtherGround": Share(
        gettext_lazy("Wie zonder toestemming mag meedenken, en waarom"),
        ("involved", "kind", "law", "set_by", "set_at", "until", "ended_at"),
        never=(("kind", "safety"),),  # R153: a signal about safety is not given
    ),
    "cases.Regie": Share(gettext_lazy("Wie de regie had"), ("kind", "person", "role", "since", "until", "basis")),
    "cases.CasusregisseurTerm": Share(
        gettext_lazy("Casusregisseur door de tijd"), ("person", "since", "until", "met_on", "reason")
    ),
    "cases.Scaling": Share(gettext_lazy("Op- en afschalen"), ("kind", "reason", "at", "by", "person", "ended_at")),
    "dossier.Observation": Share(
        gettext_lazy("Observaties"),
        ("observer", "role", "question", "asked_at", "done_on", "findings", "reported_on", "withdrawn_at"),
    ),
    "dossier.Document": Share(gettext_lazy("Stukken"), ("kind", "title", "on", "place", "url", "made_by")),
    "dossier.Reading": Share(
        gettext_lazy("Wie de stukken kreeg"), ("document", "person", "party", "asked_at", "read_at")
    ),
    "dossier.LdosEntry": Share(gettext_lazy("In LDOS"), ("state", "reference", "on")),
    "dossier.OzaUpload": Share(gettext_lazy("Onderwijs-zorgarrangement"), ("prepared_on", "receipt", "uploaded_on")),
    "dossier.Clock": Share(
        gettext_lazy("Termijnen"), ("kind", "since", "done_on", "with_parents", "with_pupil", "apart_reason")
    ),
    "dossier.TlvRequest": Share(
        gettext_lazy("Aanvraag van een toelaatbaarheidsverklaring"),
        (
            *("decided_on", "pupil_heard", "pupil_words", "exception_reason", "receiving_school", "sent_on"),
            *("complete_on", "outcome", "outcome_on", "category", "valid_from", "valid_to"),
        ),
    ),
    "dossier.TlvExpert": Share(gettext_lazy("Deskundigen bij de aanvraag"), ("person", "name", "role", "judged_on")),
    "dossier.Absence": Share(gettext_lazy("Verzuim"), ("kind", "since", "until", "note", "plan_on", "mazl_on")),
    "dossier.LpaJudgement": Share(
        gettext_lazy("Oordeel van de leerplichtambtenaar"), ("lpa", "on", "unlawful", "follow_up", "note")
    ),
    "meetings.Meeting": Share(
        gettext_lazy("Overleggen"),
        ("kind", "reference", "start", "minutes", "location", "state", "organiser"),
        information=("kind", "start", "state"),
    ),
    "meetings.Participant": Share(gettext_lazy("Wie er aan tafel zaten"), ("meeting", "person", "party", "role")),
    "meetings.Reply": Share(gettext_lazy("Uw antwoord op een uitnodiging"), ("partstat", "said_at", "via")),
    "polls.DatePoll": Share(gettext_lazy("Datumprikkers"), ("meeting", "state", "deadline", "closed_at")),
    "polls.PollOption": Share(gettext_lazy("Voorgestelde momenten"), ("start", "end")),
    "polls.PollAnswer": Share(gettext_lazy("Wanneer u kon"), ("option", "choice", "at")),
    "polls.PollNote": Share(
        gettext_lazy("Uw opmerking bij een datumprikker"),
        ("remark", "none_of_these", "call_me", "interpreter", "at"),
    ),
    "followup.Agreement": Share(gettext_lazy("Afspraken"), ("what", "owner", "due", "withdrawn_at"), mask=("owner",)),
    "followup.Progress": Share(
        gettext_lazy("Hoe het met de afspraken gaat"), ("agreement", "state", "remark", "at"), by="reported_by"
    ),
    "followup.Evaluation": Share(
        gettext_lazy("Evaluaties"), ("on", "method", "state", "outcome"), information=("on", "outcome")
    ),
    "privacy.Correction": Share(gettext_lazy("Verbeteringen"), ("at", "field", "before", "after", "corrected_by")),
    "privacy.Statement": Share(gettext_lazy("Uw zienswijze"), ("at", "field", "text")),
    "privacy.RetentionNotice": Share(gettext_lazy("Wanneer gegevens weggaan"), ("category", "due_on", "done_at")),
}

KEPT_BACK: dict[str, str] = {
    "cases.Task": "A list of things to do for staff: codes, nothing about the pupil.",
    "dossier.TlvPiece": "A checklist of staff: which pieces are ready.",
    "dossier.SafetySignal": "A signal about safety is outside the parents' view (R153).",
    "dossier.SafetyStep": "A signal about safety is outside the parents' view (R153).",
    "dossier.SafetyAccess": "A signal about safety is outside the parents' view (R153).",
    "cases.Dispute": "What one parent said about the other: it would tell of the other parent.",
    "cases.RegieOffer": "What colleagues asked each other; what came of it is given as regie.",
    "cases.Tick": "A checklist of staff: numbers of lines, nothing about the pupil.",
    "meetings.Hold": "Time in the diaries of staff.",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the copy: its title, its columns and its rows, in words and as values for a machine."""

    title: str
    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    values: tuple[dict[str, object], ...]


@dataclass(slots=True)
class _Reader:
    """Who reads along: whose rows and names stay out."""

    requester: Party
    others: dict[UUID, Party]
    their_ids: set[str] = field(default_factory=set)
    identity: Identity = field(default_factory=lambda: Identity(name=""))


def sections(case: Case, *, requester: Party, scope: Scope) -> list[Section]:
    """The whole copy, in the order of the house's rooms. A few queries a table."""
    reader = _reader(case, requester)
    found = []
    for subject in subjects():
        share = SHARES.get(subject.label)
        fields = () if share is None else share.fields if scope == Scope.FULL else share.information
        if share is not None and fields and scope != Scope.NONE:
            section = _section(subject, share, fields, case=case, reader=reader)
            if section.rows:
                found.append(section)
    return found


def _reader(case: Case, requester: Party) -> _Reader:
    guardians = case.parties.filter(kind=PartyKind.GUARDIAN)
    others = {row.pk: row for row in guardians if row.pk != requester.pk}
    own = {word.casefold() for word in (*str(requester.name).split(), *str(case.pupil_name or "").split())}
    contacts = tuple(
        Contact(
            name=" ".join(word for word in str(row.name).split() if word.casefold() not in own),
            email=str(row.email or "") if row.email != requester.email else "",
            phone=str(row.phone or "") if row.phone != requester.phone else "",
        )
        for row in others.values()
    )
    seats = Participant.objects.filter(party__in=list(others)).values_list("pk", flat=True)
    return _Reader(
        requester=requester,
        others=others,
        their_ids={str(pk) for pk in (*others, *seats)},
        identity=Identity(name="", contacts=contacts),
    )


@cache
def _ways_to_a_party(model: type[models.Model], mask: tuple[str, ...]) -> tuple[str, ...]:
    """Look-ups from a row to the parents it is of, at most three keys deep; masked keys are not followed."""

    def walk(at: type[models.Model], before: str, depth: int) -> Iterator[str]:
        for key in at._meta.concrete_fields:
            if not isinstance(key, models.ForeignKey) or (not before and key.name in mask) or depth == 0:
                continue
            to = key.related_model
            if to is Party:
                yield f"{before}{key.name}"
            elif isinstance(to, type) and to in {subject.model for subject in subjects()} - {Case}:
                yield from walk(to, f"{before}{key.name}__", depth - 1)

    return ("pk",) if model is Party else tuple(walk(model, "", 3))


def _section(subject: Subject, share: Share, fields: tuple[str, ...], *, case: Case, reader: _Reader) -> Section:
    rows = subject.rows(case.pk).select_related(*_keys_of(subject.model, fields))
    for way in _ways_to_a_party(subject.model, share.mask):
        rows = rows.exclude(**{f"{way}__in": list(reader.others)})
    for name, value in share.never:
        rows = rows.exclude(**{name: value})
    columns: list[Column] = [
        one for name in fields if isinstance(one := subject.model._meta.get_field(name), models.Field)
    ]
    words, values = [], []
    for row in rows:
        if share.by and str(getattr(row, share.by)) in reader.their_ids:
            continue
        found = {column.name: _value(row, column, reader) for column in columns}
        values.append(found)
        words.append(tuple(_in_words(row, column, found[column.name]) for column in columns))
    return Section(
        title=str(share.title),
        key=subject.label,
        columns=tuple(_heading(column) for column in columns),
        rows=tuple(words),
        values=tuple(values),
    )


def _keys_of(model: type[models.Model], fields: tuple[str, ...]) -> list[str]:
    keys = [name for name in fields if isinstance(model._meta.get_field(name), models.ForeignKey)]
    seats = [name for name in keys if model._meta.get_field(name).related_model is Participant]
    return [*keys, *(f"{name}__person" for name in seats), *(f"{name}__party" for name in seats)]


def _value(row: models.Model, column: Column, reader: _Reader) -> object:
    """A value for a machine: text, number, ISO date, name; never an id."""
    value = getattr(row, column.name)
    if isinstance(value, Participant):
        value = value.person or value.party
    if isinstance(value, Party):
        return OTHER if value.pk in reader.others else str(value.name)
    if isinstance(value, models.Model):
        return naming.masked(_called(value), reader.identity, instead=OTHER)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, str) and (isinstance(column, EncryptedFieldMixin) or not column.choices):
        return naming.masked(value, reader.identity, instead=OTHER)
    return value


def _called(value: models.Model) -> str:
    """What another row is called: a name, the words of an agreement; never an id."""
    text = str(getattr(value, "what", "") or getattr(value, "person", None) or value)
    return str(value._meta.verbose_name) if str(value.pk) in text or _ID.search(text) else text


def _in_words(row: models.Model, column: Column, value: object) -> str:
    from django.utils import timezone
    from django.utils.formats import date_format

    raw = getattr(row, column.name)
    if value is None or (value == "" and column.name != "field"):
        return "–"
    if isinstance(raw, dt.datetime):
        return date_format(timezone.localtime(raw), "j F Y H:i")
    if isinstance(raw, dt.date):
        return date_format(raw, "j F Y")
    return _yes_no_or_label(row, column, raw, value)


def _yes_no_or_label(row: models.Model, column: Column, raw: object, value: object) -> str:
    if isinstance(raw, bool):
        return _("ja") if raw else _("nee")
    if column.name == "field":
        return str(CORRECTABLE.get(str(raw), _("het hele dossier")))
    if column.name == "category":
        return str(TERMS[Category(str(raw))].label)
    shown = getattr(row, f"get_{column.name}_display", None)
    return str(shown()) if shown is not None else str(value)


_HEADINGS: dict[str, Text] = {
    "observer": gettext_lazy("wie keek"),
    "question": gettext_lazy("waarop gelet werd"),
    "findings": gettext_lazy("wat is gezien"),
    "done_on": gettext_lazy("gedaan op"),
    "reported_on": gettext_lazy("verslag op"),
    "title": gettext_lazy("titel"),
    "on": gettext_lazy("op"),
    "place": gettext_lazy("waar het ligt"),
    "url": gettext_lazy("adres"),
    "made_by": gettext_lazy("gemaakt door"),
    "document": gettext_lazy("stuk"),
    "read_at": gettext_lazy("gelezen op"),
    "prepared_on": gettext_lazy("voorbereid op"),
    "receipt": gettext_lazy("ontvangstnummer"),
    "uploaded_on": gettext_lazy("ingeleverd op"),
    "with_parents": gettext_lazy("met de ouders"),
    "with_pupil": gettext_lazy("met de leerling"),
    "apart_reason": gettext_lazy("waarom niet samen"),
    "decided_on": gettext_lazy("besloten op"),
    "pupil_heard": gettext_lazy("leerling gehoord"),
    "pupil_words": gettext_lazy("wat de leerling zei"),
    "exception_reason": gettext_lazy("waarom uitzondering"),
    "receiving_school": gettext_lazy("school die opneemt"),
    "sent_on": gettext_lazy("verstuurd op"),
    "complete_on": gettext_lazy("volledig op"),
    "outcome_on": gettext_lazy("besluit op"),
    "valid_from": gettext_lazy("geldig vanaf"),
    "valid_to": gettext_lazy("geldig tot en met"),
    "judged_on": gettext_lazy("oordeel op"),
    "note": gettext_lazy("toelichting"),
    "plan_on": gettext_lazy("plan op"),
    "mazl_on": gettext_lazy("M@ZL op"),
    "lpa": gettext_lazy("leerplichtambtenaar"),
    "unlawful": gettext_lazy("ongeoorloofd"),
    "follow_up": gettext_lazy("vervolg"),
    "reference": gettext_lazy("nummer"),
    "school": gettext_lazy("school"),
    "state": gettext_lazy("stand"),
    "created_at": gettext_lazy("begonnen op"),
    "closed_at": gettext_lazy("afgesloten op"),
    "opened_by": gettext_lazy("geopend door"),
    "casusregisseur": gettext_lazy("casusregisseur"),
    "casusregisseur_since": gettext_lazy("casusregisseur sinds"),
    "casusregisseur_reason": gettext_lazy("waarom deze casusregisseur"),
    "closing_reason": gettext_lazy("waarom is afgesloten"),
    "leading_domain": gettext_lazy("voorliggend"),
    "kind": gettext_lazy("soort"),
    "person": gettext_lazy("wie"),
    "party": gettext_lazy("ouder of leerling"),
    "role": gettext_lazy("rol"),
    "organisation": gettext_lazy("organisatie"),
    "purpose": gettext_lazy("waarvoor"),
    "involved": gettext_lazy("over wie"),
    "asked_by": gettext_lazy("gevraagd door"),
    "asked_at": gettext_lazy("gevraagd op"),
    "expires_on": gettext_lazy("geldig tot en met"),
    "at": gettext_lazy("wanneer"),
    "said_at": gettext_lazy("wanneer"),
    "answer": gettext_lazy("antwoord"),
    "means": gettext_lazy("hoe"),
    "via": gettext_lazy("hoe"),
    "typed_name": gettext_lazy("getypte naam"),
    "address": gettext_lazy("e-mailadres"),
    "shown": gettext_lazy("tekst die u las"),
    "since": gettext_lazy("sinds"),
    "lifted_at": gettext_lazy("opgeheven op"),
    "start": gettext_lazy("begin"),
    "end": gettext_lazy("einde"),
    "organiser": gettext_lazy("georganiseerd door"),
    "meeting": gettext_lazy("overleg"),
    "partstat": gettext_lazy("antwoord"),
    "option": gettext_lazy("moment"),
    "choice": gettext_lazy("antwoord"),
    "remark": gettext_lazy("opmerking"),
    "none_of_these": gettext_lazy("geen van de momenten"),
    "call_me": gettext_lazy("bel mij"),
    "interpreter": gettext_lazy("tolk"),
    "owner": gettext_lazy("wie"),
    "withdrawn_at": gettext_lazy("vervallen op"),
    "agreement": gettext_lazy("afspraak"),
    "outcome": gettext_lazy("besluit"),
    "field": gettext_lazy("welke tekst"),
    "before": gettext_lazy("stond er eerst"),
    "after": gettext_lazy("staat er nu"),
    "corrected_by": gettext_lazy("verbeterd door"),
    "law": gettext_lazy("wet"),
    "set_by": gettext_lazy("vastgelegd door"),
    "set_at": gettext_lazy("vastgelegd op"),
    "until": gettext_lazy("tot"),
    "basis": gettext_lazy("hoe"),
    "met_on": gettext_lazy("bevestigd in het overleg van"),
    "reason": gettext_lazy("waarom"),
    "by": gettext_lazy("door"),
    "ended_at": gettext_lazy("tot"),
    "category": gettext_lazy("wat"),
    "due_on": gettext_lazy("weg vanaf"),
    "done_at": gettext_lazy("gedaan op"),
}


def _heading(column: Column) -> str:
    return str(_HEADINGS.get(column.name) or column.verbose_name)
