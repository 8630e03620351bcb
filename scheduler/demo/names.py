"""Invented names for the demo, handed out in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator

_FIRST = (
    "Anouk Bart Carla Daan Esra Femke Gijs Hanneke Ivo Jolanda Karim Liesbeth Mark Nadia Olaf Petra Quinten "
    "Rianne Stijn Thea Ugo Vera Wim Yasmin Zeger Arjan Bianca Cor Debby Erik Fatima Guus Hilde Ilse Jeroen "
    "Kirsten Lars Mieke Noor Oscar Paula Ralf Simone Ton Ursula Vincent Wendy Younes Zoë"
).split()
_LAST = (
    "van Dijk|Bakker|Hendriks|de Graaf|Mulder|El Amrani|Kuipers|van Loon|Verbeek|Prins|Koster|Willems|Schouten|Aydin|"
    "Vermeer|Timmermans|van den Berg|Dekker|Scholten|Postma|Huisman|van Gils|Roovers|Nooij|Konings|Backx|Rens|Nelemans"
).split("|")


def names() -> Iterator[tuple[str, str]]:
    """First and last names, every pair once, the same order at every load."""
    for turn in range(len(_LAST)):
        for number, first in enumerate(_FIRST):
            yield first, _LAST[(number + turn * 11) % len(_LAST)]
