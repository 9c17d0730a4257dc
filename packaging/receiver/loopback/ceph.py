"""Ceph on loopback: one monitor, one storage daemon in memory and one radosgw, for an S3-compatible store that is real.

It needs Debian's ceph-mon, ceph-osd and radosgw, no manager, no disk of its own and no root, and is up in about ten seconds
on two cores. What it holds is gone when it ends.
"""

from __future__ import annotations

import secrets
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from processes import Processes, StartError, answers, free_port, run, wait_until

_PROGRAMS = ("ceph", "ceph-authtool", "monmaptool", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin")
_ALL = ("--cap", "mon", "allow *", "--cap", "osd", "allow *", "--cap", "mgr", "allow *")


@dataclass(frozen=True)
class Bucket:
    """Where an S3-compatible store answers, and how one bucket in it is opened."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    region: str = "us-east-1"


def missing_programs() -> list[str]:
    """What of Ceph is not installed here."""
    return [program for program in _PROGRAMS if shutil.which(program) is None]


class Ceph:
    """A cluster of one in a folder."""

    def __init__(self, folder: Path, processes: Processes) -> None:
        self._folder = folder
        self._processes = processes
        self._monitor, self._monitor_v1 = free_port(), free_port()
        self._port = free_port()
        self._id = str(uuid.uuid4())
        self._file = folder / "ceph.conf"
        self._keyring = folder / "keyring"

    @property
    def endpoint(self) -> str:
        """Where radosgw answers."""
        return f"http://127.0.0.1:{self._port}"

    def start(self, bucket: str) -> Bucket:
        """Start all, and return once radosgw answers. The bucket itself is made by who uses it."""
        if missing := missing_programs():
            raise StartError(f"Missing: {', '.join(missing)}. Install ceph-mon, ceph-osd and radosgw.")
        for name in ("mon", "osd", "rgw"):
            (self._folder / name).mkdir(parents=True)
        self._file.write_text(self._configuration())
        self._start_monitor()
        self._start_storage()
        self._start_gateway()
        return self._owner(bucket)

    def _start_monitor(self) -> None:
        run(["ceph-authtool", "--create-keyring", str(self._keyring), "--gen-key", "-n", "mon.", *_ALL[:3]])
        for name in ("client.admin", "client.rgw"):
            run(["ceph-authtool", str(self._keyring), "--gen-key", "-n", name, *_ALL])
        map_file = str(self._folder / "monmap")
        addresses = f"[v2:127.0.0.1:{self._monitor},v1:127.0.0.1:{self._monitor_v1}]"
        run(["monmaptool", "--create", "--fsid", self._id, "--addv", "a", addresses, map_file])
        of_monitor = ["ceph-mon", "-c", str(self._file), "-i", "a"]
        run([*of_monitor, "--mkfs", "--monmap", map_file, "--keyring", str(self._keyring)])
        self._daemon("monitor", of_monitor, self._monitor)
        self._ceph("auth", "import", "-i", str(self._keyring))

    def _start_storage(self) -> None:
        own = str(uuid.uuid4())
        self._ceph("osd", "new", own)
        rights = ("mon", "allow profile osd", "osd", "allow *", "mgr", "allow profile osd")
        keyring = self._folder / "osd" / "keyring"
        keyring.write_text(self._ceph("auth", "get-or-create", "osd.0", *rights))
        of_storage = ["ceph-osd", "-c", str(self._file), "-i", "0", "--keyring", str(keyring)]
        run([*of_storage, "--mkfs", "--osd-uuid", own])
        self._daemon("storage daemon", of_storage, None)

    def _start_gateway(self) -> None:
        self._daemon("radosgw", ["radosgw", "-c", str(self._file), "-n", "client.rgw"], self._port)

    def _daemon(self, what: str, arguments: list[str], port: int | None) -> None:
        log = self._folder / f"{arguments[0]}.out"
        process = self._processes.start([*arguments, "-f"], log)
        if port is not None:
            wait_until(lambda: answers(port), process, log, f"Ceph’s {what}")

    def _owner(self, bucket: str) -> Bucket:
        access, secret = secrets.token_hex(10), secrets.token_hex(20)
        of_admin = ["radosgw-admin", "-c", str(self._file), "-n", "client.rgw"]
        names = [f"--uid={bucket}", f"--display-name={bucket}"]
        run([*of_admin, "user", "create", *names, f"--access-key={access}", f"--secret-key={secret}"])
        return Bucket(self.endpoint, bucket, access, secret)

    def _ceph(self, *arguments: str) -> str:
        return run(["ceph", "-c", str(self._file), "--connect-timeout", "60", *arguments])

    def _configuration(self) -> str:
        """Everything on 127.0.0.1, one copy of each object, nothing on a disk.

        Debian’s ceph-osd looks for its object classes in a relative folder, so the folder is named; without them radosgw
        ends with “Operation not supported”.
        """
        classes = next(Path("/usr/lib").glob("*/rados-classes"), Path("/usr/lib/rados-classes"))
        return f"""\
[global]
fsid = {self._id}
mon host = [v2:127.0.0.1:{self._monitor},v1:127.0.0.1:{self._monitor_v1}]
mon initial members = a
public network = 127.0.0.0/8
ms bind ipv6 = false
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = {self._keyring}
run dir = {self._folder}
admin socket = {self._folder}/$name.asok
pid file = {self._folder}/$name.pid
log file = {self._folder}/$name.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
[mon]
mon data = {self._folder}/mon
mon data avail crit = 1
mon data avail warn = 1
[osd]
osd data = {self._folder}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd class dir = {classes}
osd class load list = *
osd class default list = *
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:{self._port}
rgw data = {self._folder}/rgw
rgw dns name = 127.0.0.1
debug rgw = 0
"""
