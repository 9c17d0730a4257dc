"""``inbox reply``: a mail with the receipt and the answers to a pack that came by mail, for the receiver to send."""

from __future__ import annotations

import argparse
from pathlib import Path

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.reading import cannot_use
from prevent_desktop.delivery.mailboxes.mail_drafts import mail_address
from prevent_desktop.delivery.mailboxes.mail_replies import reply
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import UsageError
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.translation import _


def add_command(inbox: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add it to ``inbox``."""
    back = inbox.add_parser("reply", help=_("a mail with the receipt and the answers to a pack"))
    back.add_argument("folder", type=Path, metavar="FOLDER", help=_("the mailbox that the pack came into"))
    back.add_argument("pack", metavar="PACK")
    back.add_argument("-o", "--output", required=True, type=Path, metavar="MAIL.eml")
    back.add_argument("--to", default="", metavar="ADDRESS", help=_("the sender's mail address; else you fill it in"))  # fmt: skip
    back.set_defaults(run=run_reply)


def run_reply(arguments: argparse.Namespace) -> Exit:
    """Write the draft; nothing is sent by this program."""
    try:
        to = mail_address(f"mailto:{arguments.to}") if arguments.to else ""
        if PACK_ID.fullmatch(arguments.pack) is None:
            raise ValueError("no pack's id")  # noqa: TRY301 -- one sentence tells both
        content = reply(FolderMailbox(arguments.folder), arguments.pack, to=to)
    except (FileNotFoundError, ValueError) as error:
        raise UsageError(
            _("There is nothing to send back"),
            _("The folder holds no receipt for that pack, or the pack's id or the address is none."),
            _("Run “inbox run” first; it writes the receipt. Then give the pack's id as it told you."),
        ) from error
    except OSError as error:
        raise cannot_use(arguments.folder, error) from error
    try:
        write_for_person(arguments.output, content)
    except OSError as error:
        raise cannot_use(arguments.output, error) from error
    say(_("{file}: open it with your mail program and send it.").format(file=arguments.output))
    return Exit.DONE
