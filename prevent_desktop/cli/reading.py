"""Read what a command line names: files, and secrets that must not stand on it."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from prevent_desktop.confined.spawn import PASSPHRASE_VARIABLE
from prevent_desktop.errors import UsageError, reason_of
from prevent_desktop.evidence.names import printable
from prevent_desktop.files.chosen import MOST_READ, open_chosen
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.passphrases import FEWEST_CHARACTERS
from prevent_desktop.workflows.vault_place import trouble_with
from prevent_desktop.writing.word_list import offered_words

if TYPE_CHECKING:
    from prevent_desktop.vault.vault import Vault


def read_file(path: Path) -> bytes:
    """The bytes of a file that the person named. Raises UsageError where it cannot be read, or is larger than any such file."""
    with opened_file(path) as file:
        content = file.read(MOST_READ + 1)
    if len(content) > MOST_READ:
        raise UsageError(
            _("That file is too large"),
            _("{file} is larger than {count} MB.").format(file=path, count=MOST_READ // 1_000_000),
            _("Choose another file."),
        )
    return content


@contextmanager
def opened_file(path: Path) -> Iterator[BinaryIO]:
    """A file that the person named, from its beginning. UsageError where it, or what the block names, cannot be used."""
    try:
        with open_chosen(path) as file:
            yield file
    except OSError as error:
        raise cannot_use(Path(error.filename or path), error) from error


@contextmanager
def using(path: Path) -> Iterator[None]:
    """UsageError where the block cannot read or write what the person named."""
    try:
        yield
    except OSError as error:
        raise cannot_use(path, error) from error


def cannot_use(path: Path, error: OSError) -> UsageError:
    """The error for a path that cannot be read or written."""
    return UsageError(
        _("That file cannot be used"),
        _("{file}: {reason}.").format(file=path, reason=reason_of(error)),
        _("Check the path and that you may use it, then try again."),
    )


def read_day(text: str) -> datetime:
    """The beginning of a day (UTC) that stands on a command line. Raises UsageError where it is none."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as error:
        raise UsageError(
            _("That is not a day"),
            _("“{text}” cannot be read as a day.").format(text=text),
            _("Write it as 2026-11-26."),
        ) from error


def opened_vault(folder: Path, how: str) -> Vault:
    """The vault in `folder`, opened with the passphrase that is asked for; `how` is what its audit says of that.

    Where it should not lie there, that is told first, on standard error.
    """
    from prevent_desktop.workflows.vault_admin.unlock import (  # not every command opens one
        derive_key,
        open_vault,
    )

    if (trouble := trouble_with(folder)) is not None:
        print(printable(f"! {trouble.words} {trouble.next_step}"), file=sys.stderr)
    return open_vault(folder, derive_key(folder, read_passphrase()), how=how)


def read_passphrase() -> str:
    """The passphrase from the terminal, from standard input, or from the environment; never from the command line.

    What stood in the environment is taken out of it: no other process inherits it, and it is read once.
    """
    given = os.environ.pop(PASSPHRASE_VARIABLE, None)
    return read_secret(_("Passphrase: ")) if given is None else given


def read_new_passphrase() -> str:
    """A passphrase to be, typed twice at a terminal, else the next line of standard input.

    Raises UsageError where the two differ.
    """
    if not sys.stdin.isatty():
        return read_secret("")
    print(_("A new passphrase of at least {count} characters. One by chance: {words}").format(count=FEWEST_CHARACTERS, words=offered_words()))  # fmt: skip
    first = read_secret(_("New passphrase: "))
    if read_secret(_("The same again: ")) != first:
        raise UsageError(
            _("The two are not the same"),
            _("The passphrase was typed differently the second time. Nothing was changed."),
            _("Run the command again."),
        )
    return first


def read_secret(prompt: str) -> str:
    """A secret from the terminal, where nobody sees it, else the next line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\r\n")
