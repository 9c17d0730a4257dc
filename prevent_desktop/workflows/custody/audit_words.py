"""What the actions of the audit are called, all of them: add yours here, with its words.

`{thing}` is the name of the form, file or pack that it was done to.
"""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.translation import _


class SeenKind(StrEnum):
    """What sort of thing was done; the kinds that a list of entries can be narrowed to."""

    LOOKED = "looked"
    WRITTEN = "written"
    SENT = "sent"
    TAKEN_OUT = "taken-out"
    KEEPING = "keeping"
    VAULT = "vault"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            SeenKind.LOOKED: _("Looked at"),
            SeenKind.WRITTEN: _("Written"),
            SeenKind.SENT: _("Sent"),
            SeenKind.TAKEN_OUT: _("Saved outside"),
            SeenKind.KEEPING: _("Keeping"),
            SeenKind.VAULT: _("Whole vault"),
        }[self]


def words_by_kind() -> dict[SeenKind, dict[str, str]]:
    """Every action of the program, and what it is called."""
    return {
        SeenKind.LOOKED: _looked(),
        SeenKind.WRITTEN: _written(),
        SeenKind.SENT: _sent(),
        SeenKind.TAKEN_OUT: _taken_out(),
        SeenKind.KEEPING: _keeping(),
        SeenKind.VAULT: _vault(),
    }


def _looked() -> dict[str, str]:
    return {
        "record.viewed": _("Record opened"),
        "record.opened": _("Record opened"),
        "form.viewed": _("{thing} opened"),
        "note.viewed": _("A note read in full"),
        "event.viewed": _("An event read in full"),
        "decision.viewed": _("A decision read in full"),
        "pack.viewed": _("Pack {thing} looked at"),
        "pack.shown": _("Pack {thing} looked at"),
        "audit.viewed": _("Looked at who has seen this"),
    }


def _written() -> dict[str, str]:
    return {
        "person.added": _("Person added"),
        "person.changed": _("Details of the person changed"),
        "person.left": _("A difference from a form was left as it is"),
        "case.opened": _("Case opened"),
        "case.closed": _("Case closed"),
        "note.written": _("Note written"),
        "note.grown": _("A note went on in a form: {thing}"),
        "event.written": _("Event added"),
        "form.started": _("{thing} started"),
        "form.finalised": _("{thing} finalised"),
        "form.corrected": _("{thing} corrected by an addendum"),
        "attachment.added": _("File added: {thing}"),
        "attachment.described": _("File described: {thing}"),
        "attachment.bare-copy": _("Copy without hidden data made of a picture: {thing}"),
        "pack.received": _("Pack {thing} received, checked and kept"),
        "draft.received": _("Draft {thing} of a colleague opened and kept"),
        "draft.removed": _("Draft {thing} of a colleague taken out"),
        "draft.comment-done": _("A comment on draft {thing} marked done, or not done"),
        "pack.put-in-case": _("Received pack {thing} put in a case"),
        "conflict.settled": _("A difference between two laptops settled"),
        "withholding.decided": _("Something kept back from receivers"),
        "withholding.lifted": _("Something not kept back any more"),
    }


def _sent() -> dict[str, str]:
    return {
        "pack.signed": _("Pack {thing} signed"),
        "pack.countersigned": _("Pack {thing} countersigned by the lead"),
        "pack.sealed": _("Pack {thing} sealed to its receiver"),
        "pack.queued": _("Pack {thing} put into the outbox"),
        "pack.corrected": _("A correction to pack {thing} signed"),
        "pack.sent": _("Pack {thing} sent, waiting for the receipt"),
        "pack.withdrawn": _("Pack {thing} taken out of the outbox"),
        "pack.cancelled": _("Pack {thing} cancelled on its way: the receiver may have a part of it"),
        "receipt.verified": _("Pack {thing} received and opened by the receiver"),
        "answer.received": _("An answer to pack {thing} came and was verified"),
        "answer.set-aside": _("Something that is no answer came to pack {thing} and was set aside"),
        "answer.chased": _("The receiver of pack {thing} called about the answer"),
        "answer.given": _("An answer to pack {thing} signed and sealed to its sender"),
        "draft.comments-taken": _("Comments on draft {thing} came from a colleague"),
    }


def _taken_out() -> dict[str, str]:
    return {
        "attachment.copied": _("Copy saved outside the vault: {thing}"),
        "pack.handed": _("Pack {thing} saved for the lead, sealed"),
        "pack.saved": _("Pack {thing} saved to a folder, sealed"),
        "draft.handed-on": _("Draft {thing} saved for a colleague, sealed"),
        "draft.returned": _("Comments on draft {thing} saved for its author, sealed"),
        "pack.exported": _("Pack {thing} saved to a folder"),
        "pack.protected": _("Pack {thing} saved to a folder, under a password or encrypted to a certificate"),
        "pack.protected-again": _("Pack {thing} saved to a folder again, under a new password"),
        "person.exported": _("The whole record saved for the person who asked for it"),
        "audit.exported": _("This list saved as a signed file"),
        "certificate.exported": _("The certificate of a disposal saved"),
        "step-up.passed": _("Passphrase given again before that"),
        "step-up.refused": _("A wrong passphrase given"),
    }


def _keeping() -> dict[str, str]:
    return {
        "keeping.extended": _("Kept for longer"),
        "keeping.held": _("Put on legal hold"),
        "keeping.lifted": _("Legal hold lifted"),
        "keeping.left-channel": _("The day of leaving Channel recorded"),
        "case.disposed": _("Case disposed of"),
        "person.erased": _("Person erased"),
        "disposal.finished": _("What was disposed of is gone from the disk"),
    }


def _vault() -> dict[str, str]:
    return {
        "vault.created": _("Vault created"),
        "vault.unlocked": _("Vault unlocked"),
        "vault.recovered": _("Vault recovered"),
        "vault.merged": _("Joined with a copy from another laptop"),
        "vault.backed-up": _("Whole vault backed up, encrypted"),
        "backup.made": _("Whole vault backed up, encrypted"),
        "vault.rescued": _("Vault rescued from a damaged one"),
        "backup.restored": _("Vault restored from a backup"),
        "rollback.accepted": _("Went on with an older copy of the vault"),
        "escrow.used": _("Vault opened with the organisation's key"),
        "slot.added": _("A way into the vault added"),
        "slot.removed": _("A way into the vault taken away"),
        "slot.changed": _("A way into the vault changed"),
        "passphrase.changed": _("Passphrase changed"),
        "recovery-code.renewed": _("Recovery code renewed"),
        "recovery-code.tried": _("Recovery code typed back as a rehearsal"),
        "escrow.read": _("Read that the organisation's key was used"),
        "settings.changed": _("A setting changed"),
        "certificate.requested": _("A signing key made, and a certificate requested for it"),
        "certificate.taken": _("The certificate for the signing key taken"),
        "certificate.request-dropped": _("A request for a certificate dropped"),
        "profile.imported": _("A profile of the organisation taken"),
        "profile.expired-seen": _("Told that the organisation's profile has run out"),
        "desk.made": _("The vault made a receiving desk"),
        "desk.changed": _("The receiving desk changed"),
        "retention.rules-changed": _("The rules on how long records are kept changed"),
        "clock.confirmed": _("The date of this computer confirmed"),
        "clock.doubted": _("The date of this computer did not fit"),
        "forms.added": _("Forms added"),
        "forms.trusted": _("Whose forms are trusted changed"),
        "form.added": _("A form added to the library"),
        "form.withdrawn": _("A form withdrawn"),
    }


OF_EVERYBODY = (
    "escrow.used", "vault.recovered", "vault.merged", "vault.backed-up", "backup.made", "backup.restored",
    "rollback.accepted", "vault.rescued",
)  # fmt: skip
"""What was done to the vault as a whole and so to each record in it: shown with each person."""
