"""Whether a CalDAV account and Microsoft 365 work, and whether the application can reach no more than it may."""

from __future__ import annotations

import base64
import datetime as dt
import json
from contextlib import closing

from integrations.calendars.caldav.client import Account
from integrations.calendars.caldav.provider import CalDavProvider
from integrations.calendars.microsoft365.client import App, GraphClient
from integrations.calendars.seam import CalendarTrouble
from integrations.connections.types import Area, Finding, Level

# What a trouble of a calendar server means to who configures it.
_MEANS = {
    "unreachable": ("antwoordt niet", "Kijk of het adres klopt en of de server van buiten bereikbaar is."),
    "busy": ("vraagt om later terug te komen", "Wacht een paar minuten en probeer het opnieuw."),
    "refused": ("weigert de aanmelding", "Kijk gebruikersnaam en app-wachtwoord na."),
    "forbidden_address": (
        "staat op een adres waar wij geen verbinding mee maken",
        "Gebruik https op poort 443. Staat de server in uw eigen netwerk? Noem zijn adres in CALENDAR_INSIDE.",
    ),
    "odd_answer": (
        "geeft geen CalDAV-antwoord, of stuurt door naar een ander adres",
        "Gebruik het CalDAV-adres uit de instellingen van de agenda, niet het adres van de website.",
    ),
    "nothing_there": ("heeft op dit adres geen agenda", "Kijk of het adres bij deze gebruiker hoort."),
    "changed": ("veranderde tijdens het kijken", "Probeer het opnieuw."),
}
# Rights that we do not ask for. Calendars.ReadWrite given in Entra reaches every mailbox, whatever Exchange limits.
_TENANT_WIDE = ("Calendars.ReadWrite", "Calendars.Read", "Calendars.ReadBasic.All")
_FOR_TEAMS = ("OnlineMeetings.ReadWrite.All", "User.ReadBasic.All")
_TOO_MUCH = ("Mail.", "Files.", "Sites.", "Directory.", "Group.ReadWrite", "User.ReadWrite", "full_access_as_app")


def check_caldav(account: Account, *, now: dt.datetime) -> list[Finding]:
    """Log in and read a day of busy times. Asks the network; never raises."""
    findings: list[Finding] = []
    try:
        with closing(CalDavProvider(account, now=now)) as provider:
            found = provider.connect()
            names = ", ".join(one.name for one in found[:8])
            text = f"Aangemeld als {account.username}. Agenda's: {names}."
            findings.append(Finding(Area.CALDAV, Level.OK, "caldav_calendars", text))
            provider.busy([found[0].id], start=now, end=now + dt.timedelta(days=1))
            text = "Wij kunnen lezen wanneer de agenda bezet is."
            findings.append(Finding(Area.CALDAV, Level.OK, "caldav_busy", text))
    except CalendarTrouble as trouble:
        what, todo = _MEANS[trouble.code]
        text = f"De agendaserver {what}."
        findings.append(Finding(Area.CALDAV, Level.WRONG, f"caldav_{trouble.code}", text, todo))
    return findings


def check_graph(app: App, *, mailbox: str, outside: str = "", teams: bool = False) -> list[Finding]:
    """Whether the application logs in, reaches a mailbox that takes part, and no other. Asks the network; never raises.

    `outside` is a mailbox that does not take part: it must be refused (RBAC for Applications). `teams`: links for Teams
    are wanted; none is made here, only the rights are looked at.
    """
    with closing(_Looking(app, mailbox)) as client:
        try:
            token = client.token()
        except CalendarTrouble as trouble:
            return [_no_token(trouble)]
        findings = [_graph(Level.OK, "graph_token", "De toepassing kan zich aanmelden bij Microsoft 365.")]
        findings += judge_roles(roles_in(token), teams=teams)
        findings.append(_inside(client, mailbox))
    if not outside:
        text = "Niet nagekeken of andere postbussen dicht zijn."
        todo = "Geef --graph-outside een postbus die niet meedoet."
        return [*findings, _graph(Level.SKIPPED, "graph_scope_unknown", text, todo)]
    with closing(_Looking(app, outside)) as client:
        return [*findings, _outside(client, outside)]


def roles_in(token: str) -> tuple[str, ...]:
    """The application rights in an access token; empty when it cannot be read. It is not verified: we only look."""
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return tuple(str(role) for role in claims.get("roles", ()))
    except (IndexError, ValueError, AttributeError, TypeError):
        return ()


def judge_roles(roles: tuple[str, ...], *, teams: bool = False) -> list[Finding]:
    """Rights in the token hold for the whole tenant: those for calendars must be given in Exchange instead."""
    findings = []
    wide = [role for role in roles if role in _TENANT_WIDE]
    if wide:
        text = f"Het recht {', '.join(wide)} is in Entra gegeven. Daarmee kan de toepassing bij álle agenda's."
        todo = "Trek het in Entra in en geef het in Exchange, beperkt tot wie meedoet (docs/koppelingen.md)."
        findings.append(_graph(Level.WRONG, "graph_tenant_wide", text, todo))
    more = [role for role in roles if role.startswith(_TOO_MUCH)]
    if more:
        text = f"De toepassing heeft rechten die zij niet nodig heeft: {', '.join(more)}."
        findings.append(_graph(Level.WRONG, "graph_too_much", text, "Trek deze rechten in Entra in."))
    lacking = [role for role in _FOR_TEAMS if teams and role not in roles]
    if lacking:
        text = f"Voor links naar Teams mist de toepassing het recht {' en '.join(lacking)}."
        todo = "Geef het in Entra, met goedkeuring van de beheerder, of zet M365_TEAMS uit."
        findings.append(_graph(Level.WRONG, "graph_teams_right", text, todo))
    elif teams:
        text = "De toepassing heeft de rechten voor links naar Teams. Per organisator is nog een beleid nodig."
        findings.append(_graph(Level.OK, "graph_teams", text))
    return findings


class _Looking(GraphClient):
    """The client of a mailbox, and the token it got."""

    def token(self) -> str:
        self._log_in()
        return str(self._session.headers["Authorization"]).removeprefix("Bearer ")

    def look(self) -> None:
        """The least there is to ask."""
        next(iter(self.rows("calendars", select="id,name,canEdit,isDefaultCalendar", top="1")), None)


def _graph(level: Level, code: str, text: str, todo: str = "") -> Finding:
    return Finding(Area.GRAPH, level, code, text, todo)


def _no_token(trouble: CalendarTrouble) -> Finding:
    if trouble.code == "refused":
        todo = "Kijk M365_TENANT, M365_CLIENT_ID en M365_SECRET na. Een geheim verloopt: maak zo nodig een nieuw."
        return _graph(Level.WRONG, "graph_login", "Microsoft 365 weigert de aanmelding van de toepassing.", todo)
    text = "De aanmeldserver van Microsoft antwoordt niet."
    todo = "Kijk of login.microsoftonline.com bereikbaar is, en of M365_TENANT klopt."
    return _graph(Level.WRONG, "graph_unreachable", text, todo)


def _inside(client: _Looking, mailbox: str) -> Finding:
    try:
        client.look()
    except CalendarTrouble as trouble:
        if trouble.code == "refused":
            text = f"De toepassing mag niet bij de agenda van {mailbox}."
            todo = "Zet deze postbus in de groep van de Exchange-rol. Een nieuwe rol werkt soms pas na twee uur."
            return _graph(Level.WRONG, "graph_refused", text, todo)
        if trouble.code == "nothing_there":
            text = f"De postbus {mailbox} bestaat niet."
            return _graph(Level.WRONG, "graph_no_mailbox", text, "Kijk of het adres goed geschreven is.")
        text = f"Microsoft 365 {_MEANS[trouble.code][0]} bij de vraag naar de agenda van {mailbox}."
        return _graph(Level.WRONG, f"graph_{trouble.code}", text, _MEANS[trouble.code][1])
    return _graph(Level.OK, "graph_mailbox", f"De agenda van {mailbox} is bereikbaar.")


def _outside(client: _Looking, mailbox: str) -> Finding:
    try:
        client.look()
    except CalendarTrouble as trouble:
        if trouble.code == "refused":
            return _graph(Level.OK, "graph_scope", f"De agenda van {mailbox} is dicht, zoals het hoort.")
        text = f"Of de agenda van {mailbox} dicht is, weten we niet: de postbus bestaat niet of er kwam geen antwoord."
        todo = "Geef een postbus die bestaat en niet meedoet."
        return _graph(Level.WARNING, "graph_scope_unclear", text, todo)
    text = f"De toepassing kan ook bij de agenda van {mailbox}, en die doet niet mee."
    todo = "Beperk het recht in Exchange tot de groep die meedoet (docs/koppelingen.md)."
    return _graph(Level.WRONG, "graph_scope_open", text, todo)
