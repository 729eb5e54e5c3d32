"""FastAPI: as Starlette, whose stack it builds; its OpenAPI document says what the handlers may answer."""

from __future__ import annotations

from fastapi import FastAPI

from statusmw.adapters import starlette
from statusmw.adapters.fastapi_openapi import document
from statusmw.policy import Policy


def install(app: FastAPI, policy: Policy) -> None:
    """Put the face around the stack that *app* builds, and complete its document.

    Raises:
        RuntimeError: the stack is built already.
    """
    if not starlette.is_installed(app):
        starlette.install(app, policy)
        document(app, policy)
