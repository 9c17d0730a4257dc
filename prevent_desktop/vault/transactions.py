"""Transactions of one connection: all or nothing, one inside another, and thousands that stand or fall together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlcipher3 import dbapi2

_OUTERMOST = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_INNER = ("SAVEPOINT inner", "RELEASE inner", ("ROLLBACK TO inner", "RELEASE inner"))


class PartUndoneError(Exception):
    """A part of a transaction failed of which no part may be undone alone, so nothing of it is kept (`Transactions.as_one`)."""


class Transactions:
    """Those of a connection; `run` runs a statement on it."""

    def __init__(self, connection: dbapi2.Connection, run: Callable[[str], object]) -> None:
        self._connection, self._run = connection, run
        self._depth = 0
        self._is_one = self._part_failed = False
        self.times_undone = 0

    @contextmanager
    def begin(self) -> Iterator[None]:
        """All or nothing; the outermost one commits to the disk, an inner one is a savepoint of it."""
        if self._depth and self._is_one:
            with self._part_of_one():
                yield
            return
        start, finish, undo = _OUTERMOST if self._depth == 0 else _INNER
        self._run(start)
        self._depth += 1
        try:
            yield
            self._run(finish)
        except BaseException:
            self.times_undone += 1
            # A full disk may have rolled back already; then there is nothing to undo.
            if self._connection.in_transaction:
                for statement in undo:
                    self._run(statement)
            raise
        finally:
            self._depth -= 1

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """An outermost one whose inner ones are no savepoints. PartUndoneError where one of them failed, whoever caught that.

        Inside another one it is a part of that, as any other.
        """
        if self._depth:
            with self.begin():
                yield
            return
        self._is_one, self._part_failed = True, False
        try:
            with self.begin():
                try:
                    yield
                except Exception as error:
                    if self._part_failed:
                        raise PartUndoneError from error
                    raise
                if self._part_failed:
                    raise PartUndoneError
        finally:
            self._is_one = False

    @property
    def is_open(self) -> bool:
        """Whether one has begun and not ended."""
        return self._depth > 0

    @contextmanager
    def _part_of_one(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._part_failed = True
            raise
