"""The password of one pack on its way from the maker of the pack to whoever reads it out by phone. Kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordToTell:
    """`password` for the receiver of the pack `pack_id`, saved as `file_name`. `phone` is empty where none is known."""

    pack_id: str
    receiver: str
    phone: str
    file_name: str
    password: str = field(repr=False)

    @property
    def words(self) -> tuple[str, ...]:
        """The words, to be read out one after the other."""
        return tuple(self.password.split())
