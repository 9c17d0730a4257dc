"""``inbox``: take in what has come, for a server or a shared drive; look at what stands aside, try it again, remove it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.reading import cannot_use, read_file
from prevent_desktop.delivery.mailbox import FolderMailbox
from prevent_desktop.errors import UsageError
from prevent_desktop.packs.circumstances import Circumstances
from prevent_desktop.sealing import parse_identities
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.receiving.batch import Kept, take_all
from prevent_desktop.workflows.receiving.quarantine import Quarantined, dismiss, quarantined, try_again
from prevent_desktop.workflows.receiving.receiver import Receiver
from prevent_desktop.workflows.receiving.taking import CameAgain, SetAside, Settled, Waits, WithAnother


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``inbox`` and its commands."""
    inbox = commands.add_parser("inbox", help=_("take in packs that were sent to you")).add_subparsers(
        required=True
    )
    run = inbox.add_parser("run", help=_("check what has come, keep it, and write receipts"))
    _add_folder(run)
    run.add_argument(
        "--identity", required=True, type=Path, metavar="KEY.txt", help=_("your secret age keys")
    )
    run.add_argument("--trust", required=True, type=Path, action="append", metavar="CERT.pem")
    run.add_argument("--revoked", type=Path, action="append", default=[], metavar="LIST.crl")
    run.add_argument("--receipt-key", required=True, type=Path, metavar="KEY.pem")
    run.add_argument("--receipt-certificate", required=True, type=Path, metavar="CERT.pem")
    run.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    run.add_argument("--data", action="store_true", help=_("write the files inside each pack, too"))
    run.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    run.set_defaults(run=run_all)
    aside = inbox.add_parser("quarantine", help=_("say what stands aside, and why"))
    _add_folder(aside)
    aside.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    aside.set_defaults(run=run_quarantine)
    for name, run_one, text in (
        ("retry", run_retry, _("put a file from quarantine back, to be checked again")),
        ("dismiss", run_dismiss, _("remove a file from quarantine for good")),
    ):
        one = inbox.add_parser(name, help=text)
        _add_folder(one)
        one.add_argument("name", metavar="NAME", help=_("as “inbox quarantine” calls it"))
        one.set_defaults(run=run_one)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help=_("where packs come in: a mailbox, a tus server’s store, a stick"),
    )


def run_all(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where all was taken, 1 where something stands aside, 3 where something could not be read or kept."""
    receiver = _receiver(arguments)
    outcomes = []
    try:
        for outcome in take_all(
            receiver, FolderMailbox(arguments.folder), arguments.output, clock=_now, with_data=arguments.data
        ):
            outcomes.append(outcome)
            if not arguments.json:
                say(_line(outcome))
    except OSError as error:
        raise cannot_use(Path(error.filename or arguments.folder), error) from error
    kinds = {type(outcome) for outcome in outcomes}
    if arguments.json:
        say_json([_as_json(outcome) for outcome in outcomes])
    else:
        kept = sum(isinstance(outcome, Kept) for outcome in outcomes)
        say(
            ngettext("{count} pack kept and answered.", "{count} packs kept and answered.", kept).format(
                count=kept
            )
        )
    if Waits in kinds:
        return Exit.WORLD
    return Exit.NOT_VALID if SetAside in kinds else Exit.DONE


def _receiver(arguments: argparse.Namespace) -> Receiver:
    identities = parse_identities(read_file(arguments.identity).decode("utf-8", "replace"))
    if not identities:
        raise UsageError(
            _("The key file holds no key"),
            _("{file} has no line with a secret age key, so no pack would open.").format(
                file=arguments.identity
            ),
            _("Name the file with the secret key that packs are sealed to."),
        )
    return Receiver(
        name="",
        identities=identities,
        trusted=tuple(map(read_file, arguments.trust)),
        receipt_key=read_file(arguments.receipt_key),
        receipt_certificate=read_file(arguments.receipt_certificate),
        circumstances=Circumstances(revocation_lists=tuple(map(read_file, arguments.revoked)), now=_now()),
    )


def _line(outcome: Kept | Settled) -> str:
    match outcome:
        case Kept():
            return _("{pack}: kept. Signed by {signer}, {organisation}; reference {reference}.").format(
                pack=outcome.pack_id, signer=outcome.signer, organisation=outcome.organisation,
                reference=outcome.reference,
            )  # fmt: skip
        case CameAgain():
            return _("{pack}: came again, and was answered again.").format(pack=outcome.pack_id)
        case SetAside():
            return _aside_line(outcome.quarantined)
        case WithAnother():
            return _("{file}: another worker has it.").format(file=outcome.name)
        case Waits():
            return _("{file}: not taken. {reason} {step}").format(
                file=outcome.name, reason=outcome.what_happened, step=outcome.next_step
            )


def _aside_line(one: Quarantined) -> str:
    return _("{file}: set aside. {reason} {step}").format(
        file=one.name, reason=one.what_happened, step=one.next_step
    )


def _as_json(outcome: Kept | Settled) -> Mapping[str, object]:
    match outcome:
        case Kept():
            return {
                "result": "kept",
                "pack": outcome.pack_id,
                "signer": outcome.signer,
                "organisation": outcome.organisation,
                "fingerprint": outcome.fingerprint,
                "claimed_time": outcome.claimed_at.isoformat(),
                "reference": outcome.reference,
                "made_for": outcome.made_for,
                "corrects": outcome.corrects or None,
                "pdf": str(outcome.pdf),
                "data": None if outcome.data is None else str(outcome.data),
            }
        case CameAgain():
            return {"result": "came-again", "pack": outcome.pack_id}
        case SetAside():
            return {"result": "set-aside", **_aside_json(outcome.quarantined)}
        case WithAnother():
            return {"result": "with-another", "file": outcome.name}
        case Waits():
            return {
                "result": "waits",
                "file": outcome.name,
                "reason": outcome.what_happened,
                "next_step": outcome.next_step,
            }


def _aside_json(one: Quarantined) -> Mapping[str, object]:
    return {
        "file": one.name,
        "at": one.set_aside_at.isoformat(),
        "title": one.title,
        "reason": one.what_happened,
        "next_step": one.next_step,
    }


def run_quarantine(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where nothing stands aside, 1 where something does."""
    found = _quarantined(arguments.folder)
    if arguments.json:
        say_json([_aside_json(one) for one in found])
    else:
        for one in found:
            say(_aside_line(one))
        if not found:
            say(_("Nothing stands aside."))
    return Exit.NOT_VALID if found else Exit.DONE


def run_retry(arguments: argparse.Namespace) -> Exit:
    """Put it back where packs come in."""
    one = _named(arguments)
    try:
        back = try_again(FolderMailbox(arguments.folder), one)
    except OSError as error:
        raise cannot_use(one.path, error) from error
    say(_("Back in: {file}").format(file=back))
    return Exit.DONE


def run_dismiss(arguments: argparse.Namespace) -> Exit:
    """Remove it; it cannot be brought back."""
    one = _named(arguments)
    try:
        dismiss(one)
    except OSError as error:
        raise cannot_use(one.path, error) from error
    say(_("Removed: {file}").format(file=one.name))
    return Exit.DONE


def _named(arguments: argparse.Namespace) -> Quarantined:
    for one in _quarantined(arguments.folder):
        if one.name == arguments.name:
            return one
    raise UsageError(
        _("There is no such file in quarantine"),
        _("“{name}” does not stand aside there.").format(name=arguments.name),
        _("Run “inbox quarantine” on the folder to see what does."),
    )


def _quarantined(folder: Path) -> tuple[Quarantined, ...]:
    try:
        return quarantined(FolderMailbox(folder))
    except OSError as error:
        raise cannot_use(folder, error) from error


def _now() -> datetime:
    return datetime.now(UTC)
