"""The order of a form's versions."""

from __future__ import annotations

import re


def version_order(version: str) -> tuple[int, ...]:
    """What versions are ordered by: their numbers, one after the other (``1.10`` after ``1.9``)."""
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version))
