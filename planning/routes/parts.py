"""What a route is made of, as frozen values: steps, meeting types, consent, conditions, evaluation (R1, R2, R6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# The kinds of school a route is for: those of `planning.people.models.Sector`.
SECTORS = ("PO", "VO")
# The answers to the question that decides the way: education, both, or care only (R45).
TRIAGE = ("onderwijs", "onderwijs-en-zorg", "zorg")
# Whether parents are at a meeting: a setting of the route, because the sources differ (R67, R68, R71).
GUARDIANS = ("always", "may-be", "not-in-minimum")
# What a missing yes means: talk without a name (R55), no seat for this party (R56), or no documents (R57).
WITHOUT = ("anonymous", "not-invited", "not-shared")

Target = int | Literal["end", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way a step can end, and where it leads: a step, the end of the case, or elsewhere outside this route."""

    key: str
    label: str
    to: Target
    when: str  # an answer of TRIAGE that this way is for (R45); "" for any
    decision: str  # the intended decision that is taken here (R77); "" for none
    feedback: bool  # telling pupil and parents is a duty (R113)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route: phase, what happens, what to do, who holds regie (R12), what each role brings (R10)."""

    number: int
    phase: str
    title: str
    regie: tuple[str, ...]
    happens: str
    tasks: tuple[str, ...]
    prompts: tuple[tuple[str, str], ...]  # role and one sentence
    notifies: tuple[str, ...]  # who is told here that a pupil is brought in, without a word about the pupil (R47)
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Must:
    """Who must be there as well when something is the case (R74–R76)."""

    when: str  # a circumstance of the route
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quorum:
    """Without whom a decision cannot be taken (R77): each of `roles`, and at least one of `one_of`."""

    decision: str
    roles: tuple[str, ...]
    one_of: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Roles of which somebody must be there, group by group."""
        return (*((role,) for role in self.roles), *((self.one_of,) if self.one_of else ()))


@dataclass(frozen=True, slots=True)
class DateRule:
    """How a date for a meeting is agreed (R80, R81): how far ahead, how long people may think, and what counts.

    The weights are what an option costs per person: somebody who comes "if need be", and somebody who need not be there
    and cannot. A parent's "if need be" counts less than a professional's.
    """

    days_ahead: int = 5  # school days between asking and the first date (R81)
    answer_days: int = 5  # days to answer
    earliest: bool = False  # the first date wins, else the one that suits best
    guest: int = 1
    professional: int = 3
    absent: int = 2


@dataclass(frozen=True, slots=True)
class Preparation:
    """What must be ready before a meeting (R81, R83, R92–R95)."""

    days: int  # what is handed in, is there this many days before
    groeidocument: bool  # it is kept and read beforehand (R92)
    consent: bool  # nothing goes out without a ground (R54, R56)
    observation: bool  # an observation is reported back here, and then parents are invited (R93, R94)
    rules: tuple[str, ...]  # the rest, in sentences


@dataclass(frozen=True, slots=True)
class MeetingType:
    """One kind of overleg in this region (R6, R15): what it is called, who leads, who must and may be there."""

    kind: str
    label: str
    guests_read: str  # what parents read on a page instead of the abbreviation (U3); mails say less (P1)
    minutes: int
    leader: str
    chair: str
    minute_taker: str
    dates_by: str  # who polls the dates (R80)
    invites: str  # who invites (R82)
    guardians: str  # one of GUARDIANS
    required: tuple[str, ...]
    optional: tuple[str, ...]
    on_request: tuple[str, ...]  # only when somebody asks for them (R72)
    step: int
    until: int  # the last step this meeting serves; a breed overleg takes three (R4)
    agenda: tuple[str, ...]
    consent: str  # the purpose that lets a professional be there by name (R54, R56); "" for family and own school only
    appoints_casusregisseur: bool  # first, before any content (R19)
    questions: tuple[str, ...]  # what everybody thinks over beforehand (R104)
    prompts: tuple[tuple[str, str], ...]  # role and what is expected of it at this table (R111)
    musts: tuple[Must, ...]
    quorum: tuple[Quorum, ...]
    preparation: Preparation
    dates: DateRule

    @property
    def seats(self) -> frozenset[str]:
        """Every role that can sit here, whatever brings it."""
        added = [role for must in self.musts for role in must.roles]
        return frozenset({self.leader, self.chair, *self.required, *self.optional, *self.on_request, *added})

    def prompt(self, role: str) -> str:
        """What a role brings to this table; "" when the route says nothing (R111)."""
        return dict(self.prompts).get(role, "")


@dataclass(frozen=True, slots=True)
class ConsentPurpose:
    """One thing that consent is asked for (C1): never all at once."""

    key: str
    title: str
    step: int  # where it is asked
    asked_by: str  # the role that asks and first explains what for (R54, R60)
    per_party: bool  # asked anew for each party (R56, R61)
    without: str  # one of WITHOUT
    explained: bool  # a conversation about what it is for comes first, and is written down (R60)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be seen to before a step begins (R5, R44, R48, R49, R51, R149)."""

    key: str
    question: str
    step: int
    obligatory: bool
    explanation: str
    when: str  # a circumstance it depends on; "" for always


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Something that is so or not so in a case, and that changes who must be there or what must be ready."""

    key: str
    question: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a meeting may be meant to decide (R77)."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class RoleTask:
    """What is expected of a role in this region (R10), what it is called there, and who employs it (R25)."""

    role: str
    name: str
    employer: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Casusregisseur:
    """Who becomes contact of the parents (R19–R23), and what that asks."""

    name: str  # what the region calls it: casusregisseur or regievoerder
    education: tuple[str, ...]  # when education comes first (R20)
    care: tuple[str, ...]  # when youth care comes first
    tasks: tuple[str, ...]

    def proposed(self, leading: str) -> tuple[str, ...]:
        """The roles the rule points to when `onderwijs` or `jeugdhulp` leads (R20). Raises KeyError."""
        return {"onderwijs": self.education, "jeugdhulp": self.care}[leading]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How it is looked back on, and where one goes again (R131–R135)."""

    step: int
    back_to: int
    questions: tuple[str, ...]
    chosen_by: tuple[str, ...]  # who says which participants are asked this time (R79, R134)


@dataclass(frozen=True, slots=True)
class Closing:
    """What is seen to before a case is closed (R138)."""

    step: int
    checklist: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tlv:
    """Who decides on a toelaatbaarheidsverklaring, and how it gets there (R140–R145)."""

    decided_by: str
    chair: str  # the role that chairs the committee; "" where the source says nothing (R144)
    first_expert: str  # the role that judges first; a second expert is always needed (R143)
    step: int  # where it is asked for
    deadlines: str  # the last days differ per SWV and are its setting
    exception: str  # when the route is not walked (R145); "" where the source says nothing
