"""Lengths that are none, and objects that say one thing when they are judged and another when they are sent."""

from faults import HELLO, REFUSED, Expected

# Name of the case to a Content-Length of content of five bytes.
LENGTHS = {
    "plus": "+5",
    "underscore": "1_0",
    "arabic": "\u0665",
    "superscript": "\xb2",
    "negative": "-5",
    "hex": "0x5",
    "float": "5.0",
    "empty": "",
    "huge": "9" * 30,
    "of-5000-digits": "9" * 5000,
    "list": "5, 5",
    "list-of-two": "5, 50",
    "zero": "0",
    "zeros-first": "005",
    "spaces": " 5 ",
    "crlf": "5\r\nSet-Cookie: admin=1",
    "number": 5,
    "none": None,
}


# With these the field is no field any more; with the others it is taken for what the content says.
_UNSENDABLE = {"crlf", "number", "none"}
_UNREADABLE = {"arabic", "superscript", "zeros-first", "spaces"}
# What comes in parts cannot be counted before; the first that says nothing that can be kept has to go.
_STREAMED = {"zero": Expected(200, b""), "crlf": REFUSED}


def of(name):
    """What may leave with such a length where all of the content is there."""
    return REFUSED if name in _UNSENDABLE else None if name in _UNREADABLE else HELLO


def of_stream(name):
    """The same where it comes in parts."""
    return _STREAMED.get(name, None if name in _UNREADABLE | {"huge", "of-5000-digits"} else Expected(200, b"hello"))


class Equal(str):
    """Is equal to whatever it is compared with, and has one hash for all."""

    __slots__ = ()

    __hash__ = str.__hash__

    def __eq__(self, other):
        return True


class Harmless(str):
    """Has a harmless text for whoever asks."""

    __slots__ = ()

    def __str__(self):
        return "a"

    def encode(self, *args):
        return b"a"

    def __iter__(self):
        return iter("a")

    def __contains__(self, part):
        return False

    def find(self, *args):
        return -1

    index = count = find


class Lower(str):
    """Is another name in lower case."""

    __slots__ = ()

    def lower(self):
        return "x-note"

    title = upper = lower


LIARS = {"equal": Equal, "harmless": Harmless, "lower": Lower}


def unlike(first, then):
    """A list that is *first* when it is read for the first time, and *then* each time after."""

    class Changing(list):
        read = 0

        def __iter__(self):
            self.read += 1
            return iter(first if self.read == 1 else then)

    return Changing(first)
