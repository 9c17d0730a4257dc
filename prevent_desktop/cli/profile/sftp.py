"""``profile sftp-address``: the address of an SFTP mailbox with the server's key in it, to be put into a profile."""

from __future__ import annotations

import argparse
from pathlib import Path

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.reading import read_file
from prevent_desktop.delivery.line.sftp_address import PORT, HostKey, SftpAddress, host_key_in
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _


def add_commands(profile: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add it to ``profile``."""
    made = profile.add_parser("sftp-address", help=_("the address of an SFTP mailbox, with its server's key"))
    made.add_argument("--user", required=True)
    made.add_argument("--host", required=True)
    made.add_argument("--port", type=int, default=PORT)
    made.add_argument("--folder", required=True, metavar="/PATH", help=_("of the mailbox; ~/… from where the user arrives"))  # fmt: skip
    made.add_argument("--host-key", required=True, action="append", type=Path, metavar="HOSTKEY.pub", help=_("the server's public key, which its administrator gave you; several while it changes"))  # fmt: skip
    made.set_defaults(run=run_address)


def run_address(arguments: argparse.Namespace) -> Exit:
    """Print it, and the fingerprints to compare by phone."""
    keys = tuple(_host_key(path) for path in arguments.host_key)
    made = SftpAddress(
        user=arguments.user, host=arguments.host, port=arguments.port, path=arguments.folder.rstrip("/"), keys=keys
    )  # fmt: skip
    try:
        if SftpAddress.parse(str(made)) != made:
            raise ValueError("not the same")  # noqa: TRY301 -- one sentence tells both
    except ValueError as error:
        raise UsageError(
            _("That is no address of an SFTP mailbox"),
            _("The user, the server or the folder has signs that cannot stand there."),
            _("Give them as the receiver told you: a user, a server's name, and a folder that begins with / or ~/."),
        ) from error  # fmt: skip
    say(str(made))
    for key in keys:
        say(_("Compare by phone: {kind} {fingerprint}").format(kind=key.kind, fingerprint=key.shown))
    return Exit.DONE


def _host_key(path: Path) -> HostKey:
    try:
        return host_key_in(read_file(path).decode("utf-8", "replace"))
    except ValueError as error:
        raise UsageError(
            _("That is no public key of a server"),
            _("{file} holds no line such as “ssh-ed25519 AAAA…”.").format(file=path),
            _("Ask the receiver for the file /etc/ssh/ssh_host_ed25519_key.pub of their server."),
        ) from error
