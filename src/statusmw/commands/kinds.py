"""What ``check`` reads and writes, for whoever only has to know the names."""

from __future__ import annotations

from typing import Final

KINDS: Final = ("curl", "har", "jsonl", "report")
"""What a capture can be."""

FORMATS: Final = ("text", "json", "sarif", "junit", "github")
"""How to tell what was found."""
