"""The shelf in flask-smorest: what views raise is named, what they return is what their schemas describe."""

import marshmallow as ma
from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint
from shelf import POLICY, Full, Missing, Shelf, Taken

from statusmw import Policy, install
from statusmw.typed import raises

__all__ = ["POLICY", "create_app"]


class NewBook(ma.Schema):
    title = ma.fields.String(required=True)


class Book(NewBook):
    number = ma.fields.Integer(required=True)


def create_app(policy: Policy | None = POLICY) -> Flask:
    app, shelf = Flask("shelf"), Shelf()
    app.config.update(API_TITLE="Shelf", API_VERSION="1", OPENAPI_VERSION="3.0.3", OPENAPI_URL_PREFIX="/")
    api = Api(app)
    books = Blueprint("books", "books")

    @books.route("/books")
    class Books(MethodView):
        @books.response(200, Book(many=True))
        def get(self):
            return shelf.books()

        @raises(Taken, Full)
        @books.arguments(NewBook)
        @books.response(201, Book)
        def post(self, new):
            book = shelf.add(new["title"])
            return book, {"Location": f"/books/{book.number}"}

    @books.route("/books/<int:number>")
    @raises(Missing)
    class OneBook(MethodView):
        @books.response(200, Book)
        def get(self, number):
            return shelf.book(number)

        @books.response(204)
        def delete(self, number):
            shelf.remove(number)

    api.register_blueprint(books)
    return app if policy is None else install(app, policy)
