"""The application that ``module:app`` names."""

from __future__ import annotations

import inspect
import os
import re
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from statusmw.commands.page import CommandError
from statusmw.interfaces import interface_of, required_of
from statusmw.text import plain

if TYPE_CHECKING:
    from statusmw.exchange import Interface

_NAME: Final = re.compile(r"(?P<module>[\w.]+):(?P<attribute>[\w.]+)(?P<call>\(\))?")


@dataclass(frozen=True, slots=True)
class Application:
    """An application and how to call it.

    Args:
        app: what a server would call.
        interface: how it would call it.
        source: the file it comes from, for whoever reads the findings.
    """

    app: Any
    interface: Interface
    source: str


def is_name(text: str) -> bool:
    """Whether *text* names an application, as in ``module:app``."""
    return _NAME.fullmatch(text) is not None


def load(name: str, interface: Interface | None = None, *, factory: bool = False) -> Application:
    """Import an application.

    Args:
        name: ``"module:app"`` or ``"module:factory()"``; attributes may be dotted.
        interface: how to call it; None: told by what it is.
        factory: whether what is named is called first, without arguments, to get the application.

    Returns:
        The application.

    Raises:
        CommandError: there is no such module or name, or what it names is no application.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise CommandError(f"'{plain(name)}' names no application; write module:app")
    app = _attribute(_module(found["module"]), found["attribute"], name)
    if factory or found["call"]:
        app = _made(app, name)
    return Application(app, interface or _interface_of(app, name), _source(found["module"]))


def _made(factory: Any, name: str) -> Any:
    try:
        app = factory()
    except Exception as error:  # noqa: BLE001 - a factory may raise anything
        raise CommandError(f"'{plain(name)}' failed as a factory: {told(error)}") from None
    if inspect.iscoroutine(app):
        app.close()
        raise CommandError(f"'{plain(name)}' makes a coroutine; a factory has to be a plain function, not an async one")
    return app


class EndedError(Exception):
    """The application has asked the process to end; the text says how."""


def told(error: BaseException) -> str:
    """What was raised, in a few words, with what it was raised from."""
    if isinstance(error, EndedError):
        return str(error)
    shown = f"{type(error).__name__}: {plain(str(error), 120)}" if str(error) else type(error).__name__
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{shown}, after {type(before).__name__}: {plain(str(before), 120)}" if before else shown


def _module(name: str) -> Any:
    if os.getcwd() not in sys.path:  # noqa: PTH109 - sys.path holds texts
        sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as above
    try:
        return import_module(name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a module may raise anything
        missing = isinstance(error, ModuleNotFoundError) and error.name and name.startswith(error.name)
        hint = "; run this where the module lies, or put its folder into PYTHONPATH" if missing else ""
        raise CommandError(f"the module '{plain(name)}' cannot be imported: {told(error)}{hint}") from None


def _attribute(found: Any, path: str, name: str) -> Any:
    for attribute in path.split("."):
        try:
            found = getattr(found, attribute)
        except AttributeError:
            raise CommandError(
                f"'{plain(name)}': there is no '{plain(attribute)}' in {plain(repr(found), 80)}"
            ) from None
    return found


def _interface_of(app: Any, name: str) -> Interface:
    if not callable(app) or isinstance(app, type):
        raise CommandError(f"'{plain(name)}' is no application; if it makes one, write {plain(name)}()")
    interface = interface_of(app)
    if interface is not None:
        return interface
    if required_of(app) == 0:
        raise CommandError(f"'{plain(name)}' takes no arguments; if it makes the application, write {plain(name)}()")
    raise CommandError(f"'{plain(name)}' takes neither two arguments nor three; say --interface wsgi or asgi")


def _source(module: str) -> str:
    file = Path(getattr(sys.modules[module], "__file__", None) or module)
    try:
        return file.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(file)
