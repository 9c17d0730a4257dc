"""What a search finds in a response: the answers, in the words that a person would type, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_SPOKEN = {"display", "text", "title", "unit", "value"}


def answer_text(untrusted_content: str) -> str:
    """All answers of a FHIR QuestionnaireResponse in its JSON text, one a line; empty where it is not JSON."""
    try:
        response = json.loads(untrusted_content)
    except ValueError:
        return ""
    return "\n".join(_answers(response))


def _answers(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for entry in part:
            yield from _answers(entry)
    elif isinstance(part, dict):
        for name, member in part.items():
            if name.startswith("value"):
                yield from _spoken(member)
            elif name in {"item", "answer", "extension"}:
                yield from _answers(member)


def _spoken(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (str(member) for name, member in value.items() if name in _SPOKEN)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
