"""Look at a pack that came as a plain file, under a password perhaps: verified before anything of it is shown, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from prevent_desktop.errors import PackVerificationError, reason_of
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.packs.protection import plain_copy
from prevent_desktop.packs.reader.questions import ByPassword
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack
from prevent_desktop.translation import _

MOST_MEGABYTES = 200


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What is certain of it, and its pages without encryption, in memory only."""

    verified: VerifiedPack
    pdf: bytes = field(repr=False)


def check_file(
    path: Path, password: str, trusted: tuple[bytes, ...], verification_context: VerificationContext
) -> CheckedFile:
    """Verify the pack in a file (slow; needs no vault). `password` is empty for one that is under none.

    Raises PackLockedError for a password that is missing or wrong, PackVerificationError for all else.
    """
    from prevent_desktop.packs.opening import verify_pack

    untrusted = _read(path)
    words = " ".join(password.split())
    verified = verify_pack(
        untrusted, trusted, verification_context, unlock=ByPassword(words) if words else None
    )
    return CheckedFile(verified, plain_copy(untrusted, words) if words else untrusted)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_MEGABYTES * 1_000_000:
            raise PackVerificationError(
                _("The pack is not opened"),
                _("It is larger than {count} MB.").format(count=MOST_MEGABYTES),
                _("Check it with “prevent-desktop pack verify”."),
            )
        with open_chosen(path) as file:
            return file.read()
    except OSError as error:
        raise PackVerificationError(
            _("The pack is not opened"),
            _("{file}: {reason}.").format(file=path.name, reason=reason_of(error)),
            _("Choose the file again."),
        ) from error
