"""The shop's problem types as pages, mounted where their URIs lead.

Run it from the root of the project: `uvicorn examples.problem_catalogue:app`, and open http://127.0.0.1:8000/problems/.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal

from examples.answers import OutOfStock
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.routing import Mount

from statusmw import Policy, Problem, install
from statusmw.catalogue import ProblemCatalogue

BASE = "https://shop.example/problems"


class Line(BaseModel):
    sku: str
    left: int = Field(ge=0)


class PartlyOutOfStock(Problem):
    """Some lines of the order ask for more than there is.

    Nothing has been ordered. `lines` names those that cannot be served, with what is left of each.
    """

    status = 409
    type = f"{BASE}/out-of-stock/partly"
    title = "Partly out of stock"
    detail = "{lines[0].sku} and perhaps more cannot be served"
    lines: list[Line]
    advice = "Show your customer what is left, and order again with less."
    example: ClassVar = {"lines": [{"sku": "plum", "left": 5}, {"sku": "pear", "left": 0}]}


class Closed(Problem):
    """The books of that month are closed, so its orders cannot be changed any more."""

    status = 409
    type = f"{BASE}/books-closed"
    title = "The books are closed"
    detail = "The books were closed on {since:%d %B %Y}"
    since: Annotated[date, Field(description="When they were closed.")]


class TooManyReports(Problem):
    """Two reports at a time are made for one customer."""

    status = 429
    type = f"{BASE}/too-many-reports"
    title = "Too many reports"
    running: Annotated[int, Field(ge=1, description="How many there are now.")] = 2


class WarehouseClosed(Problem):
    """The warehouse is counting its stock, or is out of reach."""

    status = 503
    type = f"{BASE}/warehouse-closed"
    title = "The warehouse is closed"
    reason: Annotated[Literal["counting", "unreachable"], Field(description="Why nobody is there.")]


CATALOGUE = ProblemCatalogue(
    BASE, [OutOfStock, PartlyOutOfStock, Closed, TooManyReports, WarehouseClosed], title="Problems of the shop"
)


def create_app(policy: Policy | None = None) -> Starlette:
    """A site with nothing but the catalogue."""
    return install(Starlette(routes=[Mount("/problems", CATALOGUE)]), policy)


app = create_app()
