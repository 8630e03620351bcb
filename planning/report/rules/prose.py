"""What was recorded, said in good Dutch: whole sentences for the table, plain ones for parents and for a pupil.

The record is Dutch and so are the minutes; what guests read around them is in their own language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody of the list, as the minutes call them: "Ingrid Smit (intern begeleider)" or "een ouder".

    `there` is None while nobody said. `family`: the parents and the pupil.
    """

    called: str
    there: bool | None
    family: bool = False
    pupil: bool = False


@dataclass(frozen=True, slots=True)
class Agreed:
    """One agreement; `day` in words. `family`: a parent or the pupil does it.

    `who` is for the table; `called` is what the family reads, where one parent does not read the other's name (C11).
    """

    who: str
    what: str
    day: str
    goal: str = ""
    result: str = ""
    financing: str = ""
    bridging: bool = False
    family: bool = False
    called: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: `kind` as the record calls it, `outcome` a code ("yes", "no") or, where there are more, in words.

    `by` decided it with a mandate; `nexts` are the meetings that could follow.
    """

    kind: str
    outcome: str
    words: str = ""
    by: str = ""
    nexts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that was recorded of a meeting. `said` is by key of a part; days are in words; `contact` whom one calls.

    `own_words`: more than one parent said something of the own.
    """

    day: str
    school: str
    people: Sequence[Present] = ()
    said: Mapping[str, str] | None = None
    own_words: bool = False
    goals: Sequence[str] = ()
    decisions: Sequence[Decided] = ()
    agreements: Sequence[Agreed] = ()
    look_back: str = ""
    how: str = ""
    next_day: str = ""
    contact: str = ""


def compose(of: Recorded) -> dict[str, str]:
    """The minutes by key of a part; what nothing was recorded about is left out."""
    found = {key: _paragraphs(text) for key, text in (of.said or {}).items()}
    found |= {
        "present": _present(of),
        "goals": _goals(of.goals),
        "decisions": "\n".join(f"- {_decided(one)}" for one in of.decisions),
        "agreements": "\n".join(f"- {_agreement(one)}" for one in of.agreements),
        "onwards": _onwards(of),
        "family": _family(of),
        "simple": _simple(of),
    }
    return {key: text for key, text in found.items() if text.strip()}


def sentence(text: str) -> str:
    """A capital at the front and a stop at the end; the words themselves stay as somebody said them."""
    words = text.strip()
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words[-1] in ".!?…:”\"'" else ".")


def _paragraphs(text: str) -> str:
    return "\n".join(sentence(line) if line.strip() else "" for line in text.strip().split("\n"))


def _listed(names: Sequence[str]) -> str:
    """One name, "a en b" or "a, b en c"; the same name twice is counted: "twee ouders"."""
    once = list(dict.fromkeys(names))
    said = [_NUMBERED.get((name, names.count(name)), name) for name in once]
    return " en ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


_NUMBERED = {("een ouder", number): f"{word} ouders" for number, word in ((2, "twee"), (3, "drie"), (4, "vier"))}


def _present(of: Recorded) -> str:
    there = [row.called for row in of.people if row.there]
    away = [row.called for row in of.people if row.there is False]
    asked = [row.called for row in of.people if row.there is None]
    lines = [f"Op {of.day} was er een overleg op {of.school}."]
    if there:
        lines.append(f"Aan tafel zaten {_listed(there)}.")
    if away:
        lines.append(f"{_capital(_listed(away))} {'was' if len(away) == 1 else 'waren'} er niet bij.")
    if asked and not there:
        lines.append(f"Uitgenodigd waren {_listed(asked)}.")
    return " ".join(lines)


def _goals(goals: Sequence[str]) -> str:
    if not goals:
        return ""
    head = "Dit willen wij samen bereiken:"
    return "\n".join([head, *(f"{number}. {sentence(goal)}" for number, goal in enumerate(goals, start=1))])


def _decided(one: Decided) -> str:
    """A decision as a sentence; abbreviations only between brackets, for parents read it too (U3)."""
    no = one.outcome == "no"
    rest = f" {sentence(one.words)}" if one.words.strip() else ""
    if one.kind == "talk":
        which = f" ({' of '.join(one.nexts)})" if one.nexts else ""
        return f"Er komt {'nu geen' if no else 'een'} vervolggesprek{which}.{rest}"
    if one.kind == "arrangement":
        return f"Gekozen is voor {_small(sentence(one.outcome))}{rest}"
    if one.kind == "mandate":
        return f"{one.by} {'besloot het niet te doen' if no else 'heeft dit besloten'}:{rest}"
    if one.kind == "tlv":
        return f"Er wordt {'geen' if no else 'een'} toelaatbaarheidsverklaring (TLV) aangevraagd.{rest}"
    return f"{one.by or 'De leerplichtambtenaar'} oordeelde: {_small(sentence(one.outcome))}{rest}"


def _agreement(one: Agreed) -> str:
    rest = [f"Klaar op {one.day}."]
    rest += [f"{label}: {sentence(text)}" for label, text in _more(one) if text.strip()]
    if one.bridging:
        rest.append("Dit is voor de tijd tot de hulp begint.")
    return " ".join([f"{one.who}: {_small(sentence(one.what))}", *rest])


def _more(one: Agreed) -> tuple[tuple[str, str], ...]:
    return (("Doel", one.goal), ("Dan is bereikt", one.result), ("Betaald door", one.financing))


def _onwards(of: Recorded) -> str:
    lines = []
    if of.look_back:
        lines.append(f"Op {of.look_back} kijken wij samen terug" + (f": {_small(sentence(of.how))}" if of.how else "."))
    if of.next_day:
        lines.append(f"Het volgende overleg is op {of.next_day}.")
    if of.contact:
        lines.append(f"Vragen? {of.contact} is het aanspreekpunt.")
    return " ".join(lines)


def _family(of: Recorded) -> str:
    """For parents, short: what is wanted, who does what, what happens next (R119)."""
    if not (of.goals or of.agreements or of.decisions):
        return ""
    lines = ["Hier leest u kort wat er is besproken en wat er nu gebeurt.", ""]
    if of.goals:
        lines += ["Dit willen wij met u bereiken:", *(f"- {sentence(goal)}" for goal in of.goals), ""]
    decisions = [one for one in of.decisions if one.kind != "lpa"]
    if decisions:
        lines += ["Dit is besloten:", *(f"- {_decided(one)}" for one in decisions), ""]
    if of.agreements:
        lines += ["Dit gaat er gebeuren:"]
        lines += [
            f"- {_capital(one.called or one.who)}: {_small(sentence(one.what))} Klaar op {one.day}."
            for one in of.agreements
        ]
        lines += [""]
    if of.look_back:
        lines += [f"Op {of.look_back} kijken wij met u hoe het gaat."]
    lines += [f"Klopt er iets niet, of wilt u iets vragen? Bel {of.contact or 'de school'}, of schrijf uw zienswijze."]
    return "\n".join(lines)


def _simple(of: Recorded) -> str:
    """For the pupil: short sentences, "je", no abbreviations (U11)."""
    if not (of.goals or of.agreements):
        return ""
    here = any(row.pupil and row.there for row in of.people)
    lines = [f"Op {of.day} was er een gesprek over jou.{' Jij was er ook bij.' if here else ''}", ""]
    if of.goals:
        lines += ["Dit willen we samen bereiken:", *(f"- {sentence(goal)}" for goal in of.goals), ""]
    if of.agreements:
        lines += ["Dit gaan we doen:"]
        lines += [
            f"- {_capital(one.called or one.who)}: {_small(sentence(one.what))} Dat is klaar op {one.day}."
            for one in of.agreements
        ]
        lines += [""]
    if of.look_back:
        lines += [f"Op {of.look_back} kijken we samen hoe het gaat."]
    lines += [f"Wil je iets vragen of vertellen? Dat kan altijd bij {of.contact or 'je juf, meester of mentor'}."]
    return "\n".join(lines)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """A small letter after a colon, unless the word is a name of letters ("IB kijkt mee")."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
