"""Asking DNS what it says of the sender's domain, with dnspython; answers are judged in `records`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dns.exception
import dns.name
import dns.resolver

from integrations.connections import records
from integrations.connections.types import Area, Finding, Level, SenderDomain


class _NoAnswer(Exception):
    """The name server could not be asked; its text goes to the administrator."""


class _Names:
    """One resolver. An unknown name has no records; a server that does not answer is trouble."""

    def __init__(self, wanted: SenderDomain) -> None:
        self._resolver = dns.resolver.Resolver(configure=not wanted.nameserver)
        if wanted.nameserver:
            self._resolver.nameservers = [wanted.nameserver]
            self._resolver.port = wanted.port
        self._resolver.timeout = wanted.seconds / 2
        self._resolver.lifetime = wanted.seconds

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, the pieces of each joined (RFC 7208 3.3)."""
        return [b"".join(row.strings).decode("utf-8", "replace") for row in self._rows(name, "TXT")]

    def mail_hosts(self, name: str) -> list[str]:
        """The hosts of the MX records."""
        return [str(row.exchange) for row in self._rows(name, "MX")]

    def _rows(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, dns.name.LabelTooLong, UnicodeError) as error:
            raise _NoAnswer(type(error).__name__) from error


def check_names(wanted: SenderDomain) -> list[Finding]:
    """SPF, DKIM and DMARC of a domain, and whether answers can come back to it. Asks DNS; never raises."""
    names = _Names(wanted)
    findings: list[Finding] = []
    for look in (_spf, _dkim, _dmarc, _mx):
        try:
            findings += look(names, wanted)
        except _NoAnswer as trouble:
            text = f"DNS geeft geen antwoord over {wanted.domain} ({trouble})."
            todo = "Probeer het later nog eens. Blijft het zo? Vraag wie uw DNS beheert."
            findings.append(Finding(Area.DNS, Level.WRONG, "dns_silent", text, todo))
            break
    return findings


def _spf(names: _Names, wanted: SenderDomain) -> list[Finding]:
    texts = names.texts(wanted.domain)
    findings = records.judge_spf(wanted.domain, texts, wanted=wanted.spf)
    found = records.spf_records(texts)
    if len(found) == 1:
        findings += records.judge_lookups(wanted.domain, _lookups(names, found[0], seen=set()))
    return findings


def _lookups(names: _Names, record: str, *, seen: set[str]) -> int:
    """The questions of a record and of those it leads to; stops counting far over the limit."""
    count = records.lookups(record)
    for name in records.leads_to(record):
        if name in seen or len(seen) > 2 * records.MOST_LOOKUPS:
            continue
        seen.add(name)
        for deeper in records.spf_records(names.texts(name))[:1]:
            count += _lookups(names, deeper, seen=seen)
    return count


def _dkim(names: _Names, wanted: SenderDomain) -> list[Finding]:
    if not wanted.selectors:
        text = "DKIM is niet nagekeken: er is geen selector genoemd."
        todo = "Vraag uw mailbedrijf om de selector en zet DKIM_SELECTORS, of geef --dkim-selector."
        return [Finding(Area.DNS, Level.SKIPPED, "dkim_unknown", text, todo)]
    findings: list[Finding] = []
    for selector in wanted.selectors:
        place = f"{selector}._domainkey.{wanted.domain}"
        findings += records.judge_dkim(selector, wanted.domain, names.texts(place))
    return findings


def _dmarc(names: _Names, wanted: SenderDomain) -> list[Finding]:
    at, texts = wanted.domain, names.texts(f"_dmarc.{wanted.domain}")
    for parent in _parents(wanted.domain):
        if texts:
            break
        at, texts = parent, names.texts(f"_dmarc.{parent}")
    return records.judge_dmarc(wanted.domain, texts, at=at if texts else "")


def _parents(domain: str) -> Sequence[str]:
    """The domains above one, down to two labels: where its DMARC record may stand instead."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(1, len(labels) - 1)]


def _mx(names: _Names, wanted: SenderDomain) -> list[Finding]:
    hosts = names.mail_hosts(wanted.domain)
    if hosts == ["."]:
        hosts = []
    if hosts:
        return [Finding(Area.DNS, Level.OK, "mx_good", f"Antwoorden aan {wanted.domain} kunnen aankomen.")]
    text = f"{wanted.domain} heeft geen mailserver (MX). Antwoorden uit agenda's en teruggekomen mail gaan verloren."
    todo = "Zet een MX-record in DNS, of kies een afzender in een domein dat mail ontvangt."
    return [Finding(Area.DNS, Level.WRONG, "mx_missing", text, todo)]
