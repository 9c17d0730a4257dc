"""``pack countersign``: the lead's signature after the author's, without the window."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.cli.output import Exit, complain, say
from prevent_desktop.cli.paths import file_to_read, file_to_write
from prevent_desktop.cli.reading import read_file, read_secret, using
from prevent_desktop.cli.verifying import add_judging, judging, tell
from prevent_desktop.delivery.connection.timestamps import TimestampAuthority
from prevent_desktop.errors import PackVerificationError, UsageError
from prevent_desktop.files.durable import pieces_of, writing
from prevent_desktop.formatting import each_of
from prevent_desktop.packs.signing_keys import CertifiedKey, SigningKey
from prevent_desktop.packs.sources import Pieces, Source
from prevent_desktop.packs.tokens.cards import keys_on_cards
from prevent_desktop.sealing import parse_identities
from prevent_desktop.translation import _
from prevent_desktop.workflows.packs.countersign import FileSource, Judge, countersign, look_at, why_not


def add_countersign(pack: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = pack.add_parser(
        "countersign", help=_("sign a pack that waits for it as the lead, after its author; verified first")
    )
    command.add_argument("file", type=file_to_read, metavar="FILE.pdf")
    add_judging(command)
    by = command.add_mutually_exclusive_group(required=True)
    by.add_argument(
        "--key", type=file_to_read, metavar="KEY.p12", help=_("your key; its password is asked for")
    )
    by.add_argument(
        "--card", type=file_to_read, metavar="MODULE", help=_("the module of your card; its PIN is asked for")
    )
    command.add_argument("--label", default="", help=_("which card, where there are several"))
    command.add_argument(
        "--identity",
        type=file_to_read,
        metavar="KEY.txt",
        help=_("what opens FILE where it is sealed (.age)"),
    )
    command.add_argument(
        "--timestamp", metavar="URL", help=_("a timestamp authority (RFC 3161) to be asked for the time")
    )
    command.add_argument("-o", "--output", required=True, type=file_to_write, metavar="OUT.pdf")
    command.set_defaults(run=run_countersign)


def run_countersign(arguments: argparse.Namespace) -> Exit:
    """Exit 1 where the pack does not verify, or waits for no countersignature; nothing is written then."""
    trusted, known = judging(arguments)
    judge = Judge(trusted=tuple(trusted), known=known)
    identities = (
        () if arguments.identity is None else parse_identities(read_file(arguments.identity).decode())
    )
    try:
        with FileSource(arguments.file, identities).open() as file:
            pdf = Pieces((file.read(),))  # what is verified is what is signed, whatever becomes of the file
        handed = look_at(pdf, judge)
    except PackVerificationError as error:
        complain(error)
        return Exit.NOT_VALID
    tell(handed.pack)
    key = _key(arguments)
    if reason := why_not(handed, key):
        say(reason)
        return Exit.NOT_VALID
    stamping = None
    if arguments.timestamp:
        from prevent_desktop.packs.stamping import Stamping

        stamping = Stamping(TimestampAuthority(arguments.timestamp))
    signed = countersign(
        handed, key, judge, location=key.organisation, now=datetime.now(UTC), stamping=stamping
    )
    _write(signed.pdf, arguments.output)
    if signed.no_timestamp:
        say(_("There is no timestamp. {reason}").format(reason=signed.no_timestamp))
    say(_("Countersigned by {name}: {file}").format(name=key.name, file=arguments.output))
    return Exit.DONE


def _key(arguments: argparse.Namespace) -> CertifiedKey:
    if arguments.key is not None:
        return SigningKey.load_pkcs12(read_file(arguments.key), read_secret(_("Password of the key file: ")))
    found = [key for key in keys_on_cards(arguments.card) if arguments.label in {"", key.label}]
    if len(found) == 1:
        return found[0].key(read_secret(_("PIN of the card: ")))
    raise UsageError(
        _("Which card is not clear"),
        _("Keys that could sign are on: {cards}.").format(cards=each_of(key.label for key in found) or "–"),
        _("Name one with --label."),
    )


def _write(pdf: Source, target: Path) -> None:
    """All of it, and never over what stands there."""
    with using(target), writing(target, replace=False) as written, pdf.open() as plain:
        written.writelines(pieces_of(plain))
