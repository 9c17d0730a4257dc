"""A whole receiver on this computer alone, for tests and for looking: nginx, the tus server, and a folder or a bucket.

    python3 packaging/receiver/loopback FOLDER [--store s3] [--client-certificates on] [NAME=VALUE …]

It makes certificates, starts everything on 127.0.0.1, prints one line of JSON that says where all is, and runs until its
standard input ends or it is told to stop. NAME=VALUE sets anything of receiver.env. It needs nginx, openssl and node; with
``--store s3`` ceph-mon, ceph-osd and radosgw. Standard library only.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import front_door
import tus_server
from ceph import Bucket, Ceph
from certificates import PASSWORD, Authority, Pair
from processes import Processes, StartError, free_port

_DEFAULTS = Path(__file__).resolve().parent.parent / "receiver.env"


def main() -> int:
    """Start all, tell, wait."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder for all it writes; made where it is not there")
    parser.add_argument("--store", choices=("folder", "s3"), default="folder")
    parser.add_argument("--client-certificates", choices=("off", "optional", "on"), default="off")
    parser.add_argument("--port", type=int, default=0, help="where it listens; any free one by default")
    parser.add_argument("settings", nargs="*", metavar="NAME=VALUE")
    arguments = parser.parse_intermixed_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with Processes() as processes, tempfile.TemporaryDirectory(prefix="receiver-") as short:
            print(json.dumps(_start(arguments, Path(short), processes)), flush=True)
            sys.stdin.read()
    except StartError as error:
        print(error, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 0
    return 0


def _start(arguments: argparse.Namespace, short: Path, processes: Processes) -> dict[str, object]:
    """Start all in order, and say where it is. `short` has a name that fits a socket's address."""
    folder = arguments.folder.absolute()
    for name in ("logs", "mailbox/store", "mailbox/receipts", "mailbox/answers"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    authority = Authority(folder / "certificates", "authority")
    clients = Authority(folder / "certificates", "clients")
    server = authority.server("DNS:localhost", "IP:127.0.0.1")
    bucket = Ceph(folder / "ceph", processes).start("packs") if arguments.store == "s3" else None
    port = arguments.port or free_port()
    settings = {
        **_settings_of(_DEFAULTS.read_text().splitlines()),
        "RECEIVER_HOST": "localhost",
        "RECEIVER_ADDRESS": f"127.0.0.1:{port}",
        "RECEIVER_CERTIFICATE": str(server.certificate),
        "RECEIVER_CERTIFICATE_KEY": str(server.key),
        "RECEIVER_CLIENT_CERTIFICATES": arguments.client_certificates,
        "RECEIVER_CLIENT_AUTHORITY": str(clients.certificate),
        "RECEIVER_STORE": arguments.store,
        "RECEIVER_MAILBOX": str(folder / "mailbox"),
        "RECEIVER_LISTEN": str(short / "tus.socket"),
        "RECEIVER_TUS": f"unix:{short / 'tus.socket'}",
        "RECEIVER_KEEP_FREE": "0",
        "RECEIVER_LOGS": str(folder / "logs"),
        "RECEIVER_MORE": str(folder / "more" / "*.conf"),
        **_of_bucket(bucket),
        **_settings_of(arguments.settings),
    }
    settings_file = folder / "receiver.env"
    settings_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    secrets = {} if bucket is None else _secrets(bucket)
    tus_server.start(folder, {**settings, **secrets}, processes)
    front_door.start(folder, settings_file, port, processes)
    return {
        "endpoint": f"https://localhost:{port}/files",
        "authority": str(authority.certificate),
        "client": _as_json(clients.client("client")),
        "stranger": _as_json(Authority(folder / "certificates", "strangers").client("stranger")),
        "mailbox": settings["RECEIVER_MAILBOX"],
        "logs": settings["RECEIVER_LOGS"],
        "settings": str(settings_file),
        "bucket": None if bucket is None else vars(bucket),
    }


def _settings_of(lines: list[str]) -> dict[str, str]:
    pairs = (line.partition("=") for line in lines if line.startswith("RECEIVER_"))
    return {name: value for name, _equals, value in pairs}


def _of_bucket(bucket: Bucket | None) -> dict[str, str]:
    if bucket is None:
        return {}
    return {
        "RECEIVER_S3_ENDPOINT": bucket.endpoint,
        "RECEIVER_S3_REGION": bucket.region,
        "RECEIVER_S3_BUCKET": bucket.bucket,
        "RECEIVER_OTHERWISE": "@bucket",
    }


def _secrets(bucket: Bucket) -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": bucket.access_key, "AWS_SECRET_ACCESS_KEY": bucket.secret_key}


def _as_json(pair: Pair) -> dict[str, str]:
    files = {"certificate": pair.certificate, "key": pair.key, "together": pair.together}
    return {**{name: str(path) for name, path in files.items()}, "password": PASSWORD}


if __name__ == "__main__":
    raise SystemExit(main())
