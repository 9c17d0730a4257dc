"""``pack verify`` and ``pack open``: what a receiver can do with a pack without the app's window."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from prevent_desktop.cli.output import Exit, complain, say, say_json
from prevent_desktop.cli.reading import cannot_use, read_file
from prevent_desktop.errors import PackVerificationError
from prevent_desktop.sealing import open_sealed, parse_identity
from prevent_desktop.translation import _
from prevent_desktop.workflows.fingerprint_words import words_for_hex


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``pack`` and its commands."""
    pack = commands.add_parser("pack", help=_("verify and open packs")).add_subparsers(required=True)
    verify = pack.add_parser("verify", help=_("say who signed a pack and whether it is whole"))
    verify.add_argument("file", type=Path, metavar="FILE.pdf")
    verify.add_argument("--trust", type=Path, action="append", default=[], metavar="CERT.pem")
    verify.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    verify.set_defaults(run=run_verify)
    opened = pack.add_parser("open", help=_("open a sealed pack with your key"))
    opened.add_argument("file", type=Path, metavar="FILE.age")
    opened.add_argument("--identity", required=True, type=Path, metavar="KEY.txt")
    opened.add_argument("-o", "--output", required=True, type=Path, metavar="DIR")
    opened.set_defaults(run=run_open)


def run_verify(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where signature, signer and document verify, 1 where not."""
    from prevent_desktop.packs.opening import verify_pack

    pdf = read_file(arguments.file)
    trusted = [read_file(path) for path in arguments.trust]
    try:
        verified = verify_pack(pdf, trusted)
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


def run_open(arguments: argparse.Namespace) -> Exit:
    """Write the signed PDF into the folder; nothing is written unless the whole file verifies."""
    untrusted_identity = read_file(arguments.identity).decode("utf-8", "replace")
    lines = [line.strip() for line in untrusted_identity.splitlines()]
    identities = [parse_identity(line) for line in lines if line and not line.startswith("#")]
    plain = io.BytesIO()
    try:
        with arguments.file.open("rb") as sealed:
            open_sealed(sealed, plain, identities)
        arguments.output.mkdir(parents=True, exist_ok=True)
        target = arguments.output / arguments.file.name.removesuffix(".age")
        with target.open("xb") as written:
            written.write(plain.getbuffer())
    except OSError as error:
        raise cannot_use(Path(error.filename or arguments.file), error) from error
    say(_("Opened: {file}").format(file=target))
    return Exit.DONE
