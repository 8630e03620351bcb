"""The schools of the demo: invented names on real ground between Bergen op Zoom and Breda."""

from __future__ import annotations

from dataclasses import dataclass

# Town centres, degrees WGS 84.
TOWNS: dict[str, tuple[float, float]] = {
    "Roosendaal": (51.5308, 4.4653),
    "Bergen op Zoom": (51.4949, 4.2872),
    "Etten-Leur": (51.5706, 4.6383),
    "Oudenbosch": (51.5889, 4.5239),
    "Zevenbergen": (51.6453, 4.6042),
    "Steenbergen": (51.5842, 4.3197),
    "Rucphen": (51.5314, 4.5583),
    "Halderberge": (51.5700, 4.4900),
}


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """One school: its name, place and the board it belongs to. The offset is in degrees from the town's centre."""

    name: str
    sector: str
    brin: str
    town: str
    street: str
    north: float
    east: float

    @property
    def latitude(self) -> float:
        """Degrees north."""
        return round(TOWNS[self.town][0] + self.north, 5)

    @property
    def longitude(self) -> float:
        """Degrees east."""
        return round(TOWNS[self.town][1] + self.east, 5)

    @property
    def board(self) -> str:
        """The school board of this sector and side of the region."""
        if self.sector == "VO":
            return "Stichting Voortgezet Onderwijs De Baronie"
        return (
            "Stichting Kinderkracht"
            if self.town in {"Roosendaal", "Rucphen", "Oudenbosch"}
            else "Stichting De Wijde Blik"
        )


_PO = (
    ("De Linde", "Roosendaal", "Lindenlaan 12"),
    ("De Regenboog", "Roosendaal", "Kleurenstraat 4"),
    ("De Zonnewijzer", "Roosendaal", "Middagweg 21"),
    ("De Springplank", "Roosendaal", "Sprongstraat 7"),
    ("Het Kompas", "Roosendaal", "Noorderlaan 33"),
    ("De Vlieger", "Bergen op Zoom", "Windstraat 5"),
    ("De Ark", "Bergen op Zoom", "Havenpad 18"),
    ("De Toermalijn", "Bergen op Zoom", "Edelsteenlaan 2"),
    ("De Kreek", "Bergen op Zoom", "Waterkant 40"),
    ("De Krabbenkooi", "Bergen op Zoom", "Scheldeweg 9"),
    ("De Wegwijzer", "Etten-Leur", "Kruispad 1"),
    ("De Hasselbraam", "Etten-Leur", "Bramenhof 6"),
    ("De Vincent", "Etten-Leur", "Schildersplein 3"),
    ("De Klinkert", "Oudenbosch", "Steenhof 15"),
    ("De Basiliek", "Oudenbosch", "Koepelstraat 8"),
    ("De Boemerang", "Halderberge", "Terugweg 10"),
    ("De Neerhof", "Zevenbergen", "Hofpad 22"),
    ("De Arenberg", "Zevenbergen", "Heuvelstraat 14"),
    ("De Molenvliet", "Zevenbergen", "Molenpad 11"),
    ("De Gummarus", "Steenbergen", "Marktpad 17"),
    ("De Pius", "Steenbergen", "Veststraat 28"),
    ("De Nieuwe Veste", "Steenbergen", "Wallaan 19"),
    ("De Heihoek", "Rucphen", "Heideweg 24"),
    ("De Vinkenbos", "Rucphen", "Vinkenlaan 13"),
)
_VO = (
    ("Markland", "Roosendaal", "Collegeplein 1"),
    ("Norbert", "Roosendaal", "Lyceumlaan 20"),
    ("'t Ravelijn", "Bergen op Zoom", "Bastionstraat 16"),
    ("De Munnik", "Etten-Leur", "Monnikenhof 25"),
    ("Het Oude Bosch", "Oudenbosch", "Bosweg 31"),
    ("De Dintel", "Zevenbergen", "Rivierweg 29"),
)


def _schools() -> tuple[DemoSchool, ...]:
    rows = []
    for sector, schools in (("PO", _PO), ("VO", _VO)):
        for number, (name, town, street) in enumerate(schools):
            turn = number * 137 % 360  # spread round the centre, the same at every load
            rows.append(
                DemoSchool(
                    name=name,
                    sector=sector,
                    brin=f"{10 + number:02d}{'X' if sector == 'PO' else 'Y'}{chr(65 + number)}00",
                    town=town,
                    street=street,
                    north=round((turn % 40 - 20) / 1800, 5),
                    east=round((turn % 50 - 25) / 1500, 5),
                )
            )
    return tuple(rows)


SCHOOLS = _schools()
