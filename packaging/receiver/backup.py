"""An encrypted backup of a receiver's folders, made while it runs, and the way back.

python3 backup.py make --mailbox DIR --kept DIR --recipients FILE [--keep N] BACKUPS
python3 backup.py restore --mailbox DIR --kept DIR --identity FILE BACKUP

What is copied, in this order: uploads, quarantine; then the packs that are kept at that moment; then their receipts, and all
answers; then those packs. So a pack is in the copy as an upload, as a kept pack, or as both, and a receipt is never there
without its pack, whatever the workers do meanwhile. The copy is a tar, encrypted by `age` to public keys: this machine
cannot read its own backups. Standard library and `age` only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

_ENDING = ".tar.age"
_PLACES = {"store", "quarantine", "receipts", "answers", "kept"}
_PDF, _RECEIPT = ".pdf", ".jws"


class BackupError(Exception):
    """What went wrong, and what to do."""


def entries(mailbox: Path, kept: Path) -> Iterator[tuple[str, Path]]:
    """The files to copy, as names in the backup and paths, looked up only when it is their turn."""
    yield from _below(mailbox, "store")
    yield from _below(mailbox, "quarantine")
    packs = sorted(path.name.removesuffix(_PDF) for path in kept.glob(f"*{_PDF}") if path.name[0] != ".")
    for pack in packs:
        yield f"receipts/{pack}{_RECEIPT}", mailbox / "receipts" / f"{pack}{_RECEIPT}"
    yield from _below(mailbox, "answers")
    for pack in packs:
        yield f"kept/{pack}{_PDF}", kept / f"{pack}{_PDF}"
        yield from _below(kept, pack, "kept/")


def _below(folder: Path, name: str, prefix: str = "") -> Iterator[tuple[str, Path]]:
    for path in sorted((folder / name).rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and not path.name.endswith(".part"):
            yield prefix + relative, path


def write_copy(mailbox: Path, kept: Path, target: IO[bytes]) -> int:
    """Write the tar; the number of files in it. What was taken away meanwhile is left out."""
    count = 0
    with tarfile.open(fileobj=target, mode="w|") as archive:
        for name, path in entries(mailbox, kept):
            try:
                with path.open("rb") as file:
                    member = archive.gettarinfo(arcname=name, fileobj=file)
                    archive.addfile(member, file)
                    count += 1
            except FileNotFoundError:
                continue
    return count


def make(mailbox: Path, kept: Path, recipients: Path, backups: Path, *, keep: int) -> Path:
    """Write one more backup, whole or not at all, and let only the newest `keep` stay."""
    name = f"receiver-{time.strftime('%Y-%m-%dT%H-%M-%SZ', time.gmtime())}-{os.urandom(2).hex()}{_ENDING}"
    part = backups / f".{name}.part"
    try:
        with part.open("xb") as output:
            part.chmod(0o600)
            count = _encrypted_copy(mailbox, kept, recipients, output)
            os.fsync(output.fileno())
        part.rename(backups / name)
    finally:
        part.unlink(missing_ok=True)
    _sync(backups)
    for old in sorted(backups.glob(f"receiver-*{_ENDING}"))[:-keep]:
        old.unlink()
    print(f"{count} files in {name}.")
    return backups / name


def _encrypted_copy(mailbox: Path, kept: Path, recipients: Path, output: IO[bytes]) -> int:
    with subprocess.Popen([_age(), "-R", str(recipients)], stdin=subprocess.PIPE, stdout=output) as age:
        assert age.stdin is not None  # noqa: S101 - it was asked for
        try:
            with age.stdin:
                count = write_copy(mailbox, kept, age.stdin)
        except BrokenPipeError:
            count = 0
    if age.returncode != 0:
        raise BackupError("age did not encrypt the backup (see above); nothing was kept.")
    return count


def restore(backup: Path, identity: Path, mailbox: Path, kept: Path) -> int:
    """Bring all of a backup into folders that hold no file yet; the number of files.

    They are read wholly before the first one takes its place, so that a damaged backup changes nothing.
    """
    for folder in (mailbox, kept):
        if any(path.is_file() for path in folder.rglob("*")):
            raise BackupError(f"{folder} holds files. Move them away first: nothing is written over.")
    aside = kept.parent / f".restoring-{os.urandom(4).hex()}"
    aside.mkdir(mode=0o700)
    try:
        count = _unpack(backup, identity, aside)
        for path in sorted(path for path in aside.rglob("*") if path.is_file()):
            _put(path, path.relative_to(aside), mailbox, kept)
    finally:
        shutil.rmtree(aside)
    os.sync()
    print(f"{count} files are back.")
    return count


def _unpack(backup: Path, identity: Path, folder: Path) -> int:
    decrypt = [_age(), "-d", "-i", str(identity), str(backup)]
    count = 0
    with subprocess.Popen(decrypt, stdout=subprocess.PIPE) as age:
        assert age.stdout is not None  # noqa: S101 - it was asked for
        try:
            with tarfile.open(fileobj=age.stdout, mode="r|") as archive:
                for member in archive:
                    untrusted_place = PurePosixPath(member.name)
                    if not member.isfile() or untrusted_place.parts[0] not in _PLACES:
                        raise BackupError(f"{member.name} does not belong into a backup.")
                    _extract(archive, member, folder)
                    count += 1
        except tarfile.TarError as error:
            raise BackupError(f"The backup cannot be read: {error}.") from error
        finally:
            age.stdout.close()
    if age.returncode != 0:
        raise BackupError("age did not open the whole backup (see above); nothing was changed.")
    return count


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write a file below `folder`, never beside it. Python before 3.11.4, such as Debian 12's, knows no filter for that."""
    if hasattr(tarfile, "tar_filter"):
        archive.extract(member, folder, filter="tar")
        return
    untrusted_place = PurePosixPath(member.name)
    if untrusted_place.is_absolute() or ".." in untrusted_place.parts:
        raise BackupError(f"{member.name} does not belong into a backup.")
    member.mode &= 0o755
    archive.extract(member, folder)


def _put(path: Path, name: Path, mailbox: Path, kept: Path) -> None:
    """Move a file to its place. New folders get the owner, group and rights of the one that they are in."""
    top = kept if name.parts[0] == "kept" else mailbox / name.parts[0]
    target = top.joinpath(*name.parts[1:])
    for folder in (*reversed(target.relative_to(top).parents[:-1]), Path()):
        if not (top / folder).is_dir():
            (top / folder).mkdir()
            shutil.copymode((top / folder).parent, top / folder)
            _give(top / folder, (top / folder).parent)
    shutil.move(path, target)


def _give(path: Path, like: Path) -> None:
    if os.geteuid() == 0:
        found = like.stat()
        os.chown(path, found.st_uid, found.st_gid)


def _age() -> str:
    found = shutil.which("age")
    if found is None:
        raise BackupError("age is not installed: apt-get install age.")
    return found


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(required=True, dest="command")
    for name in ("make", "restore"):
        command = commands.add_parser(name)
        command.add_argument("--mailbox", required=True, type=Path)
        command.add_argument("--kept", required=True, type=Path)
        if name == "make":
            command.add_argument("--recipients", required=True, type=Path, help="public age keys, one a line")
            command.add_argument("--keep", type=int, default=30)
        else:
            command.add_argument("--identity", required=True, type=Path, help="the secret age key")
        command.add_argument("place", type=Path)
    told = parser.parse_args(arguments)
    try:
        if told.command == "make":
            make(told.mailbox, told.kept, told.recipients, told.place, keep=max(1, told.keep))
        else:
            restore(told.place, told.identity, told.mailbox, told.kept)
    except (BackupError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
