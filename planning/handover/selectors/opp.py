"""What of a case goes into the OPP: needs, what helps and hinders, goals, agreements, and how the pupil was heard.

R108: the pupil's needs come first, and agreements serve education goals. R118: IB (PO) or OC (VO) answers for the OPP.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from integrations.paper import Bullets, Paper, Paragraph, Section, Style, Table
from notifications.letters import when
from planning.cases import gate
from planning.cases.models import Authority, Case, PartyKind, PupilWord
from planning.dossier import selectors as dossier
from planning.dossier.models import Clock, ClockKind
from planning.dossier.rules import opp as assents
from planning.followup.models import Agreement
from planning.followup.selectors import AgreementRow
from planning.handover import rules
from planning.handover.models import OppLine
from planning.handover.selectors.known import Known, evaluation_line, known_of, pupil_words
from planning.minutes.models import Topic
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.models import Person, School, Sector
from planning.people.roles import Role

RESPONSIBLE = {Sector.PO.value: Role.IB, Sector.VO.value: Role.OC}  # R118


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement and where it stands towards the OPP. `must`: it serves education, so it belongs there."""

    row: AgreementRow
    must: bool
    said: OppLine | None

    @property
    def waits(self) -> bool:
        """Whether IB or OC must still say something of it."""
        return self.must and self.said is None

    @property
    def goes_in(self) -> bool:
        """Whether the extract has it: what belongs there, or may."""
        return self.said.belongs if self.said is not None else self.must


@dataclass(frozen=True, slots=True)
class Signs:
    """Somebody who agrees with the handelingsdeel, and what was said of the last setting or change."""

    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What can be taken over, in words. `heard` says how the pupil was heard, a line a way."""

    case: Case
    pupil: str
    needs: tuple[tuple[str, str], ...]
    factors: str
    goals: tuple[str, ...]
    lines: tuple[Line, ...]
    evaluation: str
    heard: tuple[str, ...]
    signs: tuple[Signs, ...]

    @property
    def inside(self) -> tuple[Line, ...]:
        """The agreements that go into the OPP."""
        return tuple(line for line in self.lines if line.goes_in)


def answers_for_opp(actor: Actor, school: School) -> bool:
    """Whether this person answers for the OPPs of the school: the IB in PO, the OC in VO."""
    return (RESPONSIBLE[school.sector], school.pk) in actor.roles


def responsible(case: Case, *, on: dt.date) -> list[Person]:
    """Who answers for the OPP; without an IB or OC in office who opened the case."""
    role = RESPONSIBLE[case.school.sector]
    rows = people.current(on).filter(school=case.school, role=role).select_related("person")
    return [row.person for row in rows] or [case.opened_by]


def opp_lines(case: Case, rows: tuple[AgreementRow, ...]) -> tuple[Line, ...]:
    """The agreements with what was said of each. One query."""
    said = {row.agreement_id: row for row in OppLine.objects.filter(agreement__case=case).select_related("by")}
    return tuple(
        Line(row, must=rules.serves_education(row.agreement.who.role), said=said.get(row.agreement.pk)) for row in rows
    )


def extract_of(case: Case, *, now: dt.datetime) -> Extract:
    """Everything for the OPP. Raises NoGround when the pupil may not be named."""
    if not gate.may_name_pupil(case, now=now):
        raise gate.NoGround
    known = known_of(case, now=now)
    topics = (Topic.PUPIL, Topic.PARENTS, Topic.TEACHER, Topic.PICTURE)
    about = [("", str(case.question_support or "")), *((str(topic.label), known.note(topic)) for topic in topics)]
    return Extract(
        case=case,
        pupil=f"{case.pupil_name} {case.pupil_initial}.",
        needs=tuple((label, text.strip()) for label, text in about if text.strip()),
        factors="\n".join(text for text in (known.note(Topic.STRENGTHS), known.note(Topic.FACTORS)) if text),
        goals=known.goals,
        lines=opp_lines(case, known.agreements),
        evaluation=_evaluation(known, now=now),
        heard=tuple(_heard(known)),
        signs=tuple(_signs(case, now=now)),
    )


def _evaluation(known: Known, *, now: dt.datetime) -> str:
    """When the agreements are looked back on, and before when the OPP is."""
    clock = dossier.opp_to_evaluate(known.case)
    found = [evaluation_line(known.evaluation)]
    if clock is not None:
        found.append(_("OPP evalueren uiterlijk %(day)s") % {"day": when.day(dossier.due_of_clock(clock, now=now).due)})
    return "; ".join(text for text in found if text)


def _heard(known: Known) -> list[str]:
    """Every way in which the pupil was heard, with its day: that can be read later (hoorrecht, domain §1.2)."""
    found = []
    word = PupilWord.objects.filter(case=known.case).order_by("at").last()
    if word is not None:
        day = {"day": when.day(word.at)}
        own = _("De leerling schreef op %(day)s zelf op wat belangrijk is.") % day
        with_help = _("De leerling vertelde op %(day)s aan de school wat belangrijk is.") % day
        found += [with_help if word.link_id is None else own, *pupil_words(known.case)]
    if known.pupil_was_there and known.meeting is not None and known.meeting.start is not None:
        found.append(_("De leerling was bij het overleg van %(day)s.") % {"day": when.day(known.meeting.start)})
    kinds = (ClockKind.OPP, ClockKind.OPP_EVALUATION)
    clock = Clock.objects.filter(case=known.case, kind__in=kinds, heard__isnull=False).order_by("done_on").last()
    if clock is not None and clock.done_on is not None:
        found.append(f"{when.day(clock.done_on)}: {clock.heard}")
    return found


def _signs(case: Case, *, now: dt.datetime) -> list[Signs]:
    """Parents with authority until the pupil is 18, then the pupil; with what was said of the last change."""
    wanted = assents.whose(str(case.pupil_birth_month or ""), on=timezone.localdate(now))
    asked = Q(kind=PartyKind.GUARDIAN, authority=Authority.YES) if wanted.guardians else Q(pk__in=[])
    if wanted.pupil:
        asked |= Q(kind=PartyKind.PUPIL)
    newest = dossier.newest_opp(list(case.clocks.all()))
    said = {row.party_id: row for row in newest.assents.order_by("recorded_at")} if newest is not None else {}
    rows = case.parties.filter(asked).order_by("created_at")
    return [Signs(name=str(row.name), said=_said(said.get(row.pk))) for row in rows]


def _said(assent: object) -> str:
    given, on = getattr(assent, "given", None), getattr(assent, "on", None)
    if given is None or on is None:
        return ""
    return f"{_('stemt in') if given else _('stemt niet in')}, {when.day(on)}"


def opp_text(extract: Extract) -> str:
    """The same as plain text, to paste in the OPP."""
    parts = []
    for section in _sections(extract):
        lines = [section.heading.upper()]
        for block in section.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            elif isinstance(block, Bullets):
                lines += [f"- {item}" for item in block.items]
            else:
                lines += [f"- {'; '.join(cell for cell in row if cell)}" for row in block.rows]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def opp_paper(extract: Extract, *, now: dt.datetime) -> Paper:
    """On paper, with the handelingsdeel to sign at the end."""
    signs = tuple((one.name, one.said, "") for one in extract.signs)
    sign = Section(
        _("Instemming met het handelingsdeel"),
        (
            Paragraph(_("Ouders met gezag, of een leerling van 18, stemmen in met de doelen en afspraken hierboven.")),
            Table((_("Naam"), _("Stemt in, op welke dag"), _("Handtekening")), signs, widths=(35, 35, 30)),
        ),
    )
    return Paper(
        title=_("Voor het ontwikkelingsperspectief (OPP)"),
        subtitle=f"{extract.pupil} · {extract.case.school.name}",
        school=Style(extract.case.school.name),
        sections=(*_sections(extract), *((sign,) if signs else ())),
        made=now,
        footer=_("Vertrouwelijk"),
        page_word=_("bladzijde"),
    )


def _sections(extract: Extract) -> list[Section]:
    nothing = Paragraph(_("Niets opgeschreven."))
    needs = tuple(Paragraph(f"{label}\n{text}" if label else text) for label, text in extract.needs)
    rows = tuple(
        (
            str(line.row.agreement.what),
            line.row.owner,
            when.day(line.row.agreement.due),
            str(line.row.agreement.goal or ""),
            str(line.row.state.label),
        )
        for line in extract.inside
    )
    columns = (_("Wat"), _("Wie"), _("Klaar op"), _("Doel"), _("Stand"))
    return [
        Section(_("Wat heeft de leerling nodig?"), needs or (nothing,)),
        Section(_("Wat helpt, en wat zit in de weg?"), (Paragraph(extract.factors) if extract.factors else nothing,)),
        Section(_("Doelen"), (Bullets(extract.goals, numbered=True) if extract.goals else nothing,)),
        Section(
            _("Afspraken (handelingsdeel)"),
            (Table(columns, rows, widths=(36, 18, 18, 16, 12)) if rows else nothing,),
        ),
        Section(_("Evaluatie"), (Paragraph(extract.evaluation or _("Nog geen datum.")),)),
        Section(
            _("Zo is de leerling gehoord"),
            (Bullets(extract.heard) if extract.heard else Paragraph(_("Dat is nog niet vastgelegd.")),),
        ),
    ]


def late_agreements(*, before: dt.datetime) -> QuerySet[Agreement]:
    """Agreements made before a moment, of open cases, of which nobody said whether they are in the OPP."""
    rows = Agreement.objects.filter(
        withdrawn_at__isnull=True, case__state="open", created_at__lte=before, opp_line__isnull=True
    )
    return rows.select_related("owner", "case__school", "case__opened_by").order_by("created_at")
