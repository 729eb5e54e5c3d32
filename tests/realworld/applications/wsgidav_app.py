"""WsgiDAV: a folder shared over WebDAV, once for everyone and once behind a password."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from driving import Client, basic
from sweeping import FUTURE, PAST, sweep

from applications.dav import lock, look, write

INTERFACE = "wsgi"
PATHS = ("/", "/open", "/open/", "/open/a.txt", "/open/data.bin", "/open/folder", "/open/folder/", "/open/nowhere.txt",
         "/closed/", "/nowhere/", "/:dir_browser/style.css", "/:dir_browser/nowhere.css", "/open/%C3%BC.txt")  # fmt: skip
LOGIN = basic("u", "p")


def build(folder: Path) -> Any:
    """The application."""
    from wsgidav.wsgidav_app import WsgiDAVApp

    for name in ("open/folder", "closed"):
        (folder / name).mkdir(parents=True)
    (folder / "open/a.txt").write_text("some text in a file")
    (folder / "open/\u00fc.txt").write_text("a name that is not ASCII")
    (folder / "open/data.bin").write_bytes(bytes(range(256)) * 8)
    return WsgiDAVApp(
        {
            "provider_mapping": {"/open": str(folder / "open"), "/closed": str(folder / "closed")},
            "simple_dc": {"user_mapping": {"/open": True, "/closed": {"u": {"password": "p"}}}},
            "logging": {"enable": False},
            "property_manager": True,
            "verbose": 0,
        }
    )


def drive(client: Client) -> None:
    """Reading first, then all that changes something, in both shares."""
    sweep(client, PATHS, writes=False)
    sweep(client, ("/closed/",), LOGIN, writes=False)
    client("GET", "/closed/", basic("u", "wrong"))
    client("GET", "/closed/", {"Authorization": "Digest nonsense"})
    for path in ("/", "/open/", "/open/a.txt", "/open/nowhere.txt", "/closed/"):
        look(client, path, {})
    for method in ("GET", "HEAD"):
        client(method, "/open/a.txt", {"If-Modified-Since": FUTURE})
        client(method, "/open/a.txt", {"If-Unmodified-Since": PAST})
    lock(client, "/open/a.txt", {})
    lock(client, "/open/new.txt", {})
    lock(client, "/open/folder/", {})
    write(client, "/open/", {})
    look(client, "/closed/", LOGIN)
    write(client, "/closed/", LOGIN)
    sweep(client, ("/open/data.bin", "/open/folder/", "/open/none.txt", "/closed/"))
