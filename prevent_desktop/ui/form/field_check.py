"""What is wrong with the answers to one question, when the person moves on from it."""

from __future__ import annotations

from datetime import date

from prevent_desktop.questionnaire.problems import Problem
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.value_problems import Judge


def problems_at(response: Response, path: Path, today: date) -> tuple[Problem, ...]:
    """The problems of the answers at `path`, each by itself. That one is missing is told only at the end."""
    node = response.node(path)
    judge = Judge(response.questionnaire.patterns, today)
    return tuple(
        Problem(
            path,
            node.item.link_id,
            fault.severity,
            fault.code,
            fault.message.format(question=node.item.label),
            "",
        )
        for value in node.answers
        for fault in judge.faults(node.item, value)
    )
