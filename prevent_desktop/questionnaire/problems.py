"""What is wrong with a response, as a sentence that tells the person what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from prevent_desktop.questionnaire.paths import Path

MOST_PROBLEMS: Final = 1_000
"""More problems of one file than anybody reads; a hostile one has a hundred thousand."""


class Severity(StrEnum):
    """An error stands in the way of finalising; a warning is to be looked at; the rest is only good to know.

    Information is told of files alone: what could not be judged, and why.
    """

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `path` leads to the item in the live response (empty where there is none).

    `code` is of FHIR R4's issue types (structure, required, value, invariant, business-rule, code-invalid, …);
    `expression` is the place in the JSON, such as ``QuestionnaireResponse.item[0].answer[0]``.
    """

    path: Path
    link_id: str
    severity: Severity
    code: str
    message: str
    expression: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one answer. `message` has a place for the question, ``{question}``."""

    code: str
    message: str
    severity: Severity = Severity.ERROR


def braced(text: str) -> str:
    """Text that a later `format` leaves as it is."""
    return text.replace("{", "{{").replace("}", "}}")
