"""``pack`` and its commands: what can be done with a pack without the app's window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.cli.countersigning import add_countersign
from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.pack_pages import add_how_to
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.cli.reading import opened_file, read_day, read_file
from prevent_desktop.cli.verifying import add_verify
from prevent_desktop.errors import UsageError
from prevent_desktop.files.durable import digest_in, make_folder, writing
from prevent_desktop.sealing import Identity, open_sealed, parse_identity
from prevent_desktop.translation import _


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``pack`` and its commands."""
    pack = commands.add_parser("pack", help=_("verify, open and countersign packs")).add_subparsers(
        required=True
    )
    add_verify(pack)
    add_countersign(pack)
    opened = pack.add_parser("open", help=_("open a sealed pack with your key"))
    opened.add_argument("file", type=file_to_read, metavar="FILE.age")
    opened.add_argument("--identity", required=True, type=file_to_read, metavar="KEY.txt")
    opened.add_argument("-o", "--output", required=True, type=place, metavar="DIR")
    opened.set_defaults(run=run_open)
    add_state(pack)
    add_how_to(pack)


def run_open(arguments: argparse.Namespace) -> Exit:
    """Write the signed PDF into the folder; nothing is written unless the whole file verifies."""
    untrusted_identity = read_file(arguments.identity).decode("utf-8", "replace")
    lines = [line.strip() for line in untrusted_identity.splitlines()]
    identities = [parse_identity(line) for line in lines if line and not line.startswith("#")]
    target = arguments.output / arguments.file.name.removesuffix(".age")
    with opened_file(arguments.file) as sealed:
        _open_into(sealed, target, identities)
    say(_("Opened: {file}").format(file=target))
    return Exit.DONE


def _open_into(sealed: BinaryIO, target: Path, identities: Sequence[Identity]) -> None:
    """Nothing has the name `target` before all of it is there; what stands there is never written over."""
    make_folder(target.parent)
    with writing(target, replace=False) as written:
        open_sealed(sealed, written, identities)


def add_state(pack: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    state = pack.add_parser(
        "state",
        help=_("say under your signature that you had a pack on a day"),
        description=_(
            "For a pack whose signer’s certificate has expired since: others believe the signature on your word. Print it into a "
            "file, and give that along with the pack."
        ),
    )
    state.add_argument("file", type=file_to_read, metavar="FILE.pdf")
    state.add_argument(
        "--there-on",
        required=True,
        metavar="DAY",
        help=_("the day on which you had it for certain (2026-11-26)"),
    )
    state.add_argument("--receipt-key", required=True, type=file_to_read, metavar="KEY.pem")
    state.add_argument("--receipt-certificate", required=True, type=file_to_read, metavar="CERT.pem")
    state.set_defaults(run=run_state)


def run_state(arguments: argparse.Namespace) -> Exit:
    """Print the statement (a JWS) in one line."""
    from prevent_desktop.delivery.signed.statements import sign_statement

    with opened_file(arguments.file) as pdf:
        digest = digest_in(pdf)
    key, certificate = read_file(arguments.receipt_key), read_file(arguments.receipt_certificate)
    say(sign_statement(key, certificate, pdf_digest=digest, there_on=_past_day(arguments.there_on)))
    return Exit.DONE


def _past_day(text: str) -> date:
    day = read_day(text).date()
    if day > datetime.now(UTC).date():
        raise UsageError(
            _("That day is still to come"),
            _("Nobody can have had the pack on {day} already.").format(day=day),
            _("Give the day on which it came."),
        )
    return day
