"""``pack verify`` and ``pack open``: what a receiver can do with a pack without the app's window."""

from __future__ import annotations

import argparse
import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from prevent_desktop.cli.output import Exit, complain, say, say_json
from prevent_desktop.cli.pack_pages import add_how_to
from prevent_desktop.cli.reading import cannot_use, read_file, read_secret
from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.protection import Unlock, by_key_file, by_password
from prevent_desktop.sealing import Identity, open_sealed, parse_identity
from prevent_desktop.translation import _
from prevent_desktop.workflows.fingerprint_words import words_for_hex


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``pack`` and its commands."""
    pack = commands.add_parser("pack", help=_("verify and open packs")).add_subparsers(required=True)
    verify = pack.add_parser("verify", help=_("say who signed a pack and whether it is whole"))
    verify.add_argument("file", type=Path, metavar="FILE.pdf")
    verify.add_argument("--trust", type=Path, action="append", default=[], metavar="CERT.pem")
    locked = verify.add_mutually_exclusive_group()
    locked.add_argument(
        "--password",
        action="store_true",
        help=_("it is under a password: ask for it, or read it from standard input"),
    )
    locked.add_argument(
        "--key",
        type=Path,
        metavar="KEY.p12",
        help=_("it is encrypted to a certificate: the key; its passphrase is asked for"),
    )
    verify.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    verify.set_defaults(run=run_verify)
    opened = pack.add_parser("open", help=_("open a sealed pack with your key"))
    opened.add_argument("file", type=Path, metavar="FILE.age")
    opened.add_argument("--identity", required=True, type=Path, metavar="KEY.txt")
    opened.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    opened.set_defaults(run=run_open)
    add_how_to(pack)


def run_verify(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where signature, signer and document verify, 1 where not."""
    from prevent_desktop.packs.opening import verify_pack

    trusted = [read_file(path) for path in arguments.trust]
    try:
        with arguments.file.open("rb") as pdf:
            verified = verify_pack(pdf, trusted, unlock=_unlock(arguments))
    except OSError as error:
        raise cannot_use(arguments.file, error) from error
    except PackVerificationError as error:
        if arguments.json:
            say_json({"valid": False, "title": error.title, "reason": error.what_happened})
        else:
            complain(error)
        return Exit.NOT_VALID
    facts = {
        "pack": verified.pack_id,
        "signer": verified.signer_name,
        "organisation": verified.organisation,
        "claimed_time": verified.claimed_time.isoformat(),
        "in_words": words_for_hex(verified.fingerprint),
        "fingerprint": verified.fingerprint,
    }
    if arguments.json:
        say_json({"valid": True, **facts})
    else:
        say(_("The signature is valid and the document is whole."))
        for name, fact in facts.items():
            say(f"  {name}: {fact}")
    return Exit.DONE


def _unlock(arguments: argparse.Namespace) -> Unlock | None:
    """What opens an encrypted pack. The secret never stands on the command line."""
    if arguments.password:
        return by_password(" ".join(read_secret(_("Password: ")).split()))
    if arguments.key is not None:
        return by_key_file(read_file(arguments.key), read_secret(_("Passphrase of the key file: ")))
    return None


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
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("xb") as written:
            open_sealed(sealed, written, identities)
            written.flush()
            os.fsync(written.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
