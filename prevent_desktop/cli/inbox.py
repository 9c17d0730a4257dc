"""``inbox``: take in what has come, for a server or a shared drive; look at what stands aside, try it again, remove it; answer a mail."""

from __future__ import annotations

import argparse
from pathlib import Path

from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.cli import inbox_answer, inbox_run
from prevent_desktop.cli.inbox_place import place_of, place_or_bucket
from prevent_desktop.cli.inbox_words import aside_json, aside_line
from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_write, place
from prevent_desktop.cli.reading import cannot_use, using
from prevent_desktop.delivery.mailboxes.mail_drafts import mail_address
from prevent_desktop.delivery.mailboxes.mail_replies import reply
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import UsageError
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.quarantine import (
    AsidePlace,
    Quarantined,
    dismiss,
    quarantined,
    try_again,
)


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``inbox`` and its commands."""
    inbox = commands.add_parser("inbox", help=_("take in packs that were sent to you")).add_subparsers(
        required=True
    )
    inbox_run.add_command(inbox)
    inbox_answer.add_command(inbox)
    _add_reply(inbox)
    aside = inbox.add_parser("quarantine", help=_("say what was set aside, and why"))
    _add_folder(aside)
    aside.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    aside.set_defaults(run=run_quarantine)
    for name, run_one, text in (
        ("retry", run_retry, _("put a file that was set aside back, to be checked again")),
        ("dismiss", run_dismiss, _("remove a file that was set aside for good")),
    ):
        one = inbox.add_parser(name, help=text)
        _add_folder(one)
        one.add_argument("name", metavar="NAME", help=_("as “inbox quarantine” calls it"))
        one.set_defaults(run=run_one)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        type=place_or_bucket,
        metavar="FOLDER",
        help=_("where packs come in: a mailbox, a tus server’s store, a stick, or s3://BUCKET/PREFIX"),
    )
    parser.add_argument("--endpoint", metavar="URL", help=_("where the S3-compatible store is"))


def run_quarantine(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where nothing stands aside, 1 where something does."""
    found = _quarantined(place_of(arguments.folder, arguments.endpoint), arguments)
    if arguments.json:
        say_json([aside_json(one) for one in found])
    else:
        for one in found:
            say(aside_line(one))
        if not found:
            say(_("Nothing was set aside."))
    return Exit.NOT_VALID if found else Exit.DONE


def run_retry(arguments: argparse.Namespace) -> Exit:
    """Put it back where packs come in."""
    place = place_of(arguments.folder, arguments.endpoint)
    one = _named(place, arguments)
    with using(Path(arguments.folder, "quarantine", one.name)):
        back = try_again(place, one)
    say(_("Back in: {file}").format(file=back))
    return Exit.DONE


def run_dismiss(arguments: argparse.Namespace) -> Exit:
    """Remove it; it cannot be brought back."""
    place = place_of(arguments.folder, arguments.endpoint)
    one = _named(place, arguments)
    with using(Path(arguments.folder, "quarantine", one.name)):
        dismiss(place, one)
    say(_("Removed: {file}").format(file=one.name))
    return Exit.DONE


def _named(place: AsidePlace, arguments: argparse.Namespace) -> Quarantined:
    for one in _quarantined(place, arguments):
        if one.name == arguments.name:
            return one
    raise UsageError(
        _("No such file was set aside"),
        _("“{name}” is not among the files that were set aside there.").format(name=arguments.name),
        _("Run “inbox quarantine” on the folder to see them."),
    )


def _quarantined(place: AsidePlace, arguments: argparse.Namespace) -> tuple[Quarantined, ...]:
    with using(Path(arguments.folder)):
        return quarantined(place)


def _add_reply(inbox: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    back = inbox.add_parser("reply", help=_("an email with the receipt and the answers to a pack"))
    back.add_argument("folder", type=place, metavar="FOLDER", help=_("the mailbox that the pack came into"))
    back.add_argument("pack", metavar="PACK")
    back.add_argument("-o", "--output", required=True, type=file_to_write, metavar="MAIL.eml")
    back.add_argument("--to", default="", metavar="ADDRESS", help=_("the sender’s email address; else you fill it in"))  # fmt: skip
    back.set_defaults(run=run_reply)


def run_reply(arguments: argparse.Namespace) -> Exit:
    """A mail with the receipt and the answers to a pack that came by mail, for the receiver to send; nothing is sent by this program."""
    try:
        to = mail_address(f"mailto:{arguments.to}") if arguments.to else ""
        if PACK_ID.fullmatch(arguments.pack) is None:
            raise ValueError("no pack's id")  # noqa: TRY301 -- one sentence tells both
        content = reply(FolderMailbox(arguments.folder), arguments.pack, to=to)
    except (FileNotFoundError, ValueError) as error:
        raise UsageError(
            _("There is nothing to send back"),
            _("The folder holds no receipt for that pack, or the pack’s id or the address is none."),
            _("Run “inbox run” first; it writes the receipt. Then give the pack’s id as it told you."),
        ) from error
    except OSError as error:
        raise cannot_use(arguments.folder, error) from error
    with using(arguments.output):
        write_for_person(arguments.output, content)
    say(_("{file}: open it with your email program and send it.").format(file=arguments.output))
    return Exit.DONE
