"""Titles and details in the language of who asks, through gettext: `Policy.translations`.

A text is looked up in the user's catalogue of a language, then in ours, and stays as it is if neither has it. A detail
that is a template is looked up as a template and filled in afterwards. Nothing a client sends is kept.
"""

from __future__ import annotations

import gettext
import logging
import os
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

from statusmw.misfits import check_not_async
from statusmw.negotiation import bounded
from statusmw.records import write
from statusmw.reporting.repetition import Repetition
from statusmw.text import plain
from statusmw.writers.readable import Say, Wording

Translate = Callable[[str, str], str]

DOMAIN: Final = "statusmw"
"""The name of our own catalogues."""

_OURS: Final = Path(__file__).parent / "locale"
_MESSAGES: Final = "LC_MESSAGES"
_TAG: Final = re.compile(r"[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*")
_faults: Final[Repetition[None]] = Repetition()


class Translations:
    """The languages in which problems are told.

    Args:
        source: a folder of compiled catalogues as gettext has them, ``de/LC_MESSAGES/messages.mo``; or a function of a
            text and a language tag that returns the text in that language; None: only what statusmw itself brings.
        languages: the language tags to choose from; None: those for which there are catalogues. A function needs them.
        domain: the name of the catalogues in the folder.
        default: the language in which the texts stand in the code, and of who asks for none of the others.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: there is no such catalogue, one cannot be read, or a language is none.

    >>> Translations().wording("de-AT, en;q=0.5").say("Not Found")
    'Nicht gefunden'
    """

    def __init__(
        self,
        source: str | os.PathLike[str] | Translate | None = None,
        *,
        languages: Iterable[str] | None = None,
        domain: str = "messages",
        default: str = "en",
    ) -> None:
        if isinstance(languages, str):
            raise TypeError(f"translations: languages is a str; give a list, such as [{languages!r}]")
        wanted = None if languages is None else [_tag(one) for one in languages]
        says = _says(source, wanted, domain)
        first = _tag(default)
        self._wordings = {first: Wording(first, _ours(first)), **{tag: Wording(tag, say) for tag, say in says.items()}}
        self._default = first
        self.languages: tuple[str, ...] = tuple(self._wordings)
        """The language tags to choose from, the default first."""

    def wording(self, accept_language: str | None) -> Wording:
        """The words for who sent *accept_language*, the value of Accept-Language; None if there is none."""
        from werkzeug.datastructures import LanguageAccept  # noqa: PLC0415 - needed when a request fails, not before
        from werkzeug.http import parse_accept_header  # noqa: PLC0415 - as above

        accepted = parse_accept_header(bounded(accept_language or ""), LanguageAccept)
        found = self._looked_up(tag for tag, quality in accepted if quality > 0)
        return self._wordings[found or accepted.best_match(self.languages) or self._default]

    def _looked_up(self, ranges: Iterable[str]) -> str | None:
        """The language for the first of *ranges* that leads to one: "de-AT" leads to "de" (RFC 4647, Section 3.4)."""
        offered = {tag.lower(): tag for tag in self.languages}
        for one in ranges:
            parts = one.lower().replace("_", "-").split("-")
            for length in range(len(parts), 0, -1):
                found = offered.get("-".join(parts[:length]))
                if found:
                    return found
        return None


def checked_translations(given: Any) -> Translations | None:
    """Read what `Policy.translations` was given: `Translations`, a folder, or None.

    Raises:
        TypeError: it is none of these.
        ValueError: the folder has no catalogue.
    """
    if given is None or isinstance(given, Translations):
        return given
    if isinstance(given, (str, os.PathLike)):
        return Translations(given)
    if callable(given):
        raise TypeError("translations: a function needs its languages; write Translations(function, languages=['de'])")
    raise TypeError(f"translations: {given!r} is no folder; give one, or statusmw.Translations")


def filled(say: Say, template: str, members: Mapping[str, Any], plain: str) -> str:
    """*template* in another language with *members* filled in; *plain* where that is not possible."""
    told = say(template)
    if told == template:
        return plain
    try:
        return told.format_map(members)
    except (Exception, SystemExit) as fault:  # noqa: BLE001 - whatever a translator or a member's own code does
        _report(f"a translated template could not be filled in: {told!r}", fault)
        return plain


def _says(source: Any, wanted: list[str] | None, domain: str) -> dict[str, Say]:
    if source is None:
        return _offered({tag: _ours(tag) for tag in _files(_OURS, DOMAIN)}, wanted)
    if callable(source):
        check_not_async("translations", source)
        if not wanted:
            raise ValueError("translations: a function cannot say which languages it knows; give them as languages")
        return {tag: _of_function(cast("Translate", source), tag) for tag in wanted}
    folder = Path(source)
    files = _files(folder, domain)
    if not files:
        where = folder / "de" / _MESSAGES / f"{domain}.mo"
        raise ValueError(f"translations: there is no catalogue such as {where}; compile the .po files, or name domain")
    return _offered({tag: _of_catalogue(file, tag) for tag, file in files.items()}, wanted)


def _offered(found: dict[str, Say], wanted: list[str] | None) -> dict[str, Say]:
    unknown = [tag for tag in wanted or () if tag not in found]
    if unknown:
        raise ValueError(f"translations: there is no catalogue for {unknown[0]!r}; there are: {', '.join(found)}")
    return found if wanted is None else {tag: found[tag] for tag in wanted}


def _files(folder: Path, domain: str) -> dict[str, Path]:
    """The catalogues in *folder* by language tag."""
    found = sorted(folder.glob(f"*/{_MESSAGES}/{domain}.mo"))
    return {_tag(file.parents[1].name): file for file in found}


def _tag(language: object) -> str:
    if not isinstance(language, str) or not _TAG.fullmatch(language):
        raise ValueError(f"translations: {language!r} is no language tag, such as 'de' or 'pt-BR'")
    return language.replace("_", "-")


def _catalogue(file: Path) -> gettext.GNUTranslations:
    try:
        with file.open("rb") as read:
            return gettext.GNUTranslations(read)
    except (OSError, UnicodeError, ValueError, struct.error) as error:
        raise ValueError(f"translations: {file} is no catalogue that can be read: {error}") from error


def _ours(tag: str) -> Say:
    """What we say ourselves in the language *tag*, or in that of which it is a variety."""
    files = _files(_OURS, DOMAIN)
    file = files.get(tag) or files.get(tag.partition("-")[0])
    return _guarded(_catalogue(file).gettext) if file else str


def _of_catalogue(file: Path, tag: str) -> Say:
    users, ours = _catalogue(file), _ours(tag)

    def say(text: str) -> str:
        told = users.gettext(text)
        return ours(text) if told == text else told

    return _guarded(say)


def _of_function(function: Translate, tag: str) -> Say:
    ours = _ours(tag)

    def say(text: str) -> str:
        try:
            told: Any = function(text, tag)
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - a fault of the user's function is no fault of the answer
            _report("a function of translations failed", fault)
            return ours(text)
        return told if isinstance(told, str) and told != text else ours(text)

    return _guarded(say)


def _guarded(say: Say) -> Say:
    # Under the empty text gettext keeps what it knows of the catalogue.
    return lambda text: say(text) if text else text


def _report(message: str, fault: BaseException) -> None:
    suppressed, _ = _faults.ask(message[:60], None, coarser="translations", most=100)
    if suppressed is not None:
        write(
            logging.ERROR,
            "%s%s",
            plain(message, 500),
            f" (and {suppressed} more)" if suppressed else "",
            exc_info=fault,
        )
