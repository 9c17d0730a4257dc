"""What a person decided about each place; kept in the vault after every decision, and gone on with another day.

Nothing is decided by the program: a place about which nobody decided holds the export up. The grounds are
illustrative [G] until the organisation's data protection officer names its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from prevent_desktop.strict_json import read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.subject_access.third_parties import Place


class What(StrEnum):
    """What becomes of a place."""

    KEEP = "keep"
    NAME = "remove-name"
    PASSAGE = "remove-passage"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            What.KEEP: _("Stays"),
            What.NAME: _("These words are removed"),
            What.PASSAGE: _("The whole text is removed"),
        }[self]


class Ground(StrEnum):
    """Why something is removed. Illustrative [G]; in the United Kingdom see Data Protection Act 2018, schedules 2 to 4."""

    OTHER_PERSON = "other-person"
    HARM = "harm"
    CRIME = "crime"
    PRIVILEGE = "privilege"
    ELSE = "else"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            Ground.OTHER_PERSON: _("It is about another person, who has not agreed"),
            Ground.HARM: _("Serious harm test: it could seriously harm somebody"),
            Ground.CRIME: _("It could get in the way of preventing or finding crime"),
            Ground.PRIVILEGE: _("Legal professional privilege"),
            Ground.ELSE: _("Another ground, said in the reason"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a person decided about one place, on which ground and why; `ground` is None for what stays."""

    what: What
    reason: str
    ground: Ground | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All rulings by the key of their place, and the words that the reviewer looks for beside the names found.

    `typed` is a reason that is being typed and not decided on yet.
    """

    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    typed: str = ""
    with_files: bool = False
    signed: bool = True

    def ruled(self, places: Iterable[Place], ruling: Ruling) -> Review:
        """With one ruling about several places."""
        return replace(self, rulings={**self.rulings, **{place.key: ruling for place in places}}, typed="")

    def undecided(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """The places that nobody has decided about."""
        return tuple(place for place in places if place.key not in self.rulings)


def read_review(vault: Vault, person_id: str) -> Review:
    """The review of a person as it was left; an empty one where there is none."""
    review: Review = read(Review, vault.settings.get(_key(person_id)) or "{}", older=True)
    return review


def keep_review(vault: Vault, person_id: str, review: Review) -> None:
    """Keep it. The key names the person, so that it goes when the person is disposed of."""
    vault.settings.set(_key(person_id), text_of(review, ensure_ascii=False))


def _key(person_id: str) -> str:
    return f"subject-access/{person_id}"
