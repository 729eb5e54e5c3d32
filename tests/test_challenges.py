import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.http import parse_dict_header

from field_values import VALUES
from statusmw.challenges import challenge, challenges
from statusmw.grammar import is_challenge_list, list_members

GOOD, BAD = VALUES[is_challenge_list]

any_text = st.text(st.characters(categories=None), max_size=12)
latin_text = st.text(
    st.characters(max_codepoint=0xFF, exclude_characters={*map(chr, range(0x20)), "\x7f"}), max_size=12
)
tokens = st.text("abcXYZ-_09", min_size=1, max_size=8)
parameters = st.dictionaries(tokens | any_text, latin_text | any_text, max_size=4)
schemes = tokens | any_text | st.sampled_from(["Digest", "digest", "Basic"])
parsed = st.builds(WWWAuthenticate, schemes, parameters, st.none() | any_text)


QUOTED = {"Basic realm=api": 'Basic realm="api"'}


def test_a_challenge_as_written_is_taken_if_the_grammar_takes_it():
    written = [line for line in GOOD if line.partition(" ")[0].lower() != "basic" or "realm=" in line.lower()]
    assert len(written) >= len(GOOD) - 3
    assert [challenge(line) for line in written] == [QUOTED.get(line, line) for line in written]


@pytest.mark.parametrize("line", BAD, ids=ascii)
def test_a_challenge_as_written_is_refused_if_the_grammar_refuses_it(line):
    with pytest.raises(ValueError, match="^challenge "):
        challenge(line)


@given(any_text | st.tuples(schemes, parameters) | parsed)
def test_every_challenge_built_satisfies_the_judge(value):
    try:
        line = challenge(value)
    except ValueError as refusal:
        assert str(refusal).startswith("challenge ")
    else:
        assert is_challenge_list(line)
        assert not {"\r", "\n", "\x00", "\x7f", "\t"} & set(line)


@given(tokens, st.dictionaries(tokens.map(str.lower), latin_text, min_size=1, max_size=4))
def test_parameters_are_read_back_as_they_were(scheme, given_parameters):
    head, _, rest = challenge((scheme, given_parameters)).partition(" ")
    assert head == scheme
    assert parse_dict_header(rest) == given_parameters
    assert len(list_members(rest)) == len(given_parameters)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (("DPoP", {}), "DPoP"),
        (("Basic", {"realm": "api"}), 'Basic realm="api"'),
        (("Basic", {"realm": ""}), 'Basic realm=""'),
        ("Basic realm=api", 'Basic realm="api"'),
        ("Negotiate, Basic REALM = api , Bearer realm=b", 'Negotiate, Basic REALM = "api" , Bearer realm="b"'),
        (("Basic", {"realm": 'say "hi" \\'}), r'Basic realm="say \"hi\" \\"'),
        (("Digest", {"realm": "a", "qop": "auth", "algorithm": "MD5"}), 'Digest realm="a", qop="auth", algorithm=MD5'),
        (WWWAuthenticate("bearer"), "Bearer"),
        (WWWAuthenticate("bearer", {"realm": "api", "scope": None}), 'Bearer realm="api"'),
        (WWWAuthenticate("negotiate", token="YII="), "Negotiate YII="),
        (WWWAuthenticate("digest", {"nonce": "n", "stale": "TRUE"}), 'Digest nonce="n", stale=TRUE'),
    ],
)
def test_scheme_and_parameters_are_written_as_the_scheme_has_them(value, line):
    assert challenge(value) == line


@pytest.mark.parametrize(
    "value",
    [
        ("", {"realm": "a"}),
        ("Two words", {}),
        ("Basic", {"the realm": "a"}),
        ("Basic", {}),
        "basic",
        'Basic charset="UTF-8"',
        'Negotiate, Basic charset="UTF-8"',
        ("Basic", {"realm": "a", "charset": "latin1"}),
        ("Basic", {"realm": "a\r\nSet-Cookie: b=c"}),
        ("Basic", {"realm": "a\x00"}),
        ("Basic", {"realm": "€"}),
        ("Basic", {"realm": "a", "Realm": "b"}),
        ("Basic\r\nX: y", {}),
        WWWAuthenticate(""),
        WWWAuthenticate("basic", {"realm": "a\nb"}),
        WWWAuthenticate("negotiate", token="a b"),
        WWWAuthenticate("negotiate", token="a\r\nb"),
    ],
)
def test_what_cannot_be_sent_is_refused(value):
    with pytest.raises(ValueError, match="^auth "):
        challenge(value, argument="auth")


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        b"Basic",
        {"Basic": {}},
        ("Basic", "a", "b"),
        (b"Basic", {}),
        ("Basic", {"realm": 1}),
        ("Basic", {1: "a"}),
    ],
)
def test_what_is_no_challenge_is_refused_with_its_type(value):
    with pytest.raises(TypeError, match="^challenge .*must be a str"):
        challenge(value)


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("Bearer", ["Bearer"]),
        (("Bearer", {}), ["Bearer"]),
        (WWWAuthenticate("bearer"), ["Bearer"]),
        (["Bearer", ("Basic", {"realm": "a"})], ["Bearer", 'Basic realm="a"']),
        (("Bearer", "Negotiate"), ["Bearer", "Negotiate"]),
        (iter([WWWAuthenticate("bearer"), "Negotiate"]), ["Bearer", "Negotiate"]),
    ],
)
def test_each_challenge_has_its_field_line(value, lines):
    assert challenges(value) == lines


@pytest.mark.parametrize("value", [[], (), iter(())])
def test_a_client_is_asked_for_something(value):
    with pytest.raises(ValueError, match="^auth is empty"):
        challenges(value, argument="auth")


@pytest.mark.parametrize("value", [None, 5, b"Basic", [None], [["Basic", {}]]])
def test_what_is_no_list_of_challenges_is_refused_with_its_type(value):
    with pytest.raises(TypeError, match="must be a str or a tuple"):
        challenges(value)


def test_a_challenge_of_a_million_characters_is_answered():
    assert challenge(("Basic", {"realm": '"' * 1_000_000})).count('\\"') == 1_000_000
    with pytest.raises(ValueError, match="no challenge"):
        challenge("a=," * 300_000)
