"""How much work Argon2id does before a passphrase opens a key slot (RFC 9106), within bounds when read from disk."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

KEY_BYTES = 32
SALT_BYTES = 16
MEASURED = b"measure"
"""What is derived from to see how long it takes; it opens nothing."""

_LEAST_MEMORY_KIB = 64 * 1024
_FEWEST_PASSES = 3
_FEWEST_LANES = 4
_TARGET_SECONDS = 0.75
_CALIBRATED_MEMORY_KIB = 512 * 1024
_DOUBLE = 2

_MOST_MEMORY_KIB = 1024 * 1024
_MOST_PASSES = 64
_MOST_LANES = 16
_MOST_WORK_KIB = 16 * 1024 * 1024  # memory times passes: about 20 seconds on a slow laptop


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """Memory in KiB, passes over it, and lanes. ValueError where it is below our floor or beyond reason.

    Beyond reason is over 1 GiB of memory: what is read from disk never asks for more.
    """

    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        if not all(type(number) is int for number in (self.memory_kib, self.passes, self.lanes)):
            raise ValueError("whole numbers are wanted")
        enough = (
            self.memory_kib >= _LEAST_MEMORY_KIB
            and self.passes >= _FEWEST_PASSES
            and self.lanes >= _FEWEST_LANES
        )
        bounded = (
            self.memory_kib <= _MOST_MEMORY_KIB
            and self.passes <= _MOST_PASSES
            and self.lanes <= _MOST_LANES
            and self.memory_kib * self.passes <= _MOST_WORK_KIB
        )
        if not (enough and bounded):
            raise ValueError("Argon2 cost out of bounds")

    def derive(self, secret: bytes, salt: bytes) -> bytes:
        """The 32-byte key that `secret` and `salt` give at this cost. MemoryError where memory is short."""
        return Argon2id(
            salt=salt, length=KEY_BYTES, iterations=self.passes, lanes=self.lanes, memory_cost=self.memory_kib
        ).derive(secret)


FLOOR_COST = Argon2Cost(_LEAST_MEMORY_KIB, _FEWEST_PASSES, _FEWEST_LANES)


def seconds_for(cost: Argon2Cost) -> float:
    """How long one derivation takes on this machine."""
    start = time.perf_counter()
    cost.derive(MEASURED, bytes(SALT_BYTES))
    return time.perf_counter() - start


def calibrated_cost(measure: Callable[[Argon2Cost], float] = seconds_for) -> Argon2Cost:
    """The cost that takes about 0.5 to 1 second here: more memory first, then more passes; never below the floor."""
    factor = _TARGET_SECONDS / max(measure(FLOOR_COST), 1e-3)
    memory = FLOOR_COST.memory_kib
    while factor >= _DOUBLE and memory < _CALIBRATED_MEMORY_KIB:
        memory, factor = memory * _DOUBLE, factor / _DOUBLE
    most_passes = min(_MOST_PASSES, _MOST_WORK_KIB // memory)
    passes = min(most_passes, max(FLOOR_COST.passes, int(FLOOR_COST.passes * factor)))
    return Argon2Cost(memory, passes, FLOOR_COST.lanes)
