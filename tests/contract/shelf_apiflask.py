"""The shelf in APIFlask: as in flask-smorest."""

import marshmallow as ma
from apiflask import APIFlask
from shelf import POLICY, Full, Missing, Shelf, Taken

from statusmw import Policy, install
from statusmw.typed import raises

__all__ = ["POLICY", "create_app"]


class NewBook(ma.Schema):
    title = ma.fields.String(required=True)


class Book(NewBook):
    number = ma.fields.Integer(required=True)


def create_app(policy: Policy | None = POLICY) -> APIFlask:
    app, shelf = APIFlask("shelf", title="Shelf", version="1"), Shelf()

    @app.get("/books")
    @app.output(Book(many=True))
    def read_all():
        return shelf.books()

    @app.post("/books")
    @app.input(NewBook)
    @app.output(Book, status_code=201)
    @raises(Taken, Full)
    def add(json_data):
        book = shelf.add(json_data["title"])
        return book, 201, {"Location": f"/books/{book.number}"}

    @app.get("/books/<int:number>")
    @app.output(Book)
    @raises(Missing)
    def read(number):
        return shelf.book(number)

    @app.delete("/books/<int:number>")
    @app.output({}, status_code=204)
    @raises(Missing)
    def remove(number):
        shelf.remove(number)
        return ""

    @app.spec_processor
    def require_content(spec):  # APIFlask leaves out that it does
        spec["paths"]["/books"]["post"]["requestBody"]["required"] = True
        return spec

    return app if policy is None else install(app, policy)
