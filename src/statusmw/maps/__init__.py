"""Ready-made maps: which answers the exceptions of common libraries lead to, each with the reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from statusmw.maps.auth import AUTH
from statusmw.maps.clients import BOTOCORE, GRPC, HTTP_CLIENTS
from statusmw.maps.databases import DJANGO_ORM, DRIVERS, SQLALCHEMY
from statusmw.maps.input import JSONSCHEMA, MARSHMALLOW, PYDANTIC
from statusmw.maps.model import Entry, Map, When
from statusmw.maps.standard import ASYNCIO, STD
from statusmw.maps.stores import PYMONGO, REDIS
from statusmw.text import plain, suggestion

__all__ = ["MAPS", "Entry", "Map", "When", "checked_maps"]

# These know a class and not who has raised it, so that they are asked behind those that know more.
_GENERAL: Final = (STD, ASYNCIO)
_ALL: Final = (
    STD,
    ASYNCIO,
    HTTP_CLIENTS,
    SQLALCHEMY,
    DJANGO_ORM,
    DRIVERS,
    PYMONGO,
    REDIS,
    BOTOCORE,
    GRPC,
    PYDANTIC,
    MARSHMALLOW,
    JSONSCHEMA,
    AUTH,
)

MAPS: Final[Mapping[str, Map]] = MappingProxyType({each.name: each for each in _ALL})
"""The maps that there are, by name."""


def checked_maps(given: Any) -> tuple[Map, ...]:
    """Read what `Policy.maps` was given.

    Args:
        given: names of maps, or maps.

    Returns:
        The maps, in the order they are asked in: as given, the general ones last.

    Raises:
        TypeError: it is no collection, or something in it is neither.
        ValueError: there is no such map; the message says what to write.

    >>> [each.name for each in checked_maps(["redis"])]
    ['redis']
    """
    if isinstance(given, (str, Map)) or not isinstance(given, Collection):
        raise TypeError(f"maps: give a collection of names, such as [{getattr(given, 'name', given)!r}]")
    maps = [each if isinstance(each, Map) else _map(each) for each in given]
    return tuple(sorted(maps, key=_GENERAL.__contains__))


def _map(name: object) -> Map:
    if not isinstance(name, str):
        raise TypeError(f"maps: {name!r} is neither the name of a map nor a Map")
    if name not in MAPS:
        raise ValueError(f"maps: there is no map '{plain(name, 60)}'; {suggestion(name, MAPS)}")
    return MAPS[name]
