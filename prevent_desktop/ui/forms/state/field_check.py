"""What is wrong with the answers to one question, when the person moves on from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from prevent_desktop.questionnaire.judging.value_problems import Judge
from prevent_desktop.questionnaire.problems import Problem
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.validation.constraint_problems import FormRules

OF_RULES: Final = frozenset({"invariant", "exception"})
"""The codes of the problems that `rule_problems` finds."""
MISSING: Final = "required"
"""The code of an answer that is not there."""


def problems_at(response: Response, path: Path, today: date) -> tuple[Problem, ...]:
    """The problems of the answers at `path`, by themselves and by the form's rules for that question.

    That an answer is missing is told only at the end, and so is what a rule says of a question without an answer.
    """
    node = response.node(path)
    found = tuple(_faults(response, path, today))
    return (*found, *rule_problems(response, path)) if node.answers else found


def _faults(response: Response, path: Path, today: date) -> Iterator[Problem]:
    node = response.node(path)
    item = node.item
    judge = Judge(response.questionnaire.patterns, today)
    options = None if node.options is item.answer_options else node.options
    for value in node.answers:
        for fault in judge.faults(item, value, options):
            message = fault.message.format(question=item.label)
            yield Problem(path, item.link_id, fault.severity, fault.code, message, "")


def rule_problems(response: Response, path: Path) -> tuple[Problem, ...]:
    """What the form's own rules for the item at `path` find wrong now, wherever they say that it is to be mended."""
    state = response.state(path)
    if not state.item.constraints:
        return ()
    rules = FormRules(response.questionnaire, response.root, response.scopes)
    return tuple(problem for problem in rules.of_state(state, "") if problem.path == path)
