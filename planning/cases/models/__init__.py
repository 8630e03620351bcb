"""Tables of a casus: the pupil, the parties, consent, who leads, and what waits."""

from planning.cases.models.case import Case, CaseState, Domain
from planning.cases.models.consent import (
    FOR_THE_CASE,
    Answer,
    Audience,
    ConsentDecision,
    ConsentRequest,
    ConsentText,
    Immutable,
    Means,
    Purpose,
)
from planning.cases.models.freezing import Freeze, FreezeKind
from planning.cases.models.grounds import Dispute, GroundKind, Law, OtherGround
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
from planning.cases.models.settings import ConsentSettings, FromTwelveChoice
from planning.cases.models.tasks import Task

__all__ = [
    "FOR_THE_CASE",
    "Answer",
    "Audience",
    "Authority",
    "Case",
    "CaseState",
    "CasusregisseurTerm",
    "ConsentDecision",
    "ConsentRequest",
    "ConsentSettings",
    "ConsentText",
    "Dispute",
    "Domain",
    "Freeze",
    "FreezeKind",
    "FromTwelveChoice",
    "GroundKind",
    "Immutable",
    "Involved",
    "Law",
    "Means",
    "OtherGround",
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
