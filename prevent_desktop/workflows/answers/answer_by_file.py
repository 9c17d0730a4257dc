"""A lead without a desk answers a pack that came as a file under six words: signed with their own key, sealed to the sender, saved as a file.

Nothing of the pack is kept here, and of the answer only that it was signed. The sender brings the file in (`sending/bring_in`), and believes it
where `organisation/lead_signer` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prevent_desktop.delivery.mailboxes.brought_in import reply_names
from prevent_desktop.delivery.signed.answers import sign_answer
from prevent_desktop.packs.signing_keys import certificate_pem
from prevent_desktop.sealing import seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said, answer_of, recipient_of
from prevent_desktop.workflows.organisation.signing_identity import signing_key

BY_FILE: Final = "answer.by-file"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToAnswer:
    """A pack that was checked, and is kept nowhere. `sealed_digest` is the SHA-256 of its file, `answer_to` its sender's key."""

    pack_id: str
    sealed_digest: str
    answer_to: str
    sender_name: str
    sender_organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """What is to be given to the sender: a sealed file, called so that their program knows it again. It is answer `number` to the pack."""

    pack_id: str
    number: int
    content: bytes

    @property
    def name(self) -> str:
        """What it is called."""
        return reply_names(self.pack_id, self.number)


def next_number(vault: Vault, pack_id: str) -> int:
    """The number of the next answer from here to a pack; they are numbered from 1."""
    before = vault.audit.newest(pack_id, BY_FILE)
    return 1 if before is None else int(before.detail) + 1


def answer_by_file(vault: Vault, to: FileToAnswer, said: Said, *, now: datetime) -> AnswerFile:
    """Sign and seal one answer; meant for after a step-up. `note_saved` must follow once it lies where the person wanted it.

    Raises AnswerError where the pack names no key, or too little is said, and SigningKeyError where there is no key in the vault to sign with.
    """
    key, number = signing_key(vault), next_number(vault, to.pack_id)
    key.check_valid_at(now)
    signed = sign_answer(
        answer_of(said, number, "", now),
        key.private_pem,
        b"".join(map(certificate_pem, (key.certificate, *key.chain))),
        pack_id=to.pack_id,
        sealed_digest=to.sealed_digest,
    )
    sealed = seal_bytes(signed.encode("ascii"), [recipient_of(to.answer_to)])
    return AnswerFile(pack_id=to.pack_id, number=number, content=sealed)


def note_saved(vault: Vault, file: AnswerFile) -> None:
    """Write down that it was saved: the next answer to this pack has the next number."""
    with vault.transaction():
        vault.audit.append(BY_FILE, file.pack_id, str(file.number))
