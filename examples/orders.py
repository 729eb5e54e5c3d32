"""The shop behind the three example APIs: orders, reports and a warehouse. It knows neither HTTP nor a framework."""

from __future__ import annotations

import http.client
import json
import sqlite3
import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import quote

STOCK = {"apple": 100, "pear": 20, "plum": 5}
ELSEWHERE = 1000  # how many there are of what others keep for us; what it costs, they say
PRICES = {"apple": 30, "pear": 45}  # nobody has thought of plums: that is the bug of the examples
ROLES = {"Bearer clerk-token": "clerk", "Bearer boss-token": "boss"}
PERIODS = {"day": 0.05, "year": 300}  # how many seconds a report about it takes
MOST_RUNNING = 2


class Changed(Exception):
    """Somebody else has changed the order since it was read."""


class UnknownPeriod(Exception):
    """There are no reports about that."""


class UnknownReport(Exception):
    """There is no report with that number."""


class WarehouseFailed(Exception):
    """The warehouse's server cannot be reached, or answers with something else than a stock."""


@dataclass(frozen=True)
class Order:
    id: int
    sku: str
    quantity: int
    state: str = "open"
    version: int = 1

    @property
    def etag(self) -> str:
        return f"v{self.version}"


@dataclass
class Report:
    id: int
    ready_at: float
    is_cancelled: bool = False

    @property
    def is_ready(self) -> bool:
        return not self.is_cancelled and time.monotonic() >= self.ready_at

    @property
    def is_running(self) -> bool:
        return not self.is_cancelled and not self.is_ready

    def cancel(self) -> None:
        self.is_cancelled = True


def faults(values: Any, required: tuple[str, ...] = ("sku", "quantity")) -> list[tuple[str, str]]:
    """What is wrong with the values of an order: the place and what is the matter there."""
    if not isinstance(values, Mapping):
        return [("", "an order is an object")]
    found = [(name, "is missing") for name in required if name not in values]
    if not isinstance(values.get("sku", ""), str):
        found.append(("sku", "is text"))
    quantity = values.get("quantity", 1)
    if type(quantity) is not int or quantity < 1:
        found.append(("quantity", "is a whole number above 0"))
    return found


class Shop:
    """Everything the APIs store, in SQLite; one object for all threads of a process."""

    def __init__(self, warehouse: str = "127.0.0.1:9") -> None:
        self.maintenance = False
        self._reports: dict[int, Report] = {}
        self._warehouse = warehouse
        self._lock = threading.Lock()
        self._rows = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        weakref.finalize(self, self._rows.close)
        self._rows.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, sku, quantity, state, version)")

    def _run(self, statement: str, *values: Any) -> tuple[list[Order], int, int]:
        with self._lock:
            done = self._rows.execute(statement, values)
            return [Order(*row) for row in done.fetchall()], done.rowcount, done.lastrowid or 0

    def orders(self) -> list[Order]:
        return self._run("SELECT * FROM orders ORDER BY id")[0]

    def order(self, order_id: int) -> Order | None:
        return next(iter(self._run("SELECT * FROM orders WHERE id = ?", order_id)[0]), None)

    def add(self, sku: str, quantity: int, order_id: int | None = None) -> Order:
        insert = "INSERT INTO orders VALUES (?, ?, ?, 'open', 1)"
        return Order(self._run(insert, order_id, sku, quantity)[2], sku, quantity)

    def change(self, order: Order, values: Mapping[str, Any]) -> Order:
        """Change *order* as it was read; one statement, so that of two clients only one can be the first."""
        known = {field.name for field in fields(Order)} - {"id", "version"}
        new = replace(order, version=order.version + 1, **{name: values[name] for name in known & set(values)})
        update = "UPDATE orders SET sku = ?, quantity = ?, state = ?, version = ? WHERE id = ? AND version = ?"
        if not self._run(update, new.sku, new.quantity, new.state, new.version, order.id, order.version)[1]:
            raise Changed(f"order {order.id} was changed meanwhile")
        return new

    def remove(self, order_id: int) -> bool:
        return self._run("DELETE FROM orders WHERE id = ?", order_id)[1] > 0

    def start_report(self, period: str) -> Report | None:
        """Start a report; None if too many are running."""
        if period not in PERIODS:
            raise UnknownPeriod(period)
        with self._lock:
            if sum(report.is_running for report in self._reports.values()) >= MOST_RUNNING:
                return None
            report = Report(len(self._reports) + 1, time.monotonic() + PERIODS[period])
            self._reports[report.id] = report
            return report

    def report(self, report_id: int) -> Report:
        if report_id not in self._reports:
            raise UnknownReport(report_id)
        return self._reports[report_id]

    def stock(self, sku: str) -> int:
        """What the warehouse's own server says is left of *sku*."""
        connection = http.client.HTTPConnection(self._warehouse, timeout=2)
        try:
            connection.request("GET", f"/stock/{quote(sku, safe='')}")
            return int(json.load(connection.getresponse())["left"])
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            raise WarehouseFailed(f"no stock of {sku} from {self._warehouse}") from error
        finally:
            connection.close()


def invoice(order: Order) -> dict[str, int]:
    price = PRICES[order.sku] if order.sku in STOCK else 0
    return {"order": order.id, "total": order.quantity * price}
