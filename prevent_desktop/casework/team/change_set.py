"""What one vault changed in one case of a circle: a change-set, which is signed once and never changes.

An operation says what a unit of a row is from now on, and names the operations whose values it takes the place of. So the
record of a case is worked out from all of its change-sets together, whatever order they came in (`folding`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

KIND: Final = "team-change-set"
FORMAT: Final = 1
ROW: Final = ""
"""The unit of an operation that writes a row first: all of its columns."""
STATE: Final = "*"
"""The unit of all columns that may move, in kinds whose changes replace a state or the whole."""


class OperationId(NamedTuple):
    """Which operation: the vault that wrote it, the number of its change-set in the circle, and its place there (from 0).

    `mark` is the beginning of the set's digest: a copied laptop may have written two sets under one number, and nobody may
    take the place of an operation that they never saw.
    """

    vault: str
    number: int
    mark: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`unit` of the row `key` of `table` is `value` from now on; `replaces` are the operations that said what it was.

    `unit` is ROW (value: a mapping of all columns), STATE (a mapping of those that may move; None where the row was taken
    away) or one column (its value).
    """

    table: str
    key: tuple[Any, ...]
    unit: str
    value: Any
    replaces: tuple[OperationId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """`number` counts the vault's change-sets in this circle without a gap, from 1; `previous` is the digest of the one before.

    `seen` are the newest numbers of those other vaults of the circle of which its author's vault has joined anything since its
    last set; sets before this one say the rest. `profile` is the version
    of the organisation's profile by which it was written. `at` is shown, and orders nothing.
    """

    team: str
    circle: str
    epoch: int
    profile: int
    vault: str
    number: int
    previous: str
    case_id: str
    author: str
    at: datetime
    operations: tuple[Operation, ...]
    seen: Mapping[str, int] = field(default_factory=dict)
