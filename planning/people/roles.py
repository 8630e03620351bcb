"""The role catalogue (R11): who sits at the table, where they come from, and what they are called on screen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Affiliation(models.TextChoices):
    """The kind of organisation a role belongs to (R11)."""

    SCHOOL = "school", _("school")
    BOARD = "bestuur", _("schoolbestuur")
    SWV = "swv", _("samenwerkingsverband")
    MUNICIPALITY = "gemeente", _("gemeente")
    GGD = "ggd", _("GGD / JGZ")
    RBL = "rbl", _("Regionaal Bureau Leren")
    CARE = "zorg", _("zorgaanbieder")
    OTHER = "ander", _("anders")


class Role(models.TextChoices):
    """Every role that a person of an organisation can hold. Guardians and pupils are parties of a case, not roles."""

    TEACHER = "leerkracht", _("leerkracht / docent")
    IB = "ib", _("intern begeleider")
    OC = "oc", _("ondersteuningscoördinator")
    VC = "vc", _("verzuimcoördinator")
    DIRECTOR = "directeur", _("directeur")
    SPECIALIST_TEACHER = "leerkrachtspecialist", _("leerkrachtspecialist")
    AB = "ab", _("ambulant begeleider")
    ORTHO = "orthopedagoog", _("orthopedagoog")
    SMW = "smw", _("schoolmaatschappelijk werker")
    GW = "gw", _("gedragswetenschapper")
    TRAJECT = "trajectbegeleider", _("trajectbegeleider")
    COACH = "schoolcoach", _("schoolcoach expertise en dienstverlening")
    TC = "tc", _("transfercoach")
    JP = "jp", _("jeugdprofessional")
    JA = "ja", _("jeugdarts")
    NURSE = "verpleegkundige", _("jeugdverpleegkundige")
    LPA = "lpa", _("leerplichtambtenaar")
    POLICE = "wijkagent", _("wijkagent")
    OZC = "ozc", _("onderwijszorgconsulent")
    MINUTES = "notulist", _("notulist")
    COORDINATOR = "coordinator", _("coördinator van het samenwerkingsverband")
    FG = "fg", _("functionaris gegevensbescherming")


# The abbreviation people use at the table, and where the role usually comes from (R11, R156).
ABBREVIATION: dict[Role, str] = {
    Role.IB: "IB",
    Role.OC: "OC",
    Role.VC: "VC",
    Role.AB: "AB",
    Role.SMW: "SMW",
    Role.GW: "GW",
    Role.TC: "TC",
    Role.JP: "JP",
    Role.JA: "JA",
    Role.LPA: "LPA",
    Role.OZC: "OZC",
    Role.FG: "FG",
}

AFFILIATION: dict[Role, Affiliation] = {
    Role.TEACHER: Affiliation.SCHOOL,
    Role.IB: Affiliation.SCHOOL,
    Role.OC: Affiliation.SCHOOL,
    Role.VC: Affiliation.SCHOOL,
    Role.DIRECTOR: Affiliation.SCHOOL,
    Role.SPECIALIST_TEACHER: Affiliation.BOARD,
    Role.AB: Affiliation.SWV,
    Role.ORTHO: Affiliation.BOARD,
    Role.SMW: Affiliation.MUNICIPALITY,
    Role.GW: Affiliation.SWV,  # in Twente: the board (R25); the holder's own organisation says which
    Role.TRAJECT: Affiliation.SWV,
    Role.COACH: Affiliation.SWV,
    Role.TC: Affiliation.SWV,
    Role.JP: Affiliation.MUNICIPALITY,
    Role.JA: Affiliation.GGD,
    Role.NURSE: Affiliation.GGD,
    Role.LPA: Affiliation.RBL,
    Role.POLICE: Affiliation.OTHER,
    Role.OZC: Affiliation.SWV,
    Role.MINUTES: Affiliation.SCHOOL,
    Role.COORDINATOR: Affiliation.SWV,
    Role.FG: Affiliation.BOARD,
}

# Who works at a school holds the role at a school; who coordinates, does so for the whole SWV. Others may do either.
AT_A_SCHOOL = frozenset(role for role, place in AFFILIATION.items() if place is Affiliation.SCHOOL)
FOR_THE_SWV = frozenset({Role.COORDINATOR})


def short_name(role: Role | str) -> str:
    """What the role is called in a table: the abbreviation where the field has one, else the name."""
    role = Role(role)
    return ABBREVIATION.get(role, str(role.label))
