"""Datasette: a database behind pages, JSON, CSV and queries of one's own, over ASGI."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from driving import Client
from sweeping import sweep

INTERFACE = "asgi"
PATHS = (
    "/", "/.json", "/data", "/data.json", "/data/books", "/data/books.json", "/data/books.csv", "/data/books/1",
    "/data/books/1.json", "/data/books/99", "/data/nowhere", "/nowhere", "/data/books/", "/data?sql=select+1",
    "/data.json?sql=select+1", "/data.json?sql=selekt", "/data.json?sql=delete+from+books", "/data.db", "/-/versions",
    "/-/versions.json", "/-/plugins", "/-/settings", "/-/databases", "/-/threads", "/-/actor", "/-/actor.json", "/-/logout",
    "/-/permissions", "/-/allow-debug", "/-/patterns", "/-/messages", "/-/static/app.css", "/-/static/nowhere.css",
    "/favicon.ico", "/data/books.csv?_stream=1", "/data/books.json?_shape=array&_nl=on", "/data/books?_size=nonsense",
    "/data/books.json?_shape=nonsense", "/data/books.blob?_blob_column=cover&_blob_row=1", "/data/add", "/data/named.json?id=1",
    "/data/books/1.blob?_blob_column=cover", "/data/books.nonsense", "/data/%E2%98%83", "/-/auth-token", "/-/auth-token?token=wrong",
)  # fmt: skip


def build(folder: Path) -> Any:
    """The application."""
    from datasette.app import Datasette

    with sqlite3.connect(folder / "data.db") as database:
        database.executescript(
            "create table books (id integer primary key, title text, cover blob);"
            "insert into books values (1, 'one', x'00ff'), (2, 'two', null), (3, 'three', x'41');"
        )
    database.close()
    queries = {
        "add": {"sql": "insert into books (title) values (:title)", "write": True},
        "named": {"sql": "select * from books where id = :id"},
    }
    datasette = Datasette(
        [str(folder / "data.db")],
        metadata={"databases": {"data": {"queries": queries}}},
        settings={"allow_csv_stream": True, "allow_download": True},
        cors=True,
        secret="x" * 32,
    )
    datasette._root_token = "a-token"
    return datasette.app()


def drive(client: Client) -> None:
    """Everyone's pages, then a login, and a query that writes."""
    sweep(client, PATHS)
    client("GET", "/-/auth-token?token=a-token")
    sweep(client, ("/-/logout", "/-/permissions", "/-/actor.json", "/data/add", "/-/messages"))
    token = client("GET", "/data/add").text.partition('name="csrftoken" value="')[2].partition('"')[0]
    assert client.form("/data/add", title="four", csrftoken=token).status == 302
    client.form("/data/add?_json=1", title="five", csrftoken=token)
    client.json("POST", "/data/add", '{"title": "six"}')
    client.form("/-/messages", message="hello", message_type="INFO", csrftoken=token)
    client("GET", "/")
    client.form("/-/logout", csrftoken=token)
