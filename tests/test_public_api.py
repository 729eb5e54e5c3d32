"""The typed surface that users rely on does not change unseen."""

from __future__ import annotations

from pathlib import Path

import griffe
import pytest

import public_api

WRITTEN = public_api.WRITTEN.read_text("utf-8").splitlines()


def test_nothing_that_users_rely_on_has_changed() -> None:
    now = public_api.listing()
    assert {"gone": sorted({*WRITTEN} - {*now}), "new": sorted({*now} - {*WRITTEN})} == {"gone": [], "new": []}, (
        "see that the CHANGELOG tells of it, then run: make api"
    )


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("def f(a: int, *, b: str = 'x') -> int: ...", "def f(a: int, b: str = 'x') -> int: ..."),
        ("def f(a: int) -> int: ...", "def f(a: int = 0) -> int: ..."),
        ("def f(a: int) -> int: ...", "def f(a: str) -> int: ..."),
        ("class C:\n    def f(self) -> int: ...", "class C:\n    def f(self) -> str: ..."),
        ("class C:\n    x: int", "class C: ..."),
        ("class C(int): ...", "class C(str): ..."),
        ("A: int = 1", "B: int = 1"),
    ],
)
def test_a_change_would_be_seen(was: str, now: str) -> None:
    lines = [list(public_api._of_module(griffe.visit("m", Path("m.py"), code))) for code in (was, now)]
    assert lines[0]
    assert lines[0] != lines[1]
