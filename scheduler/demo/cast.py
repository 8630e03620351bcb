"""Who can log in to the demo, and with what. Invented names; the password is public on purpose."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "samen-aan-tafel"  # noqa: S105  # the demo answers on this machine only


@dataclass(frozen=True, slots=True)
class Login:
    """One demo account."""

    name: str
    role: str
    email: str


LOGINS = (
    Login("Marjan de Wit", "coördinator van het samenwerkingsverband", "coordinator@demo.example"),
    Login("Sanne Jansen", "gedragswetenschapper (GW)", "gw@demo.example"),
    Login("Ingrid Smit", "intern begeleider (IB) van De Linde", "ib@demo.example"),
    Login("Omar Bouzid", "ondersteuningscoördinator (OC) van het Markland", "oc@demo.example"),
    Login("Tineke Maas", "transfercoach (TC)", "tc@demo.example"),
    Login("Joost Peeters", "jeugdprofessional (JP)", "jp@demo.example"),
    Login("Femke Gelderblom", "functionaris gegevensbescherming (FG) van de scholen", "fg@demo.example"),
    Login("Dirk Verhoeven", "directeur van De Linde", "directeur@demo.example"),
    Login("Anouk Blom", "leerkracht van De Linde", "leerkracht@demo.example"),
    Login("Willem Brand", "trajectbegeleider", "trajectbegeleider@demo.example"),
)
