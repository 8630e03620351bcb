"""What the parts of a route and the faults in it are called by people who never saw TOML.

The faults themselves are found in `planning.routes.loading`; here each of its sentences has a Dutch one, with the same
names in braces. A test walks the loader and finds none without.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.errors import Text
from planning.people.roles import Role
from planning.routes.loading import Fault

# The one table of words: the form that asks for it and the fault that is about it say the same.
LABELS: dict[str, Text] = {
    "key": gettext_lazy("naam voor de computer"),
    "version": gettext_lazy("versie"),
    "title": gettext_lazy("naam"),
    "sector": gettext_lazy("sector"),
    "source": gettext_lazy("bron"),
    "steps": gettext_lazy("stappen"),
    "steps.number": gettext_lazy("nummer"),
    "steps.phase": gettext_lazy("fase"),
    "steps.title": gettext_lazy("naam van de stap"),
    "steps.regie": gettext_lazy("wie heeft regie"),
    "steps.happens": gettext_lazy("wat gebeurt er"),
    "steps.tasks": gettext_lazy("wat is er te doen"),
    "steps.prompts": gettext_lazy("wat wordt van wie verwacht"),
    "steps.notifies": gettext_lazy("wie krijgt een melding, zonder gegevens van de leerling"),
    "steps.outcomes": gettext_lazy("hoe kan de stap eindigen"),
    "steps.outcomes.label": gettext_lazy("wat is de uitkomst"),
    "steps.outcomes.to": gettext_lazy("waar gaat het heen"),
    "steps.outcomes.when": gettext_lazy("alleen bij"),
    "steps.outcomes.decision": gettext_lazy("welk besluit"),
    "steps.outcomes.feedback": gettext_lazy("ouders en leerling moeten het horen"),
    "meetings": gettext_lazy("overleggen"),
    "meetings.kind": gettext_lazy("korte naam"),
    "meetings.label": gettext_lazy("zo heet het in uw regio"),
    "meetings.guests_read": gettext_lazy("zo lezen ouders het"),
    "meetings.minutes": gettext_lazy("hoeveel minuten"),
    "meetings.leader": gettext_lazy("wie leidt het"),
    "meetings.chair": gettext_lazy("wie zit voor"),
    "meetings.minute_taker": gettext_lazy("wie maakt de notulen"),
    "meetings.dates_by": gettext_lazy("wie prikt de datum"),
    "meetings.invites": gettext_lazy("wie nodigt uit"),
    "meetings.guardians": gettext_lazy("zijn de ouders erbij"),
    "meetings.required": gettext_lazy("wie hoort erbij"),
    "meetings.optional": gettext_lazy("wie kan erbij"),
    "meetings.on_request": gettext_lazy("wie komt op verzoek"),
    "meetings.step": gettext_lazy("bij welke stap"),
    "meetings.until": gettext_lazy("tot en met welke stap"),
    "meetings.agenda": gettext_lazy("agenda, in volgorde"),
    "meetings.consent": gettext_lazy("welke toestemming is nodig"),
    "meetings.appoints_casusregisseur": gettext_lazy("hier wordt de casusregisseur aangewezen"),
    "meetings.questions": gettext_lazy("vragen vooraf voor iedereen"),
    "meetings.prompts": gettext_lazy("wat wordt van wie verwacht"),
    "meetings.musts": gettext_lazy("wie moet er soms ook bij"),
    "meetings.musts.when": gettext_lazy("wanneer"),
    "meetings.musts.roles": gettext_lazy("wie dan ook"),
    "meetings.quorum": gettext_lazy("zonder wie geen besluit"),
    "meetings.quorum.decision": gettext_lazy("welk besluit"),
    "meetings.quorum.roles": gettext_lazy("wie moet er zijn"),
    "meetings.quorum.one_of": gettext_lazy("en minstens één van"),
    "meetings.dates": gettext_lazy("datum prikken"),
    "meetings.dates.days_ahead": gettext_lazy("hoeveel schooldagen vooraf"),
    "meetings.dates.answer_days": gettext_lazy("hoeveel dagen om te antwoorden"),
    "meetings.dates.earliest": gettext_lazy("de eerste datum gaat voor de prettigste"),
    "meetings.dates.guest": gettext_lazy("gewicht van ‘als het moet’ van ouders"),
    "meetings.dates.professional": gettext_lazy("gewicht van ‘als het moet’ van professionals"),
    "meetings.dates.absent": gettext_lazy("gewicht van iemand die niet kan en niet hoeft"),
    "meetings.preparation": gettext_lazy("voorbereiding"),
    "meetings.preparation.days": gettext_lazy("hoeveel dagen vooraf is alles er"),
    "meetings.preparation.groeidocument": gettext_lazy("het groeidocument wordt vooraf gelezen"),
    "meetings.preparation.consent": gettext_lazy("zonder toestemming gaat er niets uit"),
    "meetings.preparation.observation": gettext_lazy("een observatie wordt hier besproken"),
    "meetings.preparation.rules": gettext_lazy("afspraken vooraf"),
    "consents": gettext_lazy("toestemmingen"),
    "consents.title": gettext_lazy("waarvoor"),
    "consents.step": gettext_lazy("bij welke stap"),
    "consents.asked_by": gettext_lazy("wie vraagt het"),
    "consents.per_party": gettext_lazy("per partij apart"),
    "consents.explained": gettext_lazy("eerst uitgelegd in een gesprek"),
    "consents.without": gettext_lazy("en zonder toestemming"),
    "conditions": gettext_lazy("voorwaarden"),
    "conditions.step": gettext_lazy("voor welke stap"),
    "conditions.question": gettext_lazy("vraag"),
    "conditions.obligatory": gettext_lazy("verplicht"),
    "conditions.explanation": gettext_lazy("uitleg"),
    "conditions.when": gettext_lazy("alleen als"),
    "circumstances": gettext_lazy("omstandigheden"),
    "circumstances.question": gettext_lazy("vraag"),
    "decisions": gettext_lazy("besluiten"),
    "decisions.title": gettext_lazy("vraag"),
    "roles": gettext_lazy("rollen"),
    "roles.role": gettext_lazy("rol"),
    "roles.name": gettext_lazy("zo heet de rol in uw regio"),
    "roles.employer": gettext_lazy("waar werkt die"),
    "roles.tasks": gettext_lazy("taken"),
    "casusregisseur": gettext_lazy("casusregisseur"),
    "casusregisseur.name": gettext_lazy("zo heet dat in uw regio"),
    "casusregisseur.onderwijs": gettext_lazy("wie, als onderwijs voorop staat"),
    "casusregisseur.jeugdhulp": gettext_lazy("wie, als jeugdhulp voorop staat"),
    "casusregisseur.tasks": gettext_lazy("taken"),
    "evaluation": gettext_lazy("evaluatie"),
    "evaluation.step": gettext_lazy("bij welke stap"),
    "evaluation.back_to": gettext_lazy("terug naar welke stap"),
    "evaluation.questions": gettext_lazy("vragen"),
    "evaluation.chosen_by": gettext_lazy("wie kiest wie er wordt gevraagd"),
    "closing": gettext_lazy("afsluiten"),
    "closing.step": gettext_lazy("bij welke stap"),
    "closing.checklist": gettext_lazy("waar wordt op gelet"),
    "tlv": gettext_lazy("toelaatbaarheidsverklaring"),
    "tlv.decided_by": gettext_lazy("wie besluit"),
    "tlv.chair": gettext_lazy("wie zit voor"),
    "tlv.first_expert": gettext_lazy("wie is eerste deskundige"),
    "tlv.step": gettext_lazy("bij welke stap"),
    "tlv.deadlines": gettext_lazy("uiterste data"),
    "tlv.exception": gettext_lazy("wanneer gaat het anders"),
    "abbreviations": gettext_lazy("afkortingen"),
}
# What one row of a list is called; `{n}` counts from one, `{name}` is what the row itself says.
ROWS: dict[str, Text] = {
    "steps": gettext_lazy("stap {n}"),
    "steps.outcomes": gettext_lazy("uitkomst {n}"),
    "meetings": gettext_lazy("overleg {name}"),
    "meetings.musts": gettext_lazy("regel {n}"),
    "meetings.quorum": gettext_lazy("regel {n}"),
    "consents": gettext_lazy("toestemming {n}"),
    "conditions": gettext_lazy("voorwaarde {n}"),
    "circumstances": gettext_lazy("omstandigheid {n}"),
    "decisions": gettext_lazy("besluit {n}"),
    "roles": gettext_lazy("rol {name}"),
}
OTHERS: dict[str, Text] = {
    "guardian": gettext_lazy("ouders"),
    "pupil": gettext_lazy("leerling"),
    "receiving_school": gettext_lazy("ontvangende school"),
    "casusregisseur": gettext_lazy("casusregisseur"),
}
WORDS: dict[str, Text] = {
    "always": gettext_lazy("altijd"),
    "may-be": gettext_lazy("kunnen erbij zijn"),
    "not-in-minimum": gettext_lazy("hoeft niet"),
    "anonymous": gettext_lazy("bespreken zonder naam"),
    "not-invited": gettext_lazy("die partij wordt niet uitgenodigd"),
    "not-shared": gettext_lazy("er wordt niets gedeeld"),
    "onderwijs": gettext_lazy("alleen onderwijs"),
    "onderwijs-en-zorg": gettext_lazy("onderwijs en zorg"),
    "zorg": gettext_lazy("alleen zorg"),
    "PO": gettext_lazy("primair onderwijs"),
    "VO": gettext_lazy("voortgezet onderwijs"),
    "required": gettext_lazy("wie hoort erbij"),
    "optional": gettext_lazy("wie kan erbij"),
    "on_request": gettext_lazy("wie komt op verzoek"),
}

# The loader's sentence and ours.
FAULTS: dict[str, Text] = {
    "a text is needed": gettext_lazy("Vul dit in."),
    "use small letters, digits and hyphens": gettext_lazy("Gebruik kleine letters, cijfers en streepjes."),
    "'{word}' is none of {names}": gettext_lazy("“{word}” kan hier niet. Kies uit: {names}."),
    "a number from 1 on is needed": gettext_lazy("Vul een getal in, 1 of hoger."),
    "a number up to {word} is enough": gettext_lazy("Vul een getal in, ten hoogste {word}."),
    "true or false is needed": gettext_lazy("Kies ja (true) of nee (false)."),
    "a list of texts is needed": gettext_lazy("Hier hoort een lijst met teksten."),
    "at least one is needed": gettext_lazy("Vul er ten minste één in."),
    "'{word}' is no role": gettext_lazy("“{word}” is geen rol die wij kennen."),
    "'{word}' stands twice": gettext_lazy("“{word}” staat er twee keer."),
    "a table is needed": gettext_lazy("Dit onderdeel ontbreekt."),
    "write each as a table of its own": gettext_lazy("Schrijf elk als een eigen blok tussen [[ en ]]."),
    "unknown; known are {names}": gettext_lazy("Dit woord kennen wij niet. Wel bekend: {names}."),
    "somebody must hold regie": gettext_lazy("Kies wie regie heeft."),
    'the number of a step, "end" or "elsewhere" is needed': gettext_lazy(
        "Kies een stap, “einde” of “buiten deze route”."
    ),
    "number them 1, 2, 3 … without gaps": gettext_lazy("Nummer de stappen 1, 2, 3 … zonder gaten."),
    "{word} was left before; keep the steps of a phase together": gettext_lazy(
        "Fase {word} kwam al eerder voor. Zet de stappen van één fase bij elkaar."
    ),
    "there is no step {step}": gettext_lazy("Stap {step} is er niet."),
    "'{word}' cannot hold regie": gettext_lazy("“{word}” kan geen regie hebben."),
    "this route appoints no casusregisseur": gettext_lazy("Deze route wijst geen casusregisseur aan."),
    "no way for who answers {names}": gettext_lazy("Er is geen uitkomst voor: {names}."),
    "'{word}' is none of the decisions": gettext_lazy("“{word}” staat niet bij de besluiten."),
    "no meeting at step {step} has a quorum for '{word}'": gettext_lazy(
        "Geen overleg bij stap {step} zegt wie er moet zijn voor het besluit “{word}”."
    ),
    "use at most ten capitals and hyphens": gettext_lazy("Gebruik alleen hoofdletters en streepjes, ten hoogste tien."),
    "before step {step}, where it begins": gettext_lazy("Dit ligt voor stap {step}, waar het overleg begint."),
    "'{word}' is none of the consents": gettext_lazy("“{word}” staat niet bij de toestemmingen."),
    "asked after {word} begins, at step {step}": gettext_lazy(
        "Dit wordt gevraagd als {word} al is begonnen, bij stap {step}. Vraag het eerder."
    ),
    "this meeting names no consent to wait for": gettext_lazy(
        "Dit overleg noemt geen toestemming om op te wachten. Kies er een, of zet dit uit."
    ),
    "'{word}' is none of the circumstances": gettext_lazy("“{word}” staat niet bij de omstandigheden."),
    "'{word}' is required as it is": gettext_lazy("“{word}” hoort er altijd al bij."),
    "'{word}' cannot sit in this meeting": gettext_lazy("“{word}” zit niet bij dit overleg."),
    "{word} as well: {names}": gettext_lazy("Dubbel, ook bij “{word}”: {names}."),
    "'casusregisseur' is a task, name the role": gettext_lazy(
        "Casusregisseur is een taak. Noem de rol van wie het doet."
    ),
    "'{word}' is not among the seats of this meeting": gettext_lazy(
        "“{word}” zit niet bij dit overleg. Zet die rol erbij, of kies een ander."
    ),
    "{word}: then 'guardian' stands in {names}": gettext_lazy(
        "Ouders: “{word}”. Dan horen zij bij “{names}” te staan."
    ),
    "'{word}' cannot be asked to do this": gettext_lazy("Dit kunt u niet vragen van “{word}”."),
    "nothing depends on '{word}'": gettext_lazy("“{word}” wordt nergens gebruikt. Gebruik het, of haal het weg."),
    "no meeting has a quorum for '{word}'": gettext_lazy(
        "Bij geen enkel overleg staat wie er moet zijn voor het besluit “{word}”."
    ),
    "nothing leads to step {step}": gettext_lazy("Geen enkele uitkomst leidt naar stap {step}."),
    "from step {step} there is no way to an end": gettext_lazy("Vanaf stap {step} komt een casus nooit aan een einde."),
    "step {step} is not before step {other}": gettext_lazy("Stap {step} ligt niet voor stap {other}."),
    "no outcome of step {step} leads to it": gettext_lazy("Geen uitkomst van stap {step} leidt daarheen."),
    'no outcome of step {step} leads to "end"': gettext_lazy("Geen uitkomst van stap {step} leidt naar het einde."),
    "{word} is not among the abbreviations": gettext_lazy(
        "{word} staat niet bij de afkortingen. Leg de afkorting uit."
    ),
}
BROKEN = gettext_lazy("Hier loopt de tekst vast: kijk naar aanhalingstekens, haakjes en het is-teken op deze regel.")


@dataclass(frozen=True, slots=True)
class Told:
    """A fault in the user's words: where, why, the line in the text, and the part of the editor that mends it."""

    where: str
    why: str
    line: int
    part: tuple[str, int | None]  # ("steps", 3): the first two parts of the place; ("", None) for the whole text


def tell(fault: Fault, data: Mapping[str, Any]) -> Told:
    """Say a fault in Dutch. `data` is the route as read, for the names of meetings and roles; may be empty."""
    head = str(fault.at[0]) if fault.at else ""
    number = fault.at[1] if len(fault.at) > 1 and isinstance(fault.at[1], int) else None
    if not fault.said:
        return Told(_("De tekst"), str(BROKEN), fault.line, ("", None))
    values = {key: said(value, data) for key, value in fault.values.items()}
    sentence = str(FAULTS.get(fault.said, fault.said))
    return Told(place(fault.at, data), sentence.format(**values), fault.line, (head, number))


def tell_all(faults: tuple[Fault, ...], text: str) -> list[Told]:
    """Every fault of a text in Dutch, in the order of the text."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        data = {}
    return [tell(fault, data) for fault in faults]


def said(value: str, data: Mapping[str, Any]) -> str:
    """A word of the file as people say it: a role, a choice, a question that a key stands for; else the word itself."""
    return ", ".join(_one(word, data) for word in value.split(", ")) if value else value


def _one(word: str, data: Mapping[str, Any]) -> str:
    for table, key in (("decisions", "title"), ("circumstances", "question"), ("consents", "title")):
        for row in _rows(data, table):
            if row.get("key") == word and isinstance(row.get(key), str):
                return str(row[key])
    return str(WORDS.get(word, "")) or role_name(word)


def role_name(word: str) -> str:
    """A role, or who has none, in words; anything else as it is."""
    if word in OTHERS:
        return str(OTHERS[word])
    return str(Role(word).label) if word in Role.values else word


def role_names() -> dict[str, str]:
    """Every word that can stand where a role stands."""
    return {role.value: str(role.label) for role in Role} | {key: str(label) for key, label in OTHERS.items()}


def label(*keys: str) -> str:
    """What a key is called, its tables before it: `label("steps", "title")`."""
    name = ".".join(keys)
    return str(LABELS.get(name, "") or LABELS.get(keys[-1], "") or keys[-1])


def place(at: tuple[str | int, ...], data: Mapping[str, Any]) -> str:
    """A place in words: `Stap 6 › uitkomst 2 › waar gaat het heen`."""
    found: list[str] = []
    keys: list[str] = []
    here: Any = data
    for part in at:
        if isinstance(part, int):
            here = here[part] if isinstance(here, list) and part < len(here) else {}
            line = _("%(what)s, regel %(n)s") % {"what": found[-1], "n": part + 1}
            found[-1] = _row(".".join(keys), part, here) or line
            continue
        keys.append(part)
        here = here.get(part, {}) if isinstance(here, Mapping) else {}
        if keys[-2:-1] == ["prompts"] or (keys[:1] == ["abbreviations"] and len(keys) > 1):
            found.append(role_name(part))
        else:
            found.append(label(*keys))
    text = " › ".join(found)
    return text[:1].upper() + text[1:]


def _row(name: str, number: int, row: Any) -> str:
    said_by_row = row if isinstance(row, Mapping) else {}
    names = [said_by_row.get(key) for key in ("label", "name")]
    own = next((str(word) for word in names if isinstance(word, str) and word.strip()), str(number + 1))
    return str(ROWS.get(name, "")).format(n=number + 1, name=own)


def _rows(data: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    rows = data.get(table)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
