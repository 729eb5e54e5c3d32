"""What FastAPI and Litestar make of a few lines, each on its own mount, over ASGI."""

from pathlib import Path
from typing import Annotated, Any

from driving import Client
from sweeping import FUTURE, sweep

INTERFACE = "asgi"
PATHS = ("", "/", "/items", "/items/", "/items/1", "/items/99", "/items/nonsense", "/nowhere", "/static/a.txt", "/static/",
         "/static/nowhere.txt", "/private", "/bug", "/moved", "/stream", "/file", "/openapi.json", "/docs")  # fmt: skip


def fastapi_app(folder: Path) -> Any:
    """Items to read, make, change and delete; the usual extras."""
    from fastapi import Depends, FastAPI, HTTPException, Response
    from fastapi.responses import FileResponse, RedirectResponse, StreamingResponse
    from fastapi.security import HTTPBasic
    from fastapi.staticfiles import StaticFiles
    from pydantic import BaseModel
    from starlette.middleware.cors import CORSMiddleware
    from starlette.middleware.gzip import GZipMiddleware

    class Item(BaseModel):
        name: str

    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["PUT"])
    app.add_middleware(GZipMiddleware, minimum_size=10)
    app.mount("/static", StaticFiles(directory=folder, html=True))

    @app.get("/")
    def root() -> dict[str, str]:
        return {"hello": "world"}

    @app.get("/items")
    def items() -> list[Item]:
        return [Item(name="a")]

    @app.get("/items/{id}")
    def item(id: int) -> Item:
        if id != 1:
            raise HTTPException(404, "no such item")
        return Item(name="a")

    @app.post("/items", status_code=201)
    def make(item: Item, response: Response) -> Item:
        response.headers["Location"] = "/fastapi/items/1"
        return item

    @app.put("/items/{id}")
    def change(id: int, item: Item) -> Item:
        return item

    @app.delete("/items/{id}", status_code=204)
    def delete(id: int) -> None:
        return None

    @app.get("/private")
    def private(user: Annotated[Any, Depends(HTTPBasic())]) -> str:
        return user.username

    @app.get("/bug")
    def bug() -> None:
        raise RuntimeError("a bug")

    @app.get("/moved")
    def moved() -> RedirectResponse:
        return RedirectResponse("/fastapi/items")

    @app.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter([b"a" * 20, b"b" * 20]), media_type="text/plain")

    @app.get("/file")
    def file() -> FileResponse:
        return FileResponse(folder / "a.txt")

    return app


def litestar_app(folder: Path) -> Any:
    """The same, as Litestar has it."""
    from litestar import Litestar, delete, get, post, put
    from litestar.exceptions import NotAuthorizedException, NotFoundException
    from litestar.response import File, Redirect, Stream
    from litestar.static_files import create_static_files_router

    @get("/", sync_to_thread=False)
    def root() -> dict[str, str]:
        return {"hello": "world"}

    @get("/items", sync_to_thread=False)
    def items() -> list[dict[str, str]]:
        return [{"name": "a"}]

    @get("/items/{id:int}", sync_to_thread=False)
    def item(id: int) -> dict[str, str]:
        if id != 1:
            raise NotFoundException("no such item")
        return {"name": "a"}

    @post("/items", sync_to_thread=False)
    def make(data: dict[str, str]) -> dict[str, str]:
        return data

    @put("/items/{id:int}", sync_to_thread=False)
    def change(id: int, data: dict[str, str]) -> dict[str, str]:
        return data

    @delete("/items/{id:int}", sync_to_thread=False)
    def remove(id: int) -> None:
        return None

    @get("/private", sync_to_thread=False)
    def private() -> None:
        raise NotAuthorizedException

    @get("/bug", sync_to_thread=False)
    def bug() -> None:
        raise RuntimeError("a bug")

    @get("/moved", sync_to_thread=False)
    def moved() -> Redirect:
        return Redirect("/litestar/items")

    @get("/stream", sync_to_thread=False)
    def stream() -> Stream:
        return Stream(iter([b"a" * 20, b"b" * 20]), media_type="text/plain")

    @get("/file", sync_to_thread=False)
    def file() -> File:
        return File(folder / "a.txt")

    static = create_static_files_router(path="/static", directories=[folder], html_mode=True)
    handlers = [root, items, item, make, change, remove, private, bug, moved, stream, file, static]
    return Litestar(handlers, logging_config=None)


def build(folder: Path) -> Any:
    """The applications, each under its name."""
    from starlette.routing import Mount, Router

    (folder / "a.txt").write_text("some text in a file")
    (folder / "index.html").write_text("<!doctype html><title>index</title>")
    fastapi, litestar = fastapi_app(folder), litestar_app(folder)
    return Router([Mount("/fastapi", fastapi), Mount("/litestar", litestar)], lifespan=None)


def drive(client: Client) -> None:
    """The same requests to each."""
    for name in ("/fastapi", "/litestar"):
        sweep(client, [name + path for path in PATHS])
        client.json("POST", f"{name}/items", '{"name": "b"}')
        client.json("PUT", f"{name}/items/1", '{"name": "b"}')
        client("DELETE", f"{name}/items/1")
        for method in ("GET", "HEAD"):
            client(method, f"{name}/static/a.txt", {"If-Modified-Since": FUTURE})
            client(method, f"{name}/file", {"If-Modified-Since": FUTURE})
