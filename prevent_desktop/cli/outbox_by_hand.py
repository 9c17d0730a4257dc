"""``outbox bring-in``, ``mail``, ``sent``, ``sftp-key`` and ``sftp-password``: what needs a person, without unlocking anything."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_write, place
from prevent_desktop.cli.reading import read_secret, using
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import UsageError
from prevent_desktop.files.durable import copy_for_person
from prevent_desktop.translation import _
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending.bring_in import Became, bring_in
from prevent_desktop.workflows.sending.returned_files import say_sent, written_draft


def add_commands(outbox: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add them to ``outbox``."""
    brought = outbox.add_parser("bring-in", help=_("receipts and answers that came by email or on a stick"))
    brought.add_argument("files", nargs="+", type=place, metavar="FILE", help=_("files, emails (.eml) or folders"))  # fmt: skip
    brought.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    mail = outbox.add_parser("mail", help=_("save the email with a pack, to send it"))
    mail.add_argument("-o", "--output", required=True, type=file_to_write, metavar="MAIL.eml")
    sent = outbox.add_parser("sent", help=_("say that you have sent the email with a pack"))
    for command in (mail, sent):
        command.add_argument("pack", metavar="PACK", help=_("its id, as “outbox list” shows it"))
    key = outbox.add_parser("sftp-key", help=_("this computer’s key for SFTP, to give to receivers"))
    key.add_argument("--new", action="store_true", help=_("make a new one; the one before no longer counts"))
    password = outbox.add_parser("sftp-password", help=_("keep the password of an SFTP account; it is asked for"))  # fmt: skip
    password.add_argument("address", metavar="sftp://…", help=_("the receiver’s address"))
    for command, run in (
        (brought, run_bring_in),
        (mail, run_mail),
        (sent, run_sent),
        (key, run_key),
        (password, run_password),
    ):
        command.add_argument("--data", type=place, metavar="DIR", help=_("the program’s data folder"))
        command.set_defaults(run=run)


def run_bring_in(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where all that came could be taken or was here before, 1 where something was refused or there was nothing."""
    with Spool.open(Places.of(arguments.data).spool) as spool:
        results = bring_in(spool, arguments.files, now=datetime.now(UTC))
    if arguments.json:
        say_json([{"file": one.name, "pack": one.pack_id or None, "result": one.became.value, "words": one.words} for one in results])  # fmt: skip
    else:
        for one in results:
            say(f"{one.name}: {one.words}")
        if not results:
            say(_("There was no receipt and no answer."))
    well = bool(results) and not any(one.became in {Became.REFUSED, Became.NOTHING} for one in results)
    return Exit.DONE if well else Exit.NOT_VALID


def run_mail(arguments: argparse.Namespace) -> Exit:
    """Copy the draft to where the person wants it."""
    with Spool.open(Places.of(arguments.data).spool) as spool:
        draft = written_draft(spool, arguments.pack)
        if draft is None:
            raise _no_draft(arguments.pack)
        with using(arguments.output):
            copy_for_person(draft.path, arguments.output)
    say(_("{file}: open it with your email program and send it; then run “outbox sent {pack}”.").format(file=arguments.output, pack=arguments.pack))  # fmt: skip
    return Exit.DONE


def run_sent(arguments: argparse.Namespace) -> Exit:
    """From here on its receipt is waited for."""
    with Spool.open(Places.of(arguments.data).spool) as spool:
        if not say_sent(spool, arguments.pack):
            raise _no_draft(arguments.pack)
    say(_("Its receipt is waited for. When it comes by email, bring it in with “outbox bring-in”."))
    return Exit.DONE


def run_key(arguments: argparse.Namespace) -> Exit:
    """Print the public half; make the key where there is none."""
    keys = SftpKeys()
    line = "" if arguments.new else keys.public_key()
    say(line or keys.make_key())
    return Exit.DONE


def run_password(arguments: argparse.Namespace) -> Exit:
    """Keep it in the system's store; an empty one takes it away."""
    try:
        address = SftpAddress.parse(arguments.address)
    except ValueError as error:
        raise UsageError(
            _("That is not the address of an SFTP mailbox"),
            _("It has no user, no server, no folder or no fingerprint of the server’s key."),
            _("Give the receiver’s address as the outbox or your organisation’s file shows it."),
        ) from error
    SftpKeys().keep_password(address, read_secret(_("Password: ")))
    return Exit.DONE


def _no_draft(pack_id: str) -> UsageError:
    return UsageError(
        _("There is no email for that pack"),
        _("Pack {pack} is not in the outbox, or does not go by email, or its email is not written yet.").format(pack=pack_id),
        _("Run “outbox list” to see the packs, and “outbox send” to have the email written."),
    )  # fmt: skip
