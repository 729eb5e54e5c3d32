"""The shelf in Litestar: answers are annotations."""

from dataclasses import dataclass

from litestar import Controller, Litestar, delete, get, post
from litestar.openapi.config import OpenAPIConfig
from litestar.params import FromPath
from shelf import POLICY, Book, Full, Missing, Shelf, Taken

from statusmw import Policy, install, respond
from statusmw.typed import Created, NoContent

__all__ = ["POLICY", "create_app"]


@dataclass
class NewBook:
    title: str


def create_app(policy: Policy | None = POLICY) -> Litestar:
    shelf = Shelf()

    class Books(Controller):
        path = "/books"

        @get(sync_to_thread=False)
        def read_all(self) -> list[Book]:
            return shelf.books()

        @post(sync_to_thread=False)
        def add(self, data: NewBook) -> Created[Book] | Taken | Full:
            book = shelf.add(data.title)
            return respond.created(f"/books/{book.number}", book)

        @get("/{number:int}", sync_to_thread=False)
        def read(self, number: FromPath[int]) -> Book | Missing:
            try:
                return shelf.book(number)
            except Missing as missing:
                return missing  # returned or raised, it is the same

        @delete("/{number:int}", status_code=200, sync_to_thread=False)
        def remove(self, number: FromPath[int]) -> NoContent | Missing:
            shelf.remove(number)
            return respond.no_content()

    app = Litestar([Books], openapi_config=OpenAPIConfig("Shelf", "1"))
    return app if policy is None else install(app, policy)
