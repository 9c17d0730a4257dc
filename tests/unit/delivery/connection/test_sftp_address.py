from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.delivery.connection.sftp_address import KINDS, HostKey, SftpAddress, host_key_in
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.errors import RefusedError, SystemStoreError, WaitingError
from prevent_desktop.system_store import SystemStore
from prevent_desktop.workflows.organisation.receiver_rules import endpoint_problem
from tests.unit.delivery.memory_store import MemoryKeyring, memory_store

DIGEST = "Rk5j9GWGe5OaJb86QVblXD7nSZHh4D_1MKp-9Vdspkg"
ADDRESS = f"sftp://packs;fingerprint=ssh-ed25519-{DIGEST}@files.council.example/srv/packs"


def test_an_address_is_read_and_written_the_same() -> None:
    read = SftpAddress.parse(ADDRESS)
    assert (read.user, read.host, read.port, read.path) == (
        "packs",
        "files.council.example",
        22,
        "/srv/packs",
    )
    assert read.keys == (HostKey("ssh-ed25519", DIGEST),)
    assert str(read) == ADDRESS
    assert read.inside("receipts", "x.jws") == "/srv/packs/receipts/x.jws"
    assert read.account == "packs@files.council.example:22"


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/", "/incoming"), ("/~", "./incoming"), ("/~/", "./incoming"), ("/~/a/b", "a/b/incoming"), ("/a/", "/a/incoming"), ("/~a", "/~a/incoming")],
)  # fmt: skip
def test_where_a_mailbox_begins(path: str, inside: str) -> None:
    read = SftpAddress.parse(ADDRESS.replace("/srv/packs", path))
    assert read.inside("incoming") == inside
    assert SftpAddress.parse(str(read)) == read


@given(
    user=st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,20}", fullmatch=True),
    port=st.integers(1, 65535),
    folders=st.lists(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9), min_size=1, max_size=4),
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=4),
    home=st.booleans(),
    host=st.sampled_from(["files.council.example", "127.0.0.1", "::1", "x"]),
)  # fmt: skip
def test_every_address_comes_back_as_it_was_written(
    user: str, port: int, folders: list[str], kinds: list[str], home: bool, host: str
) -> None:
    if ".." in folders or (not home and folders[0] == "~"):
        return
    made = SftpAddress(
        user=user, host=host, port=port, path=("~/" if home else "/") + "/".join(folders),
        keys=tuple(HostKey(kind, DIGEST) for kind in kinds),
    )  # fmt: skip
    assert SftpAddress.parse(str(made)) == made
    assert str(made).isascii()
    assert " " not in str(made)


@pytest.mark.parametrize(
    "address",
    [
        "", "sftp:", "sftp://", "sftp://host/folder", "sftp://user@host/folder",
        ADDRESS.replace("/srv/packs", ""), ADDRESS + "?x", ADDRESS + "#x",
        ADDRESS.replace("packs;", ";"), ADDRESS.replace("packs;", "packs:secret;"), ADDRESS.replace("ssh-ed25519", "ssh-dss"),
        ADDRESS.replace(DIGEST, DIGEST[:-1]), ADDRESS.replace(DIGEST, DIGEST + "="), ADDRESS.replace("fingerprint", "finger"),
        ADDRESS.replace("files", "fi les"), ADDRESS.replace("files.council.example", "files.council.example:notaport"),
        ADDRESS.replace("files.council.example", "-oProxyCommand"), ADDRESS.replace("packs;", "-l;"),
        ADDRESS.replace("/srv", "/srv/../etc"), ADDRESS.replace("/srv", "/%00"), ADDRESS.replace("/srv", "/%ff"),
        ADDRESS.replace("council", "council\n"), ADDRESS.replace(f";fingerprint=ssh-ed25519-{DIGEST}", ";"),
    ],
)  # fmt: skip
def test_what_is_no_pinned_address_is_refused_everywhere(address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        SftpAddress.parse(address)
    assert endpoint_problem(address)


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        (ADDRESS, True), ("mailto:packs@council.example", True), ("mailto:a@b.example?cc=x@y.example", False),
        ("mailto:nobody", False), ("https://x.example/files", True), ("file:///srv/x", True), ("ftp://x/y", False),
        ("http://x.example/files", False), ("http://127.0.0.1:8080/files", True), ("https://" + "x" * 2000, False),
    ],
)  # fmt: skip
def test_addresses_of_receivers_are_judged(address: str, fits: bool) -> None:
    assert (endpoint_problem(address) == "") is fits


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_a_fingerprint_is_what_ssh_keygen_prints(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "host"
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "root@host", "-f", path], check=True)  # noqa: S607
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", path], check=True, capture_output=True, text=True  # noqa: S607
    ).stdout  # fmt: skip
    line = path.with_suffix(".pub").read_text()
    assert host_key_in(line).shown in printed
    assert host_key_in(f"# host:22 SSH-2.0\nhost.example {line}") == host_key_in(line)


@pytest.mark.parametrize("text", ["", "ssh-ed25519", "ssh-ed25519 ???", "ssh-ed25519 AAAA", "# ssh-ed25519 AAAAC3", "ssh-dss AAAA"])  # fmt: skip
def test_what_holds_no_host_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"host key"):
        host_key_in(text)


def test_a_key_of_another_kind_than_its_line_says_is_told_by_its_own_word() -> None:
    blob = b"\0\0\0\x0bssh-ed25519" + b"\0\0\0 " + bytes(32)
    key = host_key_in("ssh-rsa " + base64.b64encode(blob).decode())
    assert key.kind == "ssh-ed25519"


class TestKeys:
    def test_one_key_is_made_and_its_public_half_told_again(self) -> None:
        store = memory_store()
        keys = SftpKeys(lambda: store)
        assert keys.public_key() == ""
        line = keys.make_key()
        assert line.split()[0] == "ssh-ed25519"
        assert line.split()[2] == "sealed-packs", "nobody's name stands in it"
        assert SftpKeys(lambda: store).public_key() == line
        assert keys.make_key() != line

    def test_a_password_is_kept_for_one_account_and_taken_away_again(self) -> None:
        store = memory_store()
        keys, address = SftpKeys(lambda: store), SftpAddress.parse(ADDRESS)
        keys.keep_password(address, "pass wörd")
        assert keys.secrets_for(address).password == "pass wörd"
        other = SftpAddress.parse(ADDRESS.replace("packs;", "others;"))
        with pytest.raises(RefusedError, match="key or a password"):
            keys.secrets_for(other)
        keys.keep_password(address, "")
        with pytest.raises(RefusedError):
            keys.secrets_for(address)

    def test_secrets_are_in_no_text_of_theirs(self) -> None:
        store = memory_store()
        keys, address = SftpKeys(lambda: store), SftpAddress.parse(ADDRESS)
        keys.make_key()
        keys.keep_password(address, "open sesame")
        shown = repr(keys.secrets_for(address))
        assert "sesame" not in shown
        assert "PRIVATE" not in shown

    def test_without_a_store_nothing_is_made(self) -> None:
        keys = SftpKeys(lambda: None)
        assert keys.public_key() == ""
        with pytest.raises(SystemStoreError):
            keys.make_key()

    def test_a_locked_store_is_waited_for(self) -> None:
        keyring = MemoryKeyring()
        keyring.locked = True
        with pytest.raises(WaitingError) as caught:
            SftpKeys(lambda: SystemStore(keyring)).secrets_for(SftpAddress.parse(ADDRESS))
        assert caught.value.kind == "secrets_locked"
