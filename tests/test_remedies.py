"""What is easily written wrong is refused at the call, with what to write instead."""

from decimal import Decimal

import pytest

from statusmw import Policy, Problem, Reply, install, respond
from statusmw.commands.feed import opened
from statusmw.commands.page import CommandError
from statusmw.settings import read_settings
from statusmw.text import suggestion


class OutOfStock(Problem):
    status = 409
    sku: str


REFUSED = [
    (lambda: Problem("404"), TypeError, "status must be an int, not str; write a number, as in 404"),
    (lambda: Reply("hi", "404"), TypeError, "status_code must be an int, not str; write a number, as in 404"),
    (
        lambda: respond.too_many_requests(retry_after="60"),
        TypeError,
        "retry_after must be an int, not str; write a number, as in 60",
    ),
    (
        lambda: respond.too_many_requests(retry_after=1.5),
        TypeError,
        "retry_after must be an int, not float; round it yourself",
    ),
    (
        lambda: respond.too_many_requests(retry_after=Decimal(1)),
        TypeError,
        "retry_after must be an int, not Decimal; round it yourself",
    ),
    (
        lambda: OutOfStock(skus="a"),
        TypeError,
        "OutOfStock() needs the extension member sku, not skus; give it by keyword",
    ),
    (lambda: OutOfStock(), TypeError, "OutOfStock() needs the extension member sku; give it by keyword"),
    (
        lambda: type("Gone", (Problem,), {"status_code": 410}),
        TypeError,
        "Gone.status_code: what a problem class says is its status; write status = 409",
    ),
    (
        lambda: respond.unauthorized({"Bearer": {"realm": "a"}}),
        TypeError,
        "challenge is a mapping; give scheme and parameters, such as ('Bearer', {'realm': 'a'})",
    ),
    (
        lambda: Policy(mapping={(KeyError, ValueError): 404}),
        TypeError,
        (
            "mapping: (<class 'KeyError'>, <class 'ValueError'>) is no exception class, no dotted name of one, and no "
            "predicate; write one entry for each"
        ),
    ),
    (
        lambda: Policy.from_settings(environ={"STATUSMW_PER_PATH": "/legacy/*=SHOULD,/x=MUST"}),
        ValueError,
        "STATUSMW_PER_PATH: '/legacy/*=SHOULD,/x' holds a pair of its own; write ; between two paths, and , in their lists",
    ),
    (
        lambda: Policy.from_settings(environ={"STATUSMW_REPORT": "Warnings"}),
        ValueError,
        "STATUSMW_REPORT: 'Warnings' names nothing that can be imported: No module named 'Warnings'; write module:name",
    ),
    (
        lambda: Policy(expose="all"),
        ValueError,
        "expose: 'all' is none of none, type, message, traceback; leave it out where clients may see it",
    ),
    (lambda: install(Reply), TypeError, "app: Reply is a class; give the application that it makes, Reply(...)"),
]


@pytest.mark.parametrize(("call", "error", "said"), REFUSED)
def test_it_is_refused_with_what_to_write_instead(call, error, said):
    with pytest.raises(error) as refused:
        call()
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "https://example.com/",
            "; nothing is asked over a network, but curl -i URL | statusmw check - reads what comes",
        ),
        (
            "http://example.com/",
            "; nothing is asked over a network, but curl -i URL | statusmw check - reads what comes",
        ),
        ("shop.main", "; an application is shop.main:app"),
        ("no-such/file.har", ""),
    ],
)
def test_what_is_no_file_may_be_something_else(source, said):
    with pytest.raises(CommandError) as refused, opened(source, None):
        pass
    assert str(refused.value) == f"{source} cannot be read: No such file or directory{said}"


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("jsn", ["json", "xml"], "did you mean 'json'?"),
        ("all", ["json", "xml"], "give one of 'json', 'xml'"),
        ("all", [f"word {n}" for n in range(8)], "give one of " + ", ".join(repr(f"word {n}") for n in range(8))),
        ("all", [f"word {n}" for n in range(9)], "give one such as " + ", ".join(repr(f"word {n}") for n in range(8))),
    ],
)
def test_a_guess_is_made_only_where_words_are_alike(word, known, said):
    assert suggestion(word, known) == said
    assert suggestion(word, known, str) == said.replace("'", "")


def test_a_number_in_quotes_is_a_number_in_a_file_too(tmp_path):
    file = tmp_path / "pyproject.toml"
    file.write_text('[tool.statusmw.mapping]\n"builtins.KeyError" = "404"\n')
    assert read_settings(file, {})["mapping"].value == {"builtins.KeyError": 404}
