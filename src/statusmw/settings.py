"""What a policy can be told without code: ``[tool.statusmw]`` of pyproject.toml, and environment variables.

Here is only read and named; what a value means, and whether it makes sense, `Policy` knows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from statusmw.text import plain, suggestion

_T = TypeVar("_T")
_FILE: Final = "pyproject.toml"
_TABLE: Final = "statusmw"
_PREFIX: Final = "STATUSMW_"
_TRUE: Final = frozenset({"1", "on", "true", "yes"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})
_NAMED: Final = re.compile(r"[\w.]{2,}:[\w.]+")
_PATHS: Final = frozenset({"page", "translations"})


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that was found.

    Args:
        value: as `Policy` takes it.
        origin: where it stands, for a message.
    """

    value: Any
    origin: str


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _pairs(text: str, between: str = ",") -> dict[str, str]:
    found = {}
    for pair in filter(None, map(str.strip, text.split(between))):
        key, equals, value = pair.rpartition("=")
        if not equals:
            raise ValueError(f"'{plain(pair, 60)}' is no pair; write KEY=VALUE{between} KEY=VALUE")
        if key.strip() in found:
            raise ValueError(f"'{plain(key.strip(), 60)}' stands there twice; say all of it in one place")
        found[key.strip()] = value.strip()
    return found


def _lists(text: str) -> dict[str, list[str]]:
    pairs = _pairs(text, ";")
    for key in pairs:
        if "=" in key and "," in key:
            raise ValueError(
                f"'{plain(key, 60)}' holds a pair of its own; write ; between two paths, and , in their lists"
            )
    return {key: _list(value) for key, value in pairs.items()}


def _word_or_pairs(text: str) -> object:
    return _pairs(text) if "=" in text else text


def _word_or_truths(text: str) -> object:
    if "=" not in text:
        return text
    return {key: value if key == "field" else _truth(value) for key, value in _pairs(text).items()}


def _codes(text: str) -> dict[str, int | str]:
    return {key: int(value) if value.isdecimal() else value for key, value in _pairs(text).items()}


def _truth(text: str) -> bool:
    word = text.lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(f"'{plain(text, 60)}' is neither true nor false")
    return word in _TRUE


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"'{plain(text, 60)}' is no number; give one from 0 to 1") from None


def _as_it_is(value: Any) -> Any:
    return value


def _object(name: Any) -> Any:
    """The object with that dotted name; anything but a name is left to `Policy`."""
    if not isinstance(name, str):
        return name
    from pkgutil import resolve_name  # noqa: PLC0415 - few name an object

    try:
        return resolve_name(name)
    except (AttributeError, ImportError, ValueError) as error:
        raise ValueError(
            f"'{plain(name, 100)}' names nothing that can be imported: {error}; write module:name"
        ) from error


def _report(name: Any) -> Any:
    """What is named; a class stands for what it makes without arguments."""
    found = _object(name)
    return found() if isinstance(found, type) else found


def _reports(names: Any) -> Any:
    """The objects with those names; a class stands for what it makes without arguments."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        return names
    return [_report(name) for name in names]


def _objects(names: Any) -> Any:
    """The objects with those names; a name may stand for a collection of them."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise TypeError("give a list of dotted names, such as ['shop.rules.RULES']")
    found = [_object(name) for name in names]
    return [each for value in found for each in (value if isinstance(value, Iterable) else [value])]


def _answers(given: Any) -> Any:
    if not isinstance(given, Mapping):
        return given
    return {key: _object(_code(value) if isinstance(value, str) else value) for key, value in given.items()}


def _object_or_path(given: Any) -> Any:
    """The object that ``package.module:name`` names; anything else is a path."""
    return given if _is_path(given) else _object(given)


def _is_path(given: Any) -> bool:
    return isinstance(given, str) and not _NAMED.fullmatch(given)


def _code(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


Reader = Callable[[Any], Any]

READERS: Final[Mapping[str, tuple[Callable[[str], Any], Reader]]] = {
    "on_finding": (_word_or_pairs, _as_it_is),
    "report": (str, _report),
    "select": (_list, _as_it_is),
    "ignore": (_list, _as_it_is),
    "profiles": (_list, _as_it_is),
    "per_path": (_lists, _as_it_is),
    "sample": (_share, _as_it_is),
    "extend": (_list, _objects),
    "mapping": (_codes, _answers),
    "maps": (_list, _as_it_is),
    "catch_exceptions": (_truth, _as_it_is),
    "formats": (_lists, _as_it_is),
    "expose": (str, _as_it_is),
    "page": (str, _object_or_path),
    "translations": (str, _object_or_path),
    "validation_status": (_code, _as_it_is),
    "observers": (_list, _reports),
    "request_id": (_word_or_truths, _as_it_is),
}
"""Each setting, with what makes of an environment variable what a file would hold, and then of that a value."""


def read_settings(path: str | os.PathLike[str] | None, environ: Mapping[str, str]) -> dict[str, Setting]:
    """Read what is set outside of the code; the environment wins over the file.

    Args:
        path: a file with a table ``[tool.statusmw]``; None: the nearest pyproject.toml that has one, from the current
            directory upwards, if there is any.
        environ: the environment variables.

    Returns:
        Each setting that was found, by the name of the argument of `Policy`.

    Raises:
        TypeError: *environ* is no mapping.
        ValueError: a key or a value is unknown, or the file cannot be read as TOML.
        OSError: *path* cannot be read.
    """
    if not isinstance(environ, Mapping):
        raise TypeError(f"environ: {environ!r} is no mapping; give environment variables, such as os.environ")
    file = _nearest_file() if path is None else Path(path)
    return {**(_of_file(file) if file else {}), **_of_environment(environ)}


def _nearest_file() -> Path | None:
    try:
        here = Path.cwd()
    except OSError:  # somebody has deleted it: a deployment, or what cleans up behind a test
        return None
    files = (folder / _FILE for folder in (here, *here.parents))
    return next((file for file in files if _mentions(file) and _table(file) is not None), None)


def _mentions(file: Path) -> bool:
    """Whether *file* is worth being read: what has nothing to do with statusmw must not make an application fail."""
    try:
        return _TABLE.encode() in file.read_bytes()
    except OSError:
        return False


def _table(file: Path) -> Any:
    import tomllib  # noqa: PLC0415 - only a project with settings pays for it

    try:
        tools = tomllib.loads(file.read_text("utf-8")).get("tool", {})
    except ValueError as error:
        raise ValueError(f"{file}: this is no TOML: {error}") from error
    if not isinstance(tools, dict):
        raise ValueError(f"{file} tool: {tools!r} is no table; write [tool.{_TABLE}]")  # noqa: TRY004 - as for what is below
    return tools.get(_TABLE)


def _of_file(file: Path) -> dict[str, Setting]:
    table, origin = _table(file), f"{file} [tool.{_TABLE}]"
    if not isinstance(table, dict):
        raise ValueError(f"{origin}: there is no such table")  # noqa: TRY004 - all that is wrong with a file is one error
    settings: dict[str, Setting] = {}
    for key, given in table.items():
        name = key.replace("-", "_")
        if name not in READERS:
            raise ValueError(f"{origin}: there is no key '{plain(key, 60)}'; {suggestion(name, READERS, _hyphened)}")
        if name in settings:
            raise ValueError(f"{origin}: {key!r} stands there twice, with and without a hyphen")
        # A file goes where its project goes, and a process may start anywhere in it.
        told = str(file.parent / given) if name in _PATHS and _is_path(given) else given
        settings[name] = _setting(f"{origin} {key}", told, READERS[name][1])
    return settings


def _hyphened(name: str) -> str:
    return repr(name.replace("_", "-"))


def _of_environment(environ: Mapping[str, str]) -> dict[str, Setting]:
    settings = {}
    for variable, text in environ.items():
        if not variable.startswith(_PREFIX) or not text.strip():
            continue
        name = variable.removeprefix(_PREFIX).lower()
        if name not in READERS:
            remedy = suggestion(name, READERS, lambda known: f"{_PREFIX}{known.upper()}")
            raise ValueError(f"{plain(variable, 60)}: there is no such setting; {remedy}")
        settings[name] = _setting(variable, text.strip(), *READERS[name])
    return settings


def _setting(origin: str, value: Any, *readers: Reader) -> Setting:
    for reader in readers:
        try:
            value = reader(value)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{origin}: {error}") from error
    return Setting(value, origin)


def made_of(cls: Callable[..., _T], settings: Mapping[str, Setting], arguments: Mapping[str, Any]) -> _T:
    """What *cls* makes of *settings* and of *arguments*, which win.

    Raises:
        ValueError: a setting is wrong; the message begins with where it stands.
        TypeError: an argument is.
    """
    origins = {name: found.origin for name, found in settings.items() if name not in arguments}
    try:
        return cls(**{name: settings[name].value for name in origins}, **arguments)
    except (TypeError, ValueError) as error:
        argument, _, fault = str(error).partition(": ")
        if argument not in origins:
            raise
        raise ValueError(f"{origins[argument]}: {fault}") from error
