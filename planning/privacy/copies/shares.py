"""What of each table about a pupil is given in a copy, and what is kept back with the reason (art. 15 AVG)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from planning.errors import Text


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
    "cases.Application": Share(
        gettext_lazy("Aanmelding"),
        (
            *("made_by", "made_at", "pupil_name", "pupil_group", "pupil_birth_month", "question_support"),
            *("question_organise", "question_evaluate"),
        ),
    ),
    "cases.PupilWord": Share(
        gettext_lazy("Wat de leerling zelf vertelde"), ("at", "tell", "goes_well", "whom", "comes")
    ),
    "cases.Conversation": Share(gettext_lazy("Gesprekken met ouders"), ("on", "subject", "agreed")),
    "cases.Triage": Share(gettext_lazy("Wat er nodig is"), ("at", "answer", "reason")),
    "cases.StepMove": Share(
        gettext_lazy("De weg van de casus"), ("at", "from_step", "to_step", "reason"), information=("at", "to_step")
    ),
    "cases.TrajectRequest": Share(
        gettext_lazy("Vraag om trajectbegeleiding"), ("asked_at", "why", "granted", "answer", "guide", "answered_at")
    ),
    "cases.ConditionWord": Share(gettext_lazy("Voorwaarden"), ("at", "key", "answer", "explanation")),
    "cases.CircumstanceWord": Share(gettext_lazy("Omstandigheden"), ("at", "key", "holds")),
    "cases.ExpertTold": Share(gettext_lazy("Wie er is ingelicht"), ("at", "person", "role")),
    "cases.Regie": Share(gettext_lazy("Wie de regie had"), ("kind", "person", "role", "since", "until", "basis")),
    "cases.CasusregisseurTerm": Share(
        gettext_lazy("Casusregisseur door de tijd"), ("person", "since", "until", "met_on", "reason")
    ),
    "cases.Scaling": Share(gettext_lazy("Op- en afschalen"), ("kind", "reason", "at", "by", "person", "ended_at")),
    "dossier.Observation": Share(
        gettext_lazy("Observaties"),
        ("observer", "role", "question", "asked_at", "done_on", "findings", "reported_on", "withdrawn_at"),
    ),
    "dossier.Document": Share(gettext_lazy("Stukken"), ("kind", "title", "on", "place", "url", "filename", "made_by")),
    "dossier.Reading": Share(
        gettext_lazy("Wie de stukken kreeg"), ("document", "person", "party", "asked_at", "read_at")
    ),
    "dossier.LdosEntry": Share(gettext_lazy("In LDOS"), ("state", "reference", "on")),
    "dossier.OzaUpload": Share(gettext_lazy("Onderwijs-zorgarrangement"), ("prepared_on", "receipt", "uploaded_on")),
    "dossier.Clock": Share(
        gettext_lazy("Termijnen"),
        ("kind", "since", "done_on", "with_parents", "with_pupil", "apart_reason", "heard", "progress"),
    ),
    "dossier.OppAssent": Share(gettext_lazy("Instemming met het handelingsdeel"), ("party", "given", "on")),
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
    "agenda.AgendaItem": Share(
        gettext_lazy("Op de agenda van een SOT"),
        ("meeting", "minutes", "state", "proposed_by", "help_question", "tried", "handed_in_at"),
        information=("meeting", "state"),
    ),
    "agenda.AgendaGuest": Share(gettext_lazy("Wie er voor dit punt kwam"), ("person", "party", "role")),
    "preparation.Preparation": Share(
        gettext_lazy("Wat vooraf is gezegd"),
        (
            *("participant", "good", "better", "ask", "points", "whom"),
            *("can", "task", "action", "need", "result", "term", "money", "at", "entered_by"),
        ),
    ),
    "polls.DatePoll": Share(gettext_lazy("Datumprikkers"), ("meeting", "state", "deadline", "closed_at")),
    "polls.PollOption": Share(gettext_lazy("Voorgestelde momenten"), ("start", "end")),
    "polls.PollAnswer": Share(gettext_lazy("Wanneer u kon"), ("option", "choice", "at")),
    "polls.PollNote": Share(
        gettext_lazy("Uw opmerking bij een datumprikker"),
        ("remark", "none_of_these", "call_me", "interpreter", "parts", "at"),
    ),
    "polls.KnownTimes": Share(gettext_lazy("Wanneer u meestal kunt"), ("parts", "at")),
    "followup.Agreement": Share(
        gettext_lazy("Afspraken"),
        ("what", "owner", "due", "goal", "result", "financing", "bridging", "withdrawn_at", "withdrawn_why"),
        mask=("owner",),
    ),
    "followup.Draft": Share(gettext_lazy("Ideeën voor een afspraak"), ("meeting", "agreement", "let_go_at")),
    "followup.GoalResult": Share(gettext_lazy("Hoe ver de doelen zijn"), ("goal", "evaluation", "reached", "words")),
    "followup.AftercareContact": Share(gettext_lazy("Nazorg"), ("on", "held_at", "goes_well", "words")),
    "followup.Response": Share(
        gettext_lazy("Wat er is gedaan toen een afspraak niet lukte"), ("agreement", "kind", "note", "meeting", "at")
    ),
    "followup.Progress": Share(
        gettext_lazy("Hoe het met de afspraken gaat"), ("agreement", "state", "remark", "at"), by="reported_by"
    ),
    "followup.Evaluation": Share(
        gettext_lazy("Evaluaties"),
        ("on", "method", "state", "outcome", "needs_fit", "goals_fit", "support_fit", "reason", "decided_at"),
        information=("on", "outcome"),
    ),
    "handover.OzaVersion": Share(gettext_lazy("Het OZA zoals het is klaargezet"), ("number", "made_at")),
    "handover.OppLine": Share(gettext_lazy("Welke afspraken in het OPP staan"), ("agreement", "belongs", "on")),
    "minutes.Record": Share(gettext_lazy("Verslagen"), ("meeting", "begun_at", "fixed_at")),
    "minutes.Note": Share(gettext_lazy("Wat er in een verslag staat"), ("topic", "text", "changed_at")),
    "followup.Goal": Share(gettext_lazy("Doelen"), ("what", "set_at")),
    "minutes.Decision": Share(
        gettext_lazy("Wat een overleg besloot"), ("kind", "outcome", "words", "role", "at", "withdrawn_at")
    ),
    "minutes.Attendance": Share(gettext_lazy("Wie er bij een overleg was"), ("participant", "there")),
    "report.Report": Share(gettext_lazy("Notulen"), ("meeting", "composed_at")),
    "report.Version": Share(
        gettext_lazy("Vaste versies van de notulen"), ("report", "number", "at", "why"), information=("number", "at")
    ),
    "report.VersionPart": Share(
        gettext_lazy("Wat er in de notulen staat"),
        ("version", "key", "text", "for_members", "for_parents", "for_pupil"),
    ),
    "report.Receipt": Share(gettext_lazy("Wie de notulen kreeg"), ("person", "party", "sent_at", "read_at")),
    "report.Standpoint": Share(
        gettext_lazy("Zienswijzen bij de notulen"), ("receipt", "text", "at"), mask=("receipt",)
    ),
    "report.NotTold": Share(gettext_lazy("Waarom een advies niet is verteld"), ("at", "reason")),
    "privacy.Correction": Share(gettext_lazy("Verbeteringen"), ("at", "field", "before", "after", "corrected_by")),
    "privacy.Statement": Share(gettext_lazy("Uw zienswijze"), ("at", "field", "text")),
    "privacy.RetentionNotice": Share(gettext_lazy("Wanneer gegevens weggaan"), ("category", "due_on", "done_at")),
}

KEPT_BACK: dict[str, str] = {
    "polls.TableRound": "The code of a screen that was open for an hour: nothing about anybody.",
    "polls.TableSeat": "Who took which seat with a code; the answers themselves are shared.",
    "minutes.NoteVersion": "What was typed and changed again while people sat there; gone when the record is fixed.",
    "handover.OzaAnswer": "A draft at one question; what was prepared with it is given as the OZA.",
    "report.Draft": "Text that is worked on; what is fixed of it is given as a version.",
    "cases.Task": "A list of things to do for staff: codes, nothing about the pupil.",
    "cases.Applicant": "The parents at the application: each is told of oneself as a party of the case.",
    "cases.ApplicantWord": "What each parent said at the application; the other must not read it (C11).",
    "cases.ApplicationAct": "Between the JP and the school: codes of a hand-over.",
    "dossier.TlvPiece": "A checklist of staff: which pieces are ready.",
    "dossier.SafetySignal": "A signal about safety is outside the parents' view (R153).",
    "dossier.SafetyStep": "A signal about safety is outside the parents' view (R153).",
    "dossier.SafetyAccess": "A signal about safety is outside the parents' view (R153).",
    "cases.Dispute": "What one parent said about the other: it would tell of the other parent.",
    "cases.RegieOffer": "What colleagues asked each other; what came of it is given as regie.",
    "cases.Tick": "A checklist of staff: numbers of lines, nothing about the pupil.",
    "agenda.AgendaEvent": "The number of a calendar entry; for which point somebody came is given with the point.",
    "meetings.Hold": "Time in the diaries of staff.",
    "meetings.RoomPiece": "When a room of the school is taken; where the meeting was is given with it.",
    "meetings.KeptMail": "A worklist: mail whose sender is not proven; its words go when it is dealt with.",
}
