"""``vault slots``, ``vault passphrase``, ``vault recover``: the unlock methods of a vault.

Secrets are asked for or read from standard input, one a line, in the order in which they are asked for; never from the
command line.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.casework.organisation import EscrowKey
from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.cli.reading import (
    opened_vault,
    read_file,
    read_new_passphrase,
    read_passphrase,
    read_secret,
)
from prevent_desktop.errors import UnlockMethodError, UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.key_slots import open_with_passphrase
from prevent_desktop.vault.keys.slots import KeySlot, SlotKind
from prevent_desktop.vault.keys.system_store import SystemStore
from prevent_desktop.vault.keys.tpm import Tpm
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.vault_admin import recover, unlock, unlock_methods
from prevent_desktop.workflows.vault_admin.unlock_methods import UnlockMethod, material

_KINDS = {
    "passphrase": SlotKind.PASSPHRASE,
    "recovery": SlotKind.RECOVERY,
    "escrow": SlotKind.ESCROW,
    "login": SlotKind.SYSTEM,
    "pin": SlotKind.TPM,
}


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for unlock methods."""
    slots = vault.add_parser("slots", help=_("list, add and remove the ways into a vault"))
    _add_slot_commands(slots.add_subparsers(required=True))
    change = vault.add_parser("passphrase", help=_("change the passphrase: the old one, then the new one"))
    change.add_argument("folder", type=place, metavar="VAULT")
    change.set_defaults(run=run_change)
    rescue = vault.add_parser("recover", help=_("set a new passphrase without the old one"))
    rescue.add_argument("folder", type=place, metavar="VAULT")
    by = rescue.add_mutually_exclusive_group(required=True)
    by.add_argument(
        "--escrow-key",
        type=file_to_read,
        metavar="KEY.txt",
        help=_("the organisation’s secret key; its use is written down and shown to the practitioner"),
    )
    by.add_argument(
        "--recovery-code", action="store_true", help=_("ask for the recovery code, then for the passphrase")
    )
    by.add_argument("--login", action="store_true", help=_("by this computer’s login, where it was added"))
    by.add_argument(
        "--pin", action="store_true", help=_("ask for the PIN on this computer, where it was added")
    )
    rescue.set_defaults(run=run_recover)


def _add_slot_commands(slots: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listed = slots.add_parser("list", help=_("show the ways in"))
    listed.add_argument("folder", type=place, metavar="VAULT")
    listed.add_argument("--json", action="store_true", help=_("print them as JSON"))
    listed.set_defaults(run=run_list)
    added = slots.add_parser("add", help=_("add a way in"))
    added.add_argument("folder", type=place, metavar="VAULT")
    added.add_argument("kind", choices=list(_KINDS))
    added.add_argument("--label", default="", help=_("a name for a passphrase"))
    added.add_argument("--organisation", metavar="NAME", help=_("whose escrow key it is"))
    added.add_argument(
        "--recipient", type=file_to_read, metavar="KEY.pub", help=_("the organisation’s public key")
    )
    added.set_defaults(run=run_add)
    removed = slots.add_parser("remove", help=_("take a way in away"))
    removed.add_argument("folder", type=place, metavar="VAULT")
    removed.add_argument("slot", metavar="ID")
    removed.set_defaults(run=run_remove)
    tried = slots.add_parser("try-code", help=_("whether a recovery code opens the vault; nothing changes"))
    tried.add_argument("folder", type=place, metavar="VAULT")
    tried.set_defaults(run=run_try_code)


def run_list(arguments: argparse.Namespace) -> Exit:
    """Every way in, oldest first."""
    with opened_vault(arguments.folder, "ways in") as vault:
        found = unlock_methods.unlock_methods(vault)
    if arguments.json:
        say_json([_facts(way) for way in found])
        return Exit.DONE
    for way in found:
        facts = _facts(way)
        say(f"{way.slot_id}  {way.name}  {way.label}".rstrip())
        if facts["added"]:
            say("    " + _("added {day}").format(day=facts["added"]))
        if way.fingerprint:
            say("    " + _("key in words: {words}").format(words=" ".join(way.fingerprint)))
    return Exit.DONE


def run_add(arguments: argparse.Namespace) -> Exit:
    """Add a way in and tell its id; a recovery code is printed once."""
    with opened_vault(arguments.folder, "ways in") as vault:
        slot = _new_slot(vault, arguments)
        unlock_methods.keep(vault, slot)
    say(_("Added: {slot}").format(slot=slot.id))
    return Exit.DONE


def run_remove(arguments: argparse.Namespace) -> Exit:
    """Take a way in away; what the system kept for it goes too, where this is its computer."""
    with opened_vault(arguments.folder, "ways in") as vault:
        gone = unlock_methods.remove(vault, arguments.slot)
    if gone.kind is SlotKind.SYSTEM:
        unlock_methods.forget_secret(SystemStore.here(), gone.slot_id)
    say(_("Taken away: {name}").format(name=gone.name))
    return Exit.DONE


def run_try_code(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where the code opens the vault; the passphrase is asked for first."""
    with opened_vault(arguments.folder, "ways in") as vault:
        try:
            unlock_methods.code_opens(material(vault), read_secret(_("Recovery code: ")))
        except BaseException:
            unlock_methods.note_code_tried(vault, opens=False)
            raise
        unlock_methods.note_code_tried(vault, opens=True)
    say(_("The recovery code opens the vault. Nothing was changed."))
    return Exit.DONE


def run_change(arguments: argparse.Namespace) -> Exit:
    """The passphrase that was typed gives way to a new one; the other methods stay."""
    opened = open_with_passphrase(arguments.folder, read_passphrase())
    with unlock.open_vault(arguments.folder, opened.key, how="passphrase change") as vault:
        slot = unlock_methods.new_passphrase(material(vault), read_new_passphrase())
        unlock_methods.keep(vault, slot, instead_of=(opened.slot_id,))
    say(_("Changed. Use the new passphrase from now on."))
    return Exit.DONE


def run_recover(arguments: argparse.Namespace) -> Exit:
    """A new passphrase in place of all older ones."""
    if arguments.escrow_key is not None:
        return _recover_with_escrow(arguments)
    if arguments.recovery_code:
        code = read_secret(_("Recovery code: "))
        recover.recover_with_code(arguments.folder, code, read_new_passphrase())
    elif arguments.login:
        recover.recover_with_login(arguments.folder, read_new_passphrase())
    else:
        pin = read_secret(_("PIN: "))
        recover.recover_with_pin(arguments.folder, pin, read_new_passphrase())
    say(_("The new passphrase opens the vault."))
    return Exit.DONE


def _recover_with_escrow(arguments: argparse.Namespace) -> Exit:
    identities = read_file(arguments.escrow_key).decode("utf-8", "replace")
    recover.recover_with_escrow(arguments.folder, identities, read_new_passphrase(), now=datetime.now(UTC))
    say(_("The new passphrase opens the vault. The practitioner is told at the next unlocking."))
    return Exit.DONE


def _facts(way: UnlockMethod) -> dict[str, object]:
    return {
        "id": way.slot_id,
        "kind": way.kind.value,
        "label": way.label,
        "added": "" if way.created_at is None else way.created_at.isoformat(),
        "fingerprint": list(way.fingerprint),
    }


def _new_slot(vault: Vault, arguments: argparse.Namespace) -> KeySlot:
    made_from, at = material(vault), datetime.now(UTC)
    kind = _KINDS[arguments.kind]
    if kind is SlotKind.PASSPHRASE:
        return unlock_methods.new_passphrase(made_from, read_new_passphrase(), label=arguments.label)
    if kind is SlotKind.RECOVERY:
        code, slot = unlock_methods.new_recovery(made_from)
        say(_("Recovery code, shown only this once: {code}").format(code=code))
        return slot
    if kind is SlotKind.ESCROW:
        return unlock_methods.new_escrow(made_from, _organisation(vault, arguments), at=at)
    if kind is SlotKind.SYSTEM:
        store = SystemStore.here()
        if store is None:
            raise _nothing_here(_("There is no store of secrets on this computer"))
        return unlock_methods.new_system(made_from, store, at=at)
    tpm = Tpm.here()
    if tpm is None:
        raise _nothing_here(_("There is no security chip (TPM 2) that this account may use"))
    return unlock_methods.new_pin(made_from, tpm, read_secret(_("New PIN: ")), at=at)


def _organisation(vault: Vault, arguments: argparse.Namespace) -> EscrowKey:
    """The key that was named, which is then kept as the organisation's; else the one that is kept."""
    if arguments.recipient is not None and arguments.organisation:
        recipient = read_file(arguments.recipient).decode("utf-8", "replace").strip()
        named = EscrowKey(name=arguments.organisation, recipient=recipient)
        unlock_methods.fingerprint_of(named)
        settings.save_escrow_key(vault, named)
        return named
    kept = settings.escrow_key(vault)
    if kept is None:
        raise UsageError(
            _("It is not known whose key it is"),
            _("Your organisation gave no escrow key yet. Nothing was changed."),
            _("Name both: --organisation NAME --recipient KEY.pub"),
        )
    return kept


def _nothing_here(title: str) -> UnlockMethodError:
    return UnlockMethodError(title, _("Nothing was changed."), _("Use another way in."))
