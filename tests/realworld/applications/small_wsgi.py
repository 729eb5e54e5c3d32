"""What Bottle and Falcon make of a few lines, each under its own path, and a FastAPI application through a2wsgi."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from driving import Client
from sweeping import FUTURE, sweep

INTERFACE = "wsgi"
PATHS = ("/", "/items", "/items/", "/items/1", "/items/99", "/nowhere", "/static/a.txt", "/static/nowhere.txt", "/private",
         "/bug", "/moved", "/stream", "/nothing")  # fmt: skip


def bottle_app(folder: Path) -> Any:
    """Items, files and errors in Bottle."""
    import bottle

    app = bottle.Bottle()

    @app.get("/")
    def root():
        return {"hello": "world"}

    @app.get("/items")
    def items():
        return "a"

    @app.get("/items/<id:int>")
    def item(id):
        if id != 1:
            bottle.abort(404, "no such item")
        return "a"

    @app.post("/items")
    def make():
        bottle.response.status = 201
        bottle.response.set_header("Location", "/bottle/items/1")
        return {"made": bottle.request.json}

    @app.put("/items/<id:int>")
    def change(id):
        return {"changed": id}

    @app.delete("/items/<id:int>")
    def delete(id):
        bottle.response.status = 204

    @app.get("/static/<name>")
    def static(name):
        return bottle.static_file(name, root=str(folder))

    @app.get("/private")
    @bottle.auth_basic(lambda user, password: False)
    def private():
        return "never"

    @app.get("/bug")
    def bug():
        raise RuntimeError("a bug")

    @app.get("/moved")
    def moved():
        bottle.redirect("/bottle/items")

    @app.get("/stream")
    def stream():
        yield b"a" * 20
        yield b"b" * 20

    @app.get("/nothing")
    def nothing():
        return ""

    return app


def falcon_app(folder: Path) -> Any:
    """Items, files and errors in Falcon."""
    import falcon

    class Root:
        def on_get(self, request, response):
            response.media = {"hello": "world"}

    class Items:
        def on_get(self, request, response):
            response.media = ["a"]

        def on_post(self, request, response):
            response.media = {"made": request.media}
            response.status, response.location = falcon.HTTP_201, "/falcon/items/1"

    class Item:
        def on_get(self, request, response, id):
            if id != 1:
                raise falcon.HTTPNotFound(description="no such item")
            response.media, response.etag = "a", "v1"

        def on_put(self, request, response, id):
            response.media = request.media

        def on_delete(self, request, response, id):
            response.status = falcon.HTTP_204

    class Private:
        def on_get(self, request, response):
            raise falcon.HTTPUnauthorized(challenges=['Basic realm="r"'])

    class Bug:
        def on_get(self, request, response):
            raise RuntimeError("a bug")

    class Moved:
        def on_get(self, request, response):
            raise falcon.HTTPFound("/falcon/items")

    class Stream:
        def on_get(self, request, response):
            response.stream, response.content_type = iter([b"a" * 20, b"b" * 20]), "text/plain"

    class Nothing:
        def on_get(self, request, response):
            response.status = falcon.HTTP_204

    app = falcon.App(cors_enable=True)
    app.add_static_route("/static", str(folder))
    routes = {"/": Root, "/items": Items, "/items/{id:int}": Item, "/private": Private, "/bug": Bug, "/moved": Moved,
              "/stream": Stream, "/nothing": Nothing}  # fmt: skip
    for path, resource in routes.items():
        app.add_route(path, resource())
    return app


def build(folder: Path) -> Any:
    """The applications, each under its name."""
    from a2wsgi import ASGIMiddleware
    from werkzeug.exceptions import NotFound
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from applications.small_asgi import fastapi_app

    (folder / "a.txt").write_text("some text in a file")
    mounts = {
        "/bottle": bottle_app(folder),
        "/falcon": falcon_app(folder),
        "/a2wsgi": ASGIMiddleware(fastapi_app(folder)),
    }
    return DispatcherMiddleware(NotFound(), mounts)


def drive(client: Client) -> None:
    """The same requests to each."""
    for name in ("/bottle", "/falcon", "/a2wsgi"):
        sweep(client, [name + path for path in PATHS])
        client.json("POST", f"{name}/items", '{"name": "b"}')
        client.json("PUT", f"{name}/items/1", '{"name": "b"}')
        client("DELETE", f"{name}/items/1")
        for method in ("GET", "HEAD"):
            client(method, f"{name}/static/a.txt", {"If-Modified-Since": FUTURE})
