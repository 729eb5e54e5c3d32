"""Maps for relational databases: what a driver says, itself or inside of what SQLAlchemy or Django raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from statusmw.maps.model import Entry, Map, When
from statusmw.maps.where import raised_in

# PEP 249 has classes for errors and no codes. So: SQLSTATE (PostgreSQL), SQLite's names, MySQL's numbers.
_UNIQUE: Final = frozenset({"23505"})
_UNIQUE_IN_SQLITE: Final = frozenset({"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"})
_UNIQUE_IN_MYSQL: Final = frozenset({1062, 1586})
_CONTENDED: Final = frozenset({"40001", "40P01", "55P03"})
_CONTENDED_IN_SQLITE: Final = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED"})
_CONTENDED_IN_MYSQL: Final = frozenset({1205, 1213})
_GONE: Final = ("08", "53", "57P")
_GONE_IN_MYSQL: Final = frozenset({1040, 1053, 1203, 2002, 2003, 2006, 2013, 2055})
_OF_MYSQL: Final = frozenset({"MySQLdb", "pymysql"})
_OF_POSTGRESQL: Final = frozenset({"psycopg", "psycopg2"})


def _state(error: Any) -> str | None:
    found = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    return found if isinstance(found, str) else None


def _package(error: Any) -> str:
    return type(error).__module__.partition(".")[0]


def _number(error: Any) -> object:
    return error.args[0] if error.args and _package(error) in _OF_MYSQL else None


def _name(error: Any) -> str:
    return str(getattr(error, "sqlite_errorname", ""))


def _is_duplicate(error: Any) -> bool:
    return _state(error) in _UNIQUE or _name(error) in _UNIQUE_IN_SQLITE or _number(error) in _UNIQUE_IN_MYSQL


def _is_contention(error: Any) -> bool:
    in_sqlite = _name(error).startswith(tuple(_CONTENDED_IN_SQLITE))
    return _state(error) in _CONTENDED or in_sqlite or _number(error) in _CONTENDED_IN_MYSQL


def _is_gone(error: Any) -> bool:
    state = _state(error)
    if state is None and _package(error) in _OF_POSTGRESQL:
        # libpq has no SQLSTATE for a server that cannot be reached, or has gone.
        return type(error).__name__ == "OperationalError"
    return (state or "").startswith(_GONE) or _number(error) in _GONE_IN_MYSQL


def _itself(error: Any) -> Any:
    return error


def _entries(name: str, driver: Callable[[Any], Any] = _itself) -> tuple[Entry, ...]:
    """The entries for the base class *name* of errors, of which *driver* takes the driver's own."""
    duplicate = When("a unique constraint is violated", lambda error: _is_duplicate(driver(error)))
    contended = When("it is a deadlock, a lock or a serialization failure", lambda error: _is_contention(driver(error)))
    gone = When("the database cannot be reached, or has no room", lambda error: _is_gone(driver(error)))
    return (
        Entry(name, 409, "It is there already.", when=duplicate),
        Entry(name, 503, "Transactions are in each other's way; it passes.", when=contended, retry_after=1),
        Entry(name, 503, "The database is down or full; it passes.", when=gone, retry_after=5),
    )


# asyncpg lets out what the operating system says; other maps have an answer to the same classes.
_OF_THE_SYSTEM: Final = (
    "builtins.ConnectionRefusedError",
    "builtins.ConnectionResetError",
    "builtins.TimeoutError",
    "socket.gaierror",
    "builtins.OSError",
)
_ASYNCPG: Final = tuple(
    Entry(name, 503, "The database cannot be reached; it passes.", when=raised_in("asyncpg"), retry_after=5)
    for name in _OF_THE_SYSTEM
)

_POOL: Final = "All connections to the database are in use; it passes."
_CHANGED: Final = "Somebody else has changed the row since it was read."
_NO_ROW: Final = "What the request names is not there."
_LOST: Final = When("the connection is lost", lambda error: error.connection_invalidated)

SQLALCHEMY: Final = Map(
    "sqlalchemy",
    "SQLAlchemy, with psycopg, psycopg2, asyncpg, sqlite3, PyMySQL or mysqlclient.",
    (
        Entry("sqlalchemy.exc.NoResultFound", 404, _NO_ROW),
        Entry("sqlalchemy.exc.TimeoutError", 503, _POOL, retry_after=1),
        Entry("sqlalchemy.exc.DisconnectionError", 503, "The connection is lost; it passes.", retry_after=1),
        Entry("sqlalchemy.orm.exc.StaleDataError", 409, _CHANGED),
        *_entries("sqlalchemy.exc.DBAPIError", lambda error: error.orig),
        Entry("sqlalchemy.exc.DBAPIError", 503, "The connection is lost; it passes.", when=_LOST, retry_after=1),
        *_ASYNCPG,
    ),
)

DJANGO_ORM: Final = Map(
    "django-orm",
    "The models of Django: get() without a row, unique constraints, databases that are down.",
    (
        Entry("django.core.exceptions.ObjectDoesNotExist", 404, _NO_ROW),
        *_entries("django.db.utils.Error", lambda error: error.__cause__),
    ),
)

DRIVERS: Final = Map(
    "drivers",
    "Drivers of databases, used without SQLAlchemy or Django: psycopg, psycopg2, asyncpg, sqlite3, PyMySQL.",
    (
        *_entries("psycopg.Error"),
        *_entries("psycopg2.Error"),
        *_entries("asyncpg.PostgresError"),
        *_entries("sqlite3.Error"),
        *_entries("pymysql.err.Error"),
        Entry("psycopg_pool.PoolTimeout", 503, _POOL, retry_after=1),
        *_ASYNCPG,
    ),
)
