"""What pydantic is told of a reply, so that FastAPI reads ``-> Item | OutOfStock``."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any


def core_schema(cls: type) -> Any:
    """How pydantic checks a value that is annotated as *cls*."""
    from pydantic_core import core_schema as schemas  # noqa: PLC0415 - only pydantic calls this

    return schemas.is_instance_schema(cls)


def json_schema() -> Any:
    """What stands for a reply in a JSON schema.

    Raises:
        PydanticOmit: it is made for a union.
    """
    from pydantic_core import PydanticOmit  # noqa: PLC0415 - only pydantic calls this

    # A union leaves out what is omitted; anywhere else it would take the whole of OpenAPI with it.
    if not _in_union():
        return {}
    raise PydanticOmit


def _in_union() -> bool:
    """Whether pydantic's JSON schema is being made for a union, and not for an optional type with no other members."""
    # pydantic does not tell the hook what it is called for; who called it does.
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - as `inspect.currentframe`, which may be None
    while frame is not None and frame.f_code.co_name not in ("nullable_schema", "union_schema"):
        frame = frame.f_back
    return frame is not None and frame.f_code.co_name == "union_schema"
