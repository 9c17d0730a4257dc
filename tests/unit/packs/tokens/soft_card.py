"""A smart card made of software (SoftHSM2), and modules that go wrong in one way each, built around it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from prevent_desktop.packs.signing_keys import SigningKey

PIN = "493817"
_PLACES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/softhsm/libsofthsm2.so"),
    Path("/opt/homebrew/lib/softhsm/libsofthsm2.so"),
)
_LOGIN, _SIGN, _TOKEN_INFO = 18, 43, 6  # places in CK_FUNCTION_LIST (PKCS#11 2.40, 5.2)
_ADD_CERTIFICATE = """
import pkcs11, sys
module, label, pin, key_id, certificate = sys.argv[1:]
token = pkcs11.lib(module).get_token(token_label=label)
with token.open(rw=True, user_pin=pin) as session:
    session.create_object({
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
        pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
        pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "pack key",
        pkcs11.Attribute.ID: bytes.fromhex(key_id), pkcs11.Attribute.VALUE: bytes.fromhex(certificate),
        pkcs11.Attribute.SUBJECT: b"",
    })
"""
_AROUND = """
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
struct list { unsigned char version[2]; void *call[68]; };
static struct list mine;
static unsigned long (*real)(unsigned long, void *);
unsigned long locked(void) { return 0xA4; }
unsigned long taken_out(void) { return 0x32; }
unsigned long hang(void) { for (;;) pause(); }
unsigned long crash(void) { abort(); }
unsigned long last_try(unsigned long slot, void *info) {
    unsigned long result = real(slot, info), flags;
    memcpy(&flags, (char *)info + 96, sizeof flags);
    flags |= 0x20000;
    memcpy((char *)info + 96, &flags, sizeof flags);
    return result;
}
unsigned long C_GetFunctionList(struct list **out) {
    unsigned long (*get)(struct list **) = dlsym(dlopen(MODULE, RTLD_NOW), "C_GetFunctionList");
    struct list *soft;
    get(&soft);
    mine = *soft;
    real = mine.call[PLACE];
    mine.call[PLACE] = INSTEAD;
    *out = &mine;
    return 0;
}
"""


def soft_module() -> Path:
    """SoftHSM2's module; the test is skipped where it is not installed."""
    found = next((place for place in _PLACES if place.is_file()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM2 is not installed (Debian: softhsm2)")
    return found


@dataclass(frozen=True)
class SoftCard:
    """A card with one key; `folder` holds it."""

    folder: Path
    module: Path

    @classmethod
    def make(cls, folder: Path, key: SigningKey) -> SoftCard:
        """A card with `key`; processes find it whose SOFTHSM2_CONF is `config`."""
        card = cls(folder, soft_module())
        (folder / "cards").mkdir()
        card.config.write_text(f"directories.tokendir = {folder / 'cards'}\nlog.level = ERROR\n", "utf-8")
        card.add(key)
        return card

    @property
    def config(self) -> Path:
        return self.folder / "softhsm2.conf"

    def add(self, key: SigningKey, label: str = "Sam's card", key_id: str = "a1") -> None:
        pem = self.folder / "key.pem"
        pem.write_bytes(
            key.private_key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        self._run(
            "softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "8642"
        )
        self._run(
            "softhsm2-util", "--import", str(pem), "--token", label, "--label", "pack key", "--id", key_id, "--pin", PIN
        )  # fmt: skip
        certificate = key.certificate.public_bytes(serialization.Encoding.DER).hex()
        self._run(sys.executable, "-c", _ADD_CERTIFICATE, str(self.module), label, PIN, key_id, certificate)
        pem.unlink()

    def broken(self, instead: str) -> Path:
        """A module that is this card's, but for one call."""
        compiler = shutil.which("cc")
        if compiler is None:
            pytest.skip("no C compiler, so no broken module")
        place = {"last_try": _TOKEN_INFO, "taken_out": _SIGN}.get(instead, _LOGIN)
        source, module = self.folder / f"{instead}.c", self.folder / f"{instead}.so"
        source.write_text(_AROUND, "ascii")
        self._run(
            compiler, "-shared", "-fPIC", f"-DPLACE={place}", f"-DINSTEAD={instead}", f'-DMODULE="{self.module}"',
            "-o", str(module), str(source), "-ldl",
        )  # fmt: skip
        return module

    def _run(self, *command: str) -> None:
        environment = os.environ | {"SOFTHSM2_CONF": str(self.config)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
