"""A TPM 2 in software (swtpm), by the tools that a laptop's own TPM is used with."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from prevent_desktop.errors import UnlockMethodError, WrongSecretError
from prevent_desktop.vault.keys.tpm import Tpm

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


def test_a_short_pin_is_refused(tpm: Tpm) -> None:
    with pytest.raises(UnlockMethodError, match="too short"):
        tpm.seal(SECRET, "12345")


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
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Tpm.here() is None


@pytest.mark.skipif(Path("/dev/tpmrm0").exists(), reason="there is a TPM")
def test_without_a_device_none_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TPM2TOOLS_TCTI", raising=False)
    assert Tpm.here() is None
