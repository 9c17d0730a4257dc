"""What the actions of the audit are called. Those about a kind of record stand in its declaration; here are all others.

`{thing}` is the name of the form, file or pack that it was done to.
"""

from __future__ import annotations

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.record_kind import SeenKind
from prevent_desktop.translation import _


def words_by_kind() -> dict[SeenKind, dict[str, str]]:
    """Every action of the program, and what it is called."""
    found: dict[SeenKind, dict[str, str]] = {
        SeenKind.LOOKED: {"audit.viewed": _("Looked at who has seen this")},
        SeenKind.WRITTEN: {},
        SeenKind.SENT: {},
        SeenKind.TAKEN_OUT: {
            "audit.exported": _("This list saved as a signed file"),
            "certificate.exported": _("The certificate of a disposal saved"),
            "team.snapshot-made": _("A copy of all shared cases saved for a colleague’s vault, sealed"),
            "step-up.passed": _("Passphrase given again before that"),
            "step-up.refused": _("A wrong passphrase given"),
        },
        SeenKind.KEEPING: {"disposal.finished": _("What was disposed of is gone from the disk")},
        SeenKind.VAULT: _of_vault(),
    }
    for kind in record_kinds.KINDS:
        for action in kind.actions:
            found[action.kind][action.name] = action.words()
    return found


def _of_vault() -> dict[str, str]:
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
        "escrow.used": _("Vault opened with the organisation’s key"),
        "slot.added": _("A way into the vault added"),
        "slot.removed": _("A way into the vault taken away"),
        "slot.changed": _("A way into the vault changed"),
        "passphrase.changed": _("Passphrase changed"),
        "recovery-code.renewed": _("Recovery code renewed"),
        "recovery-code.printed": _("Recovery code printed"),
        "recovery-code.tried": _("Recovery code typed back as a rehearsal"),
        "escrow.read": _("Read that the organisation’s key was used"),
        "settings.changed": _("A setting changed"),
        "news.seen": _("Said that all that came was seen"),
        "news.shown-again": _("What came shown as new again"),
        "certificate.requested": _("A signing key made, and a certificate requested for it"),
        "certificate.taken": _("The certificate for the signing key taken"),
        "certificate.request-dropped": _("A request for a certificate dropped"),
        "school.compared": _("The card of a school compared by phone"),
        "school.chosen": _("A school chosen in the council’s directory"),
        "schools.directory-taken": _("The council’s directory of schools taken"),
        "roll.taken": _("A school’s list of names taken"),
        "team.keys-made": _("Keys for sharing cases made"),
        "team.new-writer": _("Went on in the team under a new number"),
        "team.admission-asked": _(
            "The laptop with the organisation’s key asked to let somebody into the team"
        ),
        "team.admission-signed": _("Somebody let into the team as a colleague had asked"),
        "team.admitted-by-words": _("Somebody was let into the team by comparing six words"),
        "team.snapshot-taken": _("All shared cases taken from a lead’s copy"),
        "team.counts-after-all": _("Changes of a removed laptop let count after all"),
        "team.changes-lost": _("Said which changes were lost with a disk"),
        "team.wait-ended": _("Said that nobody needs to wait for some changes"),
        "team.circle-keyed": _("A new key for shared cases made"),
        "team.circle-heard": _("A new key for shared cases came"),
        "roll.removed": _("The school’s list of names removed"),
        "roll.brought-back": _("The school’s list of names brought back"),
        "profile.imported": _("The organisation’s file taken"),
        "profile.authority-replaced": _(
            "The authority of the organisation’s file replaced by the one that IT has set"
        ),
        "profile.expired-seen": _("Told that the organisation’s file has run out"),
        "team.founded": _("A team begun"),
        "team.second-key-made": _("A second key for the organisation’s file made"),
        "team.second-key-tried": _("The second key tried"),
        "team.taken-over": _("The organisation’s file taken over by its second key"),
        "team.invited": _("Slips for joining the team made"),
        "team.slips-printed": _("Slips for joining the team printed"),
        "team.second-key-printed": _("The code of the second key printed"),
        "team.slip-cancelled": _("A slip for joining the team cancelled"),
        "team.goes-into": _("The team made part of another team"),
        "team.let-in": _("A laptop let into the team"),
        "team.asked-to-join": _("Asked to join a team"),
        "team.joined": _("Joined a team"),
        "desk.made": _("The vault made a receiving desk"),
        "desk.changed": _("The receiving desk changed"),
        "desk.given": _("The keys of the receiving desk given to colleagues"),
        "desk.taken": _("The keys of a colleague’s receiving desk taken"),
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
