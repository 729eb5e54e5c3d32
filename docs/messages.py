"""Write the message template of what statusmw itself tells users, bring the translations up to date, and compile them.

``python docs/messages.py`` writes ``statusmw.pot``, each ``statusmw.po`` and ``statusmw.mo``; a message that is new
stands in the .po without a translation. ``python docs/messages.py --check`` says what is stale or not translated.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from statusmw import validation
from statusmw.status import REGISTERED
from statusmw.writers import readable

SOURCE: Final = Path(__file__).parents[1] / "src" / "statusmw"
LOCALE: Final = SOURCE / "locale"
TEMPLATE: Final = LOCALE / "statusmw.pot"
HEADER: Final = "# What statusmw tells the users of an application."
# When it was made would never be up to date, and who made it the history tells.
STALE: Final = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
)


def messages() -> dict[str, list[str]]:
    """Each message, with where it comes from."""
    found: dict[str, list[str]] = {}
    for code, status in REGISTERED.items():
        if code >= 400:
            found.setdefault(status.reason_phrase, []).append(f"title of {code}")
    for told, where in ((readable.MESSAGES, "the page and the plain text"), (validation.MESSAGES, "validation")):
        for message in told:
            found.setdefault(message, []).append(where)
    for path in sorted(SOURCE.rglob("*.py")):
        for message in details(path.read_text("utf-8")):
            found.setdefault(message, []).append(f"detail in {path.relative_to(SOURCE)}")
    return found


def details(source: str) -> Iterator[str]:
    """The details that *source* gives to problems: ``Problem(403, "The CSRF token is missing")``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            yield from (
                str(argument.value)
                for argument in node.args[1:2]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


def template() -> Catalog:
    """The messages without translations."""
    catalog = Catalog(project="statusmw", version="1", copyright_holder="The statusmw authors", charset="utf-8")
    catalog.header_comment = HEADER
    for message, where in messages().items():
        catalog.add(message, auto_comments=sorted(set(where)))
    return catalog


def written(catalog: Catalog) -> bytes:
    """*catalog* as a file, without what changes every time."""
    out = BytesIO()
    write_po(out, catalog, width=100)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in STALE))).encode()


def compiled(catalog: Catalog) -> bytes:
    """*catalog* as gettext reads it."""
    told = Told(catalog)
    lines = str(told[0].string).splitlines(keepends=True)
    told[0].string = "".join(line for line in lines if not line.startswith(STALE))
    out = BytesIO()
    write_mo(out, told)
    return out.getvalue()


class Told(list):
    """Messages as Babel compiles them, the header first."""

    charset = "utf-8"


def files() -> dict[Path, bytes]:
    """Every file, as it has to be."""
    made = {TEMPLATE: written(template())}
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/statusmw.po")):
        with file.open("rb") as read:
            catalog = read_po(read, locale=file.parents[1].name)
        catalog.update(template(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        made[file] = written(catalog)
        made[file.with_suffix(".mo")] = compiled(read_po(BytesIO(made[file]), locale=file.parents[1].name))
    return made


def untranslated() -> list[str]:
    """What some language has no words for, each with the language."""
    found = []
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/statusmw.po")):
        with file.open("rb") as read:
            found += [f"{file.parents[1].name}: {each.id}" for each in read_po(read) if each.id and not each.string]
    return found


def main(arguments: list[str]) -> int:
    """Write or check the files; 1 if something is wrong."""
    stale = [path for path, content in files().items() if not path.is_file() or path.read_bytes() != content]
    if "--check" in arguments:
        sys.stdout.writelines(f"stale: {path.relative_to(SOURCE)}\n" for path in stale)
        sys.stdout.writelines(f"not translated: {each}\n" for each in untranslated())
        return int(bool(stale or untranslated()))
    for path, content in files().items():
        path.write_bytes(content)
    sys.stdout.writelines(f"not translated: {each}\n" for each in untranslated())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
