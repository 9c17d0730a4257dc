"""Pupils: the school's list, from whom people are chosen."""

from __future__ import annotations

from collections.abc import Iterable

from prevent_desktop.casework.pupil import Pupil, folded
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table

_PUPIL = RowCodec(Pupil)


class Pupils:
    """The list as it was last taken."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pupils = Table(database, "pupils", _PUPIL)

    def all(self) -> tuple[Pupil, ...]:
        """Everybody on it, by surname."""
        return self._pupils.all("surname COLLATE NOCASE, forenames COLLATE NOCASE, id")

    def count(self) -> int:
        """How many are on it."""
        return int(self._database.value("SELECT count(*) FROM pupils") or 0)

    def get(self, pupil_id: str) -> Pupil:
        """The pupil with this id. RecordError where there is none."""
        return self._pupils.get(pupil_id)

    def keep_only(self, pupils: Iterable[Pupil]) -> None:
        """Put this list in place of the one before; a line that says the same under its id is not touched."""
        wanted = {pupil.id: pupil for pupil in pupils}
        with self._database.transaction():
            before = {pupil.id: pupil for pupil in self.all()}
            for gone in before.keys() - wanted.keys():
                self._database.run("DELETE FROM pupils WHERE id = ?", (gone,))
            for pupil_id, pupil in wanted.items():
                if pupil_id not in before:
                    self._pupils.add(pupil, sought=pupil.sought)
                elif before[pupil_id] != pupil:
                    self._database.run("DELETE FROM pupils WHERE id = ?", (pupil_id,))
                    self._pupils.add(pupil, sought=pupil.sought)

    def keep_for_reporter(self) -> None:
        """Drop all but name, year and form of everybody."""
        self.keep_only([pupil.for_reporter() for pupil in self.all()])

    def with_number(self, upn: str) -> tuple[Pupil, ...]:
        """Those with this pupil number: one, or none; more only where the list itself has it twice."""
        return self._pupils.where("upn = ?", (upn,)) if upn else ()

    def named(self, untrusted_text: str, limit: int) -> tuple[Pupil, ...]:
        """Those with a name in which each typed word begins a word; no words, nobody. By surname."""
        words = folded(untrusted_text[:200]).split()[:8]
        if not words:
            return ()
        condition = " AND ".join(["instr(sought, ?) > 0"] * len(words))
        order = "surname COLLATE NOCASE, forenames COLLATE NOCASE, id LIMIT ?"
        return self._pupils.where(f"{condition} ORDER BY {order}", (*(f" {word}" for word in words), limit))
