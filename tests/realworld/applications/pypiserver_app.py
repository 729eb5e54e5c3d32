"""pypiserver: packages to download and to upload, on Bottle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from driving import Client, basic
from sweeping import FUTURE, sweep

INTERFACE = "wsgi"
LOGIN = basic("u", "p")
PATHS = ("/", "/simple", "/simple/", "/simple/thing", "/simple/thing/", "/simple/Thing/", "/simple/nowhere/", "/packages/",
         "/packages/thing-1.0.tar.gz", "/packages/thing-9.tar.gz", "/packages/../users", "/pypi/thing/json",
         "/pypi/nowhere/json", "/health", "/favicon.ico", "/thing", "/thing/", "/nowhere/deeper", "/RPC2")  # fmt: skip
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
PART = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'


def form(**values: str) -> str:
    """What twine sends."""
    parts = [PART.format(name, "", value) for name, value in values.items() if name != "content"]
    if "content" in values:
        parts.append(PART.format("content", f'; filename="{values["content"]}"', "some bytes"))
    return "".join(parts) + "--x--\r\n"


def build(folder: Path) -> Any:
    """The application."""
    import pypiserver

    packages = folder / "packages"
    packages.mkdir()
    for name in ("thing-1.0.tar.gz", "thing-1.1-py3-none-any.whl", "other-2.tar.gz"):
        (packages / name).write_bytes(b"some bytes of a package")
    return pypiserver.app(
        roots=[packages],
        authenticate=["update", "list"],
        auther=lambda user, password: (user, password) == ("u", "p"),
        disable_fallback=True,
    )


def drive(client: Client) -> None:
    """Unknown visitors, then pip's and twine's requests."""
    sweep(client, PATHS)
    sweep(client, PATHS, LOGIN)
    for method in ("GET", "HEAD"):
        client(method, "/packages/thing-1.0.tar.gz", {"If-Modified-Since": FUTURE})
    client("GET", "/simple/thing/", {**LOGIN, "Accept": "application/vnd.pypi.simple.v1+json"})
    upload = {":action": "file_upload", "name": "new", "version": "1", "content": "new-1.tar.gz"}
    for fields in ({}, LOGIN, LOGIN, basic("u", "wrong")):
        client("POST", "/", {**fields, **MULTIPART}, form(**upload))
    client("POST", "/", {**LOGIN, **MULTIPART}, form(**{**upload, "content": "../evil"}))
    client("POST", "/", {**LOGIN, **MULTIPART}, form(**{":action": "file_upload"}))
    for action in ("submit", "verify", "doc_upload", "password_reset", "nonsense"):
        client("POST", "/", {**LOGIN, **MULTIPART}, form(**{":action": action, "name": "new", "version": "1"}))
    removal = {":action": "remove_pkg", "name": "new", "version": "1"}
    client("POST", "/", {**LOGIN, **MULTIPART}, form(**removal))
    client("POST", "/", {**LOGIN, **MULTIPART}, form(**removal))
