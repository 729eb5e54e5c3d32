"""Conditions about where an exception comes from."""

from __future__ import annotations

from statusmw.mapping.incoming import source_of
from statusmw.mapping.opening import functions_passed
from statusmw.maps.model import When


def raised_in(package: str) -> When:
    """That a function of *package* has let it out: for classes that say nothing about who raises them."""

    def test(error: BaseException) -> bool:
        modules = (module for module, _ in functions_passed(error))
        return any(module == package or module.startswith(f"{package}.") for module in modules)

    return When(f"{package} has raised it", test)


INCOMING = When("it is about what the client has sent", lambda error: source_of(error) is not None)
