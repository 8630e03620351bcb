"""Tables of a casus: the pupil, the parties, consent, who leads, and what waits."""

from planning.cases.models.case import Case, CaseState, Domain
from planning.cases.models.consent import (
    Answer,
    ConsentDecision,
    ConsentRequest,
    ConsentText,
    Immutable,
    Means,
    Purpose,
)
from planning.cases.models.parties import Authority, Involved, Party, PartyKind
from planning.cases.models.regie import (
    CasusregisseurTerm,
    Regie,
    RegieBasis,
    RegieKind,
    RegieOffer,
    ScaleKind,
    Scaling,
    Tick,
    TickList,
)
from planning.cases.models.tasks import Task

__all__ = [
    "Answer",
    "Authority",
    "Case",
    "CaseState",
    "CasusregisseurTerm",
    "ConsentDecision",
    "ConsentRequest",
    "ConsentText",
    "Domain",
    "Immutable",
    "Involved",
    "Means",
    "Party",
    "PartyKind",
    "Purpose",
    "Regie",
    "RegieBasis",
    "RegieKind",
    "RegieOffer",
    "ScaleKind",
    "Scaling",
    "Task",
    "Tick",
    "TickList",
]
