"""Says what is still wrong with a response."""

from __future__ import annotations

from prevent_desktop.questionnaire.problems import Problem, Severity

__all__ = ["Problem", "Severity"]
