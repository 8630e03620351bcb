"""Say what is wrong with mail, DNS, mailbox and calendars, and what to do: `manage.py check_connections`."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Iterator
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from integrations.calendars.caldav.client import Account
from integrations.calendars.microsoft365.client import App
from integrations.clamd.client import scanner_at
from integrations.connections.calendars import check_caldav, check_graph
from integrations.connections.imap import check_mailbox
from integrations.connections.names import check_names
from integrations.connections.scanner import check_scanner
from integrations.connections.smtp import check_mail_server
from integrations.connections.types import Area, Finding, Level, MailServer, SenderDomain, failed
from integrations.mailbox.imap.client import account_from

MARKS = {Level.OK: "goed", Level.WARNING: "let op", Level.WRONG: "FOUT", Level.SKIPPED: "niet nagekeken"}
TITLES = {
    Area.SMTP: "Mail versturen (SMTP)",
    Area.DNS: "DNS van de afzender (SPF, DKIM, DMARC)",
    Area.IMAP: "Postbus voor antwoorden (IMAP)",
    Area.CALDAV: "Agenda's via CalDAV",
    Area.GRAPH: "Microsoft 365 (Graph)",
    Area.CLAMD: "Virusscanner (clamd)",
}


class Command(BaseCommand):
    """Reads the configuration and asks the network; changes nothing and sends no letter. Needs no database."""

    help = "Kijk of mail, DNS, postbus en agenda's goed zijn ingesteld. Uitgangscode 1 als er iets fout is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options; passwords come from the environment, never from the command line."""
        parser.add_argument("--only", default="", help="alleen deze: smtp,dns,imap,caldav,graph,clamd")
        parser.add_argument("--json", action="store_true", help="als JSON, voor een programma")
        parser.add_argument("--domain", default="", help="domein van de afzender (anders dat van MAIL_FROM)")
        parser.add_argument("--dkim-selector", action="append", default=[], help="DKIM-selector; mag vaker")
        parser.add_argument("--spf", action="append", default=[], help="woord dat in SPF moet staan; mag vaker")
        parser.add_argument("--nameserver", default="", help="IP-adres[:poort] van de naamserver")
        parser.add_argument("--caldav-url", default="", help="CalDAV-adres om te proberen")
        parser.add_argument("--caldav-user", default="", help="gebruikersnaam; wachtwoord in CALDAV_PASSWORD")
        parser.add_argument("--graph-mailbox", default="", help="postbus die meedoet")
        parser.add_argument("--graph-outside", default="", help="postbus die niet meedoet en dicht moet zijn")

    def handle(self, *_args: object, **options: Any) -> None:
        """Check and tell. Raises CommandError (exit 1) when anything is wrong."""
        wanted = [word for word in options["only"].split(",") if word] or [area.value for area in Area]
        unknown = sorted(set(wanted) - {area.value for area in Area})
        if unknown:
            raise CommandError(f"Dit kennen we niet: {', '.join(unknown)}. Kies uit {', '.join(Area)}.")
        findings: list[Finding] = []
        for area, check in CHECKS.items():
            if area not in wanted:
                continue
            found = list(check(options))
            findings += found
            if not options["json"]:
                self._tell(area, found)
        if options["json"]:
            rows = [dataclasses.asdict(one) for one in findings]
            self.stdout.write(json.dumps({"ok": not failed(findings), "findings": rows}, ensure_ascii=False))
        wrong = sum(one.level == Level.WRONG for one in findings)
        if wrong:
            raise CommandError("Er is 1 fout." if wrong == 1 else f"Er zijn {wrong} fouten.")

    def _tell(self, area: Area, findings: list[Finding]) -> None:
        self.stdout.write(f"\n{TITLES[area]}")
        for one in findings:
            self.stdout.write(f"  [{MARKS[one.level]}] {one.text}")
            if one.todo:
                self.stdout.write(f"    Wat te doen: {one.todo}")


def _smtp(_options: dict[str, Any]) -> Iterator[Finding]:
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        text = "Er is geen mailserver ingesteld: brieven gaan naar de demopostbus of via een mailbedrijf."
        todo = "Zet EMAIL_URL om een eigen mailserver te gebruiken."
        yield Finding(Area.SMTP, Level.SKIPPED, "smtp_none", text, todo)
        return
    yield from check_mail_server(
        MailServer(
            host=settings.EMAIL_HOST,
            port=int(settings.EMAIL_PORT),
            sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            username=settings.EMAIL_HOST_USER or "",
            password=settings.EMAIL_HOST_PASSWORD or "",
            starttls=bool(settings.EMAIL_USE_TLS),
            implicit_tls=bool(settings.EMAIL_USE_SSL),
        )
    )


def _dns(options: dict[str, Any]) -> Iterator[Finding]:
    domain = (options["domain"] or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]).lower().rstrip(".")
    if not domain or (domain.endswith((".example", ".localhost", ".test", ".invalid")) and not options["domain"]):
        text = "MAIL_FROM noemt nog geen echt domein."
        todo = "Zet in MAIL_FROM de afzender van uw brieven, of geef --domain."
        yield Finding(Area.DNS, Level.SKIPPED, "dns_no_domain", text, todo)
        return
    server, _, port = options["nameserver"].partition(":")
    yield from check_names(
        SenderDomain(
            domain=domain,
            selectors=tuple(options["dkim_selector"] or settings.DKIM_SELECTORS),
            spf=tuple(options["spf"] or settings.SPF_WORDS),
            nameserver=server,
            port=int(port) if port.isdecimal() else 53,
        )
    )


def _imap(_options: dict[str, Any]) -> Iterator[Finding]:
    if not settings.IMAP_URL:
        text = "Er wordt geen postbus gelezen: iedereen antwoordt via de eigen link."
        yield Finding(
            Area.IMAP, Level.SKIPPED, "imap_none", text, "Zet IMAP_URL als antwoorden per mail mee moeten doen."
        )
        return
    try:
        mailbox = account_from(settings.IMAP_URL, done=settings.IMAP_DONE, ca=settings.IMAP_CA)
    except ValueError:
        todo = "Schrijf imaps://gebruiker:wachtwoord@server/INBOX."
        yield Finding(Area.IMAP, Level.WRONG, "imap_url", "IMAP_URL is niet te lezen.", todo)
        return
    yield from check_mailbox(mailbox)
    if not settings.MAIL_AUTHSERV_ID:
        text = "Wij weten niet wie SPF en DKIM van antwoorden nakijkt. Elk antwoord wordt daarom nagevraagd."
        todo = "Zet in MAIL_AUTHSERV_ID de naam die vooraan in Authentication-Results staat (docs/koppelingen.md)."
        yield Finding(Area.IMAP, Level.WARNING, "imap_nothing_proven", text, todo)


def _caldav(options: dict[str, Any]) -> Iterator[Finding]:
    if not options["caldav_url"]:
        text = "Er is geen CalDAV-account genoemd om te proberen."
        todo = "Geef --caldav-url en --caldav-user, en het app-wachtwoord in CALDAV_PASSWORD."
        yield Finding(Area.CALDAV, Level.SKIPPED, "caldav_none", text, todo)
        return
    account = Account(
        url=options["caldav_url"],
        username=options["caldav_user"],
        password=os.environ.get("CALDAV_PASSWORD", ""),
        inside=frozenset(settings.CALENDAR_INSIDE),
        seconds=30,
    )
    yield from check_caldav(account, now=timezone.now())


def _graph(options: dict[str, Any]) -> Iterator[Finding]:
    if not settings.M365_CLIENT_ID:
        text = "Microsoft 365 is niet ingesteld."
        todo = "Zet M365_TENANT, M365_CLIENT_ID en M365_SECRET als scholen Microsoft 365 hebben."
        yield Finding(Area.GRAPH, Level.SKIPPED, "graph_none", text, todo)
        return
    if not options["graph_mailbox"]:
        todo = "Geef --graph-mailbox een postbus die meedoet, en --graph-outside een die niet meedoet."
        yield Finding(Area.GRAPH, Level.SKIPPED, "graph_no_mailbox_named", "Er is geen postbus genoemd.", todo)
        return
    app = App(tenant=settings.M365_TENANT, client_id=settings.M365_CLIENT_ID, secret=settings.M365_SECRET)
    yield from check_graph(
        app, mailbox=options["graph_mailbox"], outside=options["graph_outside"], teams=settings.M365_TEAMS
    )


def _clamd(_options: dict[str, Any]) -> Iterator[Finding]:
    if not settings.CLAMD_URL:
        text = "Er is geen virusscanner: bestanden worden alleen nagekeken op soort en verborgen programma's."
        yield Finding(Area.CLAMD, Level.SKIPPED, "clamd_none", text, "Zet CLAMD_URL om elk bestand te laten scannen.")
        return
    try:
        scanner = scanner_at(settings.CLAMD_URL)
    except ValueError:
        todo = "Schrijf unix:///run/clamav/clamd.ctl of tcp://server:3310."
        yield Finding(Area.CLAMD, Level.WRONG, "clamd_url", "CLAMD_URL is niet te lezen.", todo)
        return
    yield from check_scanner(scanner)


CHECKS: dict[Area, Callable[[dict[str, Any]], Iterator[Finding]]] = {
    Area.SMTP: _smtp,
    Area.DNS: _dns,
    Area.IMAP: _imap,
    Area.CALDAV: _caldav,
    Area.GRAPH: _graph,
    Area.CLAMD: _clamd,
}
