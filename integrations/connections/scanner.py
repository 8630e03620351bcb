"""Whether the virus scanner answers, and knows a virus when it sees one."""

from __future__ import annotations

from collections.abc import Iterator

from integrations.clamd.client import Scanner, ScannerAway, version_of, virus_in
from integrations.connections.types import Area, Finding, Level

# The test file of EICAR, in two parts so that no scanner takes this page for it. It does nothing.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def check_scanner(scanner: Scanner) -> Iterator[Finding]:
    """Ask its version, and offer it the test file."""
    try:
        said = version_of(scanner)
        found = virus_in(EICAR, scanner=scanner)
    except ScannerAway:
        text = "De virusscanner antwoordt niet. Tot hij het doet, wordt geen bestand aangenomen."
        yield Finding(Area.CLAMD, Level.WRONG, "clamd_away", text, "Kijk of clamd draait en of CLAMD_URL klopt.")
        return
    if not found:
        text = "De virusscanner herkent het proefbestand van EICAR niet."
        yield Finding(Area.CLAMD, Level.WRONG, "clamd_blind", text, "Haal met freshclam de lijst van virussen op.")
        return
    yield Finding(Area.CLAMD, Level.OK, "clamd_ok", f"De virusscanner werkt: {said}.")
