"""Problem documents as plain text for people, in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from statusmw.writers.readable import AS_WRITTEN, REFERENCE, Wording, readable
from statusmw.writers.written import Written

if TYPE_CHECKING:
    from statusmw.problem import ProblemDetails

MEDIA_TYPE: Final = "text/plain"


def write(details: ProblemDetails, wording: Wording = AS_WRITTEN) -> Written:
    """The text, in blocks with an empty line between them; control characters are replaced by U+FFFD.

    Args:
        details: what to say; its extensions have to be plain JSON values.
        wording: the words of all that is added.

    Returns:
        The text in UTF-8.

    >>> from statusmw.problem import ProblemDetails
    >>> print(write(ProblemDetails(404, "Not Found", extensions={"order": 7})).content.decode(), end="")
    404 Not Found
    <BLANKLINE>
    order: 7
    <BLANKLINE>
    Check the address, or go back and take another way.
    """
    told = readable(details, wording.say)
    errors = [f"- {detail} ({pointer})" if pointer else f"- {detail}" for pointer, detail in told.errors]
    blocks = [
        told.heading,
        told.detail,
        "\n".join(errors),
        "\n".join(f"{name}: {value}" for name, value in told.facts),
        told.advice,
        wording.say(REFERENCE).replace("{}", told.reference) if told.reference else "",
    ]
    content = "\n\n".join(filter(None, blocks)) + "\n"
    return Written(content.encode("utf-8", "replace"), f"{MEDIA_TYPE}; charset=utf-8")
