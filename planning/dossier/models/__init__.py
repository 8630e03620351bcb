"""Tables of what a case has on file beside its meetings, a file a topic."""

from planning.dossier.models.absence import Absence, AbsenceKind, FollowUp, LpaJudgement
from planning.dossier.models.clocks import Clock, ClockKind, OppProgress
from planning.dossier.models.documents import Document, DocumentKind, Place, Reading
from planning.dossier.models.ldos import LdosEntry, LdosState, OzaUpload
from planning.dossier.models.observation import Observation
from planning.dossier.models.opp import OppAssent
from planning.dossier.models.safety import LegalGround, SafetyAccess, SafetyDecision, SafetySignal, SafetyStep
from planning.dossier.models.shelf import Shelf, Unreadable
from planning.dossier.models.tlv import Category, Outcome, PupilHeard, TlvExpert, TlvPiece, TlvRequest

__all__ = [
    "Absence",
    "AbsenceKind",
    "Category",
    "Clock",
    "ClockKind",
    "Document",
    "DocumentKind",
    "FollowUp",
    "LdosEntry",
    "LdosState",
    "LegalGround",
    "LpaJudgement",
    "Observation",
    "OppAssent",
    "OppProgress",
    "Outcome",
    "OzaUpload",
    "Place",
    "PupilHeard",
    "Reading",
    "SafetyAccess",
    "SafetyDecision",
    "SafetySignal",
    "SafetyStep",
    "Shelf",
    "TlvExpert",
    "TlvPiece",
    "TlvRequest",
    "Unreadable",
]
