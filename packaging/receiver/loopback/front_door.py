"""nginx with the receiver's own configuration, on loopback."""

from __future__ import annotations

import getpass
import shutil
import sys
from pathlib import Path

from processes import Processes, StartError, answers, run, wait_until

_RECEIVER = Path(__file__).resolve().parent.parent
_MAIN = """\
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/nginx-start.log warn;
{user}
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/receiver.conf;
}}
"""


def nginx_program() -> str:
    """Where nginx is; Debian keeps it out of the way of people who are not root."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise StartError("nginx is not installed.")
    return found


def write_configuration(folder: Path, settings_file: Path) -> Path:
    """The receiver's template with its values, and around it what a system's nginx.conf says; return the latter."""
    configure = [sys.executable, str(_RECEIVER / "configure.py"), str(settings_file)]
    template = _RECEIVER / "nginx" / "receiver.conf.template"
    (folder / "receiver.conf").write_text(run([*configure, str(template)]))
    main = folder / "nginx.conf"
    user = f"user {getpass.getuser()};" if getpass.getuser() == "root" else ""
    main.write_text(_MAIN.format(folder=folder, user=user))
    return main


def start(folder: Path, settings_file: Path, port: int, processes: Processes) -> None:
    """Start nginx and return once it listens."""
    configuration = write_configuration(folder, settings_file)
    log = folder / "nginx.out"
    arguments = [nginx_program(), "-e", str(folder / "nginx-start.log"), "-c", str(configuration)]
    process = processes.start(arguments, log)
    wait_until(lambda: answers(port), process, log, "nginx")
