"""Field values drawn from the ABNF of the RFCs: whatever comes out, a sender may write."""

import string

from hypothesis import strategies as st

from statusmw.grammar import DAYS, MONTHS, TOKEN_OCTETS

OBS_TEXT = "".join(map(chr, range(0x80, 0x100)))
VCHAR = "".join(map(chr, range(0x21, 0x7F)))

ows = st.text(" \t", max_size=2)
tokens = st.text(TOKEN_OCTETS.decode(), min_size=1, max_size=6)
digits = st.text("0123456789", min_size=1, max_size=30)
quoted = st.lists(
    st.text("\t " + VCHAR.replace('"', "").replace("\\", "") + OBS_TEXT, max_size=4)
    | st.text("\t " + VCHAR + OBS_TEXT, min_size=1, max_size=1).map("\\{}".format),
    max_size=4,
).map(lambda parts: '"' + "".join(parts) + '"')
words = tokens | quoted


def joined(*parts):
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map("".join)


def optional(part):
    return st.just("") | part


def lists(member, min_size=0):
    """``#member`` as a sender writes it: no gaps, any whitespace around the commas."""
    separator = joined(ows, ",", ows)
    return st.lists(st.tuples(separator, member), min_size=min_size, max_size=4).map(
        lambda pairs: "".join(part for pair in pairs for part in pair)[len("".join(pairs[0][:1])) :] if pairs else ""
    )


parameters = st.lists(joined(ows, ";", ows, optional(joined(tokens, "=", words))), max_size=3).map("".join)
media_types = joined(tokens, "/", tokens, parameters)
entity_tags = joined(optional(st.just("W/")), '"', st.text(VCHAR.replace('"', "") + OBS_TEXT, max_size=8), '"')
directives = joined(tokens, optional(joined("=", words)))
cache_controls = lists(directives)
varies = lists(tokens)
units = lists(tokens, min_size=1)
link_parameters = joined(tokens, ows, optional(joined("=", ows, words)))
uri_references = st.sampled_from(
    ["", "/", "/a,b;c?d=(e)", "#top", "//h:8080/%20", "https://[::1]/a", "urn:isbn:1", "../a:b", "?x=*&y='"]
)
links = lists(
    joined("<", uri_references, ">", st.lists(joined(ows, ";", ows, link_parameters), max_size=3).map("".join))
)
comments = st.recursive(
    joined("(", st.text("\t !'*[]~;,/\"" + OBS_TEXT[:3] + string.ascii_letters, max_size=5), ")"),
    lambda inner: joined("(", inner, optional(st.just(" ")), inner, ")"),
    max_leaves=4,
)
products = joined(tokens, optional(joined("/", tokens)))
servers = joined(
    products, st.lists(joined(st.sampled_from([" ", "\t", "  "]), products | comments), max_size=3).map("".join)
)
cookie_octets = st.text("".join(each for each in VCHAR if each not in '",;\\'), max_size=8)
cookies = joined(
    tokens,
    "=",
    cookie_octets | joined('"', cookie_octets, '"'),
    st.lists(joined("; ", st.text(" " + VCHAR.replace(";", ""), max_size=8)), max_size=3).map("".join),
)
hsts_names = tokens.filter(lambda name: name.lower() not in {"max-age", "includesubdomains"})
languages = lists(
    joined(
        st.text(string.ascii_letters, min_size=1, max_size=8),
        st.lists(joined("-", st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)), max_size=2).map(
            "".join
        ),
    )
)


def imf_fixdate(moment):
    return (
        f"{DAYS[moment.weekday()]}, {moment.day:02} {MONTHS[moment.month - 1]} {moment.year:04} {moment:%H:%M:%S} GMT"
    )


dates = st.datetimes().map(imf_fixdate)


@st.composite
def transport_securities(draw):
    others = draw(st.lists(st.tuples(hsts_names, optional(joined(ows, "=", ows, words))), max_size=2, unique_by=_name))
    names = [name + value for name, value in others]
    seconds = draw(digits)
    names.insert(draw(st.integers(0, len(names))), draw(st.sampled_from(["max-age=", "Max-Age = "])) + seconds)
    return draw(optional(st.just(";"))) + draw(st.sampled_from(["; ", ";", " ; ", ";;"])).join(names)


def _name(directive):
    return directive[0].lower()
