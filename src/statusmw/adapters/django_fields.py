"""Field lines as Django's responses have them: one of each name, and the cookies apart."""

from __future__ import annotations

from http.cookies import Morsel, SimpleCookie
from typing import Final

from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from statusmw.reply import RawFields, text_lines

# The only field whose lines cannot be joined (RFC 9110, Section 5.3).
_COOKIE: Final = "set-cookie"


def set_fields(response: HttpResponseBase, lines: RawFields) -> None:
    """Set the field *lines*, each name once, as Django's responses have them."""
    seen: set[str] = set()
    for name, value in text_lines(lines):
        if name == _COOKIE:
            response.cookies.update(_cookie(value))
        elif name == "vary":
            patch_vary_headers(response, [member.strip() for member in value.split(",")])
        else:
            response[name] = f"{response[name]}, {value}" if name in seen else value
        seen.add(name)


class _Line(Morsel[str]):
    """A cookie that `http.cookies` cannot read whole, such as one with an attribute that is too new for it."""

    line = ""

    def OutputString(self, attrs: object = None) -> str:  # noqa: N802 - its name there
        del attrs
        return self.line


def _cookie(line: str) -> dict[str, Morsel[str]]:
    read = SimpleCookie(line)
    name, _, value = line.partition(";")[0].partition("=")
    if list(read) == [name.strip()]:
        return read
    morsel = _Line()
    vars(morsel).update(_key=name.strip(), _value=value.strip(), _coded_value=value.strip(), line=line)
    return {name.strip(): morsel}
