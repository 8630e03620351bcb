"""What a task says and where it is done: one line per code. A new kind of task needs a line here; a test finds it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Task
from planning.errors import Text

OBJECT = "object"  # the id in the task's key is that of the page


@dataclass(frozen=True, slots=True)
class Todo:
    """The sentence, and the page: by the case, or by the object of the task when `by` names its argument.

    `brief` is what somebody else reads of it, where the sentence speaks to whose task it is.
    """

    text: Text
    view: str = "staff:case"
    by: str | None = "case_id"
    brief: Text = ""


_MEETING = ("staff:meeting", "meeting_id")
_AGREEMENT = ("staff:agreement", "agreement_id")
_MAIL = ("staff:kept-mail", "mail_id")
_POLL = ("staff:poll", "poll_id")
_CONSENT = "staff:consent"
_DOSSIER = "staff:dossier"
TODO: dict[str, Todo] = {
    "consent_no": Todo(_("Een ouder heeft nee gezegd. Neem contact op."), _CONSENT),
    "consent_withdrawn": Todo(
        _("Een toestemming is ingetrokken. Kijk wat er is afgezegd en wie er nog aan tafel zit."), _CONSENT
    ),
    "consent_silent": Todo(
        _("Een ouder heeft niet geantwoord op de vraag om toestemming. Bel, en vul het antwoord in."), _CONSENT
    ),
    "consent_yes": Todo(_("Alle ouders hebben ja gezegd. U kunt verder."), _CONSENT),
    "consent_expired": Todo(
        _("Een toestemming is verlopen. Vraag het opnieuw, of ga verder zonder deze persoon."), _CONSENT
    ),
    "consent_call_me": Todo(_("Iemand wil gebeld worden over de vraag om toestemming."), _CONSENT),
    "consent_interpreter": Todo(_("Iemand wil een tolk bij de vraag om toestemming."), _CONSENT),
    "pupil_to_add": Todo(_("De leerling moet ook gevraagd worden, en staat er nog niet bij."), _CONSENT),
    "pupil_turns_12": Todo(_("De leerling wordt 12. Vraag vanaf dan ook wat de leerling ervan vindt."), _CONSENT),
    "pupil_turns_16": Todo(
        _("De leerling wordt 16 en geeft dan zelf toestemming, in plaats van de ouders. Vraag het op tijd."), _CONSENT
    ),
    "pupil_turns_18": Todo(
        _("De leerling wordt 18: het gezag stopt. Bespreek wie erbij blijft; met het OPP stemt de leerling zelf in."),
        _CONSENT,
    ),
    "quorum_lost": Todo(
        _("Iemand die erbij moet zijn, is van de lijst. Kijk wat er is afgezegd en wie er nog is."), _CONSENT
    ),
    "agreement_stuck": Todo(_("Een afspraak loopt vast. Kies wat u doet."), *_AGREEMENT),
    "agreement_late": Todo(_("Een afspraak is een week te laat. Kies wat u doet."), *_AGREEMENT),
    "agreement_reconvened": Todo(_("Er is opnieuw overleg nodig over een afspraak: prik een datum."), *_MEETING),
    "evaluation_choose": Todo(
        _("Kies met de ouders en de leerling wie er bij de evaluatie komt."), "staff:evaluation", "evaluation_id"
    ),
    "evaluation_due": Todo(_("De evaluatie komt eraan: prik een datum."), *_MEETING),
    "evaluation_poll": Todo(
        _("De evaluatie komt eraan: de datumprikker staat klaar om te versturen."), "staff:evaluation", "evaluation_id"
    ),
    "tell_followup": Todo(
        _("Iemand krijgt geen brief. Vertel zelf hoe het na het overleg verder gaat."),
        "staff:after-meeting",
        "meeting_id",
    ),
    "adjust_plan": Todo(
        _("Er komt een andere aanpak. Kijk welke doelen en afspraken blijven, anders worden of vervallen."),
        "staff:after-meeting",
        "meeting_id",
    ),
    "required_declined": Todo(_("Iemand die erbij moet zijn, kan niet."), *_MEETING),
    "participant_removed": Todo(
        _("Iemand is van de lijst gehaald: de toestemming is er niet meer. Kijk wat u kunt doen."), _CONSENT
    ),
    "poll_deadline": Todo(_("De tijd om te antwoorden is om. Kies een datum of bel."), *_POLL),
    "poll_ready": Todo(_("Iedereen kan: zet de datum vast."), *_POLL),
    "poll_call_me": Todo(_("Iemand wil gebeld worden over de datum.")),
    "poll_interpreter": Todo(_("Iemand wil een tolk bij het gesprek.")),
    "poll_none": Todo(_("Voor iemand kan geen van de momenten. Bel, of prik andere momenten.")),
    "poll_no_options": Todo(_("In de datumprikker kan geen moment meer. Prik andere momenten."), *_POLL),
    "poll_changed": Todo(_("Iemand is uit de datumprikker gehaald. Kijk of er nu een datum kan."), *_POLL),
    "reply_to_look_at": Todo(
        _("Er kwam een antwoord op een uitnodiging dat we niet zeker herkennen. Vraag het na."), *_MEETING
    ),
    "mail_to_look_at": Todo(_("Er kwam een bericht over een overleg dat niet vanzelf meetelt. Kijk het na."), *_MAIL),
    "mail_other_time": Todo(_("Iemand vraagt om een andere tijd voor een overleg. Zeg of dat kan."), *_MAIL),
    "other_time_asked": Todo(_("Iemand vraagt om een andere tijd voor een overleg."), *_MEETING),
    "calendar_changed": Todo(
        _("Iemand heeft een overleg in de eigen agenda verzet of weggehaald. Kies wat er gebeurt."),
        "staff:meeting-owners",
        "meeting_id",
    ),
    "letter_failed": Todo(_("Een brief kwam niet aan. Kijk het e-mailadres na, bel anders."), "staff:letters", None),
    "regie_offered": Todo(
        _("U bent gevraagd de regie over te nemen. Zeg of u dat doet."),
        "staff:case-regie",
        brief=_("Gevraagd de regie over te nemen"),
    ),
    "regie_accepted": Todo(
        _("De regie is overgenomen, zoals u vroeg."), "staff:case-regie", brief=_("De regie is overgenomen")
    ),
    "regie_declined": Todo(_("De regie is niet overgenomen. Vraag iemand anders."), "staff:case-regie"),
    "regie_taken": Todo(
        _("De school heeft de regie van u overgenomen."), brief=_("De school heeft de regie overgenomen")
    ),
    "regie_back": Todo(_("De regie is terug bij de school: de toestemming is er niet meer."), "staff:case-regie"),
    "casusregisseur_gone": Todo(
        _("De casusregisseur mag niet meer meedenken. Wijs een ander aan."), "staff:case-regie"
    ),
    "escalated": Todo(
        _("Er is een casus aan u voorgelegd die vastloopt."),
        "staff:case-regie",
        brief=_("Voorgelegd, omdat het vastloopt"),
    ),
    "ask_for_consulent": Todo(
        _("De ouders moeten nog ja zeggen voordat de onderwijszorgconsulent kan meedenken. Vraag toestemming.")
    ),
    "dossier_clock_soon": Todo(_("Een termijn loopt bijna af. Kijk op het dossier wat er nog moet."), _DOSSIER),
    "dossier_clock_late": Todo(_("Een termijn is voorbij. Kijk op het dossier wat er nog moet."), _DOSSIER),
    "dossier_opp_assent": Todo(
        _("Vraag de ouders of zij instemmen met het handelingsdeel van het OPP, en leg vast wat zij zeggen."), _DOSSIER
    ),
    "dossier_return_plan": Todo(
        _("Een leerling is bijna vier schoolweken weg, of langer. Er moet een terugkeerplan zijn voor het SOT."),
        "staff:absences",
    ),
    "dossier_observer_silent": Todo(
        _("Een observator laat niets horen. Bel, en vul het antwoord in op het dossier."), _DOSSIER
    ),
    "dossier_observation_no": Todo(_("Een observatie gaat niet door. Vraag zo nodig iemand anders."), _DOSSIER),
    "dossier_report_back": Todo(
        _("Een observatie is gedaan. Plan de terugkoppeling in een SOT, met de ouders erbij."), _DOSSIER
    ),
    "dossier_unread": Todo(_("Niet iedereen heeft het stuk gelezen. Kijk op het dossier wie nog niet."), _DOSSIER),
    "dossier_upload": Todo(_("Het OZA staat klaar. Zet het in LDOS en leg de ontvangst vast."), "staff:oza"),
    "opp_waits": Todo(
        _("Er zijn afspraken die nog niet in het OPP staan. Neem ze over, of zeg dat ze er niet in horen."), "staff:opp"
    ),
    "tell_family": Todo(
        _("Vertel de ouders en de leerling wat het advies is, en schrijf dat gesprek op."), "staff:report-tell"
    ),
    "report_standpoint": Todo(
        _("Iemand schreef een zienswijze bij de notulen. Lees hem, en antwoord zo nodig met een nieuwe versie."),
        "staff:report",
        "meeting_id",
    ),
    "route_ended": Todo(_("De casus is uit de route gegaan. Rond af als alles klaar is."), "staff:case-close"),
    "pupil_spoke": Todo(_("De leerling heeft opgeschreven wat belangrijk is. Lees het."), "staff:case-begin"),
    "aftercare_contact": Todo(_("Vraag de ouders en de leerling hoe het gaat, en schrijf het op."), "staff:case-close"),
    "aftercare_over": Todo(_("De nazorg is om. Kijk hoe het gaat: sluit af, of ga weer verder."), "staff:case-close"),
    "retention_due": Todo(
        _("De bewaartermijn is bijna voorbij: over twee weken gaan er gegevens weg. Kijk op het tabblad Privacy."),
        "staff:privacy-case",
    ),
}
OTHER = Todo(_("Er is iets dat u moet bekijken."), brief=_("Iets om te bekijken"))


def text_of(task: Task) -> Text:
    """What the task says to do."""
    return TODO.get(task.code, OTHER).text


def brief_of(code: str) -> str:
    """What somebody else reads of a task: what there is, without what to do about it."""
    todo = TODO.get(code, OTHER)
    return str(todo.brief) or str(todo.text).partition(". ")[0].removesuffix(".")


def url_of(task: Task) -> str:
    """The page where it is done."""
    todo = TODO.get(task.code, OTHER)
    if not todo.by:
        return reverse(todo.view) + ("?stand=failed" if task.code == "letter_failed" else "")
    if todo.by == "case_id":
        return reverse(todo.view, kwargs={"case_id": task.case_id})
    return reverse(todo.view, kwargs={todo.by: task.object_key})
