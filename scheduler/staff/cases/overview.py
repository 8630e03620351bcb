"""The words of Overzicht: the one next thing, what waits, what comes and what happened, each with where to go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.cases.models import Case, Task
from planning.errors import Text
from planning.followup.look import Coming, Happened, Look, Wait
from planning.followup.rules import Todo
from planning.meetings.models import MeetingState
from scheduler.design import dates
from scheduler.staff import todo as tasks


@dataclass(frozen=True, slots=True)
class First:
    """The one thing to do now: a sentence and a button; without a button there is nothing to press."""

    text: Text
    url: str = ""
    label: Text = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with a date, and the page it is about."""

    text: str
    at: dt.datetime | dt.date
    url: str = ""
    phone: str = ""
    invited: bool = False  # people were asked to it
    note: str = ""


WAITS: dict[str, Text] = {
    "consent": gettext_lazy("%(who)s moet nog antwoorden over toestemming"),
    "poll": gettext_lazy("%(who)s moet nog zeggen wanneer het kan"),
    "reply": gettext_lazy("%(who)s heeft nog niet geantwoord op de uitnodiging"),
    "declined": gettext_lazy("%(who)s moet erbij zijn en kan niet"),
    "agreement_late": gettext_lazy("De afspraak van %(who)s is te laat"),
    "agreement_stuck": gettext_lazy("De afspraak van %(who)s loopt vast"),
    "regie_offer": gettext_lazy("%(who)s is gevraagd de regie over te nemen"),
    "point_waits": gettext_lazy("Deze leerling wacht op een SOT"),
    "point_asked": gettext_lazy("Deze leerling is voorgesteld voor een SOT en staat nog niet op de agenda"),
    "point_missed": gettext_lazy("Deze leerling stond op een SOT en is daar nog niet besproken"),
}
_WHERE = {
    "poll": ("staff:poll", "poll_id"),
    "reply": ("staff:meeting", "meeting_id"),
    "declined": ("staff:meeting", "meeting_id"),
    "agreement_late": ("staff:agreement", "agreement_id"),
    "agreement_stuck": ("staff:agreement", "agreement_id"),
}
HAPPENED: dict[str, Text] = {
    "opened": gettext_lazy("%(who)s opende de casus"),
    "consent_yes": gettext_lazy("%(who)s zei ja op een vraag om toestemming"),
    "consent_no": gettext_lazy("%(who)s zei nee op een vraag om toestemming"),
    "consent_later": gettext_lazy("%(who)s wist het antwoord nog niet"),
    "consent_withdrawn": gettext_lazy("%(who)s trok toestemming in"),
    "regie_meeting": gettext_lazy("%(who)s kreeg in het overleg de regie: %(detail)s"),
    "regie_accepted": gettext_lazy("%(who)s nam de regie over: %(detail)s"),
    "regie_taken": gettext_lazy("%(who)s nam de regie terug voor de school"),
    "casusregisseur": gettext_lazy("%(who)s werd casusregisseur"),
    "scale_escalated": gettext_lazy("%(who)s legde de casus voor aan de onderwijszorgconsulent"),
    "scale_up": gettext_lazy("%(who)s schaalde op"),
    "scale_down": gettext_lazy("%(who)s schaalde af"),
    "escalation_over": gettext_lazy("De vraag aan de onderwijszorgconsulent is afgerond"),
    "case.step": gettext_lazy("De casus kwam in stap %(detail)s"),
    "case.aftercare": gettext_lazy("De nazorg begon"),
    "case.goes_on": gettext_lazy("De casus ging na de nazorg weer verder"),
    "case.close": gettext_lazy("De casus werd afgesloten"),
    "case.party": gettext_lazy("Gegevens van een ouder veranderden"),
    "case.guardian": gettext_lazy("Er kwam een ouder of verzorger bij"),
    "meeting.fix": gettext_lazy("Er kwam een datum voor %(detail)s"),
    "meeting.move": gettext_lazy("%(detail)s werd verzet"),
    "meeting.held": gettext_lazy("%(detail)s werd gehouden"),
    "meeting.cancel": gettext_lazy("%(detail)s werd afgezegd"),
    "evaluation.decide": gettext_lazy("De evaluatie besloot: %(detail)s"),
}


# Per next thing: what it says, what the button says, and where it leads (see `_address`).
FIRST: dict[Todo, tuple[Text, Text, str]] = {
    Todo.NOTHING: (gettext_lazy("Deze casus is afgesloten."), "", ""),
    Todo.ANSWER_OFFER: (
        gettext_lazy("U bent gevraagd de regie over te nemen."),
        gettext_lazy("Geef antwoord"),
        "staff:case-regie",
    ),
    Todo.HOW_IS_IT: (
        gettext_lazy("De nazorg is om. Hoe gaat het nu?"),
        gettext_lazy("Sluit af of ga verder"),
        "staff:case-close",
    ),
    Todo.CONFIRM_MEETING: (
        gettext_lazy("Is het overleg doorgegaan?"),
        gettext_lazy("Geef het aan"),
        MeetingState.PLANNED,
    ),
    Todo.TELL_POINT: (
        gettext_lazy("Het SOT is geweest. Is deze leerling daar besproken?"),
        gettext_lazy("Geef het aan"),
        "point",
    ),
    Todo.DECIDE: (
        gettext_lazy("De evaluatie is geweest. Wat is er besloten?"),
        gettext_lazy("Leg het vast"),
        "followup",
    ),
    Todo.ASK_CONSENT: (
        gettext_lazy("Vraag de ouders om toestemming."),
        gettext_lazy("Vraag toestemming"),
        "consent",
    ),
    Todo.APPOINT: (gettext_lazy("Wijs de casusregisseur aan."), gettext_lazy("Wijs aan"), "staff:case-regie"),
    Todo.HAND_REGIE: (
        gettext_lazy("In deze stap heeft volgens de route een ander de regie: %(roles)s."),
        gettext_lazy("Draag de regie over"),
        "staff:case-regie",
    ),
    Todo.POLL: (gettext_lazy("Er is een overleg zonder datum."), gettext_lazy("Prik een datum"), MeetingState.DRAFT),
    Todo.PUT_ON: (
        gettext_lazy("Deze leerling staat nog niet op de agenda van een SOT."),
        gettext_lazy("Zet op de agenda"),
        "point",
    ),
    Todo.HAND_IN: (
        gettext_lazy("Lever in wat u wilt vragen in het SOT van %(sot)s. Graag tot en met %(by)s."),
        gettext_lazy("Lever de vraag in"),
        "point",
    ),
    Todo.PROPOSE: (
        gettext_lazy("Zet deze leerling op de agenda van een SOT."),
        gettext_lazy("Zet op de agenda"),
        "propose",
    ),
    Todo.PLAN: (gettext_lazy("Plan het overleg van deze stap: %(kind)s."), gettext_lazy("Plan het overleg"), "new"),
    Todo.WAIT: (gettext_lazy("U hoeft nu niets te doen. Hieronder ziet u waar het op wacht."), "", ""),
    Todo.GO_ON: (
        gettext_lazy("Deze stap kan klaar zijn. Kijk waar de casus heen gaat."),
        gettext_lazy("Naar de volgende stap"),
        "#stap",
    ),
}


def first(look: Look, *, case: Case, viewer: object) -> First:
    """The words of the one next thing."""
    if look.todo == Todo.OWN_TASK:
        task = next(row for row in look.tasks if row.person_id == viewer)
        return First(tasks.text_of(task), tasks.url_of(task), _("Doe dit nu"))
    text, label, where = FIRST[look.todo]
    if look.todo in BY_SCHOOL and not look.may_begin:
        return First(BY_SCHOOL[look.todo] % _names(look))
    if look.todo == Todo.PROPOSE and not look.at_sot.ahead:
        text, label = NO_SOT_YET
    if look.todo == Todo.HAND_IN and look.at_sot.late:
        text = HAND_IN_LATE
    if look.todo == Todo.WAIT and not look.waits and not look.tasks:
        text = ONLY_AHEAD
    said = str(text) % _names(look) if "%(" in str(text) else text
    return First(said, _address(where, look, case=case), label)


# For who leads the case and may not do it.
BY_SCHOOL: dict[Todo, Text] = {
    Todo.PROPOSE: gettext_lazy("De school zet deze leerling op de agenda van een SOT."),
    Todo.PLAN: gettext_lazy("De school plant het overleg van deze stap: %(kind)s."),
}
# Where none is planned the point waits: it goes on the first one that comes.
NO_SOT_YET: tuple[Text, Text] = (
    gettext_lazy("Er is op school nog geen SOT gepland. Zet deze leerling alvast op de lijst voor het eerste SOT."),
    gettext_lazy("Zet op de lijst"),
)
ONLY_AHEAD: Text = gettext_lazy("U hoeft nu niets te doen. Hieronder ziet u wat er komt.")
HAND_IN_LATE: Text = gettext_lazy(
    "Lever alsnog in wat u wilt vragen in het SOT van %(sot)s. Dat kon tot en met %(by)s."
)


def _names(look: Look) -> dict[str, str]:
    sot, by = look.at_sot.point.sot if look.at_sot.point is not None else None, look.at_sot.hand_in_by
    return {
        "roles": _(" of ").join(look.lead_roles),
        "kind": look.meeting_type.label if look.meeting_type is not None else _("overleg"),
        "sot": dates.day_month(sot.start) if sot is not None and sot.start is not None else "",
        "by": dates.day_month(by) if by is not None else "",
    }


def _address(where: str, look: Look, *, case: Case) -> str:
    """A page of the case by its name, its first meeting in a state, a place on this page, or one of three others."""
    others = {
        "": "",
        "followup": _evaluation(look),
        "consent": reverse("staff:consent", kwargs={"case_id": case.pk}),
        "new": f"{reverse('staff:meeting-new')}?casus={case.pk}",
        "propose": f"{reverse('staff:agenda-new', kwargs={'school_id': case.school_id})}?leerling={case.pk}",
        "point": _point(look),
    }
    if where in others:
        return others[where]
    if where in MeetingState.values:
        return _meeting(look, MeetingState(where))
    return where if where.startswith("#") else reverse(where, kwargs={"case_id": case.pk})


def _point(look: Look) -> str:
    """The page of the point that waits; "" for who may not open it."""
    point = look.at_sot.point
    if point is None or not look.at_sot.may_open:
        return ""
    return reverse("staff:agenda-item", kwargs={"agenda_item_id": point.item.pk})


def _evaluation(look: Look) -> str:
    """The evaluation that is to be decided on: the first by date."""
    found = next((row for row in look.coming if row.kind == "evaluation"), None)
    return reverse("staff:followup") if found is None else reverse("staff:evaluation", args=[found.about])


def _meeting(look: Look, state: MeetingState) -> str:
    found = next((row for row in look.meetings if row.state == state), None)
    return reverse("staff:meetings") if found is None else reverse("staff:meeting", kwargs={"meeting_id": found.pk})


def waits(look: Look, *, case: Case) -> list[Line]:
    """What waits for whom, the longest first."""
    return [
        Line(WAITS[row.kind] % {"who": row.who}, row.since, _where(row, look, case), row.phone) for row in look.waits
    ]


def _where(row: Wait, look: Look, case: Case) -> str:
    if row.kind.startswith("point_"):
        return _point(look)
    if row.kind in _WHERE:
        view, name = _WHERE[row.kind]
        return reverse(view, kwargs={name: row.about})
    view = "staff:case-regie" if row.kind == "regie_offer" else "staff:case"
    return reverse(view, kwargs={"case_id": case.pk})


def coming(rows: Sequence[Coming], *, look: Look, case: Case) -> list[Line]:
    """What has a date ahead."""
    found = []
    for row in rows:
        if row.meeting is not None and row.start is not None:
            text = str(row.meeting.get_kind_display())
            found.append(
                Line(text, row.start, reverse("staff:meeting", kwargs={"meeting_id": row.about}), invited=True)
            )
        elif row.kind == "point":
            found.append(Line(_("Bespreking in het SOT"), row.start or row.day, _point(look), note=_how(look)))
        elif row.kind == "evaluation":
            url = reverse("staff:evaluation", kwargs={"evaluation_id": row.about})
            found.append(Line(_("Evaluatie"), row.day, url))
        else:
            found.append(
                Line(_("Einde van de nazorg"), row.day, reverse("staff:case-close", kwargs={"case_id": case.pk}))
            )
    return found


def _how(look: Look) -> str:
    """When the pupil's turn is, and whether the question is there."""
    sot = look.at_sot
    when = _("past nog niet op de agenda") if sot.start is None else _("om %(at)s") % {"at": dates.clock(sot.start)}
    if sot.point is not None and sot.point.handed_in:
        return f"{when}, {_('de vraag is ingeleverd')}"
    if sot.late or sot.hand_in_by is None:
        return f"{when}, {_('de vraag is nog niet ingeleverd')}"
    day = dates.short_day(sot.hand_in_by)
    return f"{when}, {_('de vraag is nog niet ingeleverd (graag tot en met %(day)s)') % {'day': day}}"


def happened(rows: Sequence[Happened]) -> list[Line]:
    """What happened, newest first."""
    return [Line(HAPPENED[row.kind] % {"who": row.who, "detail": row.detail}, row.at) for row in rows]


def of_others(rows: Sequence[Task], *, viewer: object) -> tuple[list[Task], list[Task]]:
    """The tasks of the one who looks, and those of others."""
    return [row for row in rows if row.person_id == viewer], [row for row in rows if row.person_id != viewer]
