"""What a colour may say. The word beside it always says it too."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """The manner of a pill, notice or dot."""

    NEUTRAL = "neutral"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
