"""Says what is still wrong with a response, each as a sentence that tells the person what to do.

`validate` judges a live response as a person is about to finish it: everything that is shown and required must be
dealt with, and “not known” deals with it. `validate_json` judges a file as FHIR R4 does, structure included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from prevent_desktop.questionnaire.expression_graph import ANSWER, INITIAL
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.judging.value_problems import Judge
from prevent_desktop.questionnaire.live.response_reading import OUT_OF_ORDER, TOO_COSTLY, ReadTree, read_tree
from prevent_desktop.questionnaire.problems import MOST_PROBLEMS, Problem, Severity
from prevent_desktop.questionnaire.response import Response, parse_response
from prevent_desktop.questionnaire.validation.fhir_shape import shape_problems
from prevent_desktop.questionnaire.validation.file_validation import FileValidation
from prevent_desktop.questionnaire.validation.header_problems import contained_ids, header_problems
from prevent_desktop.questionnaire.validation.walk import Validation
from prevent_desktop.translation import _

__all__ = ["Problem", "Severity", "validate", "validate_json"]


def validate(response: Response, *, today: date | None = None) -> tuple[Problem, ...]:
    """What is wrong with a live response, in reading order; nothing, when it can be finalised. `today` is for tests.

    All that waits is worked out first; the next `catch_up` tells of it.
    """
    response.work_out()
    judge = Judge(response.questionnaire.patterns, today or date.today())  # noqa: DTZ011 - the person's own day counts
    return tuple(Validation(response, judge).run())


def validate_json(
    questionnaire: Questionnaire, untrusted: str | bytes | Mapping[str, Any], *, today: date | None = None
) -> tuple[Problem, ...]:
    """What is wrong with a QuestionnaireResponse from a file. ResponseError where it is none at all.

    Of no more than so many problems each is told; one more then says that there are others.
    """
    day = today or date.today()  # noqa: DTZ011 - the reader's own day counts
    found = list(islice(_problems(questionnaire, parse_response(untrusted), day), MOST_PROBLEMS + 1))
    if len(found) <= MOST_PROBLEMS:
        return tuple(found)
    more = _("Fix these first: there are more problems than these {count}").format(count=MOST_PROBLEMS)
    worst = min((problem.severity for problem in found), key=list(Severity).index)
    return (*found[:MOST_PROBLEMS], Problem((), "", worst, TOO_COSTLY, more, "QuestionnaireResponse"))


def _problems(questionnaire: Questionnaire, raw: Mapping[str, Any], today: date) -> Iterator[Problem]:
    yield from header_problems(questionnaire, raw)
    tree = read_tree(questionnaire, raw, will_be_written=False)
    yield from _not_told_by(tree, shape_problems(raw))
    for problem in tree.problems:
        yield replace(problem, code="structure") if problem.code == OUT_OF_ORDER else problem
    if any(problem.code == TOO_COSTLY for problem in tree.problems):
        return
    header = {key: part for key, part in raw.items() if _is_right(key, part)}
    response = Response(questionnaire, tree.root, header, left_out=ANSWER | INITIAL)
    response.work_out()
    judge = Judge(questionnaire.patterns, today, in_file=True, contained=contained_ids(raw))
    yield from FileValidation(response, judge, tree).run()
    for sentence in questionnaire.not_followed:
        yield Problem((), "", Severity.INFORMATION, "not-supported", sentence, "Questionnaire")


def _is_right(key: str, untrusted: Any) -> bool:
    return key not in {"questionnaire", "status", "authored"} or type(untrusted) is str


def _not_told_by(tree: ReadTree, problems: Iterator[Problem]) -> Iterator[Problem]:
    """The problems at places that the reading of the answers did not tell of already, at them or above them."""
    told = {problem.expression for problem in tree.problems if problem.code != OUT_OF_ORDER}
    for problem in problems:
        above = problem.expression
        while above and above not in told:
            above = above.rpartition(".")[0]
        if not above:
            yield problem
