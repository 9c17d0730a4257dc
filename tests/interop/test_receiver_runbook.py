"""What the runbook tells people to type is typed here, and what comes of it is used."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.errors import RefusedError
from prevent_desktop.sealing import parse_identities, seal_bytes
from prevent_desktop.workflows.team.circles.mailbox_access import try_mailbox
from tests.interop.receiver_parts import (
    RECEIVER,
    InboxCommand,
    KeyFiles,
    LoopbackReceiver,
    round_of,
    why_no_receiver,
)
from tests.interop.team_servers import TeamServer
from tests.unit.workflows.receiving.packs_in import PACK, Desk, make_desk

pytestmark = pytest.mark.skipif(bool(why_no_receiver()), reason=why_no_receiver() or "-")
RUNBOOK = (RECEIVER / "RUNBOOK.md").read_text()


@pytest.fixture(scope="module")
def desk() -> Desk:
    return make_desk()


def block(beginning: str) -> str:
    """The block of commands that holds this text."""
    (found,) = [each for each in re.findall(r"(?ms)^ *```\n(.*?)^ *```$", RUNBOOK) if beginning in each]
    return str(found)


def knows_hybrid() -> bool:
    """Whether the openssl of this machine does (from 3.5 on)."""
    command = ["openssl", "list", "-tls-groups", "-tls1_3"]
    return "X25519MLKEM768" in subprocess.run(command, check=False, capture_output=True, text=True).stdout


def typed(commands: str, folder: Path) -> str:
    """Run commands in a folder: what they print. What is asked for while they run is answered with one passphrase."""
    asked = (
        ("openssl req -x509", "-passout pass:x"),
        ("openssl x509 -req", "-passin pass:x"),
        ("openssl ca", "-passin pass:x"),
        ("openssl pkcs12 -export", "-passout pass:x"),
    )
    for command, answer in asked:
        commands = commands.replace(command, f"{command} {answer}")
    commands = commands.replace("openssl ca", "openssl ca -batch")
    commands = commands.replace("/opt/prevent-desktop/venv/bin/python", sys.executable)
    ended = subprocess.run(
        ["/bin/sh", "-euc", commands], check=False, capture_output=True, text=True, cwd=folder, env=os.environ
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_keys_of_a_receiver_are_made_as_it_says_and_take_a_pack(tmp_path: Path, desk: Desk) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "your-practitioners-authority.pem").write_bytes(desk.receiver.trusted[0])
    typed(block("> identity.txt\n"), keys)
    assert (keys / "identity.txt").stat().st_mode & 0o077 == 0
    (identity,) = parse_identities((keys / "identity.txt").read_text())
    assert identity.recipient.post_quantum
    assert str(identity.recipient) in (keys / "identity.txt").read_text()
    receiver = dataclasses.replace(
        desk.receiver,
        identities=(identity,),
        trusted=((keys / "trust.pem").read_bytes(),),
        receipt_key=(keys / "receipt-key.pem").read_bytes(),
        receipt_certificate=(keys / "receipt-certificate.pem").read_bytes(),
    )
    mailbox = FolderMailbox.create(tmp_path / "mailbox")
    desk.put(mailbox, seal_bytes(desk.signed.pdf, [identity.recipient]))
    inbox = InboxCommand(dataclasses.replace(desk, receiver=receiver), tmp_path / "desk")
    assert [one["result"] for one in inbox.run(mailbox.folder)] == ["kept"]
    assert mailbox.receipt_path(PACK).exists()


def test_certificates_of_laptops_are_made_and_revoked_as_it_says(tmp_path: Path, desk: Desk) -> None:
    made = tmp_path / "authority"
    made.mkdir()
    typed(block("laptop.ext\n"), made)
    laptop = KeyFiles(made / "laptop.pem", made / "laptop.key", made / "laptop.p12", "x")
    states = []
    for revoked in (False, True):
        folder = tmp_path / "receiver"
        if revoked:
            here, for_the_server = block("openssl ca").split("echo 'ssl_crl", 1)
            typed(here, made)
            line = "ssl_crl" + for_the_server.split("'")[0]
            (folder / "more").mkdir()
            shutil.copy(made / "revoked.pem", folder / "more")
            line = line.replace("/etc/prevent-desktop/tls", str(folder / "more"))
            (folder / "more" / "revoked.conf").write_text(line)
        with (
            LoopbackReceiver(
                folder, "--client-certificates", "on", client_authority=made / "clients.pem"
            ) as receiver,
            Spool.open(tmp_path / str(revoked)) as spool,
        ):
            certificate = desk.receiver.receipt_certificate.decode()
            spool.queue(PACK, desk.sealed, endpoint=receiver.endpoint, receipt_certificate=certificate)
            states.append(round_of(spool, receiver.transport(laptop))[PACK].state)
    assert states == [State.SENT, State.NEEDS_YOU]


def test_the_checks_that_it_names_say_what_it_says(tmp_path: Path) -> None:
    commands = [line for line in block("tus-max-size").splitlines() if line.startswith(("curl", "openssl"))]
    assert len(commands) == 4
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    with LoopbackReceiver(tmp_path / "receiver") as receiver:
        said = []
        for line in commands:
            command = line.split("    #")[0].replace("packs.example.org:443", f"localhost:{receiver.port}")
            command = command.replace("packs.example.org", f"localhost:{receiver.port}")
            command = command.replace("curl -si", f"curl -si --cacert {receiver.authority}")
            said.append(
                subprocess.run(["/bin/sh", "-c", command], check=False, capture_output=True, text=True)
            )
    assert "204" in said[0].stdout
    assert "tus-version: 1.0.0" in said[0].stdout
    assert "405" in said[1].stdout
    assert f"X25519{'MLKEM768' if knows_hybrid() else ','}" in said[2].stdout
    assert said[3].returncode != 0


def test_a_mailbox_of_a_team_is_made_as_it_says_and_lets_the_vault_in(tmp_path: Path) -> None:
    installed, etc, teams = (tmp_path / name for name in ("receiver", "etc", "teams"))
    installed.mkdir()
    (etc / "nginx").mkdir(parents=True)
    for name in ("configure.py", "machine.py", "team.env", "nginx/team.conf.template"):
        shutil.copy(RECEIVER / name, installed)
    places = {
        "/opt/prevent-desktop/receiver": installed, "/etc/prevent-desktop": etc, "/var/lib/prevent-desktop/teams": teams,
    }  # fmt: skip

    def here(text: str) -> str:
        for place, instead in places.items():
            text = text.replace(place, str(instead))
        return text

    (installed / "team.env").write_text(here((RECEIVER / "team.env").read_text()))
    commands = (
        here(block("team-school.conf"))
        .replace("-o www-data -g www-data ", "")
        .replace("chgrp www-data", "ls")
    )
    told = typed(commands.replace("nginx -t && systemctl reload nginx", ""), tmp_path)
    credentials = StoreCredentials(user="laptop-0412", password=re.findall(r"(?m)^[0-9a-f]{32}$", told)[0])
    with TeamServer(tmp_path / "server") as server:
        server.stop()
        shutil.copy(etc / "nginx" / "team-school.conf", server.folder / "more" / "school.conf")
        server.start()
        connections = HttpConnections(context=server.trusting())
        with open_team_store(server.address, credentials, connections) as store:
            assert try_mailbox(store)
        with (
            open_team_store(server.address, server.credentials, connections) as store,
            pytest.raises(RefusedError),
        ):
            store.get(f"ab/{'0' * 64}", 100)
    assert (etc / "teams" / "school.passwords").stat().st_mode & 0o007 == 0
