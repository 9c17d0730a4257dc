"""A TPM 2 in software (swtpm), by the tools that a laptop's own TPM is used with."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from prevent_desktop.confined.spawn import Finished
from prevent_desktop.errors import UnlockMethodError, WrongSecretError
from prevent_desktop.vault.keys.tpm import Tpm, _auth
from tests.unit.vault.keys.keepers import why_no_tpm

SECRET = bytes(range(32))
PIN = "246 810"


@pytest.fixture
def tpm(tcti: str, monkeypatch: pytest.MonkeyPatch) -> Tpm:
    monkeypatch.setenv("TPM2TOOLS_TCTI", tcti)
    found = Tpm.here()
    assert found is not None
    return found


def test_the_secret_comes_back_for_the_pin_and_stands_nowhere_in_the_object(tpm: Tpm) -> None:
    sealed = tpm.seal(SECRET, PIN)
    assert tpm.unseal(sealed, PIN) == SECRET
    assert SECRET not in sealed.public + sealed.private
    assert len(sealed.public) <= 1024 >= len(sealed.private)


def test_wrong_pins_are_counted_by_the_tpm_until_it_takes_none(tpm: Tpm) -> None:
    sealed = tpm.seal(SECRET, PIN)
    for _try in range(3):
        with pytest.raises(WrongSecretError, match="PIN"):
            tpm.unseal(sealed, "135 791")
    with pytest.raises(UnlockMethodError, match="takes no PIN for now") as raised:
        tpm.unseal(sealed, PIN)
    assert "forgives one wrong PIN after 16 minutes 40 seconds" in raised.value.what_happened


def test_where_the_tpm_does_not_say_how_long_the_words_leave_it_out(
    tpm: Tpm, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Tpm._call

    def silent(self: Tpm, tool: str, arguments: list[str | Path], handles: tuple[int, ...] = ()) -> Finished:
        done = ask(self, tool, arguments, handles)
        return Finished(done.args, 0, b"", b"") if tool == "tpm2_getcap" else done

    monkeypatch.setattr(Tpm, "_call", silent)
    sealed = tpm.seal(SECRET, PIN)
    for _try in range(3):
        with pytest.raises(WrongSecretError):
            tpm.unseal(sealed, "135 791")
    with pytest.raises(UnlockMethodError) as raised:
        tpm.unseal(sealed, PIN)
    assert raised.value.what_happened == "Too many wrong PINs were typed. Nothing was changed or wiped."


def test_what_the_tpm_compares_stays_the_same() -> None:
    """What it was sealed for once has to open it for ever."""
    assert _auth(PIN) == b"GNWX65K54DQXW4O3D7NK4NYK5ES34QWD"


def test_a_short_pin_is_refused(tpm: Tpm) -> None:
    with pytest.raises(UnlockMethodError, match="at least 6 characters"):
        tpm.seal(SECRET, "12345")
    assert tpm.unseal(tpm.seal(SECRET, "123456"), "123456") == SECRET


def test_an_altered_object_gives_nothing_out(tpm: Tpm) -> None:
    sealed = tpm.seal(SECRET, PIN)
    for altered in (
        dataclasses.replace(sealed, public=b"", private=b""),
        dataclasses.replace(sealed, private=sealed.private[:-1] + bytes([sealed.private[-1] ^ 1])),
        dataclasses.replace(sealed, public=sealed.public[:20] + bytes(8) + sealed.public[28:]),
    ):
        with pytest.raises(UnlockMethodError):
            tpm.unseal(altered, PIN)


def test_pin_and_secret_stand_on_no_command_line_and_on_no_disk(
    tpm: Tpm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    run = Tpm._call

    def watched(self: Tpm, tool: str, arguments: list[str | Path], handles: tuple[int, ...] = ()) -> object:
        done = run(self, tool, arguments, handles)
        seen.extend(map(str, arguments))
        seen.extend(path.read_bytes().hex() for path in tmp_path.rglob("*") if path.is_file())
        return done

    monkeypatch.setattr(Tpm, "_call", watched)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    tpm.unseal(tpm.seal(SECRET, PIN), PIN)
    assert len(seen) > 20
    assert not [each for each in seen if PIN in each or SECRET.hex() in each or PIN.encode().hex() in each]
    assert not list(tmp_path.iterdir())


def test_a_tpm_that_does_not_answer_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnlockMethodError, match="does not answer"):
        Tpm(f"swtpm:path={tmp_path / 'nothing'}").seal(SECRET, PIN)


def test_without_the_tools_none_is_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TPM2TOOLS_TCTI", "swtpm")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Tpm.here() is None


@pytest.mark.skipif(Path("/dev/tpmrm0").exists(), reason="there is a TPM")
def test_without_a_device_none_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TPM2TOOLS_TCTI", raising=False)
    assert Tpm.here() is None


@pytest.mark.parametrize(
    ("allowed", "is_offered"), [(os.R_OK, False), (os.W_OK, False), (os.R_OK | os.W_OK, True)]
)
def test_a_device_is_offered_where_it_may_be_read_and_written(
    monkeypatch: pytest.MonkeyPatch, *, allowed: int, is_offered: bool
) -> None:
    if reason := why_no_tpm():
        pytest.skip(reason)
    monkeypatch.delenv("TPM2TOOLS_TCTI", raising=False)
    ask = os.access

    def may(path: Path, mode: int) -> bool:
        return mode & allowed == mode if path == Path("/dev/tpmrm0") else ask(path, mode)

    monkeypatch.setattr(os, "access", may)
    assert (Tpm.here() is not None) == is_offered
