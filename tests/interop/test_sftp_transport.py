"""SFTP passes the contract, with OpenSSH as receiver."""

from __future__ import annotations

import asyncio
import getpass
import os
import pwd
import random
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

import asyncssh
import pytest

from prevent_desktop.delivery.connection.sftp_address import HostKey, SftpAddress
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys, SftpSecrets
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.transports import Parcel
from prevent_desktop.delivery.transports.sftp import SftpTransport
from prevent_desktop.errors import RefusedError, WaitingError
from prevent_desktop.system_store import SystemStore
from tests.interop.sshd import Sshd, knows_hybrid, why_no_sshd
from tests.interop.tus_parts import BadLine, Cut
from tests.patience import PATIENCE
from tests.unit.delivery.memory_store import MemoryKeyring, memory_store
from tests.unit.delivery.receivers import PACK
from tests.unit.delivery.transport_contract import (
    CHUNK,
    CONTENT,
    RecordingJournal,
    StoppedHereError,
    TransportContract,
    Way,
    parcel,
)

pytestmark = pytest.mark.skipif(bool(why_no_sshd()), reason=why_no_sshd() or "-")


class SftpWay(Way):
    """A mailbox on an OpenSSH server that lets our key in."""

    def __init__(self, server: Sshd) -> None:
        self.server = server
        store = memory_store()
        self.keys = SftpKeys(lambda: store)
        server.let_in(self.keys.make_key())
        self.transport = SftpTransport(self.keys, largest_chunk=CHUNK)
        self.endpoint = str(server.address)

    def arrived(self, pack_id: str) -> bytes | None:
        found = [pack for pack in self.server.mailbox.arrived() if pack.untrusted_pack_id == pack_id]
        return found[0].path.read_bytes() if found else None

    def has_a_part(self) -> bool:
        return any(self.server.mailbox.incoming.path.glob(".*.part"))

    def answer(self, pack_id: str, receipt: bytes) -> None:
        self.server.mailbox.receipt_path(pack_id).write_bytes(receipt)

    def put_answer(self, pack_id: str, number: int, sealed: bytes) -> None:
        self.server.mailbox.write_answer(pack_id, number, sealed)

    def go_away(self) -> None:
        self.server.kill()

    def come_back(self) -> None:
        if not self.server.runs:
            self.server.start()

    def forget(self) -> None:
        for path in self.server.mailbox.incoming.path.glob(".*"):
            path.unlink()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """One for all tests: each finds it empty."""
    with Sshd(tmp_path_factory.mktemp("receiver")) as started:
        yield started


@pytest.fixture
def way(server: Sshd) -> SftpWay:
    server.empty()
    return SftpWay(server)


class TestSftpTransport(TransportContract):
    """SFTP passes the contract, with OpenSSH as receiver."""


def told(way: SftpWay, sealed: Parcel | None = None) -> str:
    """What kind of trouble an upload has, of which nothing arrives."""
    journal = RecordingJournal()
    with pytest.raises((WaitingError, RefusedError)) as caught:
        way.transport.upload(sealed or parcel(way)[0], journal)
    assert journal.offsets == []
    assert way.arrived(PACK) is None
    error = caught.value
    assert isinstance(error, WaitingError | RefusedError)
    assert error.title
    assert error.what_happened
    assert error.next_step
    return error.kind


SIGNED_IN = re.compile(r"userauth-request|Accepted|Failed|publickey|password")


def test_a_server_with_another_key_gets_nothing_not_even_a_try_to_sign_in(
    way: SftpWay, tmp_path: Path
) -> None:
    with Sshd(tmp_path / "impostor") as impostor:
        impostor.let_in(way.keys.public_key())
        secret = SftpSecrets(key_pem=way.keys.secrets_for(way.server.address).key_pem, password="secret")
        way.keys.keep_password(replace(way.server.address, port=impostor.port), secret.password)
        way.endpoint = str(replace(way.server.address, port=impostor.port))
        assert told(way) == "host_key_wrong"
        assert SIGNED_IN.search(impostor.log.read_text()) is None
        with pytest.raises(RefusedError):
            way.transport.receipt(parcel(way)[0])
        with pytest.raises(RefusedError):
            way.transport.answer(way.endpoint, PACK, 1)
        assert SIGNED_IN.search(impostor.log.read_text()) is None
        careless(impostor, secret)  # the control: whoever trusts at first sight does sign in, and it is seen
        assert SIGNED_IN.search(impostor.log.read_text()) is not None


def careless(server: Sshd, secret: SftpSecrets) -> None:
    async def go() -> None:
        async with asyncssh.connect(
            "127.0.0.1", server.port, known_hosts=None, config=None, agent_path=None, username=getpass.getuser(),
            client_keys=[asyncssh.import_private_key(secret.key_pem)],
        ) as connection:  # fmt: skip
            await connection.start_sftp_client()

    asyncio.run(go())


def test_the_key_of_the_kind_in_the_address_is_asked_for(way: SftpWay) -> None:
    way.endpoint = str(replace(way.server.address, keys=(way.server.host_keys["rsa"],)))
    way.transport.upload(parcel(way)[0], RecordingJournal())
    assert way.arrived(PACK) == CONTENT


def test_two_keys_may_be_named_while_a_server_changes_its_own(way: SftpWay) -> None:
    gone = HostKey("ssh-ed25519", "A" * 43)
    way.endpoint = str(replace(way.server.address, keys=(gone, way.server.host_keys["rsa"])))
    assert told(way) == "host_key_wrong", "it shows the key of the first kind that it has"
    way.endpoint = str(replace(way.server.address, keys=(gone, way.server.host_keys["ed25519"])))
    way.transport.upload(parcel(way)[0], RecordingJournal())
    assert way.arrived(PACK) == CONTENT


def test_the_most_bytes_a_second_are_kept(way: SftpWay) -> None:
    way.transport = SftpTransport(way.keys, largest_chunk=CHUNK, most_bytes=lambda: 10 * len(CONTENT))
    started = time.monotonic()
    way.transport.upload(parcel(way)[0], RecordingJournal())
    assert way.arrived(PACK) == CONTENT
    assert time.monotonic() - started >= 0.08, "a tenth of a second's worth, but for its last piece"


@pytest.mark.skipif(why_no_sshd() == "" and not knows_hybrid(), reason="OpenSSH is older than 9.9: no ML-KEM")
def test_the_exchange_of_keys_is_hybrid(way: SftpWay) -> None:
    way.transport.upload(parcel(way)[0], RecordingJournal())
    assert "kex: algorithm: mlkem768x25519-sha256" in way.server.log.read_text()


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        # Both sides notice that they have nothing in common; where the server is faster, it hangs up without a word.
        ({"KexAlgorithms": "diffie-hellman-group14-sha1"}, {"ssh_too_old", "not_agreed"}),
        ({"Ciphers": "aes128-cbc"}, {"ssh_too_old", "not_agreed"}),
        ({"HostKeyAlgorithms": "rsa-sha2-256"}, {"host_key_wrong", "not_agreed"}),
        ({"Subsystem": "nothing /bin/true"}, {"not_sftp"}),
        ({"ForceCommand": "internal-sftp -R"}, {"sftp_folder_closed"}),
        ({"AuthorizedKeysFile": "/nowhere"}, {"ssh_refused"}),
        ({"AllowUsers": "nobody-at-all"}, {"ssh_refused"}),
    ],
)
def test_what_a_server_may_be_like_is_told_apart(
    tmp_path: Path, options: dict[str, str], kinds: set[str]
) -> None:
    with Sshd(tmp_path / "receiver", **options) as server:
        assert told(SftpWay(server)) in kinds


def test_an_old_server_without_hybrid_keys_is_still_spoken_to(tmp_path: Path) -> None:
    with Sshd(tmp_path / "receiver", KexAlgorithms="curve25519-sha256") as server:
        way = SftpWay(server)
        way.transport.upload(parcel(way)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT


def test_a_folder_that_is_not_there_is_told(way: SftpWay) -> None:
    way.endpoint = str(replace(way.server.address, path=f"{way.server.mailbox.folder}/nowhere"))
    assert told(way) == "no_sftp_folder"


def test_a_computer_without_a_key_does_not_even_connect(way: SftpWay) -> None:
    empty = memory_store()
    with socket.create_server(("127.0.0.1", 0)) as door:
        # A server's log would tell it when it comes to it, and also of whoever looked whether it listens.
        way.endpoint = str(replace(way.server.address, port=door.getsockname()[1]))
        way.transport = SftpTransport(SftpKeys(lambda: empty))
        assert told(way) == "ssh_key_wanted"
        way.transport = SftpTransport(SftpKeys(lambda: None))
        assert told(way) == "ssh_key_wanted"
        door.setblocking(False)
        with pytest.raises(BlockingIOError):
            door.accept()
        with socket.create_connection(door.getsockname()):
            door.settimeout(PATIENCE)
            door.accept()[0].close()


def test_a_store_that_is_locked_is_waited_for(way: SftpWay) -> None:
    keyring = MemoryKeyring()
    keyring.locked = True
    way.transport = SftpTransport(SftpKeys(lambda: SystemStore(keyring)))
    assert told(way) == "secrets_locked"


def test_a_key_that_the_receiver_does_not_know_is_told(way: SftpWay) -> None:
    way.keys.make_key()
    assert told(way) == "ssh_refused"


def test_a_web_server_or_a_sign_in_page_gets_nothing(way: SftpWay) -> None:
    with StrangeServer(
        b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>Sign in</html>"
    ) as other:
        way.endpoint = str(replace(way.server.address, port=other.port))
        assert told(way) == "not_ssh"
        assert other.got.startswith(b"SSH-2.0-prevent-desktop\r\n")
        assert b"age-encryption" not in other.got


def test_a_server_that_hangs_up_at_once_is_waited_for(way: SftpWay) -> None:
    with StrangeServer(b"") as other:
        way.endpoint = str(replace(way.server.address, port=other.port))
        assert told(way) == "cut_off"


@pytest.mark.parametrize("has_route", [True, False])
def test_a_name_that_nobody_knows_is_told_apart_from_no_network(way: SftpWay, has_route: bool) -> None:
    way.transport = SftpTransport(way.keys, has_route=lambda: has_route)
    way.endpoint = str(replace(way.server.address, host="no-such-host.invalid"))
    assert told(way) == ("name_unknown" if has_route else "offline")


@pytest.mark.parametrize(
    "address", ["sftp://user@host/x", "sftp://host/x", "sftp:x", "sftp://user;fingerprint=x@host/x"]
)
def test_an_address_without_a_pinned_key_is_never_used(way: SftpWay, address: str) -> None:
    way.endpoint = address
    assert told(way) == "bad_address"


def test_a_cut_in_the_middle_of_a_chunk_costs_at_most_that_chunk(way: SftpWay) -> None:
    fates = iter([Cut(after=3 * CHUNK + CHUNK // 2, upward=True)])
    sent: list[int] = []
    journal = RecordingJournal()
    with BadLine(lambda: way.server.port, lambda: next(fates, None)) as line:
        way.endpoint = str(replace(way.server.address, port=line.port))
        for _attempt in range(5):
            rest, read = parcel(way, journal=journal)
            with suppress(WaitingError):
                way.transport.upload(rest, journal)
            sent.append(sum(read))
            if journal.offsets[-1:] == [len(CONTENT)]:
                break
        assert line.cuts == 1
    assert way.arrived(PACK) == CONTENT
    assert sum(sent) <= len(CONTENT) + 2 * CHUNK, "the chunk, and what is compared of it"


def test_what_a_power_cut_left_behind_the_last_acknowledged_byte_is_not_built_on(way: SftpWay) -> None:
    journal = RecordingJournal(stop_at=3 * CHUNK)
    with pytest.raises(StoppedHereError):
        way.transport.upload(parcel(way)[0], journal)
    (growing,) = way.server.mailbox.incoming.path.glob(".*.part")
    with growing.open("ab") as file:
        file.write(bytes(2 * CHUNK))
    way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
    assert way.arrived(PACK) == CONTENT


@pytest.mark.parametrize("synced", [True, False])
def test_a_server_that_cannot_sync_is_not_believed_what_it_has(tmp_path: Path, synced: bool) -> None:
    banned = "" if synced else " -P fsync"
    with Sshd(tmp_path / "receiver", ForceCommand=f"internal-sftp{banned}") as server:
        way = SftpWay(server)
        journal = RecordingJournal(stop_at=5 * CHUNK)
        with pytest.raises(StoppedHereError):
            way.transport.upload(parcel(way)[0], journal)
        (growing,) = server.mailbox.incoming.path.glob(".*.part")
        with growing.open("r+b") as file:
            file.seek(2 * CHUNK)
            file.write(bytes(CHUNK))
        way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
        assert (way.arrived(PACK) == CONTENT) is not synced, (
            "what was synced is believed: see the digest in receipts"
        )


def test_another_pack_with_the_same_id_is_not_replaced(way: SftpWay) -> None:
    way.transport.upload(parcel(way)[0], RecordingJournal())
    for other in (b"something else", CONTENT[::-1]):
        with pytest.raises(RefusedError, match="same id"):
            way.transport.upload(parcel(way, content=other)[0], RecordingJournal())
    assert way.arrived(PACK) == CONTENT


def test_nothing_of_the_persons_own_ssh_settings_is_used(
    way: SftpWay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "home" / ".ssh" / "config"
    settings.parent.mkdir(parents=True)
    settings.write_text("Host *\n  ProxyCommand false\n  HostName 192.0.2.1\n  User somebody\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "no-agent"))
    way.transport.upload(parcel(way)[0], RecordingJournal())
    assert way.arrived(PACK) == CONTENT
    assert [path.name for path in settings.parent.iterdir()] == ["config"], "no known_hosts is written"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_server_whose_disk_is_full_is_told_and_goes_on_when_there_is_room(way: SftpWay) -> None:
    incoming = way.server.mailbox.incoming.path
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", incoming], check=False, capture_output=True  # noqa: S607
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        journal = RecordingJournal()
        with pytest.raises(WaitingError) as caught:
            way.transport.upload(parcel(way)[0], journal)
        assert caught.value.kind == "server_full"
        subprocess.run(["mount", "-o", "remount,size=8m", incoming], check=True)  # noqa: S607
        way.transport.upload(parcel(way, journal=journal)[0], RecordingJournal())
        assert way.arrived(PACK) == CONTENT
    finally:
        subprocess.run(["umount", incoming], check=True)  # noqa: S607


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lock an account into a folder")
def test_an_account_that_sees_its_mailbox_alone_is_delivered_to(tmp_path: Path) -> None:
    """The way that receivers are told to set it up: no shell, no other folder, no forwarding."""
    cage = Path(tempfile.mkdtemp(prefix="prevent-desktop-test-", dir="/srv"))
    cage.chmod(0o755)
    try:
        mailbox = FolderMailbox.create(cage)
        locked = {"ChrootDirectory": str(cage), "ForceCommand": "internal-sftp", "DisableForwarding": "yes"}
        with Sshd(tmp_path / "receiver", **locked) as server:
            way = SftpWay(server)
            way.endpoint = str(replace(server.address, path="/"))
            way.transport.upload(parcel(way)[0], RecordingJournal())
            assert [pack.path.read_bytes() for pack in mailbox.arrived()] == [CONTENT]
            assert way.transport.receipt(parcel(way)[0]) is None
    finally:
        shutil.rmtree(cage)


@pytest.fixture
def account() -> Iterator[tuple[str, str, Path]]:
    """A user of this machine with a password, and a mailbox that they may use; gone afterwards."""
    name, password = f"pd-test-{os.getpid()}", "Correct horse, wet field"
    tools = {
        tool: shutil.which(tool, path="/usr/sbin:/usr/bin") for tool in ("useradd", "userdel", "chpasswd")
    }
    if os.geteuid() != 0 or not all(tools.values()):
        pytest.skip("only root can make an account")
    folder = Path(tempfile.mkdtemp(prefix="prevent-desktop-test-", dir="/srv"))
    subprocess.run(
        [tools["useradd"] or "", "-M", "-d", folder, "-s", "/bin/sh", name], check=True, capture_output=True
    )
    try:
        subprocess.run([tools["chpasswd"] or ""], input=f"{name}:{password}", text=True, check=True)
        mailbox = FolderMailbox.create(folder / "box")
        for path in (folder, mailbox.folder, mailbox.incoming.path, mailbox.receipts_folder):
            shutil.chown(path, name)
        yield name, password, folder
    finally:
        # its last session may not have ended yet, on a slow machine
        subprocess.run([tools["userdel"] or "", "--force", name], check=True, capture_output=True)
        shutil.rmtree(folder)


def test_an_account_with_a_password_is_delivered_to_and_a_wrong_one_is_told(
    tmp_path: Path, account: tuple[str, str, Path]
) -> None:
    name, password, folder = account
    store = memory_store()
    keys = SftpKeys(lambda: store)
    with Sshd(tmp_path / "receiver", PasswordAuthentication="yes") as server:
        way = SftpWay(server)
        way.transport = SftpTransport(keys)
        address = replace(server.address, user=name, path="~/box")
        way.endpoint = str(address)
        keys.keep_password(address, password[:-1])
        assert told(way) == "ssh_refused"
        keys.keep_password(address, password)
        way.transport.upload(parcel(way)[0], RecordingJournal())
        assert (folder / "box" / "incoming" / f"{PACK}.pdf.age").read_bytes() == CONTENT


def test_a_pack_in_a_folder_at_home_arrives(way: SftpWay, tmp_path: Path) -> None:
    with Sshd(tmp_path / "at-home") as server:
        server.let_in(way.keys.public_key())
        # The server asks the system where home is, and not the environment of the tests.
        home = Path(pwd.getpwuid(os.getuid()).pw_dir)
        below = os.path.relpath(server.mailbox.folder, home)
        if below.startswith(".."):
            link = home / f".prevent-desktop-test-{os.getpid()}"
            link.symlink_to(server.mailbox.folder)
            below = link.name
        else:
            link = None
        try:
            address = SftpAddress.parse(str(replace(server.address, path=f"~/{below}")))
            way.endpoint = str(address)
            way.transport.upload(parcel(way)[0], RecordingJournal())
            assert (server.mailbox.incoming.path / f"{PACK}.pdf.age").read_bytes() == CONTENT
        finally:
            if link is not None:
                link.unlink()


class StrangeServer:
    """Says one thing to whoever comes, and keeps what it is told."""

    def __init__(self, says: bytes) -> None:
        self._says = says
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.got = b""
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        with suppress(OSError):
            client, _address = self._listener.accept()
            with client:
                if not self._says:
                    return
                client.settimeout(PATIENCE)
                self.got = client.recv(64 * 1024)
                client.sendall(self._says)
                client.shutdown(socket.SHUT_WR)
                while piece := client.recv(64 * 1024):
                    self.got += piece

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(PATIENCE)


def test_a_line_that_is_cut_anywhere_is_waited_for_and_never_told_as_lasting(way: SftpWay) -> None:
    chance = random.Random(23)
    cuts = [
        Cut(after=chance.randrange(1, 5200), upward=upward) for upward in (True, False) for _each in range(12)
    ]
    fates = iter(cuts)
    told_kinds = set()
    with BadLine(lambda: way.server.port, lambda: next(fates)) as line:
        way.endpoint = str(replace(way.server.address, port=line.port))
        for _cut in cuts:
            told_kinds.add(caught_kind(way))
    assert {"cut_off", "not_agreed"} <= told_kinds


def caught_kind(way: SftpWay) -> str:
    try:
        way.transport.receipt(parcel(way)[0])
    except WaitingError as error:
        return error.kind
    return ""
