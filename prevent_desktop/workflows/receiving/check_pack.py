"""Look at a pack that came as a plain file, under a password perhaps: verified before anything of it is shown, kept nowhere."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from prevent_desktop.errors import PackVerificationError, reason_of
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.packs.pack_facts import read_facts
from prevent_desktop.packs.protection import plain_copy
from prevent_desktop.packs.reader.questions import ByPassword
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings

MOST_MEGABYTES = 200


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What is certain of it, and its pages without encryption, in memory only.

    `digest` is the SHA-256 of the file as it came. `answer_to` is the key that its sender's answers are sealed to, of one that came
    under a password; else empty.
    """

    verified: VerifiedPack
    pdf: bytes = field(repr=False)
    digest: str
    answer_to: str = ""


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
    digest = hashlib.sha256(untrusted).hexdigest()
    if not words:
        return CheckedFile(verified, untrusted, digest)
    plain = plain_copy(untrusted, words)
    return CheckedFile(verified, plain, digest, read_facts(BytesIO(plain)).answer_to)


def may_answer(vault: Vault, sender_organisation: str) -> bool:
    """Whether whoever sits here may be the lead of a sender: they are of one organisation."""
    owner = settings.practitioner(vault)
    return not vault.is_read_only and owner is not None and owner.organisation == sender_organisation


def _read(path: Path) -> bytes:
    try:
        with open_chosen(path) as file:
            if os.fstat(file.fileno()).st_size > MOST_MEGABYTES * 1_000_000:
                raise PackVerificationError(
                    _("The pack is not opened"),
                    _("It is larger than {count} MB.").format(count=MOST_MEGABYTES),
                    _("Check it with “prevent-desktop pack verify”."),
                )
            return file.read()
    except OSError as error:
        raise PackVerificationError(
            _("The pack is not opened"),
            _("{file}: {reason}.").format(file=path.name, reason=reason_of(error)),
            _("Choose the file again."),
        ) from error
