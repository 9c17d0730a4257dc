"""The organisation's profile as IT gives it out: where its file lies, and under which authority it has to be signed.

For new records the fingerprint that IT has set stands in for the words that are compared by phone. In records that trust an
authority already it replaces nothing by itself: the person sees both names, types the passphrase, and it is written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prevent_desktop.delivery.signed.profile_signatures import LARGEST
from prevent_desktop.errors import ProfileError
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PROFILE, PROFILE_AUTHORITY
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_hex

MOST_READ: Final = LARGEST + 2
"""How many bytes of a profile’s file are read at most: enough to know one that is too large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAuthority:
    """These records trust one authority, and IT has set another. Names are the organisations'; fingerprints hexadecimal."""

    name: str
    fingerprint: str
    other: str

    @property
    def words(self) -> str:
        """It in a sentence, with both as people compare them by phone."""
        told = _("These records trust the authority of {name} ({words}). Your IT team has set another one ({other}). Nothing changes until you agree.")  # fmt: skip
        return told.format(
            name=self.name, words=words_for_hex(self.fingerprint), other=words_for_hex(self.other)
        )


def other_authority(vault: Vault) -> OtherAuthority | None:
    """What differs between these records and what IT has set; None where nothing does."""
    kept, wanted = vault.profiles.newest(), in_force().locked(PROFILE_AUTHORITY)
    if kept is None or wanted is None or kept.authority == wanted:
        return None
    return OtherAuthority(name=kept.organisation, fingerprint=kept.authority, other=wanted)


def is_of_it(authority: str) -> bool:
    """Whether this is the authority that IT has set, so that no words have to be compared for new records."""
    return in_force().locked(PROFILE_AUTHORITY) == authority


def require_of_it(authority: str) -> None:
    """ProfileError where IT has set another authority than this one (SHA-256, hexadecimal)."""
    wanted = in_force().locked(PROFILE_AUTHORITY)
    if wanted is not None and wanted != authority:
        raise ProfileError(
            _("This file is signed under another authority than your IT team has set"),
            _("It comes from “{found}”, and “{wanted}” is set for this computer. Nothing was changed.").format(found=words_for_hex(authority), wanted=words_for_hex(wanted)),
            _("Ask your IT team which is right: “ProfileAuthority” and the file must fit each other."),
        )  # fmt: skip


def file_of_it() -> Path | None:
    """Where IT says that the organisation's file lies; None where it does not."""
    named = in_force().value(PROFILE)
    return Path(named) if named else None


def read_file_of_it(file: Path) -> bytes:
    """What is in the file. ProfileError where it cannot be read."""
    try:
        with open_chosen(file) as opened:
            return opened.read(MOST_READ)
    except (OSError, NotPlainError) as error:
        raise ProfileError(
            _("The file that your IT team has set cannot be read"),
            _("It should be here: {file}").format(file=file),
            _("Ask your IT team, or choose the file yourself if you have it."),
        ) from error
