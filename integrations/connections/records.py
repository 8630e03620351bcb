"""What SPF, DKIM and DMARC records say, judged without a network (RFC 7208, 6376, 7489)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence

from integrations.connections.types import Area, Finding, Level

MOST_LOOKUPS = 10  # RFC 7208 4.6.4
ASKING = ("include", "a", "mx", "ptr", "exists", "redirect")
SHORT_KEY = 150  # bytes of a public key of 1024 bits in DER: 162; of 2048 bits: 294
LONG_KEY = 250


def _dns(level: Level, code: str, text: str, todo: str = "") -> Finding:
    return Finding(Area.DNS, level, code, text, todo)


def spf_records(texts: Iterable[str]) -> list[str]:
    """The TXT records that are SPF records (RFC 7208 4.5)."""
    return [text for text in texts if re.fullmatch(r"v=spf1( .*)?", text.strip(), re.IGNORECASE)]


def spf_terms(record: str) -> list[tuple[str, str, str]]:
    """Qualifier, name and value of each term: ("-", "all", ""), ("+", "include", "_spf.example")."""
    found = []
    for word in record.split()[1:]:
        qualifier, rest = (word[0], word[1:]) if word[:1] in "+-~?" else ("+", word)
        name, _, value = rest.replace("=", ":", 1).partition(":")
        found.append((qualifier, name.partition("/")[0].lower(), value))
    return found


def lookups(record: str) -> int:
    """How many terms of a record make the receiver ask DNS."""
    return sum(name in ASKING for _qualifier, name, _value in spf_terms(record))


def leads_to(record: str) -> list[str]:
    """The domains whose SPF records belong to this one."""
    return [value for _q, name, value in spf_terms(record) if name in {"include", "redirect"} and "%" not in value]


def judge_spf(domain: str, texts: Sequence[str], *, wanted: Sequence[str] = ()) -> list[Finding]:
    """What the SPF record of the sender's domain says, from its TXT records. `wanted`: words that must stand in it."""
    found = spf_records(texts)
    example = f"Zet in DNS bij {domain} één TXT-record, bijvoorbeeld: v=spf1 include:spf.uwmailbedrijf.nl -all"
    if not found:
        return [
            _dns(
                Level.WRONG,
                "spf_missing",
                f"{domain} heeft geen SPF-record. Mail komt dan vaak in de spambox.",
                example,
            )
        ]
    if len(found) > 1:
        text = f"{domain} heeft {len(found)} SPF-records. Dan telt er geen een (RFC 7208)."
        return [_dns(Level.WRONG, "spf_twice", text, "Maak er één record van.")]
    record = found[0]
    terms = spf_terms(record)
    findings = []
    have = {word.lower().lstrip("+") for word in record.split()}
    for word in wanted:
        if word.lower().lstrip("+") not in have:
            text = f"In het SPF-record van {domain} ontbreekt “{word}”. Uw mailserver mag dan niet namens u sturen."
            findings.append(_dns(Level.WRONG, "spf_lacks", text, f"Zet {word} in het record, vóór het woord met all."))
    ends = [qualifier for qualifier, name, _value in terms if name == "all"]
    redirected = any(name == "redirect" for _q, name, _value in terms)
    if ends[:1] == ["+"]:
        text = f"Het SPF-record van {domain} eindigt op +all: iedereen mag dan namens u mailen."
        findings.append(_dns(Level.WRONG, "spf_open", text, "Maak er -all van."))
    elif ends[:1] == ["?"] or (not ends and not redirected):
        text = f"Het SPF-record van {domain} zegt niet wat er met andere afzenders moet."
        findings.append(_dns(Level.WARNING, "spf_neutral", text, "Laat het record eindigen op -all."))
    if any(name == "ptr" for _q, name, _value in terms):
        text = f"In het SPF-record van {domain} staat ptr. Dat wordt vaak niet gelezen."
        findings.append(_dns(Level.WARNING, "spf_ptr", text, "Noem het mailbedrijf met include, of de server met ip4."))
    return findings or [_dns(Level.OK, "spf_good", f"SPF van {domain} is in orde.")]


def judge_lookups(domain: str, count: int) -> list[Finding]:
    """More than ten questions, those of included records too, and the record counts as broken (RFC 7208 4.6.4)."""
    if count <= MOST_LOOKUPS:
        return []
    text = f"Het SPF-record van {domain} laat {count} keer in DNS zoeken. Boven de {MOST_LOOKUPS} telt het niet."
    return [_dns(Level.WRONG, "spf_lookups", text, "Haal diensten weg die niet meer namens u mailen.")]


def tags(record: str) -> dict[str, str]:
    """The tags of a DKIM or DMARC record, names in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for part in record.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def judge_dkim(selector: str, domain: str, texts: Sequence[str]) -> list[Finding]:
    """Whether a selector has a public key that receivers can use."""
    place = f"{selector}._domainkey.{domain}"
    found = [tags(text) for text in texts if "p" in tags(text)]
    if not found:
        text = f"Bij {place} staat geen DKIM-sleutel. De handtekening onder uw mail kan niemand nakijken."
        todo = "Vraag uw mailbedrijf om het DKIM-record en zet het in DNS. Kijk ook of de selector klopt."
        return [_dns(Level.WRONG, "dkim_missing", text, todo)]
    row = found[0]
    if not row["p"]:
        text = f"De DKIM-sleutel bij {place} is ingetrokken."
        return [_dns(Level.WRONG, "dkim_revoked", text, "Gebruik de selector die uw mailserver nu gebruikt.")]
    try:
        key = base64.b64decode(re.sub(r"\s", "", row["p"]), validate=True)
    except (binascii.Error, ValueError):
        text = f"De DKIM-sleutel bij {place} is niet heel. Vaak is een lang record verkeerd geknipt."
        return [_dns(Level.WRONG, "dkim_broken", text, "Zet het record opnieuw in DNS.")]
    findings = []
    if row.get("k", "rsa").lower() == "rsa" and len(key) < LONG_KEY:
        level = Level.WRONG if len(key) < SHORT_KEY else Level.WARNING
        text = f"De DKIM-sleutel bij {place} is kort (minder dan 2048 bits)."
        findings.append(_dns(level, "dkim_short", text, "Vraag uw mailbedrijf om een sleutel van 2048 bits."))
    if "y" in row.get("t", "").lower().split(":"):
        text = f"De DKIM-sleutel bij {place} staat nog op proef (t=y)."
        findings.append(_dns(Level.WARNING, "dkim_testing", text, "Haal t=y weg als alles werkt."))
    return findings or [_dns(Level.OK, "dkim_good", f"DKIM bij {place} is in orde.")]


def judge_dmarc(domain: str, texts: Sequence[str], *, at: str = "") -> list[Finding]:
    """What the DMARC record says; `at` is the domain where it was found, which may be a parent."""
    found = [text for text in texts if re.match(r"v\s*=\s*DMARC1\s*(;|$)", text.strip())]
    if not found:
        todo = f"Zet bij _dmarc.{domain} een TXT-record: v=DMARC1; p=none; rua=mailto:postmaster@{domain}"
        text = f"{domain} heeft geen DMARC-beleid. Iedereen kan dan uw adres als afzender gebruiken."
        return [_dns(Level.WRONG, "dmarc_missing", text, todo)]
    if len(found) > 1:
        text = f"{at or domain} heeft {len(found)} DMARC-records. Dan telt er geen een."
        return [_dns(Level.WRONG, "dmarc_twice", text, "Maak er één record van.")]
    row = tags(found[0])
    policy = row.get("p", "").lower()
    if at and at != domain:
        policy = row.get("sp", policy).lower()
    if policy not in {"none", "quarantine", "reject"}:
        text = f"In het DMARC-record van {at or domain} staat geen geldig beleid (p=)."
        return [_dns(Level.WRONG, "dmarc_broken", text, "Schrijf p=none, p=quarantine of p=reject.")]
    findings = []
    if policy == "none":
        text = f"DMARC van {domain} staat op p=none: ontvangers doen niets met valse mail."
        todo = "Lees een paar weken de rapporten. Maak er dan p=quarantine van, en daarna p=reject."
        findings.append(_dns(Level.WARNING, "dmarc_none", text, todo))
    elif policy == "quarantine":
        text = f"DMARC van {domain} staat op p=quarantine: valse mail komt in de spambox."
        findings.append(
            _dns(Level.WARNING, "dmarc_quarantine", text, "Maak er p=reject van als de rapporten goed zijn.")
        )
    if row.get("pct", "100") != "100":
        text = f"DMARC van {domain} geldt voor een deel van de mail (pct={row['pct'][:5]})."
        findings.append(_dns(Level.WARNING, "dmarc_part", text, "Haal pct weg."))
    if "rua" not in row:
        text = f"Niemand krijgt de DMARC-rapporten van {domain}."
        findings.append(_dns(Level.WARNING, "dmarc_unread", text, f"Zet rua=mailto:postmaster@{domain} in het record."))
    return findings or [_dns(Level.OK, "dmarc_good", f"DMARC van {domain} is in orde (p={policy}).")]
