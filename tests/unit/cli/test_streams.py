"""What is piped is UTF-8, whatever the machine's own encoding is."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from prevent_desktop.cli.main import use_utf_8

ARABIC = "لا تُفتح الخزنة"


def test_a_pipe_of_another_encoding_takes_every_tongue(monkeypatch: pytest.MonkeyPatch) -> None:
    out, told, typed = (io.BytesIO() for _number in range(3))
    typed.write("café\n".encode())
    typed.seek(0)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="cp1252"))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(told, encoding="ascii"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(typed, encoding="cp1252"))
    use_utf_8()
    print(ARABIC, flush=True)
    print(ARABIC, file=sys.stderr, flush=True)
    assert out.getvalue().decode().strip() == told.getvalue().decode().strip() == ARABIC
    assert sys.stdin.readline() == "café\n"


def test_a_command_that_is_piped_on_such_a_machine_ends_with_its_sentence() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "prevent_desktop", "pack", "verify", f"/{ARABIC}.pdf"]
    ran = subprocess.run(command, capture_output=True, env=environment, check=False, timeout=60)
    assert ran.returncode == 2
    assert ARABIC in (ran.stdout + ran.stderr).decode()
    assert b"Traceback" not in ran.stderr
