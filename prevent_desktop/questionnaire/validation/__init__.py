"""Says what is still wrong with a response: `validate` for a live one, `validate_json` for one from a file."""

from __future__ import annotations

from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.validation.validating import validate, validate_json

__all__ = ["Problem", "Severity", "validate", "validate_json"]
