"""Countersign: the lead opens a pack that waits for it, looks, signs after its author; the author takes it in again.

A pack waits where it was prepared so (`PackContent.countersigner`): it is signed, kept, and not queued. It goes to the
lead sealed, comes back sealed to the author's key for answers, and is queued once the second signature is kept. Whoever
signed a pack does not countersign it. All that is slow here needs no vault.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.errors import PackContentError, SealingError, SigningKeyError, reason_of
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.files.saving import saving
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.formatting import each_of
from prevent_desktop.packs import signing
from prevent_desktop.packs.names import same_name
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pack_facts import PackFacts, read_facts
from prevent_desktop.packs.signing_keys import CertifiedKey
from prevent_desktop.packs.sources import Pieces, Source
from prevent_desktop.packs.statement import Statement
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack
from prevent_desktop.sealing import Identity, parse_recipient, sealed_pieces, sealed_reader
from prevent_desktop.translation import _
from prevent_desktop.vault.attachment_files import AttachmentFiles, StagedFile
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.answer_key import answer_identities
from prevent_desktop.workflows.organisation.profile import terms

if TYPE_CHECKING:
    from prevent_desktop.packs.stamping import Stamping

_SEALED = ".age"
_PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file that was handed over; opened with `identities` where it is sealed. Nothing of it is written anywhere."""

    path: Path
    identities: tuple[Identity, ...] = ()

    @property
    def size(self) -> int:
        """How many bytes it opens to."""
        with self.open() as file:
            return file.seek(0, io.SEEK_END)

    def open(self) -> BinaryIO:
        """From the beginning. Raises SealingError where it is sealed to somebody else, PackError where it is not there."""
        try:
            file = open_chosen(self.path)
        except OSError as error:
            raise PackContentError(
                _("The file cannot be read"),
                _("{file}: {reason}.").format(file=self.path.name, reason=reason_of(error)),
                _("Check that it is still there, and choose it again."),
            ) from error
        if self.path.suffix != _SEALED:
            return file
        try:
            return io.BufferedReader(sealed_reader(file, self.identities), _PIECE)
        except SealingError:
            file.close()
            raise


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A copy of a file that was handed over, sealed to the vault until it is discarded: nobody changes it meanwhile."""

    files: AttachmentFiles
    staged: StagedFile

    @classmethod
    def of(cls, files: AttachmentFiles, handed_over: Source) -> HeldSource:
        """Make the copy (slow). Raises DiskFullError, and as `FileSource.open`."""
        with handed_over.open() as plain:
            return cls(files, files.stage(plain))

    @property
    def size(self) -> int:
        """How many bytes."""
        return self.staged.stored.size

    def open(self) -> BinaryIO:
        """From the beginning."""
        return self.files.open_staged(self.staged)

    def discard(self) -> None:
        """Take it away."""
        self.staged.discard()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A pack that was verified before anything of it is shown. `record_id` is its id where it is one of this vault's."""

    source: Source
    pack: VerifiedPack
    facts: PackFacts
    record_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersigned:
    """The pack with both signatures, verified by our own code. `no_timestamp` says why there is none, if one was asked for."""

    handed: Handed
    pdf: Pieces
    pack: VerifiedPack
    no_timestamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """By what packs are verified here."""

    trusted: tuple[bytes, ...]
    known: VerificationContext


def look_at(source: Source, judge: Judge, *, record_id: str = "") -> Handed:
    """Verify a pack, and read what it is (slow). Raises PackError or SealingError; nothing is shown of it then."""
    with source.open() as pdf:
        pack = verify_pack(pdf, judge.trusted, judge.known)
        pdf.seek(0)
        facts = read_facts(pdf)
    return Handed(source=source, pack=pack, facts=facts, record_id=record_id)


def why_not(handed: Handed, key: CertifiedKey | None) -> str:
    """Why this pack cannot be countersigned here, in one sentence; empty where it can."""
    if handed.pack.later_signers:
        names = each_of(signer.name for signer in handed.pack.later_signers)
        return _("It is countersigned already, by {names}.").format(names=names)
    if not handed.pack.awaits_countersignature:
        return _("No field for a countersignature waits in it: it was prepared without one.")
    if key is None:
        return _("There is no signing key in this vault; import one in settings.")
    if key.fingerprint == handed.pack.fingerprint:
        return _("You signed it yourself: somebody else has to countersign it.")
    named = handed.pack.named_lead
    if named and not same_name(named, key.name):
        return _(
            "Its author named {named} to countersign it, and your certificate is in the name of {name}."
        ).format(named=named, name=key.name)
    return ""


def countersign(
    handed: Handed,
    key: CertifiedKey,
    judge: Judge,
    *,
    location: str,
    now: datetime,
    stamping: Stamping | None = None,
) -> Countersigned:
    """Sign after the author, and verify both signatures (slow; needs no vault). Raises PackError; nothing is kept then."""
    reason = why_not(handed, key)
    if reason:
        raise SigningKeyError(_("The pack was not countersigned"), reason, _("Look at the pack again."))
    pdf = signing.countersign(
        Pieces((handed.source,)),
        key,
        Statement(reason=_("Countersigned"), location=location, claimed_time=now, stamping=stamping),
    )
    with pdf.open() as file:
        pack = verify_pack(file, judge.trusted, judge.known)
    no_timestamp = "" if stamping is None else stamping.problem
    return Countersigned(handed=handed, pdf=pdf, pack=pack, no_timestamp=no_timestamp)


def of_vault(vault: Vault, pack_id: str) -> tuple[PackRecord, Source]:
    """A pack of this vault as a source that may be read on any thread."""
    record = vault.packs.get(pack_id)
    return record, vault.attachments.source(vault.attachments.get(record.attachment_id))


def keep_countersigned(
    vault: Vault, pack_id: str, pdf: Source, pack: VerifiedPack, *, now: datetime
) -> PackRecord:
    """Keep a countersigned pack in the place of the one that waited: from here on it is queued like any other.

    `pack` is what verifying `pdf` told. Raises PackContentError where it is not this very pack with one more signature.
    """
    record, waiting = of_vault(vault, pack_id)
    if record.status is not PackStatus.AWAITING:
        raise _does_not_fit(_("This pack does not wait for a countersignature."))
    if pack.pack_id != record.id or not pack.later_signers or not begins_with(pdf, waiting):
        raise _does_not_fit(_("It is not the pack that waits here with one more signature, but another one."))
    with pdf.open() as plain:
        stored = vault.attachments.files.put(plain)
    try:
        with vault.transaction():
            vault.attachments.add_stored(
                stored,
                case_id=record.case_id,
                file_name=f"{record.id}.pdf",
                media_type="application/pdf",
                description=_("Countersigned pack"),
                at=now,
            )
            vault.packs.set_countersigned(record.id, attachment_id=stored.id, pdf_digest=stored.sha256)
            vault.audit.append("pack.countersigned", record.id, stored.sha256)
    except BaseException:
        vault.attachments.files.remove(stored.id)
        raise
    return vault.packs.get(record.id)


def begins_with(whole: Source, beginning: Source) -> bool:
    """Whether all bytes of `beginning` stand at the beginning of `whole`."""
    with whole.open() as longer, beginning.open() as shorter:
        while piece := shorter.read(_PIECE):
            if longer.read(len(piece)) != piece:
                return False
    return True


def lead_in_words(colleagues: Sequence[Colleague]) -> str:
    """Who is to countersign, as page one says it: by name where there is one colleague only."""
    return f"{colleagues[0].name}, {colleagues[0].role}" if len(colleagues) == 1 else _("the lead")


def leads(vault: Vault) -> tuple[Colleague, ...]:
    """The colleagues that a pack can be sealed to for countersigning, without whoever this vault belongs to."""
    own = {str(identity.recipient) for identity in answer_identities(vault)}
    return tuple(one for one in terms.colleagues(vault) if one.recipient and one.recipient not in own)


def save_sealed(pdf: Source, recipient: str, folder: Path, pack_id: str) -> Path:
    """Write a pack into a folder, sealed to one age recipient, whole or not at all. Tells where.

    Raises NotSavedError where it cannot be written, or something else has its name.
    """
    target = folder / f"{pack_id}.pdf{_SEALED}"
    with (
        saving(target, _("The pack could not be saved")),
        SharedFolder(folder).writing(target.name, replace=False) as written,
        pdf.open() as plain,
    ):
        written.writelines(sealed_pieces(plain, [parse_recipient(recipient)]))
    return target


def hand_over(vault: Vault, handed: Handed, lead: Colleague, folder: Path) -> Path:
    """Save a pack that waits for its lead, sealed to them, and write it down. Tells where; raises as `save_sealed`."""
    return _save_and_tell(vault, "pack.handed", handed, handed.source, lead.recipient, folder)


def give_back(vault: Vault, signed: Countersigned, folder: Path) -> Path:
    """Save a pack of somebody else with the second signature, sealed to its author; the same otherwise."""
    to = signed.handed.facts.answer_to
    return _save_and_tell(vault, "pack.countersigned", signed.handed, signed.pdf, to, folder)


def _save_and_tell(
    vault: Vault, action: str, handed: Handed, pdf: Source, recipient: str, folder: Path
) -> Path:
    path = save_sealed(pdf, recipient, folder, handed.pack.pack_id)
    vault.audit.append(action, handed.pack.pack_id)
    return path


def _does_not_fit(what_happened: str) -> PackContentError:
    return PackContentError(
        _("The countersigned pack was not taken in"),
        what_happened,
        _("Choose the file that came back from your lead for this pack."),
    )
