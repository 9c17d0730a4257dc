"""The works of `shared_folders`: what the program does in folders that others can write, each with the names that it uses there.

The chosen folder itself is not among them: whoever may exchange that decides where it is.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from prevent_desktop.delivery.mailboxes.brought_in import FoundKind, look_through
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox, growing_name
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.delivery.transports import Parcel
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.errors import DeliveryError, PackError, PreventDesktopError
from prevent_desktop.vault.copies.backup_place import PLACE_NAME, BackupPlace
from prevent_desktop.vault.copies.manifest import FILE_LIST_NAME, Manifest, Part
from prevent_desktop.vault.keys.vault_key import VaultKey
from prevent_desktop.workflows.receiving.answering import give_receipt
from prevent_desktop.workflows.receiving.quarantine import dismiss, quarantined, set_aside, try_again
from tests.unit.delivery.transport_contract import RecordingJournal
from tests.unit.workflows.receiving.packs_in import CORRECTION, PACK, Desk, make_desk, take_all

OTHER = "P-THE0THER0NE0"
MAILBOX, STICK, OUTPUT = "mailbox", "stick", "out"
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
VAULT_ID = b"\x07" * 16
BACKUPS = f"{STICK}/{PLACE_NAME}/{VAULT_ID.hex()}"
OLD, NEWER = "2026-11-20-090000", "2026-11-21-090000"
USED, UNUSED = "a" * 32, "b" * 32
_KEY = VaultKey(bytes(32))
_CONTENT = os.urandom(40_000)
_CHUNK = 16_384


class Ground:
    """What one run stands on: the folders that others can write, and `outside`, where nothing of ours belongs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outside = folder / "outside"
        self.mailbox = FolderMailbox(folder / MAILBOX)
        self.stick = folder / STICK
        self.output = folder / OUTPUT

    def make(self) -> None:
        """Nothing but what is precious, all of it old: a vault, packs that wait, sealed files, a backup of somebody else's."""
        for path in (self.outside, self.outside / OLD, self.stick):
            path.mkdir(parents=True)
        digest = "c" * 64
        for name in (
            "precious", f"{PACK}.pdf.age", f"{OTHER}.{digest}.pdf.age", f"{USED}.part", f".{'0' * 16}.part", f"{OLD}/backup.json",
            "slots.json",
        ):  # fmt: skip
            (self.outside / name).write_bytes(name.encode() * 3_000)
            os.utime(self.outside / name, (0, 0))
        FolderMailbox.create(self.mailbox.folder)

    def seen_outside(self) -> dict[str, tuple[int, int, bytes]]:
        """Each thing outside: its rights, its owner and its bytes."""
        seen = {}
        for path in sorted(self.outside.rglob("*")):
            found = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            seen[str(path.relative_to(self.outside))] = (found.st_mode, found.st_uid, content)
        return seen

    def difference(self, before: dict[str, tuple[int, int, bytes]]) -> str:
        """The names that are not as they were."""
        now = self.seen_outside()
        return ", ".join(
            sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
        )


@dataclass(frozen=True)
class Work:
    """`names` are what the work uses, below the ground; `goes_on` tells what should have gone on and did not."""

    prepare: Callable[[Ground], object]
    do: Callable[[Ground], object]
    names: tuple[str, ...]
    goes_on: Callable[[Ground, str], str]


# -- sending


def _parcel(ground: Ground, pack_id: str) -> Parcel:
    content = _CONTENT + pack_id.encode()
    return Parcel(
        pack_id=pack_id, digest=hashlib.sha256(content).hexdigest(), size=len(content), endpoint=ground.mailbox.endpoint,
        upload_url="", offset=0, attempts=0, open=lambda: io.BytesIO(content),
    )  # fmt: skip


def _growing(pack_id: str) -> str:
    return growing_name(pack_id, hashlib.sha256(_CONTENT + pack_id.encode()).hexdigest())


def _half_sent(ground: Ground) -> None:
    part = ground.mailbox.incoming.path / _growing(PACK)
    part.write_bytes(_CONTENT[:_CHUNK])


def _send(ground: Ground) -> None:
    transport = FolderTransport(chunk=_CHUNK)
    for pack_id in (PACK, OTHER):  # as the courier does: what one pack raises stops no other
        try:
            transport.upload(_parcel(ground, pack_id), RecordingJournal())
        except PreventDesktopError:
            continue


def _sent(ground: Ground, where: str) -> str:
    if where == f"{MAILBOX}/incoming":
        return ""
    for pack_id in (PACK, OTHER):
        path = ground.mailbox.incoming.path / f"{pack_id}.pdf.age"
        touched = pack_id in where
        if not touched and path.read_bytes() != _CONTENT + pack_id.encode():
            return f"{pack_id} was not sent"
    return ""


def _ask(ground: Ground) -> None:
    transport = FolderTransport()
    for pack_id in (PACK, OTHER):
        try:
            transport.receipt(_parcel(ground, pack_id))
            transport.answer(ground.mailbox.endpoint, pack_id, 1)
            transport.take_back(_parcel(ground, pack_id))
        except PreventDesktopError:
            continue


def _asked_about(ground: Ground) -> None:
    _half_sent(ground)
    for pack_id in (PACK, OTHER):
        ground.mailbox.write_receipt(pack_id, b"a.b.c")
        ground.mailbox.write_answer(pack_id, 1, b"sealed")


# -- receiving


@cache
def _desk() -> Desk:
    return make_desk()


def _came_in(ground: Ground) -> None:
    desk = _desk()
    desk.put(ground.mailbox)
    desk.put(ground.mailbox, desk.correction, f"{CORRECTION}.pdf.age")
    upload = ground.mailbox.incoming.path / "archived"
    upload.write_bytes(b"no pack")
    upload.with_suffix(".json").write_text(
        json.dumps({"size": 7, "metadata": {"filename": "x"}}), encoding="utf-8"
    )
    left = ground.output / f".{'0' * 16}.part"
    ground.output.mkdir()
    left.write_bytes(b"half")
    os.utime(left, (0, 0))


def _take(ground: Ground) -> None:
    list(take_all(_desk().receiver, ground.mailbox, ground.output, clock=lambda: NOW))


def _taken(ground: Ground, where: str) -> str:
    """Both packs are kept but for what was harmed: a folder that all need, or whatever belongs to that pack."""
    if where.startswith(OUTPUT) or where in {
        f"{MAILBOX}{below}" for below in ("", "/incoming", "/receipts", "/claims")
    }:
        return ""
    lost = [
        pack
        for pack in (PACK, CORRECTION)
        if pack not in where and not (ground.output / f"{pack}.pdf").is_file()
    ]
    return f"{lost} not taken" if lost else ""


def _only_looked(ground: Ground) -> None:
    for arrival in ground.mailbox.arrived():
        error = PackError("Refused", "It was refused.", "Ask.")
        try:
            set_aside(ground.mailbox, arrival, arrival.digest(), error, now=NOW)
        except OSError:
            continue
    one, *others = quarantined(ground.mailbox) or [None]
    if one is not None:
        try_again(ground.mailbox, one)
    for other in others:
        if other is not None:
            dismiss(ground.mailbox, other)


def _answer(ground: Ground) -> None:
    for pack_id in (PACK, OTHER):
        for step in (
            partial(give_receipt, ground.mailbox, pack_id, "00" * 32, "a.b.c"),
            partial(ground.mailbox.write_answer, pack_id, 1, b"sealed"),
            partial(ground.mailbox.answers_given, pack_id),
        ):
            try:
                step()
            except OSError:
                continue


def _answered(ground: Ground, where: str) -> str:
    for pack_id in (PACK, OTHER):
        if pack_id in where:
            continue
        receipt, answer = ground.mailbox.receipt_path(pack_id), ground.mailbox.answer_path(pack_id, 1)
        if where != f"{MAILBOX}/receipts" and receipt.read_bytes() != b"a.b.c":
            return f"no receipt for {pack_id}"
        if where != f"{MAILBOX}/answers" and answer.read_bytes() != b"sealed":
            return f"no answer to {pack_id}"
    return ""


# -- backups and sticks


def _backed_up(ground: Ground) -> None:
    place = BackupPlace(ground.stick, VAULT_ID)
    place.make()
    for name in (OLD, NEWER):
        _a_backup(place.folder / name)
    for name in (f"{USED}.age", f"{UNUSED}.age", f"{UNUSED}.part"):
        (place.attachments / name).write_bytes(b"sealed")
        os.utime(place.attachments / name, (0, 0))
    left = place.folder / f".{OLD}.new"
    left.mkdir()
    (left / "vault.db").write_bytes(b"half")
    os.utime(left, (0, 0))


def _a_backup(folder: Path) -> None:
    folder.mkdir()
    (folder / FILE_LIST_NAME).write_text(f"{USED} 6\n", encoding="ascii")
    Manifest(
        vault_id=VAULT_ID.hex(), made_at=NOW, automatic=True, schema=1, head="", attachments=1, attachment_bytes=6,
        parts={FILE_LIST_NAME: Part.of(folder / FILE_LIST_NAME)},
    ).write(folder, _KEY)  # fmt: skip


def _tidy(ground: Ground) -> None:
    place = BackupPlace(ground.stick, VAULT_ID)
    place.make()
    for backup in place.backups():
        if backup.folder.name == OLD:
            place.remove(backup)
    place.remove_unused()


def _tidied(ground: Ground, where: str) -> str:
    files = ground.folder / BACKUPS / "attachments"
    if where == "" and ((files / f"{UNUSED}.age").exists() or (ground.folder / BACKUPS / OLD).exists()):
        return "nothing was tidied"
    if where == "" and not (files / f"{USED}.age").exists():
        return "a file that is used went"
    return ""


def _on_a_stick(ground: Ground) -> None:
    for name in ("a.jws", "b.jws", "1.age", "mail.eml"):
        (ground.stick / name).write_bytes(b"x.y.z")


def _look_through(ground: Ground) -> None:
    found = [one.name for one in look_through([ground.stick]) if one.kind is not FoundKind.UNREADABLE]
    (ground.folder / "found").write_text(json.dumps(found), encoding="utf-8")


# -- a team's mailbox

TEAM = "team"
_SET, _OTHER_SET, _TEAM_HEAD, _GONE_SET = (f"{two}/{two * 32}" for two in ("ab", "cd", "ef", "ac"))


def _team_begun(ground: Ground) -> None:
    (ground.folder / TEAM).mkdir()
    with open_team_store((ground.folder / TEAM).as_uri()) as store:
        store.put(_OTHER_SET, _CONTENT)
        store.put(_GONE_SET, _CONTENT)
        store.set_head(_TEAM_HEAD, b"one")
    for name in (f"ab/.{_SET[3:]}.{'0' * 12}.part", f"{_GONE_SET}-LAPTOP"):
        path = ground.folder / TEAM / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
        os.utime(path, (0, 0))


def _team_round(ground: Ground) -> None:
    found: dict[str, bytes] = {}
    with open_team_store((ground.folder / TEAM).as_uri()) as store:
        for ask in (
            lambda: store.put(_SET, _CONTENT),
            lambda: found.update(other=store.get(_OTHER_SET, len(_CONTENT)) or b""),
            lambda: store.set_head(_TEAM_HEAD, b"two"),
            lambda: store.head(_TEAM_HEAD),
            lambda: store.delete(_GONE_SET),
        ):
            try:
                ask()
            except DeliveryError:  # what one object raises stops no other
                continue
    (ground.folder / "found").write_bytes(found.get("other", b""))


def _team_went_on(ground: Ground, where: str) -> str:
    there = ground.folder / TEAM
    if not where.startswith(f"{TEAM}/ab") and not (there / _SET).is_file():
        return "a set was not put"
    if not where.startswith(f"{TEAM}/cd") and (ground.folder / "found").read_bytes() != _CONTENT:
        return "a set was not got"
    if not where.startswith(f"{TEAM}/heads") and not (there / "heads" / _TEAM_HEAD).read_bytes().startswith(
        b"two"
    ):
        return "the head was not set"
    if not where.startswith(f"{TEAM}/ac") and (there / _GONE_SET).exists():
        return "a set was not taken away"
    return ""


WORKS = {
    "team": Work(
        _team_begun, _team_round, (
            f"{TEAM}/ab", f"{TEAM}/{_SET}", f"{TEAM}/cd", f"{TEAM}/{_OTHER_SET}", f"{TEAM}/heads", f"{TEAM}/heads/ef", f"{TEAM}/heads/{_TEAM_HEAD}",
            f"{TEAM}/ac", f"{TEAM}/{_GONE_SET}", f"{TEAM}/{_GONE_SET} (1)", f"{TEAM}/ab/.{_SET[3:]}.{'1' * 12}.part",
        ), _team_went_on,
    ),
    "send": Work(
        _half_sent, _send, (
            f"{MAILBOX}/incoming", f"{MAILBOX}/incoming/{_growing(PACK)}", f"{MAILBOX}/incoming/{_growing(OTHER)}",
            f"{MAILBOX}/incoming/{PACK}.pdf.age", f"{MAILBOX}/incoming/{OTHER}.pdf.age",
        ), _sent,
    ),
    "ask": Work(
        _asked_about, _ask, (
            f"{MAILBOX}/incoming/{_growing(PACK)}", f"{MAILBOX}/receipts", f"{MAILBOX}/receipts/{PACK}.jws", f"{MAILBOX}/answers",
            f"{MAILBOX}/answers/{PACK}", f"{MAILBOX}/answers/{PACK}/1.age", f"{MAILBOX}/incoming",
        ), lambda _ground, _where: "",
    ),
    "take": Work(
        _came_in, _take, (
            f"{MAILBOX}/incoming", f"{MAILBOX}/incoming/{PACK}.pdf.age", f"{MAILBOX}/incoming/archived", f"{MAILBOX}/claims",
            f"{MAILBOX}/incoming/archived.json", f"{MAILBOX}/receipts", f"{MAILBOX}/receipts/{PACK}.jws",
            f"{MAILBOX}/claims/{PACK}.lock", f"{MAILBOX}/quarantine", f"{MAILBOX}/incoming/P-NEW00.pdf.age",
            f"{OUTPUT}/.{'0' * 16}.part", f"{MAILBOX}/incoming/new-upload", f"{MAILBOX}/incoming/new-upload.json",
        ), _taken,
    ),
    "set aside": Work(
        _came_in, _only_looked, (
            f"{MAILBOX}/incoming", f"{MAILBOX}/incoming/{PACK}.pdf.age", f"{MAILBOX}/quarantine", f"{MAILBOX}/incoming/archived.json",
        ), lambda _ground, _where: "",
    ),
    "answer": Work(
        lambda _ground: None, _answer, (
            f"{MAILBOX}/receipts", f"{MAILBOX}/receipts/{PACK}.jws", f"{MAILBOX}/answers", f"{MAILBOX}/answers/{PACK}",
            f"{MAILBOX}/answers/{PACK}/1.age",
        ), _answered,
    ),
    "tidy": Work(
        _backed_up, _tidy, (
            f"{STICK}/{PLACE_NAME}", BACKUPS, f"{BACKUPS}/attachments", f"{BACKUPS}/{OLD}", f"{BACKUPS}/{OLD}/backup.json",
            f"{BACKUPS}/.{OLD}.new", f"{BACKUPS}/attachments/{UNUSED}.age", f"{BACKUPS}/attachments/{UNUSED}.part",
            f"{BACKUPS}/attachments/{PACK}.pdf.age", f"{BACKUPS}/{NEWER}/{FILE_LIST_NAME}",
        ), _tidied,
    ),
    "look through": Work(
        _on_a_stick, _look_through, (f"{STICK}/a.jws", f"{STICK}/1.age", f"{STICK}/mail.eml", f"{STICK}/folder"),
        lambda ground, where: "" if where == f"{STICK}/b.jws" or "b.jws" in (ground.folder / "found").read_text() else "b.jws was lost",
    ),
}  # fmt: skip
"""By name."""
