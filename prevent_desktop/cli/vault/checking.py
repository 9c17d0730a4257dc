"""``vault verify``, and ``vault rescue``: a new, whole vault from what can be read of a damaged one."""

from __future__ import annotations

import argparse

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.cli.reading import opened_vault, read_passphrase
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.vault_admin import damage, external_audit_heads, unlock
from prevent_desktop.workflows.vault_admin.damage_words import lost_in_words


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that check a vault, and that rescue a damaged one."""
    verify = vault.add_parser("verify", help=_("check every page, every attachment and the audit chain"))
    verify.add_argument("folder", type=place, metavar="VAULT")
    verify.add_argument(
        "--witness", type=file_to_read, metavar="FILE", action="append", default=[],
        help=_("a pack that was sent, or a saved list of the audit: is the vault as new as they are?"),
    )  # fmt: skip
    verify.set_defaults(run=run_verify)
    _add_rescue(vault)


def run_verify(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where all adds up; an error names the first thing that does not."""
    with opened_vault(arguments.folder, "verify") as vault:
        entries = external_audit_heads.check_all(vault)
        for path in arguments.witness:
            external_audit_heads.require_known(vault, external_audit_heads.head_in(vault, path), path.name)
            say(_("{file} was made from this vault as it is, or earlier.").format(file=path.name))
    say(
        ngettext(
            "The vault is whole. The audit chain holds {number} entry.",
            "The vault is whole. The audit chain holds {number} entries.",
            entries,
        ).format(number=entries)
    )
    return Exit.DONE


def _add_rescue(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rescue = vault.add_parser("rescue", help=_("write a new vault from what can be read of a damaged one"))
    rescue.add_argument("folder", type=place, metavar="VAULT")
    rescue.add_argument("-o", "--output", required=True, type=place, metavar="FOLDER")
    rescue.add_argument(
        "--slots",
        type=place,
        metavar="BACKUP",
        help=_("take the ways in from a backup, where slots.json is damaged"),
    )
    rescue.set_defaults(run=run_rescue)


def run_rescue(arguments: argparse.Namespace) -> Exit:
    """Write the new vault and tell what is missing. The damaged one stays as it is. Exit 1 where something is missing."""
    key = unlock.derive_key(arguments.slots or arguments.folder, read_passphrase())
    error = damage.why_not(arguments.folder, key)
    if error is None:
        say(_("The vault is whole: there is nothing to rescue. Nothing was written."))
        return Exit.DONE
    say(_("{title}: what can be read is written into a new vault.").format(title=error.title))
    rescued = damage.rescue(arguments.folder, key, arguments.output, error, slots=arguments.slots)
    say(_("Rescued into {folder}. The damaged vault was not changed.").format(folder=rescued.folder))
    for lost in rescued.findings.lost:
        say(_("Not readable: {what}.").format(what=lost_in_words(lost)))
    if rescued.missing:
        say(
            ngettext(
                "Not readable: the file of {number} attachment.",
                "Not readable: the files of {number} attachments.",
                len(rescued.missing),
            ).format(number=len(rescued.missing))
        )
    return Exit.NOT_VALID if rescued.findings.lost or rescued.missing else Exit.DONE
