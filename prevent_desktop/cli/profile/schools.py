"""``profile schools``: the council's directory of schools, from a list and the files of their receiving desks."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PureWindowsPath

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_read, file_to_write
from prevent_desktop.cli.profile.files import write_file
from prevent_desktop.cli.profile.signing import read_key
from prevent_desktop.cli.reading import read_file
from prevent_desktop.errors import UsageError
from prevent_desktop.evidence.names import printable
from prevent_desktop.files.names import why_no_name
from prevent_desktop.translation import _
from prevent_desktop.workflows.school_move.directory import (
    SUFFIX,
    ListedSchool,
    listed_from_desk,
    new_directory,
    sign_directory,
)

_COLUMNS = ("urn", "name", "lead", "phone")


def add_commands(profile: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that signs a directory."""
    made = profile.add_parser(
        "schools", help=_("sign a directory of schools, for files of children who move")
    )
    made.add_argument("list", type=file_to_read, metavar="LIST.csv", help=_("columns: urn, name, lead, phone, and file: the file of each school’s desk, beside the list"))  # fmt: skip
    made.add_argument("--area", required=True, help=_("whose schools these are, such as “Example Council”"))
    made.add_argument("--version", required=True, type=int, metavar="NUMBER", help=_("larger than that of the one before"))  # fmt: skip
    made.add_argument("--key", required=True, type=file_to_read, metavar="KEY", help=_("a .p12 file, or the key as PEM; its password is asked for"))  # fmt: skip
    made.add_argument("--certificate", type=file_to_read, metavar="CERT.pem", help=_("with a PEM key: its certificate, and those up to the authority"))  # fmt: skip
    made.add_argument("-o", "--output", type=file_to_write, metavar=f"FILE{SUFFIX}")
    made.set_defaults(run=run_schools)


def run_schools(arguments: argparse.Namespace) -> Exit:
    """Sign all of the list, or say which line cannot be taken."""
    schools = tuple(_schools(arguments.list))
    directory = new_directory(arguments.area, arguments.version, schools, now=datetime.now(UTC))
    output = arguments.output or arguments.list.with_suffix(SUFFIX)
    write_file(output, sign_directory(directory, read_key(arguments)) + b"\n", replace=True)
    say(_("{file}: {area}, version {version}, {number} schools, signed").format(file=output, area=directory.area, version=directory.version, number=len(schools)))  # fmt: skip
    return Exit.DONE


def _schools(path: Path) -> Iterator[ListedSchool]:
    rows = csv.DictReader(io.StringIO(_text(path)))
    try:
        if "file" not in (rows.fieldnames or ()):
            raise _unusable(_("{file} has no column “file”.").format(file=path.name))
        for row in rows:
            told = {name: (row.get(name) or "").strip() for name in _COLUMNS}
            yield listed_from_desk(read_file(_beside(path, row["file"] or "", rows.line_num)), told)
    except csv.Error as error:
        raise _unusable(
            _("{file}, row {row}: it is no table.").format(file=path.name, row=rows.line_num + 1)
        ) from error


def _text(path: Path) -> str:
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            _("The list cannot be used"),
            _("{file} is not in UTF-8, so some letters would be wrong.").format(file=path.name),
            _("Save it again as “CSV UTF-8”."),
        ) from error


def _beside(path: Path, name: str, row: int) -> Path:
    """The file of a desk. Whoever wrote the list names none elsewhere, nor on another computer."""
    if not name or name != PureWindowsPath(name).name or why_no_name(PureWindowsPath(name)):
        words = _("{file}, row {row}: “{name}” is no file beside the list.")
        raise _unusable(words.format(file=path.name, row=row, name=printable(name)))
    return path.with_name(name)


def _unusable(what_happened: str) -> UsageError:
    return UsageError(
        _("The list cannot be used"),
        what_happened,
        _("Name in it the file that each school’s receiving desk saves for senders."),
    )
