"""One tree of errors. Each tells a title, what happened, and what to do next, in words a practitioner can act on.

    PreventDesktopError
    ├── ProgramError               we are broken: a fault of this program, to be reported
    └── WorldError                 the world is broken: a file, key, form, network, clock or disk
        ├── UsageError             a command or setting that cannot be meant
        ├── NotSavedError          the disk does not take what a person has saved to a place of their choice
        ├── PolicyError            what IT has set for this computer cannot be read
        │   └── DataFolderAwayError    the folder that IT has set lies on a disk that is not there
        ├── QuestionnaireError     a form definition that cannot be used
        ├── FormBundleError        a signed bundle of forms that cannot be taken
        ├── ProfileError           an organisation's profile that cannot be taken, or has run out
        ├── InvitationError        an invitation to a team, its code, a request or an answer that cannot be used
        ├── ResponseError          a saved response that cannot be read
        ├── ExpressionError        a rule of a form (FHIRPath) that has no result
        │   └── ExpressionSyntaxError  not FHIRPath, or larger than we accept
        ├── VaultError
        │   ├── VaultExistsError       a vault is already there
        │   ├── VaultMissingError      no vault there
        │   ├── WrongSecretError       passphrase or recovery code does not open any slot
        │   ├── TooManyTriesError      wrong passphrases were tried: wait before the next one
        │   ├── UnlockMethodError             a way in that cannot be added, used or taken away
        │   ├── WeakPassphraseError    too easy to guess
        │   ├── HeaderDamagedError     the slot file cannot be trusted
        │   ├── DatabaseDamagedError   a page does not verify
        │   ├── NewerVaultError        written by a newer version
        │   ├── VaultInUseError        another instance holds it
        │   ├── ReadOnlyFolderError    the folder cannot be written
        │   ├── VaultPlaceError        a vault may not lie there: a network drive, a synced folder, FAT
        │   ├── ReadOnlyVaultError     open for reading only: damaged, or no room to write
        │   ├── BackupError            a backup that cannot be made, or cannot be used
        │   │   └── CopyStoppedError       stopped by the person; nothing half is left
        │   ├── MergeError             two copies that cannot be joined
        │   ├── DiskFullError          no room
        │   ├── AuditChainError        the chain of entries does not add up
        │   │   └── RolledBackError        an older copy, or part of one, was put back; its owner may go on with it
        │   └── RecordError            a record that is missing, frozen or does not fit
        │       └── HeldByColleagueError   a colleague at the same desk has the pack by now
        ├── EvidenceError          a file that is not taken, shown or copied
        │   └── AddingStoppedError     stopped by the person; nothing of it is kept
        ├── PrintingError          no printer, printing is not allowed, or the print service did not take it
        ├── ReleaseError           a release of this program that is not to be installed
        │   └── ReleaseUnclearError    nothing can be told about it, because the clock is in doubt
        ├── SystemStoreError       the system's store of secrets is locked, denied or gone
        ├── SealingError           a sealed file, recipient or identity
        │   ├── SealFormatError        not an age file, or not one we accept
        │   ├── NotForUsError          no identity opens it
        │   └── SealBrokenError        changed or cut since it was sealed
        ├── ReaderEndedError       the process that reads packs ended: nothing is said against the pack
        │   └── ReaderMissingError     it does not start at all
        ├── PackError
        │   ├── PackContentError       cannot be built from what was given
        │   ├── MissingGlyphError      a character that no shipped font has, in words typed now
        │   ├── SigningKeyError        key or certificate cannot be used
        │   │   └── TokenError             a smart card or its program refuses, or is not there
        │   ├── EncryptionCertificateError  a receiver's certificate that nothing can be encrypted to
        │   └── PackVerificationError  signature, signer or document does not verify
        │       └── PackLockedError        it is under a password or encrypted to a certificate, and was not opened
        └── DeliveryError
            ├── SpoolError             the outbox on disk
            │   └── SpoolDamagedError      its list cannot be read: it has to be rebuilt
            ├── WaitingError           try again later: offline, portal, server busy
            ├── RefusedError           needs a person: refused, not trusted, expired
            ├── TeamObjectError        one thing in a team's mailbox that cannot be had; the rest can
            ├── SnapshotError          a copy of a team's record that cannot be made, or is not what it says
            ├── ReceiptError           a receipt that does not verify
            ├── AnswerError            a receiver's answer that cannot be given, or does not verify
            └── PeerReviewError         a draft for comment, or comments, that cannot be handed on or taken

A library's exception is translated once, at the border, with ``raise … from``.
"""

from __future__ import annotations


class PreventDesktopError(Exception):
    """The root. `title` is a heading, `what_happened` one or two sentences, `next_step` what the reader can do."""

    def __init__(self, title: str, what_happened: str, next_step: str) -> None:
        super().__init__(title, what_happened, next_step)
        self.title = title
        self.what_happened = what_happened
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.title}. {self.what_happened} {self.next_step}".rstrip()


class ProgramError(PreventDesktopError):
    """We are broken: a fault of this program, to be reported."""


class WorldError(PreventDesktopError):
    """The world is broken: a file, key, form, network, clock or disk."""


class UsageError(WorldError):
    """A command or setting that cannot be meant."""


class NotSavedError(WorldError):
    """The disk does not take what a person has saved to a place of their choice."""


class PolicyError(WorldError):
    """What IT has set for this computer cannot be read, or is not such settings."""


class DataFolderAwayError(PolicyError):
    """The folder that IT has set for the records is not there, since its disk is not attached: nothing is begun."""


class QuestionnaireError(WorldError):
    """A form definition that cannot be used; `link_id` names the item where there is one."""

    def __init__(self, title: str, what_happened: str, next_step: str, *, link_id: str | None = None) -> None:
        super().__init__(title, what_happened, next_step)
        self.link_id = link_id


class FormBundleError(WorldError):
    """A signed bundle of forms that cannot be taken: not trusted, altered, expired, or older than what is here."""


class ProfileError(WorldError):
    """An organisation's profile that cannot be made or taken, or that has run out."""


class InvitationError(WorldError):
    """An invitation to a team, its code, a request to join or its answer that cannot be used."""


class ResponseError(WorldError):
    """A saved response that cannot be read."""


class ExpressionError(WorldError):
    """A rule of a form (FHIRPath) that has no result; what happened never quotes an answer."""


class ExpressionSyntaxError(ExpressionError):
    """A rule that is not FHIRPath, or larger than we accept; `position` counts its characters from 0."""

    def __init__(self, title: str, what_happened: str, next_step: str, *, position: int) -> None:
        super().__init__(title, what_happened, next_step)
        self.position = position


class VaultError(WorldError):
    """Anything about the vault on disk."""


class VaultExistsError(VaultError):
    """A vault is already there."""


class VaultMissingError(VaultError):
    """There is no vault there."""


class WrongSecretError(VaultError):
    """The passphrase or recovery code opens no slot."""


class TooManyTriesError(VaultError):
    """Wrong passphrases were tried; the next one may be tried in `seconds`."""

    def __init__(self, title: str, what_happened: str, next_step: str, *, seconds: float) -> None:
        super().__init__(title, what_happened, next_step)
        self.seconds = seconds


class UnlockMethodError(VaultError):
    """A way into the vault that cannot be added, used or taken away: the last one, or its keeper says no."""


class WeakPassphraseError(VaultError):
    """The passphrase is too easy to guess."""


class HeaderDamagedError(VaultError):
    """The slot file cannot be trusted."""


class DatabaseDamagedError(VaultError):
    """A page of the database does not verify."""


class NewerVaultError(VaultError):
    """The vault was written by a newer version of the program."""


class VaultInUseError(VaultError):
    """Another instance holds the vault."""


class ReadOnlyFolderError(VaultError):
    """The vault's folder cannot be written."""


class VaultPlaceError(VaultError):
    """A vault may not lie in that folder: a network drive, a synced folder, FAT, or a disk that takes nothing."""


class ReadOnlyVaultError(VaultError):
    """The vault is open for reading only: it is damaged, or its disk takes nothing."""


class BackupError(VaultError):
    """A backup that cannot be made, or that cannot be used."""


class CopyStoppedError(BackupError):
    """Copying was stopped by the person. Nothing half is left."""


class DiskFullError(VaultError):
    """The disk has no room."""


class MergeError(VaultError):
    """Two copies cannot be joined: another vault, no vault, or a copy that changed meanwhile."""


class AuditChainError(VaultError):
    """The chain of audit entries does not add up."""


class RolledBackError(AuditChainError):
    """The vault, a part of it or its anchor is older than what was known; its owner may go on with a reason."""


class RecordError(VaultError):
    """A record that is missing, frozen, or does not fit."""


class HeldByColleagueError(RecordError):
    """A colleague at the same desk has the pack by now, by the mark with this `number`."""

    def __init__(self, title: str, what_happened: str, next_step: str, *, number: int) -> None:
        super().__init__(title, what_happened, next_step)
        self.number = number


class EvidenceError(WorldError):
    """A file that somebody brings is not taken, cannot be shown, or cannot be copied without what is hidden in it."""


class AddingStoppedError(EvidenceError):
    """The person wants the file no more while it is copied; nothing of it is kept."""


class SealingError(WorldError):
    """Anything about a sealed file, a recipient or an identity."""


class SealFormatError(SealingError):
    """Not an age file, recipient or identity, or not one that we accept."""


class NotForUsError(SealingError):
    """No identity at hand opens it."""


class SealBrokenError(SealingError):
    """Changed or cut since it was sealed."""


class ReaderEndedError(WorldError):
    """The process that reads packs ended for a reason that need not lie in the pack."""


class ReaderMissingError(ReaderEndedError):
    """The process that reads packs does not start: that is no fault of any pack."""


class PackError(WorldError):
    """Anything about a referral pack."""


class PackContentError(PackError):
    """A pack cannot be built from what was given."""


class MissingGlyphError(PackContentError):
    """A character that no shipped font has, where it can still be written in another way; elsewhere its number is printed."""


class SigningKeyError(PackError):
    """The signing key or its certificate cannot be used."""


class EncryptionCertificateError(PackError):
    """A receiver's certificate cannot be read, has run out, or is not for encryption."""


class TokenError(SigningKeyError):
    """A smart card or its program. `kind` is a stable word for the program (`packs.tokens.failure_reasons.CardFailure`)."""

    def __init__(self, title: str, what_happened: str, next_step: str, *, kind: str) -> None:
        super().__init__(title, what_happened, next_step)
        self.kind = kind


class PackVerificationError(PackError):
    """The signature, the signer or the document does not verify.

    `verdict` is a stable word for the program to tell reasons apart by (`packs.verdicts.Verdict`), where there is one.
    """

    def __init__(self, title: str, what_happened: str, next_step: str, *, verdict: str = "") -> None:
        super().__init__(title, what_happened, next_step)
        self.verdict = verdict


class PackLockedError(PackVerificationError):
    """The pack is under a password or encrypted to a certificate, and what was given does not open it."""


class PrintingError(WorldError):
    """Nothing was printed: no printer, none allowed, or the system's print service did not take it."""


class ReleaseError(WorldError):
    """A release of this program that is not to be installed: not as signed, older than one seen before, out of date, not whole."""


class ReleaseUnclearError(ReleaseError):
    """Nothing can be told about a release, because the clock of this computer is in doubt."""


class SystemStoreError(WorldError):
    """The system's own store of secrets is locked, was denied to us, or is gone."""


class DeliveryError(WorldError):
    """Anything about the outbox and the way to a receiver.

    `kind` is a stable word for the program to tell troubles apart by, such as ``captive_portal``, where there is one.
    """

    def __init__(self, title: str, what_happened: str, next_step: str, *, kind: str = "") -> None:
        super().__init__(title, what_happened, next_step)
        self.kind = kind


class SpoolError(DeliveryError):
    """The outbox on disk cannot be used."""


class SpoolDamagedError(SpoolError):
    """The outbox's list cannot be read; the sealed packs are there, and it can be rebuilt from them."""


class WaitingError(DeliveryError):
    """Nothing is wrong with the pack: try again later. `retry_after` is in seconds where the server said so."""

    def __init__(
        self,
        title: str,
        what_happened: str,
        next_step: str,
        *,
        kind: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(title, what_happened, next_step, kind=kind)
        self.retry_after = retry_after


class RefusedError(DeliveryError):
    """A person has to do something first: refused, not trusted, expired."""


class TeamObjectError(DeliveryError):
    """One thing in a team's mailbox cannot be had, and the rest can; `kind` tells why."""


class SnapshotError(DeliveryError):
    """A copy of a team's record that cannot be made, or is not what it says. What was taken of it before stays."""


class ReceiptError(DeliveryError):
    """A receipt that does not verify."""


class AnswerError(DeliveryError):
    """A receiver's answer that cannot be given, or that does not verify."""


class PeerReviewError(DeliveryError):
    """A draft for comment, or the comments on it, that cannot be handed on or taken."""


def reason_of(error: OSError) -> str:
    """What the system says went wrong, in its words, as it goes on after a colon; the kind of the error where it says nothing."""
    said = error.strerror
    return said[:1].lower() + said[1:] if said else type(error).__name__
