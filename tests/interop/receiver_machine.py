"""What happens inside the machine of `test_receiver_machine`: set up as the runbook says, used, and looked at. Root's, in there.

Each fact is written to /trial/facts.json, to be judged outside.
"""

from __future__ import annotations

import json
import re
import shutil
import ssl
import subprocess
import sys
import time
import traceback
from pathlib import Path

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.interop.receiver_parts import round_of
from tests.unit.workflows.receiving.packs_in import CORRECTION, PACK, Desk, make_desk

sys.path.insert(0, "/opt/checkout/packaging/receiver/loopback")
from ceph import Ceph, missing_programs
from processes import Processes

CHECKOUT, STATE, SETTINGS = (
    Path("/opt/checkout"),
    Path("/var/lib/prevent-desktop"),
    Path("/etc/prevent-desktop"),
)
PATIENCE = 600  # turns of a second
Facts = dict[str, object]


def ask(*command: str) -> str:
    """Run a command that must end well; what it printed."""
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    if ended.returncode != 0:
        raise AssertionError(f"{command}: {ended.returncode} {ended.stdout[-2000:]} {ended.stderr[-2000:]}")
    return ended.stdout


def put_programs() -> None:
    """What the network would bring: the program for the workers, and the packages of the tus server."""
    for name in ("prevent_desktop", "forms", "resources"):
        shutil.copytree(CHECKOUT / name, Path("/opt/app", name))
    program = Path("/opt/prevent-desktop/venv/bin/prevent-desktop")
    program.parent.mkdir(parents=True)
    name = f"python3.{sys.version_info.minor}"
    # An environment of its own, as pip makes one: the program's own processes take nothing from variables.
    program.with_name("python3").symlink_to(f"/opt/python/bin/{name}")
    (program.parents[1] / "pyvenv.cfg").write_text("home = /opt/python/bin\n")
    packages = program.parents[1] / "lib" / name / "site-packages"
    packages.mkdir(parents=True)
    (packages / "program.pth").write_text("/opt/app\n/opt/site\n")
    Path("/etc/ld.so.conf.d/python.conf").write_text("/opt/python/lib\n")
    ask("ldconfig")
    program.write_text(f'#!/bin/sh\nexec {program.with_name("python3")} -I -m prevent_desktop "$@"\n')
    program.chmod(0o755)
    npm = Path("/usr/local/sbin/npm")
    npm.write_text(f"#!/bin/sh\ncp -r {CHECKOUT}/.venv/node/node_modules .\n")
    npm.chmod(0o755)


def set_up(desk: Desk) -> None:
    """The runbook's steps."""
    install = ("/bin/sh", str(CHECKOUT / "packaging" / "receiver" / "install.sh"))
    ask(*install)
    settings = SETTINGS / "receiver.env"
    settings.write_text(
        settings.read_text().replace("packs.example.org", "localhost").replace("2147483648", "0")
    )
    ask(
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *(
            "-days",
            "30",
            "-keyout",
            str(SETTINGS / "tls/key.pem"),
            "-out",
            str(SETTINGS / "tls/certificate.pem"),
        ),
        *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
    )
    receiver = desk.receiver
    keys = {
        "identity.txt": f"{receiver.identities[0].secret_text}\n".encode(),
        "trust.pem": receiver.trusted[0],
        "receipt-key.pem": receiver.receipt_key,
        "receipt-certificate.pem": receiver.receipt_certificate,
    }
    for name, content in keys.items():
        (SETTINGS / "keys" / name).write_bytes(content)
        (SETTINGS / "keys" / name).chmod(0o600)
    ask(*install)
    Path("/etc/nginx/sites-enabled/default").unlink(missing_ok=True)
    ask("nginx", "-t")
    ask("systemctl", "enable", "--now", "prevent-desktop-tus", "prevent-desktop-inbox@1", "nginx")
    ask("systemctl", "enable", "--now", "prevent-desktop-inbox@2")


def deliver(desk: Desk, pack_id: str, sealed: bytes, outbox: str = "/root/outbox") -> str:
    """Send a pack by the real courier until its receipt is there; its state."""
    context = ssl.create_default_context(cafile=str(SETTINGS / "tls" / "certificate.pem"))
    with Spool.open(Path(outbox)) as spool:
        certificate = desk.receiver.receipt_certificate.decode()
        spool.queue(pack_id, sealed, endpoint="https://localhost/files", receipt_certificate=certificate)
        state = ""
        for _turn in range(PATIENCE):
            state = str(round_of(spool, TusTransport(HttpConnections(context=context)))[pack_id].state)
            if state == "delivered":
                break
            time.sleep(1)
        return state


def back_up_and_lose_all() -> None:
    """The backup's own unit makes one; then all is lost, and comes back by the runbook's commands."""
    ask("age-keygen", "-o", "/root/backup-identity.txt")
    (SETTINGS / "backup-recipients.txt").write_text(ask("age-keygen", "-y", "/root/backup-identity.txt"))
    ask("systemctl", "enable", "--now", "prevent-desktop-backup.timer")
    ask("systemctl", "start", "prevent-desktop-backup.service")
    backup = max((STATE / "backups").iterdir())
    ask("systemctl", "stop", "prevent-desktop-tus", "prevent-desktop-inbox@1", "prevent-desktop-inbox@2")
    shutil.rmtree(STATE / "mailbox")
    shutil.rmtree(STATE / "kept")
    ask("systemd-tmpfiles", "--create", "prevent-desktop.conf")
    ask(
        *("/usr/bin/python3", "/opt/prevent-desktop/receiver/backup.py", "restore"),
        *("--mailbox", str(STATE / "mailbox"), "--kept", str(STATE / "kept")),
        *("--identity", "/root/backup-identity.txt", str(backup)),
    )
    runbook = (CHECKOUT / "packaging" / "receiver" / "RUNBOOK.md").read_text()
    for line in runbook.splitlines():
        if line.startswith("chown -R prevent-"):
            ask("/bin/sh", "-c", line)
    ask("systemctl", "start", "prevent-desktop-tus", "prevent-desktop-inbox@1", "prevent-desktop-inbox@2")


def move_to_a_bucket(processes: Processes) -> None:
    """The store becomes Ceph's radosgw, on this machine, by the runbook's steps and its two parts of units."""
    bucket = Ceph(Path("/srv/ceph"), processes).start("packs")
    keys = f"AWS_ACCESS_KEY_ID={bucket.access_key}\nAWS_SECRET_ACCESS_KEY={bucket.secret_key}\n"
    (SETTINGS / "bucket.env").write_text(keys)
    (SETTINGS / "bucket.env").chmod(0o600)
    settings = (SETTINGS / "receiver.env").read_text()
    for name, value in (
        ("STORE", "s3"),
        ("OTHERWISE", "@bucket"),
        ("S3_ENDPOINT", bucket.endpoint),
        ("S3_BUCKET", bucket.bucket),
    ):
        settings = re.sub(rf"(?m)^RECEIVER_{name}=.*$", f"RECEIVER_{name}={value}", settings)
    (SETTINGS / "receiver.env").write_text(settings)
    receiver = CHECKOUT / "packaging" / "receiver"
    for unit, part in (
        ("prevent-desktop-tus.service", "tus-s3.conf"),
        ("prevent-desktop-inbox@.service", "inbox-s3.conf"),
    ):
        folder = Path("/etc/systemd/system", f"{unit}.d")
        folder.mkdir()
        text = (receiver / "systemd" / part).read_text()
        (folder / "s3.conf").write_text(text.replace("https://store.example.org", bucket.endpoint))
    program = "/opt/prevent-desktop/receiver/make_bucket.mjs"
    shutil.copy(receiver / "loopback" / "make_bucket.mjs", program)
    told = [
        f"RECEIVER_S3_{name}={value}"
        for name, value in (
            ("ENDPOINT", bucket.endpoint),
            ("REGION", bucket.region),
            ("BUCKET", bucket.bucket),
        )
    ]
    ask("env", *keys.split(), *told, "node", program)
    ask("/bin/sh", str(receiver / "install.sh"))
    ask("systemctl", "restart", "prevent-desktop-tus", "prevent-desktop-inbox@1", "prevent-desktop-inbox@2")
    ask("systemctl", "reload", "nginx")


def go() -> Facts:
    desk, facts = make_desk(), Facts()
    put_programs()
    set_up(desk)
    # Its own turn must not come between: the logs are looked at as they lie after the rotation below.
    ask("systemctl", "mask", "--now", "logrotate.timer")
    facts["first"] = deliver(desk, PACK, desk.sealed)
    facts["kept"] = (STATE / "kept" / f"{PACK}.pdf").read_bytes() == desk.signed.pdf
    ask("systemctl", "kill", "--signal=KILL", "prevent-desktop-tus", "prevent-desktop-inbox@1")
    ask("logrotate", "-f", "/etc/logrotate.d/prevent-desktop")
    back_up_and_lose_all()
    facts["back"] = (STATE / "kept" / f"{PACK}.pdf").read_bytes() == desk.signed.pdf
    ask("systemctl", "reload", "nginx")
    facts["second"] = deliver(desk, CORRECTION, desk.correction)
    facts["receipt of the first"] = ask(
        "curl",
        "-sf",
        "--cacert",
        str(SETTINGS / "tls" / "certificate.pem"),
        f"https://localhost/receipts/{PACK}.jws",
    )
    facts["users"] = ask("ps", "-eo", "user:32,args")
    if missing_programs():
        return facts | what_was_written()
    with Processes() as processes:
        move_to_a_bucket(processes)
        facts["in a bucket"] = deliver(desk, PACK, desk.sealed, "/root/other-outbox")
        facts["in the store"] = [path.name for path in (STATE / "mailbox" / "store").iterdir()]
        return facts | what_was_written()  # before the store goes, of whose address errors tell


def what_was_written() -> Facts:
    """What failed, and all that was said."""
    logs = sorted(Path("/var/log/prevent-desktop").iterdir())
    return {
        "failed": ask("systemctl", "--failed", "--no-legend", "--plain"),
        "journal": ask("journalctl", "--no-pager", "-u", "prevent-desktop-*", "-u", "nginx"),
        "logs": {path.name: path.read_text() for path in logs},
    }


def main() -> None:
    try:
        facts = go()
    except (AssertionError, OSError, ValueError):
        facts = {"error": traceback.format_exc() + ask("journalctl", "--no-pager", "-n", "60")}
    Path("/trial/facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main()
