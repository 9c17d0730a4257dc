"""What is installed on a receiver's machine, judged by the programs that will read it there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.workflows.receiving.answering import give_receipt
from tests.e2e.driving import wait_until
from tests.interop.raw_requests import Caller
from tests.interop.receiver_parts import RECEIVER, ROOT, LoopbackReceiver, why_no_receiver
from tests.unit.delivery.receivers import PACK

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the receiver runs on Linux")
as_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can be several people in turn"
)
PROGRAMS = ("usr/bin/node", "usr/bin/python3", "opt/prevent-desktop/venv/bin/prevent-desktop")
UNITS = (
    "prevent-desktop-tus.service",
    "prevent-desktop-inbox@1.service",
    "prevent-desktop-backup.service",
    "prevent-desktop-backup.timer",
)


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def ended(*command: object, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    found = shutil.which(str(command[0])) or str(command[0])
    return subprocess.run(
        [found, *map(str, command[1:])], check=False, capture_output=True, text=True, cwd=folder
    )


@pytest.fixture
def installed(folder_for_others: Path) -> Path:
    """A tree with all that the install script puts into a system, and stand-ins for the programs of others."""
    root = folder_for_others / "root"
    for program in PROGRAMS:
        path = root / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    shutil.copytree("/usr/lib/systemd/system", root / "usr" / "lib" / "systemd" / "system", symlinks=True)
    install = subprocess.run(
        ["/bin/sh", str(RECEIVER / "install.sh")],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "DESTDIR": str(root)},
    )
    assert install.returncode == 0, install.stderr
    return root


@linux
@needs("systemd-analyze")
def test_systemd_finds_no_fault_in_the_units(installed: Path) -> None:
    for unit in UNITS:
        said = ended("systemd-analyze", f"--root={installed}", "verify", "--man=no", unit)
        assert (said.returncode, said.stderr) == (0, ""), unit


@linux
@needs("systemd-analyze")
@pytest.mark.parametrize(
    ("unit", "part"),
    [(UNITS[0], "tus-s3.conf"), (UNITS[1], "inbox-s3.conf"), ("nginx.service", "nginx-hardening.conf")],
)
def test_systemd_finds_no_fault_in_what_is_added_to_a_unit(installed: Path, unit: str, part: str) -> None:
    unit_file = unit.replace("@1", "@")
    folder = installed / "etc" / "systemd" / "system" / f"{unit_file}.d"
    folder.mkdir(exist_ok=True)
    shutil.copy(RECEIVER / "systemd" / part, folder)
    if unit == "nginx.service":
        for program in ("usr/sbin/nginx", "sbin/start-stop-daemon"):
            (installed / program).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(installed / PROGRAMS[0], installed / program)
    said = ended("systemd-analyze", f"--root={installed}", "verify", "--man=no", unit)
    assert (said.returncode, said.stderr) == (0, "")


@linux
@needs("systemd-analyze")
def test_systemd_would_find_a_fault(installed: Path) -> None:
    unit = installed / "etc" / "systemd" / "system" / UNITS[0]
    unit.write_text(unit.read_text().replace("ExecStart=/usr/bin/node", "ExecStart=/usr/bin/nobody"))
    said = ended("systemd-analyze", f"--root={installed}", "verify", "--man=no", UNITS[0])
    assert said.returncode != 0


@linux
@needs("systemd-analyze")
@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.endswith(".service")])
def test_systemd_finds_little_that_a_taken_over_service_could_do(installed: Path, unit: str) -> None:
    said = ended(
        "systemd-analyze", "security", "--offline=yes", f"--root={installed}", "--threshold=20", unit
    )
    assert said.returncode == 0, said.stdout[-300:]


@linux
@needs("systemd-analyze")
def test_nothing_that_a_worker_says_of_packs_goes_into_the_journal(installed: Path) -> None:
    unit = (installed / "etc" / "systemd" / "system" / "prevent-desktop-inbox@.service").read_text()
    assert "\nStandardOutput=null\n" in unit


@contextmanager
def somebody(user: int, groups: list[int], umask: int) -> Iterator[None]:
    """As that user with those groups, for files."""
    before, mask = os.getgroups(), os.umask(umask)
    os.setgroups(groups)
    os.setegid(groups[0])
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(before)
        os.umask(mask)


class People:
    """Who runs what, by the files that systemd wrote: user, first group, then those that a unit or the system adds."""

    def __init__(self, root: Path) -> None:
        lines = [line.split(":") for line in (root / "etc" / "passwd").read_text().splitlines()]
        self._users = {line[0]: (int(line[2]), int(line[3])) for line in lines}
        lines = [line.split(":") for line in (root / "etc" / "group").read_text().splitlines()]
        self._groups = {line[0]: int(line[2]) for line in lines}
        self._members = {line[0]: line[3].split(",") for line in lines}

    def named(self, name: str, umask: int, *, group: str = "") -> AbstractContextManager[None]:
        """As one of them, for files; `group` is the unit's, where it is not the person's own."""
        user, own = self._users[name]
        others = [self._groups[each] for each, members in self._members.items() if name in members]
        return somebody(user, [self._groups[group] if group else own, *others], umask)


@linux
@as_root
@needs("systemd-sysusers")
@needs("systemd-tmpfiles")
def test_each_of_the_three_can_do_its_work_and_see_nothing_else(installed: Path) -> None:
    for name in ("passwd", "group"):
        shutil.copy(Path("/etc", name), installed / "etc" / name)
    for command in ("systemd-sysusers", "systemd-tmpfiles"):
        create = ["--create"] if command.endswith("tmpfiles") else []
        said = ended(command, f"--root={installed}", *create, "prevent-desktop.conf")
        assert said.returncode == 0, said.stderr
    installed.chmod(0o755)
    place = installed / "var" / "lib" / "prevent-desktop"
    mailbox, people = FolderMailbox(place / "mailbox"), People(installed)
    with people.named("prevent-tus", 0o007, group="www-data"):
        (place / "mailbox" / "store" / f"{PACK}.pdf.age").write_bytes(b"sealed")
        for closed in ("mailbox/receipts", "mailbox/quarantine", "kept", "backups"):
            with pytest.raises(PermissionError):
                list((place / closed).iterdir())
    with people.named("prevent-inbox", 0o077):
        (arrival,) = mailbox.arrived()
        assert arrival.path.read_bytes() == b"sealed"
        (place / "kept" / "a").write_bytes(b"opened")
        give_receipt(mailbox, PACK, "00" * 32, "a.b.c")
        mailbox.write_answer(PACK, 1, b"answer")
        arrival.take_away()
        assert mailbox.arrived() == ()
    with people.named("www-data", 0o022):
        assert mailbox.receipt_path(PACK).read_bytes() == b"a.b.c"
        assert mailbox.answer_path(PACK, 1).read_bytes() == b"answer"
        for closed in ("mailbox/store", "mailbox/quarantine", "kept", "backups"):
            with pytest.raises(PermissionError):
                list((place / closed).iterdir())
        with pytest.raises(PermissionError):
            mailbox.receipt_path(PACK).write_bytes(b"forged")


def why_no_compose() -> str:
    if shutil.which("docker-compose") is None:
        return "docker-compose is not installed"
    said = ended("docker-compose", "version", "--short").stdout.strip().removeprefix("v")
    return "" if int(said.partition(".")[0] or 0) >= 2 else f"docker-compose {said} is too old (2 is needed)"


@linux
@pytest.mark.skipif(bool(why_no_compose()), reason=why_no_compose() or "-")
def test_compose_understands_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "receiver" / "compose"
    shutil.copytree(RECEIVER / "compose", folder)
    shutil.copy(RECEIVER / "receiver.env", folder)
    said = ended("docker-compose", "-f", folder / "compose.yaml", "config", "--format", "json")
    assert said.returncode == 0, said.stderr
    with_network = re.findall(r'"network_mode": "none"', said.stdout)
    assert len(with_network) == 3, "only nginx has a network"
    broken = (folder / "compose.yaml").read_text().replace("mem_limit: 512m", "memory: 512m")
    (folder / "compose.yaml").write_text(broken)
    assert ended("docker-compose", "-f", folder / "compose.yaml", "config").returncode != 0


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("RECEIVER_HOST=a; root /", "RECEIVER_HOST"),
        ("RECEIVER_LOGS=$x", "RECEIVER_LOGS"),
        ("", "RECEIVER_TUS"),
    ],
)
def test_a_value_that_could_break_out_of_its_place_or_is_missing_stops_the_configuration(
    tmp_path: Path, line: str, what: str
) -> None:
    settings = (RECEIVER / "receiver.env").read_text()
    settings = re.sub(rf"(?m)^{what}=.*$", line.replace("\\", ""), settings)
    (tmp_path / "receiver.env").write_text(settings)
    template = RECEIVER / "nginx" / "receiver.conf.template"
    said = ended(sys.executable, RECEIVER / "configure.py", tmp_path / "receiver.env", template)
    assert (said.returncode, said.stdout, what in said.stderr) == (1, "", True)


OLDER_NGINX = """#!/bin/sh
if [ "$1" = -V ]; then
    printf 'nginx version: nginx/1.18.0 (Ubuntu)\\nbuilt with OpenSSL 3.0.2 15 Mar 2022\\n' >&2
    exit 0
fi
while [ "$1" != -c ]; do shift; done
if grep -q MLKEM "$2"; then echo 'nginx: [emerg] SSL_CTX_set1_curves_list("X") failed' >&2; exit 1; fi
"""


def configured(
    monkeypatch: pytest.MonkeyPatch, folder: Path, nginx: str, *arguments: object
) -> tuple[int, str, str]:
    """What the set-up says on a machine with this nginx."""
    program = folder / "bin" / "nginx"
    program.parent.mkdir(exist_ok=True)
    program.write_text(nginx)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    said = ended(sys.executable, RECEIVER / "configure.py", *arguments)
    return said.returncode, said.stdout, said.stderr


@linux
@needs("openssl")
def test_on_an_older_machine_the_key_exchange_is_what_it_has_and_the_set_up_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, template = RECEIVER / "receiver.env", RECEIVER / "nginx" / "receiver.conf.template"
    code, made, told = configured(monkeypatch, tmp_path, OLDER_NGINX, settings, template)
    assert code == 0
    assert "ssl_ecdh_curve X25519:prime256v1;" in made
    assert "$ssl_curve" not in made, "nginx 1.18 does not start with a variable that it does not know"
    words = "nginx/1.18.0 with OpenSSL 3.0.2 offers X25519:prime256v1, and does not know X25519MLKEM768; none is hybrid"
    assert told.startswith(words)
    code, told, _errors = configured(monkeypatch, tmp_path, OLDER_NGINX, "--check", settings)
    assert (code, told.startswith(words)) == (0, True)
    strict = tmp_path / "strict.env"
    strict.write_text(
        re.sub("(?m)^RECEIVER_KEY_EXCHANGE=.*", "RECEIVER_KEY_EXCHANGE=X25519MLKEM768", settings.read_text())
    )
    code, made, told = configured(monkeypatch, tmp_path, OLDER_NGINX, strict, template)
    assert (code, made, "knows none of X25519MLKEM768" in told) == (1, "", True)


@linux
@needs("openssl")
def test_an_nginx_that_fails_otherwise_is_not_taken_for_an_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "#!/bin/sh\necho 'nginx: no library' >&2\nexit 127\n"
    code, told, errors = configured(monkeypatch, tmp_path, broken, "--check", RECEIVER / "receiver.env")
    assert (code, told, "nginx: no library" in errors) == (1, "", True)


@linux
@as_root
@needs("logrotate")
@pytest.mark.skipif(bool(why_no_receiver()), reason=why_no_receiver() or "-")
def test_the_log_is_turned_over_and_nginx_goes_on_in_a_new_one(tmp_path: Path) -> None:
    with LoopbackReceiver(tmp_path / "receiver") as receiver:
        caller = Caller(receiver.port, receiver.trusting())
        caller.ask("OPTIONS", "/files")
        wait_until(
            lambda: receiver.access_log.stat().st_size, "the line that nginx writes after it has answered"
        )
        own = (RECEIVER / "logrotate.conf").read_text()
        own = own.replace("/var/log/prevent-desktop", str(receiver.access_log.parent))
        own = own.replace("/run/nginx.pid", str(tmp_path / "receiver" / "nginx.pid"))
        (tmp_path / "rotate").write_text(own)
        (tmp_path / "rotate").chmod(0o644)
        said = ended("logrotate", "-f", "-s", tmp_path / "state", tmp_path / "rotate")
        assert said.returncode == 0, said.stderr
        old = receiver.access_log.with_name("receiver-access.log.1")
        assert "OPTIONS uploads 204" in old.read_text()
        for _ in range(1000):  # nginx opens its files anew when it comes to it
            caller.ask("GET", "/")
            if receiver.access_log.read_text():
                break
        assert "GET elsewhere 404" in receiver.access_log.read_text()
        assert receiver.access_log.stat().st_mode & 0o777 == 0o640


def test_what_is_served_is_what_the_tests_have() -> None:
    locks = [
        (ROOT / "packaging" / folder / "package.json").read_text() for folder in ("node", "receiver/tus")
    ]
    versions = [dict(re.findall(r'"(@tus/[\w-]+)": "([\d.]+)"', lock)) for lock in locks]
    assert versions[0] == versions[1] != {}
