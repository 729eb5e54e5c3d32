"""The same questions for every framework that `install()` knows, and for the same applications behind bridges."""

import logging

import pytest

from battery import application
from battery_cells import DJANGOS, DOES_NOT_APPLY, FRAMEWORKS
from battery_questions import QUESTIONS

CELLS = [(name, question) for name in FRAMEWORKS for question in QUESTIONS]


@pytest.mark.parametrize(
    ("name", "question"),
    [cell for cell in CELLS if (cell[0], cell[1].__name__) not in DOES_NOT_APPLY],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_question_is_answered(name, question, caplog):
    caplog.set_level(logging.INFO)
    app = application(name)
    app.reports.clear()
    caplog.clear()
    question(app, caplog)
    assert app.reports == []


def test_what_does_not_apply_is_a_cell():
    asked = {(name, question.__name__) for name in (*FRAMEWORKS, *DJANGOS) for question in QUESTIONS}
    assert DOES_NOT_APPLY.keys() <= asked
