"""A pack by SFTP against OpenSSH's own client putting the same bytes to the same server: ``python -m tests.benchmarks.bench_sftp``.

Both write to the same internal-sftp on loopback, in turn; the ratio is of the medians. Ours syncs each chunk on the server's disk
and compares nothing twice; OpenSSH's client is asked to sync once (``put -f``).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.delivery.transports import Parcel
from prevent_desktop.delivery.transports.sftp import SftpTransport
from tests.interop.sshd import Sshd, why_no_sshd
from tests.unit.delivery.memory_store import memory_store
from tests.unit.delivery.transport_contract import RecordingJournal


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if why := why_no_sshd():
        raise SystemExit(why)
    content = os.urandom(arguments.megabytes << 20)
    digest = hashlib.sha256(content).hexdigest()
    with tempfile.TemporaryDirectory() as name, Sshd(Path(name) / "receiver") as server:
        store = memory_store()
        keys = SftpKeys(lambda: store)
        server.let_in(keys.make_key())
        folder = Path(name)
        (folder / "key").write_bytes(keys.secrets_for(server.address).key_pem)
        (folder / "key").chmod(0o600)
        (folder / "pack").write_bytes(content)
        ours, theirs = [], []
        for number in range(arguments.rounds):
            ours.append(timed(lambda at=number: by_us(server, keys, content, digest, f"P-BENCH{at}")))
            theirs.append(timed(lambda at=number: by_openssh(server, folder, f"bench-{at}")))
            for path in server.mailbox.incoming.path.iterdir():
                path.unlink()
    print(f"{arguments.megabytes} MB, {arguments.rounds} rounds, seconds (median, best)")
    print(f"  ours     {statistics.median(ours):6.2f} {min(ours):6.2f}")
    print(f"  sftp(1)  {statistics.median(theirs):6.2f} {min(theirs):6.2f}")
    print(
        f"  ratio    {statistics.median(ours) / statistics.median(theirs):6.2f} {min(ours) / min(theirs):6.2f}"
    )


def timed(work: object) -> float:
    """Seconds that `work()` takes."""
    assert callable(work)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def by_us(server: Sshd, keys: SftpKeys, content: bytes, digest: str, pack_id: str) -> None:
    """One upload by our transport, from a file that is in memory."""
    parcel = Parcel(
        pack_id=pack_id, digest=digest, size=len(content), endpoint=str(server.address),
        upload_url="", offset=0, attempts=0, open=lambda: io.BytesIO(content),
    )  # fmt: skip
    SftpTransport(keys).upload(parcel, RecordingJournal())


def by_openssh(server: Sshd, folder: Path, name: str) -> None:
    """One upload by sftp(1), which syncs at the end."""
    target = server.mailbox.incoming.path / name
    subprocess.run(
        ["sftp", "-q", "-i", folder / "key", "-P", str(server.port), "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder}/known", "-b", "-", f"{server.address.user}@127.0.0.1"],  # noqa: S607
        input=f'put -f "{folder}/pack" "{target}"\n', text=True, check=True, capture_output=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
