"""What the process that works out scripts can be asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

LARGEST_SCRIPT: Final = 1_000_000
"""Bytes; browsers take no larger one either."""
LONGEST_ANSWER: Final = 2_000


class Trouble(StrEnum):
    """Why a script names no proxy."""

    TOO_LARGE = "too-large"
    ENDLESS = "endless"
    NO_FUNCTION = "no-function"
    ERROR = "error"
    NO_TEXT = "no-text"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindProxy:
    """Which proxy is for `url`; `host` is its server. `addresses` are those known of hosts, "" this computer's own. Answered with `Found`."""

    url: str
    host: str
    addresses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the script said, such as ``PROXY a:80; DIRECT``. `wanted`: names whose addresses it asked for and did not get."""

    said: str
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no answer; `words` is what the engine said."""

    trouble: Trouble
    words: str = ""


class RefusedError(Exception):
    """Ends the work in the confined process."""

    def __init__(self, trouble: Trouble, words: str = "") -> None:
        super().__init__(trouble)
        self.refusal = Refusal(trouble=trouble, words=words)
