"""The maps for databases, with what SQLAlchemy, Django and the drivers really raise."""

import asyncio
import sqlite3

import asyncpg
import psycopg
import psycopg2
import psycopg_pool
import pymongo
import pymongo.errors
import pymysql
import pytest
import redis
import sqlalchemy as sa
from django.db import connection, models
from django.db.utils import InterfaceError, OperationalError
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import QueuePool

import django_site  # noqa: F401 - sets Django up, which what follows needs
from raising import answer, closed_port, listening, raised_by, raised_in

THERE, MISSING = (409, {}), (404, {})
SOON, LATER = (503, {"retry-after": "1"}), (503, {"retry-after": "5"})


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    note: Mapped[str]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


@pytest.fixture
def engine():
    made = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    Base.metadata.create_all(made)
    with Session(made) as session:
        session.add(Order(id=1, code="canary", note=""))
        session.commit()
    yield made
    made.dispose()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"id": 1, "code": "b", "note": ""}, THERE),
        ({"id": 2, "code": "canary", "note": ""}, THERE),
        ({"id": 2, "code": "b", "note": None}, None),
    ],
)
def test_a_unique_constraint_is_a_conflict_and_another_one_is_a_fault_of_the_server(engine, row, expected):
    with Session(engine) as session:
        session.add(Order(**row))
        error = raised_by(session.commit)
    assert isinstance(error, sa.exc.IntegrityError)
    assert answer(error, "sqlalchemy") == expected


def test_rows_that_are_not_there_or_too_many(engine):
    with Session(engine) as session:
        assert answer(raised_by(session.get_one, Order, 7), "sqlalchemy") == MISSING
        assert answer(raised_by(session.execute(sa.select(Order).where(Order.id == 7)).one), "sqlalchemy") == MISSING
        session.add(Order(id=2, code="b", note=""))
        session.flush()
        assert answer(raised_by(session.execute(sa.select(Order)).one), "sqlalchemy") is None


def test_a_row_that_somebody_else_has_changed(engine):
    with Session(engine) as session:
        order = session.get_one(Order, 1)
        session.execute(sa.text("UPDATE orders SET version = 5"))
        order.note = "changed"
        assert answer(raised_by(session.flush), "sqlalchemy") == THERE


def test_a_statement_that_is_wrong_is_a_fault_of_the_server(engine):
    with engine.connect() as connection:
        assert answer(raised_by(connection.execute, sa.text("SELECT canary FROM nowhere")), "sqlalchemy") is None


def test_a_full_pool():
    full = sa.create_engine("sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.01)
    with full.connect():
        assert answer(raised_by(full.connect), "sqlalchemy") == SOON
    full.dispose()


def test_a_lock_that_somebody_else_holds(tmp_path):
    path = tmp_path / "orders.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("CREATE TABLE t (a)")
    holder.execute("BEGIN EXCLUSIVE")
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 0})
    with engine.connect() as connection:
        assert answer(raised_by(connection.execute, sa.text("INSERT INTO t VALUES (1)")), "sqlalchemy") == SOON
    engine.dispose()
    other = sqlite3.connect(path, timeout=0)
    assert answer(raised_by(other.execute, "INSERT INTO t VALUES (1)"), "drivers") == SOON
    holder.close()
    other.close()


@pytest.mark.parametrize("driver", ["postgresql+psycopg", "postgresql+psycopg2", "mysql+pymysql"])
def test_a_database_that_nobody_runs(driver):
    with closed_port() as port:
        engine = sa.create_engine(f"{driver}://user:canary@127.0.0.1:{port}/db")
        assert answer(raised_by(engine.connect), "sqlalchemy") == LATER
    engine.dispose()


def wrapped(driver, *, lost=False, cls=sa.exc.DBAPIError):
    return cls("SELECT 'canary'", {}, driver, connection_invalidated=lost)


def of_postgresql(base, state):
    return type("Violation", (base,), {"sqlstate": state, "pgcode": state, "__module__": base.__module__})("canary")


@pytest.mark.parametrize("base", [psycopg.IntegrityError, type("Error", (Exception,), {})])
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("23505", THERE),
        ("23502", None),
        ("23503", None),
        ("23514", None),
        ("40001", SOON),
        ("40P01", SOON),
        ("55P03", SOON),
        ("08006", LATER),
        ("53300", LATER),
        ("57P01", LATER),
        ("57014", None),
        ("42601", None),
        (None, None),
    ],
)
def test_states_of_postgresql(base, state, expected):
    assert answer(wrapped(of_postgresql(base, state)), "sqlalchemy") == expected


def test_psycopg_itself_has_the_states():
    assert answer(psycopg.errors.UniqueViolation("canary"), "drivers") == THERE
    assert answer(psycopg.errors.AdminShutdown("canary"), "drivers") == LATER
    assert answer(psycopg.errors.DeadlockDetected("canary"), "drivers") == SOON
    assert answer(psycopg.errors.NotNullViolation("canary"), "drivers") is None
    assert answer(psycopg2.OperationalError("canary"), "drivers") == LATER
    assert answer(psycopg2.InterfaceError("canary"), "drivers") is None
    assert answer(psycopg2.ProgrammingError("canary"), "drivers") is None


def test_asyncpg_itself_and_as_sqlalchemy_has_it():
    assert answer(asyncpg.UniqueViolationError("canary"), "drivers") == THERE
    assert answer(asyncpg.TooManyConnectionsError("canary"), "drivers") == LATER
    assert answer(asyncpg.ForeignKeyViolationError("canary"), "drivers") is None
    adapted = AsyncAdapt_asyncpg_dbapi.IntegrityError("canary", asyncpg.UniqueViolationError("canary"))
    assert answer(wrapped(adapted), "sqlalchemy") == THERE


def test_asyncpg_lets_out_what_the_system_says():
    async def connect(port):
        return await raised_in(
            asyncpg.connect(host="127.0.0.1", port=port, user="a", password="b", ssl=False, timeout=0.2)
        )

    with closed_port() as port:
        refused = asyncio.run(connect(port))
    with listening() as port:
        silent = asyncio.run(connect(port))
    assert answer(refused, "std", "sqlalchemy") == answer(silent, "std", "drivers") == LATER
    assert answer(ConnectionRefusedError(), "sqlalchemy") is None
    assert answer(ConnectionRefusedError(), "std", "sqlalchemy") == (502, {})


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1062, THERE), (1586, THERE), (1048, None), (1452, None), (1205, SOON), (1213, SOON), (1040, LATER), (2006, LATER), (2013, LATER)],
)  # fmt: skip
def test_numbers_of_mysql(number, expected):
    assert answer(wrapped(pymysql.IntegrityError(number, "canary")), "sqlalchemy") == expected
    assert answer(pymysql.OperationalError(number, "canary"), "drivers") == expected


def test_numbers_of_another_database_are_not_those_of_mysql():
    assert answer(wrapped(sqlite3.OperationalError(1062)), "sqlalchemy") is None
    assert answer(pymysql.OperationalError(), "drivers") is None


def test_a_connection_that_sqlalchemy_knows_to_be_lost():
    assert answer(wrapped(sqlite3.OperationalError("canary"), lost=True), "sqlalchemy") == SOON
    assert answer(wrapped(sqlite3.OperationalError("canary")), "sqlalchemy") is None
    assert answer(sa.exc.DisconnectionError("canary"), "sqlalchemy") == SOON


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("INSERT INTO t VALUES (1, 2)", THERE),
        ("INSERT INTO t VALUES (2, 1)", THERE),
        ("INSERT INTO t VALUES (3, NULL)", None),
        ("SELECT canary", None),
    ],
)
def test_sqlite_itself(statement, expected):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a PRIMARY KEY, b UNIQUE NOT NULL)")
    connection.execute("INSERT INTO t VALUES (1, 1)")
    assert answer(raised_by(connection.execute, statement), "drivers") == expected
    connection.close()


def test_a_full_pool_of_psycopg():
    with psycopg_pool.ConnectionPool("", min_size=0, max_size=1, open=False) as pool:
        error = raised_by(pool.getconn, timeout=0.01)
    assert answer(error, "drivers") == SOON


# Django.


class Item(models.Model):
    code = models.CharField(max_length=9, unique=True)
    note = models.CharField(max_length=9)

    class Meta:
        app_label = "items"

    def __str__(self):
        return self.code


@pytest.fixture
def items():
    with connection.schema_editor() as editor:
        editor.create_model(Item)
    yield Item.objects
    with connection.schema_editor() as editor:
        editor.delete_model(Item)
    connection.close()


def test_the_models_of_django(items):
    items.create(code="canary", note="")
    assert answer(raised_by(items.get, code="other"), "django-orm") == MISSING
    assert answer(raised_by(items.create, code="canary", note=""), "django-orm") == THERE
    assert answer(raised_by(items.create, code="b", note=None), "django-orm") is None
    assert answer(raised_by(items.raw("SELECT canary FROM nowhere").__getitem__, 0), "django-orm") is None
    items.create(code="b", note="")
    assert answer(raised_by(items.get, note=""), "django-orm") is None


def test_a_database_of_django_that_nobody_runs():
    with closed_port() as port:
        refused = raised_by(psycopg.connect, host="127.0.0.1", port=port, user="a")
    error = OperationalError("canary")
    error.__cause__ = refused
    assert answer(error, "django-orm") == LATER
    assert answer(InterfaceError("canary"), "django-orm") is None


# MongoDB and Redis.


def test_a_mongodb_that_nobody_runs():
    with closed_port() as port:
        client = pymongo.MongoClient("127.0.0.1", port, serverSelectionTimeoutMS=50)
        assert answer(raised_by(client.shop.orders.find_one), "pymongo") == LATER
    client.close()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (pymongo.errors.DuplicateKeyError("canary", 11000), THERE),
        (pymongo.errors.BulkWriteError({"writeErrors": [{"code": 11000}, {"code": 11000}]}), THERE),
        (pymongo.errors.BulkWriteError({"writeErrors": [{"code": 11000}, {"code": 121}]}), None),
        (pymongo.errors.BulkWriteError({"writeErrors": []}), None),
        (pymongo.errors.AutoReconnect("canary"), LATER),
        (pymongo.errors.NetworkTimeout("canary"), LATER),
        (pymongo.errors.WaitQueueTimeoutError("canary"), SOON),
        (pymongo.errors.ExecutionTimeout("canary", 50), LATER),
        (pymongo.errors.WriteError("canary", 121), None),
        (pymongo.errors.ConfigurationError("canary"), None),
        (pymongo.errors.OperationFailure("canary"), None),
    ],
)
def test_what_mongodb_says(error, expected):
    assert answer(error, "pymongo") == expected


def ask_redis(port):
    client = redis.Redis("127.0.0.1", port, socket_timeout=0.05, retry=None, protocol=2, driver_info=None)
    try:
        client.get("key")
    finally:
        client.close()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"-BUSYGROUP canary\r\n", None),
        (b"-LOADING canary\r\n", LATER),
        (b"-READONLY canary\r\n", LATER),
        (b"-OOM canary\r\n", LATER),
        (b"-TRYAGAIN canary\r\n", SOON),
        (b"-CLUSTERDOWN canary\r\n", LATER),
        (b"-MASTERDOWN canary\r\n", LATER),
        (b"-NOAUTH canary\r\n", (500, {})),
        (b"-NOPERM canary\r\n", None),
        (b"-WRONGTYPE canary\r\n", None),
        (b"", LATER),
    ],
)
def test_what_redis_says(said, expected):
    with listening(*[said] * 5) as port:
        assert answer(raised_by(ask_redis, port), "redis") == expected


def test_a_redis_that_nobody_runs_or_that_is_silent():
    with closed_port() as port:
        assert answer(raised_by(ask_redis, port), "redis") == LATER
    with listening() as port:
        assert answer(raised_by(ask_redis, port), "redis") == LATER


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (redis.exceptions.MaxConnectionsError("canary"), SOON),
        (redis.exceptions.WatchError("canary"), THERE),
        (redis.exceptions.AuthorizationError("canary"), (500, {})),
        (redis.exceptions.DataError("canary"), None),
        (redis.exceptions.LockError("canary"), None),
    ],
)
def test_what_redis_itself_has_no_word_for(error, expected):
    assert answer(error, "redis") == expected
