"""``pack`` and its commands: what can be done with a pack without the app's window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.cli.countersigning import add_countersign
from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.pack_pages import add_how_to
from prevent_desktop.cli.reading import cannot_use, read_file
from prevent_desktop.cli.stating import add_state
from prevent_desktop.cli.verifying import add_verify
from prevent_desktop.files.durable import make_folder, writing
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
    opened.add_argument("file", type=Path, metavar="FILE.age")
    opened.add_argument("--identity", required=True, type=Path, metavar="KEY.txt")
    opened.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    opened.set_defaults(run=run_open)
    add_state(pack)
    add_how_to(pack)


def run_open(arguments: argparse.Namespace) -> Exit:
    """Write the signed PDF into the folder; nothing is written unless the whole file verifies."""
    untrusted_identity = read_file(arguments.identity).decode("utf-8", "replace")
    lines = [line.strip() for line in untrusted_identity.splitlines()]
    identities = [parse_identity(line) for line in lines if line and not line.startswith("#")]
    target = arguments.output / arguments.file.name.removesuffix(".age")
    try:
        with arguments.file.open("rb") as sealed:
            _open_into(sealed, target, identities)
    except OSError as error:
        raise cannot_use(Path(error.filename or arguments.file), error) from error
    say(_("Opened: {file}").format(file=target))
    return Exit.DONE


def _open_into(sealed: BinaryIO, target: Path, identities: Sequence[Identity]) -> None:
    """Nothing has the name `target` before all of it is there; what stands there is never written over."""
    make_folder(target.parent)
    with writing(target, replace=False) as written:
        open_sealed(sealed, written, identities)
