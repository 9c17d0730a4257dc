"""``vault audit``: save the audit as a signed file, and check such a file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.cli.output import Exit, complain, say
from prevent_desktop.cli.paths import file_to_read, file_to_write, place
from prevent_desktop.cli.reading import opened_file, opened_vault, read_file
from prevent_desktop.errors import AuditChainError, UsageError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.fingerprint_words import words_for_hex
from prevent_desktop.workflows.vault_admin.audit_export import (
    check_export,
    export_all,
    export_person,
    save_export,
)


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command for the audit."""
    audit = vault.add_parser("audit", help=_("save the audit as a signed file, or check such a file"))
    audit.add_argument("folder", type=place, metavar="VAULT", nargs="?")
    audit.add_argument("-o", "--output", type=file_to_write, metavar="FILE")
    audit.add_argument("--person", default="", metavar="ID", help=_("what was done with one person’s record"))
    audit.add_argument(
        "--check", type=file_to_read, metavar="FILE", help=_("check chain and signature of a saved file")
    )
    audit.add_argument(
        "--trust", type=file_to_read, metavar="PEM", help=_("the authority of the signer’s certificate")
    )
    audit.set_defaults(run=run_audit)


def run_audit(arguments: argparse.Namespace) -> Exit:
    """Exit 0 when it is saved, or adds up; 1 where a file does not add up."""
    if arguments.check is not None:
        return _check(arguments)
    if arguments.folder is None or arguments.output is None:
        raise UsageError(
            _("That is not enough"),
            _("A vault and the name of the new file are needed, or a file to check."),
            _("Write: vault audit VAULT -o FILE, or: vault audit --check FILE."),
        )
    now = datetime.now(UTC)
    with opened_vault(arguments.folder, "audit") as vault:
        export = (
            export_person(vault, arguments.person, now=now)
            if arguments.person
            else export_all(vault, now=now)
        )
        save_export(export, arguments.output)
    say(_("Saved and signed: {file}").format(file=arguments.output))
    return Exit.DONE


def _check(arguments: argparse.Namespace) -> Exit:
    trusted = () if arguments.trust is None else (read_file(arguments.trust),)
    try:
        with opened_file(arguments.check) as file:
            checked = check_export(file, trusted)
    except AuditChainError as error:
        complain(error)
        return Exit.NOT_VALID
    counted = ngettext(
        "{number} entry, and all add up.", "{number} entries, and all add up.", checked.entries
    )
    say(counted.format(number=checked.entries))
    say(
        _("Head of the chain: entry {position}, {head}").format(
            position=checked.head.position, head=checked.head.head
        )
    )
    say(_("About: {person}").format(person=checked.person_id or _("everybody")))
    say(_("Signed by: {name}, {organisation}").format(name=checked.signer, organisation=checked.organisation))
    say(_("Certificate in words: {words}").format(words=words_for_hex(checked.fingerprint)))
    say(_("Certificate (SHA-256): {fingerprint}").format(fingerprint=checked.fingerprint))
    say(
        _("Time by the signer’s own clock: {time}").format(time=checked.made_at.isoformat(timespec="seconds"))
    )
    if arguments.trust is None:
        say(
            _(
                "Whether it is their certificate was not checked: name the authority with --trust, or ask by phone."
            )
        )
    elif not checked.is_trusted:
        say(_("NOT TRUSTED: the certificate does not lead to that authority."))
        return Exit.NOT_VALID
    return Exit.DONE
