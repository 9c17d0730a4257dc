"""Makes a release that others can check: the files that people install, with lists that its makers signed (The Update Framework).

    python3 packaging/start.py release key NAME.key                a new key under a passphrase, and NAME.pub for `root`
    … release root FOLDER --root A.pub B.pub C.pub --files F.pub --newest N.pub
                                                                   who may sign from now on: the list, not yet signed
    … release sign FOLDER --key A.key                              adds one signature to that list; two of the three make it count
    … release make FOLDER FILE … --files-key F.key --newest-key N.key
                                                                   adds the wheel, lists of parts, licences, what IT teams
                                                                   need and sums, and signs it all
    … release renew FOLDER --newest-key N.key [--files-key F.key]  says for 90 more days that this is the newest; with the second
                                                                   key, that its files stay these for another year

Each holder of a root key signs on a computer of their own; FOLDER goes from one to the next. The key for `newest` signs often,
that for `files` once a release. A passphrase is asked for, or taken from PREVENT_DESKTOP_PASSPHRASE.
"""

from __future__ import annotations

import argparse
import getpass
import hashlib
import json
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import parts
import policies
import staging
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from prevent_desktop.confined.spawn import PASSPHRASE_VARIABLE
from prevent_desktop.files import own
from prevent_desktop.workflows.fingerprint_words import words_for
from prevent_desktop.workflows.releases.checking import TIMESTAMP_LASTS, VERSION
from prevent_desktop.workflows.releases.signed_lists import FIRST_ROOT, METADATA

HERE = Path(__file__).resolve().parent
ROOT_THRESHOLD: Final = 2
ROOT_LASTS: Final = timedelta(days=730)
FILES_LAST: Final = timedelta(days=365)
_SUMS = "SHA256SUMS"
_SYSTEMS = {".deb": "debian", ".dmg": "macos", ".msi": "windows"}


class Release:
    """A release in a folder: what people install, and the signed lists in ``metadata``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lists = folder / METADATA

    def new_root(self, *, root: Sequence[SSlibKey], files: SSlibKey, newest: SSlibKey) -> Path:
        """The next list of who may sign, without a signature yet."""
        self._lists.mkdir(parents=True, exist_ok=True)
        number = self._newest_number("root") + 1
        who = Root(version=number, expires=_in(ROOT_LASTS), consistent_snapshot=True)
        for role, keys in {
            "root": root,
            "targets": [files],
            "snapshot": [newest],
            "timestamp": [newest],
        }.items():
            for key in keys:
                who.add_key(key, role)
        who.roles["root"].threshold = ROOT_THRESHOLD
        path = self._lists / f"{number}.root.json"
        Metadata[Root](who).to_file(str(path))
        return path

    def sign_root(self, key: CryptoSigner) -> int:
        """Add a signature to the newest list of who may sign; how many it has then."""
        path = self._newest_list("root")
        who = Metadata[Root].from_file(str(path))
        who.sign(key, append=True)
        who.to_file(str(path))
        return len(who.signatures)

    def publish(
        self, files: Sequence[Path], *, version: str, files_key: CryptoSigner, newest_key: CryptoSigner
    ) -> None:
        """Put these files in the place of those that the folder had, and sign that they are `version`."""
        targets = {file.name: TargetFile.from_file(file.name, str(file)) for file in files}
        for target in targets.values():
            target.unrecognized_fields["custom"] = {VERSION: version}
        for file in files:
            if file.resolve().parent != self.folder.resolve():
                shutil.copy(file, self.folder)
        for name in set(self._listed()) - set(targets):
            (self.folder / name).unlink(missing_ok=True)
        self._sign_files(targets, files_key)
        self._newest(newest_key)

    def renew(self, newest_key: CryptoSigner, *, files_key: CryptoSigner | None = None) -> datetime:
        """Say for `TIMESTAMP_LASTS` from now on that this is the newest; with `files_key`, that its files are these for `FILES_LAST`.

        Tells when it is out of date, unless it is renewed before: on the day on which the first of all lists ends.
        """
        if files_key is not None:
            self._sign_files(self._listed(), files_key)
        self._newest(newest_key)
        lists = (self._newest_list("root"), self._newest_list("targets"), self._lists / "timestamp.json")
        ends: list[datetime] = [Metadata.from_file(str(path)).signed.expires for path in lists]
        return min(ends)

    def _sign_files(self, targets: dict[str, TargetFile], key: CryptoSigner) -> None:
        number = self._newest_number("targets") + 1
        signed = Targets(version=number, expires=_in(FILES_LAST), targets=targets)
        self._write(Metadata[Targets](signed), "targets", key)

    def _newest(self, key: CryptoSigner) -> None:
        number = self._newest_number("snapshot") + 1
        listed = {"targets.json": MetaFile(version=self._newest_number("targets"))}
        self._write(
            Metadata[Snapshot](Snapshot(version=number, expires=_in(FILES_LAST), meta=listed)),
            "snapshot",
            key,
        )
        newest = Timestamp(
            version=number, expires=_in(TIMESTAMP_LASTS), snapshot_meta=MetaFile(version=number)
        )
        signed = Metadata[Timestamp](newest)
        signed.sign(key)
        signed.to_file(str(self._lists / "timestamp.json"))

    def _write(self, signed: Metadata[Targets] | Metadata[Snapshot], role: str, key: CryptoSigner) -> None:
        signed.sign(key)
        signed.to_file(str(self._lists / f"{signed.signed.version}.{role}.json"))

    def _newest_number(self, role: str) -> int:
        return max(
            (int(path.name.partition(".")[0]) for path in self._lists.glob(f"*.{role}.json")), default=0
        )

    def _newest_list(self, role: str) -> Path:
        return self._lists / f"{self._newest_number(role)}.{role}.json"

    def _listed(self) -> dict[str, TargetFile]:
        path = self._newest_list("targets")
        return Metadata[Targets].from_file(str(path)).signed.targets if path.exists() else {}


def new_key(path: Path, passphrase: str) -> Path:
    """A new key at `path`, under the passphrase; tells the file with what others may know of it."""
    signer = CryptoSigner.generate_ed25519()
    secret = load_pem_private_key(signer.private_bytes, None)
    under = BestAvailableEncryption(passphrase.encode())
    with own.new_file(path) as file:
        file.write(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, under))
    public = path.with_suffix(".pub")
    known = {"keyid": signer.public_key.keyid, **signer.public_key.to_dict()}
    public.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    return public


def read_key(path: Path, passphrase: str) -> CryptoSigner:
    """The key at `path`. ValueError for another passphrase."""
    return CryptoSigner(load_pem_private_key(path.read_bytes(), passphrase.encode()))


def read_public(path: Path) -> SSlibKey:
    """What others may know of a key."""
    known = json.loads(path.read_bytes())
    key = SSlibKey.from_dict(known.pop("keyid"), known)
    assert isinstance(key, SSlibKey)  # noqa: S101 -- a plain key is all that we make
    return key


def assemble(folder: Path, given: Sequence[Path]) -> list[Path]:
    """What goes into a release beside the packages that are given, made in `folder`; all of it."""
    made = [*given, staging.build_wheel(folder), pack_for_it(folder)]
    for system in sorted({_SYSTEMS[path.suffix] for path in given}):
        site_packages = folder / system
        staging.stage(site_packages, staging.TARGETS[system])
        listed = folder / f"prevent-desktop-{staging.version()}-{system}.cdx.json"
        parts.write_list(site_packages, listed, system=system)
        licences = folder / f"THIRD-PARTY-LICENCES-{system}.txt"
        parts.write_licences(site_packages, licences)
        made += [listed, licences]
    sums = folder / _SUMS
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(made, key=lambda each: each.name)
    )
    sums.write_text("".join(lines), encoding="ascii")
    return [*made, sums]


def pack_for_it(folder: Path) -> Path:
    """The page for IT teams, with their templates and cases: an archive in `folder`, the same from the same source."""
    packed = folder / f"prevent-desktop-{staging.version()}-for-it.zip"
    files = sorted(path for path in policies.FOLDER.rglob("*") if path.is_file())
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (HERE / "README.md", *files):
            name = path.relative_to(HERE).as_posix()
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks."""
    given = _parser().parse_args(arguments)
    release = Release(getattr(given, "folder", Path()))
    match given.command:
        case "key":
            print(new_key(given.file, _passphrase(given.file)))
        case "root":
            root, files, newest = (read_public(path) for path in given.root), given.files, given.newest
            path = release.new_root(root=list(root), files=read_public(files), newest=read_public(newest))
            print(f"{path}: to be signed by {ROOT_THRESHOLD} of {len(given.root)} (release sign)")
        case "sign":
            print(f"signatures: {release.sign_root(_key(given.key))}")
        case "make":
            with tempfile.TemporaryDirectory(prefix="prevent-desktop-release-") as work:
                files = assemble(Path(work), given.files)
                keys = {"files_key": _key(given.files_key), "newest_key": _key(given.newest_key)}
                release.publish(files, version=staging.version(), **keys)
            print("\n".join(file.name for file in files))
            print(f"Six words of the first signers: {root_words(given.folder)}")
        case "renew":
            files_key = _key(given.files_key) if given.files_key else None
            until = release.renew(_key(given.newest_key), files_key=files_key)
            print(f"Good until {until:%d %B %Y}.")
    return 0


def root_words(folder: Path) -> str:
    """What whoever checks a release of this folder for the first time compares."""
    return words_for(hashlib.sha256((folder / METADATA / FIRST_ROOT).read_bytes()).digest())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="release", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    commands = parser.add_subparsers(required=True, dest="command")
    commands.add_parser("key").add_argument("file", type=Path)
    root, sign, make, renew = (commands.add_parser(name) for name in ("root", "sign", "make", "renew"))
    for each in (root, sign, make, renew):
        each.add_argument("folder", type=Path)
    root.add_argument("--root", type=Path, nargs="+", required=True)
    root.add_argument("--files", type=Path, required=True)
    root.add_argument("--newest", type=Path, required=True)
    sign.add_argument("--key", type=Path, required=True)
    make.add_argument("--files-key", type=Path, required=True)
    renew.add_argument("--files-key", type=Path)
    for each in (make, renew):
        each.add_argument("--newest-key", type=Path, required=True)
    make.add_argument("files", type=Path, nargs="*")
    return parser


def _key(path: Path) -> CryptoSigner:
    return read_key(path, _passphrase(path))


def _passphrase(path: Path) -> str:
    return os.environ.get(PASSPHRASE_VARIABLE) or getpass.getpass(f"Passphrase of {path.name}: ")


def _in(lasts: timedelta) -> datetime:
    return (datetime.now(UTC) + lasts).replace(microsecond=0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
