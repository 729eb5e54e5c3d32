"""Radicale: calendars and address books over CalDAV and CardDAV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from driving import Client, basic
from sweeping import sweep

from applications.dav import XML, lock, look, write

INTERFACE = "wsgi"
LOGIN = basic("u", "p")
PATHS = ("/", "/.web", "/.web/", "/.web/index.html", "/.web/nowhere", "/.well-known/caldav", "/.well-known/carddav",
         "/u/", "/u/calendar/", "/u/calendar/event.ics", "/u/calendar/nowhere.ics", "/u/book/", "/other/")  # fmt: skip
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:{}\r\nDTSTAMP:20200101T000000Z\r\n"
    "DTSTART:20200101T100000Z\r\nDTEND:20200101T110000Z\r\nSUMMARY:event\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:c\r\nFN:Ada\r\nN:Ada;;;;\r\nEND:VCARD\r\n"
CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
MKCALENDAR = (
    '<?xml version="1.0"?><C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>'
    "<displayname>name</displayname></prop></set></C:mkcalendar>"
)
MKCOL = (
    '<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>'
    "<resourcetype><collection/><C:addressbook/></resourcetype></prop></set></mkcol>"
)
QUERY = (
    '<?xml version="1.0"?><C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/>'
    '<C:calendar-data/></prop><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>'
)
SYNC = (
    '<?xml version="1.0"?><sync-collection xmlns="DAV:"><sync-token>{}</sync-token><sync-level>1</sync-level>'
    "<prop><getetag/></prop></sync-collection>"
)


def build(folder: Path) -> Any:
    """The application."""
    from radicale import Application, config

    (folder / "users").write_text("u:p\n")
    configuration = config.load()
    users = {"type": "htpasswd", "htpasswd_filename": str(folder / "users"), "htpasswd_encryption": "plain", "delay": 0}
    configuration.update(
        {
            "auth": users,
            "storage": {"filesystem_folder": str(folder / "collections")},
            "logging": {"level": "critical"},
            "server": {"delay_on_error": 0},
        },
        "tests",
        privileged=True,
    )
    return Application(configuration)


def drive(client: Client) -> None:
    """An unknown visitor, then one who makes a calendar and an address book and uses them."""
    sweep(client, PATHS)
    client("GET", "/u/", basic("u", "wrong"))
    _use_calendar(client)
    client("MKCOL", "/u/book/", {**LOGIN, **XML}, MKCOL)
    client("PUT", "/u/book/ada.vcf", {**LOGIN, "Content-Type": "text/vcard"}, CARD)
    client("PUT", "/u/book/", {**LOGIN, "Content-Type": "text/vcard"}, CARD)
    for path in PATHS:
        look(client, path, LOGIN)
    sweep(client, PATHS, LOGIN, writes=False)
    write(client, "/u/calendar/", LOGIN)
    write(client, "/u/", LOGIN)
    lock(client, "/u/calendar/event.ics", LOGIN)
    sweep(client, ("/u/calendar/event.ics", "/u/calendar/nowhere.ics", "/u/book/", "/u/book/ada.vcf"), LOGIN)
    client("DELETE", "/u/calendar/", LOGIN)


def _use_calendar(client: Client) -> None:
    client("MKCALENDAR", "/u/calendar/", {**LOGIN, **XML}, MKCALENDAR)
    client("MKCALENDAR", "/u/calendar/", {**LOGIN, **XML}, MKCALENDAR)
    client("MKCALENDAR", "/u/broken/", {**LOGIN, **XML}, "<broken")
    made = client("PUT", "/u/calendar/event.ics", {**LOGIN, **CALENDAR}, EVENT.format("e1"))
    assert made.status == 201, made
    client("PUT", "/u/calendar/event.ics", {**LOGIN, **CALENDAR, "If-Match": made["ETag"]}, EVENT.format("e1"))
    client("PUT", "/u/calendar/event.ics", {**LOGIN, **CALENDAR, "If-Match": '"other"'}, EVENT.format("e1"))
    client("PUT", "/u/calendar/event.ics", {**LOGIN, **CALENDAR, "If-None-Match": "*"}, EVENT.format("e1"))
    client("PUT", "/u/calendar/same-uid.ics", {**LOGIN, **CALENDAR}, EVENT.format("e1"))
    client("PUT", "/u/calendar/broken.ics", {**LOGIN, **CALENDAR}, "broken")
    for content in (QUERY, SYNC.format(""), SYNC.format("http://radicale.org/ns/sync/other"), "<broken", "<nothing/>"):
        client("REPORT", "/u/calendar/", {**LOGIN, **XML, "Depth": "1"}, content)
    client(
        "MOVE",
        "/u/calendar/event.ics",
        {**LOGIN, "Destination": "http://localhost/u/calendar/moved.ics", "Host": "localhost"},
    )
    client(
        "MOVE",
        "/u/calendar/moved.ics",
        {**LOGIN, "Destination": "http://localhost/u/calendar/event.ics", "Host": "localhost"},
    )
    client("POST", "/.web/", {**LOGIN})
    client("DELETE", "/u/calendar/event.ics", {**LOGIN, "If-Match": '"other"'})
