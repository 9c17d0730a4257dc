"""A TPM 2 as a keeper: it gives a random secret out for a PIN, and takes no more PINs after too many wrong ones.

By the system's own tools (Debian's tpm2-tools), on Linux alone: the TPM's libraries have no wheels for all systems. PIN
and secret go to them in memory files, never on a command line and never on a disk. The secret is a sealed object below
the owner's storage key; its attributes leave the TPM's guard against guessing on (TPM 2.0 Library, Part 1, "Dictionary
Attack Protection"). The object opens on this TPM alone, and no more once the TPM was cleared.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.confined.spawn import Finished, run_tool
from prevent_desktop.errors import UnlockMethodError, WrongSecretError
from prevent_desktop.files.durable import write_synced
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.keys.passphrases import normalised
from prevent_desktop.vault.keys.wrapping import SECRET_BYTES
from prevent_desktop.vault.keys.wrong_tries import wait_words

FEWEST_PIN_CHARACTERS = 6
_DEVICE = Path("/dev/tpmrm0")
_TCTI_VARIABLE = "TPM2TOOLS_TCTI"
_TOOLS = ("tpm2_createprimary", "tpm2_create", "tpm2_load", "tpm2_unseal", "tpm2_flushcontext", "tpm2_getcap")
_ATTRIBUTES = "fixedtpm|fixedparent|userwithauth"
_PATIENCE_SECONDS = 60
_WRONG_PIN, _LOCKED_OUT = 0x98E, 0x921
_CODE = re.compile(r"\(0x([0-9A-Fa-f]+)\)")


@dataclass(frozen=True, slots=True)
class SealedObject:
    """What the TPM made of a secret: no secret itself. It stands in the slot."""

    public: bytes
    private: bytes


class Tpm:
    """The TPM of this computer. All of it takes up to some seconds: run it on a worker.

    Each method raises UnlockMethodError, in words, where the TPM or its tools say no.
    """

    def __init__(self, tcti: str) -> None:
        self._environment = {_TCTI_VARIABLE: tcti, "TSS2_LOG": "all+NONE"}

    @classmethod
    def here(cls) -> Tpm | None:
        """The TPM that this account may use, with the tools for it; None where either is missing."""
        if not hasattr(os, "memfd_create") or any(shutil.which(tool) is None for tool in _TOOLS):
            return None
        named = os.environ.get(_TCTI_VARIABLE)
        if named:
            return cls(named)
        return cls(f"device:{_DEVICE}") if os.access(_DEVICE, os.R_OK | os.W_OK) else None

    def seal(self, secret: bytes, pin: str) -> SealedObject:
        """Have the TPM keep `secret` for `pin`. UnlockMethodError also where the PIN is too short."""
        if len(normalised(pin)) < FEWEST_PIN_CHARACTERS:
            raise _pin_too_short()
        with self._primary() as folder, _in_memory(secret) as kept, _in_memory(_auth(pin)) as auth:
            public, private = folder / "public", folder / "private"
            arguments: list[str | Path] = ["-C", folder / "primary", "-i", kept.path, "-p", f"file:{auth.path}", "-a", _ATTRIBUTES, "-u", public, "-r", private]  # fmt: skip
            self._run("tpm2_create", arguments, (kept.handle, auth.handle))
            return SealedObject(public.read_bytes(), private.read_bytes())

    def unseal(self, sealed: SealedObject, pin: str) -> bytes:
        """The secret. WrongSecretError for a wrong PIN; UnlockMethodError while the TPM takes none."""
        with self._primary() as folder, _in_memory(_auth(pin)) as auth:
            write_synced(folder / "public", [sealed.public])
            write_synced(folder / "private", [sealed.private])
            self._run(
                "tpm2_load",
                ["-C", folder / "primary", "-u", folder / "public", "-r", folder / "private", "-c", folder / "object"],
            )  # fmt: skip
            self._flush()
            secret = self._run(
                "tpm2_unseal", ["-c", folder / "object", "-p", f"file:{auth.path}"], (auth.handle,)
            )
        if len(secret) != SECRET_BYTES:
            raise _says_no()
        return secret

    @contextlib.contextmanager
    def _primary(self) -> Iterator[Path]:
        """A folder with the context of the storage key; nothing in it is secret."""
        with tempfile.TemporaryDirectory(prefix="prevent-desktop-tpm-") as name:
            folder = Path(name)
            self._flush()
            try:
                self._run("tpm2_createprimary", ["-C", "o", "-G", "ecc", "-c", folder / "primary"])
                self._flush()
                yield folder
            finally:
                self._flush()

    def _flush(self) -> None:
        """Let go of what was loaded; where the system shares the TPM out itself, there is nothing to let go of."""
        self._call("tpm2_flushcontext", ["-t"])

    def _run(self, tool: str, arguments: Sequence[str | Path], handles: Sequence[int] = ()) -> bytes:
        done = self._call(tool, arguments, handles)
        if done.returncode == 0:
            return done.stdout
        codes = {int(code, 16) for code in _CODE.findall(done.stderr.decode(errors="replace"))}
        if _WRONG_PIN in codes:
            raise _wrong_pin()
        if _LOCKED_OUT in codes:
            raise self._locked_out()
        raise _says_no()

    def _call(self, tool: str, arguments: Sequence[str | Path], handles: Sequence[int] = ()) -> Finished:
        try:
            return run_tool(
                tool,
                [*map(str, arguments)],
                more_environment=self._environment,
                pass_fds=handles,
                seconds=_PATIENCE_SECONDS,
            )
        except OSError as error:
            raise _says_no() from error

    def _locked_out(self) -> UnlockMethodError:
        """The TPM forgives one wrong PIN after each interval, as it says itself."""
        told = self._call("tpm2_getcap", ["properties-variable"]).stdout.decode(errors="replace")
        found = re.search(r"TPM2_PT_LOCKOUT_INTERVAL: 0x([0-9A-Fa-f]+)", told)
        seconds = int(found[1], 16) if found else 0
        too_many = _("Too many wrong PINs were typed. Nothing was changed or wiped.")
        wait = (
            _("It forgives one wrong PIN after {time}.").format(time=wait_words(seconds)) if seconds else ""
        )
        return UnlockMethodError(
            _("This computer’s security chip takes no PIN for now"),
            f"{too_many} {wait}".strip(),
            _("Wait, or use your passphrase, which always works."),
        )


@dataclass(frozen=True, slots=True)
class _MemoryFile:
    handle: int

    @property
    def path(self) -> str:
        return f"/proc/self/fd/{self.handle}"


@contextlib.contextmanager
def _in_memory(content: bytes) -> Iterator[_MemoryFile]:
    """A file that only we and the tool that we hand it to can read, and that no disk sees."""
    if sys.platform != "linux":
        raise AssertionError("Tpm.here says no elsewhere")
    handle = os.memfd_create("keys")
    try:
        os.write(handle, content)
        yield _MemoryFile(handle)
    finally:
        os.close(handle)


def _auth(pin: str) -> bytes:
    """What the TPM compares: 32 characters that no tool reads as anything else."""
    return base64.b32encode(hashlib.sha256(b"prevent-desktop pin:" + normalised(pin).encode()).digest())[:32]


def _wrong_pin() -> WrongSecretError:
    return WrongSecretError(
        _("The PIN does not open the vault"),
        _("This computer’s security chip counts wrong PINs, and takes none for a while after too many."),
        _("Type it again, or use your passphrase."),
    )


def _pin_too_short() -> UnlockMethodError:
    return UnlockMethodError(
        _("This PIN is too short"),
        ngettext(
            "It needs at least {number} character.",
            "It needs at least {number} characters.",
            FEWEST_PIN_CHARACTERS,
        ).format(number=FEWEST_PIN_CHARACTERS),
        _("Choose a longer one. Letters may be in it."),
    )


def _says_no() -> UnlockMethodError:
    return UnlockMethodError(
        _("This computer’s security chip does not answer"),
        _("It is switched off, was cleared, or does not know this vault. Nothing was changed."),
        _("Use your passphrase. You can add the PIN again under Ways in."),
    )
