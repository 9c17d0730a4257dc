"""Files that a person brings in are whatever somebody made of them: each is told, none is opened, none makes it fall over."""

from __future__ import annotations

import os
import random
import sys
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.delivery.mailboxes.brought_in import (
    LARGEST_MAIL,
    MOST_FILES,
    Found,
    FoundKind,
    look_through,
    reply_names,
)
from prevent_desktop.delivery.mailboxes.mail_replies import reply
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from tests.unit.delivery.receivers import PACK, Receiver
from tests.unit.delivery.transport_contract import SEALED_ANSWER


@pytest.fixture(scope="module")
def receipt() -> bytes:
    return Receiver.make().receipt(PACK, "ab" * 32).encode()


def looked(*paths: Path) -> list[Found]:
    return list(look_through(paths))


def one(folder: Path, name: str, content: bytes) -> Found:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    (found,) = looked(path)
    return found


def test_a_receipt_says_itself_whose_pack_it_is_for(tmp_path: Path, receipt: bytes) -> None:
    for name in ("x.jws", "receipt", "Re; your file.txt"):
        found = one(tmp_path, name, b"  " + receipt + b"\r\n")
        assert (found.kind, found.untrusted_pack_id, found.content) == (FoundKind.RECEIPT, PACK, receipt)


@pytest.mark.parametrize(
    ("name", "pack_id", "number"),
    [
        (f"answers/{PACK}/1.age", PACK, 1), (f"answers/{PACK}/12 (1).age", PACK, 0), (reply_names(PACK, 3), PACK, 3),
        (f"{PACK}.answer-3 (1).age", PACK, 3), (f"{PACK}_Answer_7.AGE".replace(".AGE", ".age"), PACK, 7),
        (f"{PACK.lower()}.answer-2.age", PACK, 2), ("1.age", "", 0), ("answer.age", "", 0), ("other/2.age", "", 0),
        (f"answers/{PACK}/1000.age", "", 0),
    ],
)  # fmt: skip
def test_an_answer_is_placed_by_its_name_or_its_folder(
    tmp_path: Path, name: str, pack_id: str, number: int
) -> None:
    found = one(tmp_path, name, SEALED_ANSWER)
    assert found.kind is FoundKind.ANSWER
    assert (found.untrusted_pack_id, found.number) == ((pack_id, number) if number else ("", 0))


def test_all_of_a_reply_is_found_also_inside_a_mail_that_was_passed_on(
    tmp_path: Path, receipt: bytes
) -> None:
    mailbox = FolderMailbox.create(tmp_path / "mailbox")
    mailbox.receipt_path(PACK).write_bytes(receipt)
    for number in (1, 2):
        mailbox.write_answer(PACK, number, SEALED_ANSWER + bytes([number]))
    back = reply(mailbox, PACK)
    outer = EmailMessage(policy=SMTP)
    outer["Subject"] = "Fwd: what they sent"
    outer.set_content("See below.")
    outer.add_attachment(back, maintype="application", subtype="octet-stream", filename="original.eml")
    from email import message_from_bytes
    from email.policy import default

    passed_on = EmailMessage(policy=SMTP)
    passed_on.set_content("See below.")
    passed_on.add_attachment(message_from_bytes(back, policy=default))
    for mail in (back, passed_on.as_bytes()):
        (tmp_path / "m.eml").write_bytes(mail)
        found = looked(tmp_path / "m.eml")
        assert [(each.kind, each.untrusted_pack_id, each.number) for each in found] == [
            (FoundKind.RECEIPT, PACK, 0), (FoundKind.ANSWER, PACK, 1), (FoundKind.ANSWER, PACK, 2),
        ]  # fmt: skip
    assert len(reply(mailbox, PACK, besides=(1, 2))) < len(back)


def test_a_stick_is_looked_through_and_its_other_files_are_left_alone(tmp_path: Path, receipt: bytes) -> None:
    stick = tmp_path / "stick"
    for name, content in {
        "receipts/a.jws": receipt, f"answers/{PACK}/1.age": SEALED_ANSWER, "photos/x.jpg": b"x", f"{PACK}.pdf.age": SEALED_ANSWER,
        ".hidden/b.jws": receipt, "deep/er/and/deep/er/c.jws": receipt, "notes.jws": b"no receipt",
    }.items():  # fmt: skip
        (stick / name).parent.mkdir(parents=True, exist_ok=True)
        (stick / name).write_bytes(content)
    (stick / "loop").symlink_to(stick, target_is_directory=True)
    assert [each.kind for each in looked(stick)] == [FoundKind.ANSWER, FoundKind.RECEIPT]
    assert MOST_FILES > 1000


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    for name, size, kind in (
        ("x.eml", LARGEST_MAIL + 1, FoundKind.TOO_LARGE),
        ("x.age", 100_000, FoundKind.TOO_LARGE),
    ):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
        (found,) = looked(tmp_path / name)
        assert (found.kind, found.content) == (kind, b"")
    assert [each.kind for each in looked(tmp_path / "gone", tmp_path / "gone.eml")] == [
        FoundKind.UNREADABLE
    ] * 2


def test_names_in_a_mail_lead_nowhere(tmp_path: Path) -> None:
    mail = EmailMessage(policy=SMTP)
    mail.set_content("x")
    for name in (
        f"../../answers/{PACK}/1.age",
        f"C:\\answers\\{PACK}\\2.age",
        "/etc/passwd.age",
        "\u202egpj.age",
    ):
        mail.add_attachment(SEALED_ANSWER, maintype="application", subtype="octet-stream", filename=name)
    (tmp_path / "m.eml").write_bytes(mail.as_bytes())
    assert {(each.kind, each.untrusted_pack_id) for each in looked(tmp_path / "m.eml")} == {
        (FoundKind.ANSWER, "")
    }
    assert all("/" not in each.name and "\\" not in each.name for each in looked(tmp_path / "m.eml"))


@given(
    seed=st.integers(0, 2**32), changes=st.integers(1, 60),
    ending=st.sampled_from(["x.eml", "x.jws", "x.age", f"{PACK}.answer-1.age"]),
)  # fmt: skip
def test_nothing_that_somebody_made_of_a_file_makes_it_fall_over(
    tmp_path_factory: pytest.TempPathFactory, receipt: bytes, seed: int, changes: int, ending: str
) -> None:
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("fuzz")
    mailbox = FolderMailbox.create(folder / "mailbox")
    mailbox.receipt_path(PACK).write_bytes(receipt)
    mailbox.write_answer(PACK, 1, SEALED_ANSWER)
    content = bytearray(reply(mailbox, PACK) if ending.endswith(".eml") else receipt)
    for _change in range(changes):
        at = chance.randrange(len(content) + 1)
        content[at : at + chance.randrange(4)] = chance.choice(
            [b"", chance.randbytes(3), b"\r\n", b"=?utf-8?b?", b"\xff", b'"', b";"]
        )
    (folder / ending).write_bytes(content)
    for found in looked(folder / ending):
        assert isinstance(found, Found)
        assert len(found.content) <= 64 * 1024


def nested(levels: int, within: bytes) -> bytes:
    """A mail whose parts lie in each other."""
    begin = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels)
    )
    end = b"".join(b"\r\n--b%d--\r\n" % n for n in reversed(range(levels)))
    return b"From: a\r\n" + begin + b"\r\n" + within + end


@pytest.mark.parametrize(
    "mail",
    [
        nested(1500, b"x"),
        b"Content-Type: message/rfc822\r\n\r\n" * 2000,
        nested(150, b"\r\n" * 3_000_000),
    ],
    ids=["in parts", "passed on", "lines"],
)
def test_a_mail_of_parts_within_parts_keeps_nothing_else_away(
    tmp_path: Path, receipt: bytes, mail: bytes
) -> None:
    (tmp_path / "a.eml").write_bytes(mail)
    (tmp_path / "b.jws").write_bytes(receipt)
    assert [one.name for one in looked(tmp_path)] == ["b.jws"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are POSIX's")
def test_a_pipe_or_a_device_on_a_stick_is_told_at_once_and_the_rest_is_brought_in(tmp_path: Path) -> None:
    """The fault: it was waited for, for ever."""
    os.mkfifo(tmp_path / "a.jws")
    (tmp_path / "b.age").write_bytes(b"age-encryption.org/v1\n")
    found = list(look_through([tmp_path, tmp_path / "a.jws", Path("/dev/zero")]))
    kinds = [(one.name, one.kind) for one in found]
    assert kinds == [
        ("a.jws", FoundKind.UNREADABLE), ("b.age", FoundKind.ANSWER), ("a.jws", FoundKind.UNREADABLE), ("zero", FoundKind.UNREADABLE),
    ]  # fmt: skip
