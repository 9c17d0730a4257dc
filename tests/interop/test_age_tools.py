"""What we seal opens with other age tools, and what they seal opens with us; one suite for all of them.

npm `age-encryption` (TypeScript) knows hybrid and classic keys; Debian's `age` (Go) knows hybrid ones from
version 1.3 on; PyPI `pyrage` (Rust) knows classic ones.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pyrage
import pytest

from prevent_desktop.sealing import Identity, generate_identity, open_bytes, parse_identity, seal_bytes
from prevent_desktop.sealing.payload import CHUNK_SIZE

_NPM = Path(__file__).parents[2] / ".venv/node/node_modules/age-encryption/dist/index.js"
_NODE_SCRIPT = """
import { buffer } from "node:stream/consumers";
const [tool, work, ...keys] = process.argv.slice(1);
const age = await import(tool);
const given = await buffer(process.stdin);
if (work === "generate") {
  process.stdout.write(await age.generateHybridIdentity());
} else if (work === "recipient") {
  process.stdout.write(await age.identityToRecipient(keys[0]));
} else if (work === "seal") {
  const encrypter = new age.Encrypter();
  keys.forEach((key) => encrypter.addRecipient(key));
  process.stdout.write(await encrypter.encrypt(given));
} else {
  const decrypter = new age.Decrypter();
  keys.forEach((key) => decrypter.addIdentity(key));
  process.stdout.write(await decrypter.decrypt(given));
}
"""
_SIZES = [0, 1, CHUNK_SIZE, CHUNK_SIZE + 1, 9 * CHUNK_SIZE]


class Tool(Protocol):
    """An age tool that is not ours."""

    name: str
    hybrid: bool

    def seal(self, plain: bytes, recipients: Sequence[str]) -> bytes: ...

    def open(self, sealed: bytes, secret_text: str, folder: Path) -> bytes: ...


class Npm:
    name = "npm age-encryption"
    hybrid = True

    def seal(self, plain: bytes, recipients: Sequence[str]) -> bytes:
        return self.run("seal", *recipients, given=plain)

    def open(self, sealed: bytes, secret_text: str, folder: Path) -> bytes:  # noqa: ARG002 - others need a folder
        return self.run("open", secret_text, given=sealed)

    @staticmethod
    def run(work: str, *keys: str, given: bytes = b"") -> bytes:
        command = ["node", "--input-type=module", "-e", _NODE_SCRIPT, "--", _NPM.as_uri(), work, *keys]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout


class CommandLine:
    name = "age"

    def __init__(self, command: str) -> None:
        self._command = command
        printed = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
        numbers = re.match(r"v?(\d+)\.(\d+)", printed)
        self.hybrid = numbers is not None and (int(numbers[1]), int(numbers[2])) >= (1, 3)

    def seal(self, plain: bytes, recipients: Sequence[str]) -> bytes:
        options = [text for recipient in recipients for text in ("-r", recipient)]
        command = [self._command, "-e", *options]
        return subprocess.run(command, input=plain, capture_output=True, check=True).stdout

    def open(self, sealed: bytes, secret_text: str, folder: Path) -> bytes:
        key_file = folder / "key.txt"
        key_file.write_text(secret_text, "ascii")
        command = [self._command, "-d", "-i", str(key_file)]
        return subprocess.run(command, input=sealed, capture_output=True, check=True).stdout


class Pyrage:
    name = "pyrage"
    hybrid = False

    def seal(self, plain: bytes, recipients: Sequence[str]) -> bytes:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
        return bytes(pyrage.encrypt(plain, keys))

    def open(self, sealed: bytes, secret_text: str, folder: Path) -> bytes:  # noqa: ARG002 - others need a folder
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(secret_text)]))


def _npm() -> Npm:
    if not _NPM.exists() or shutil.which("node") is None:
        pytest.skip("node or npm age-encryption is not installed (see README)")
    return Npm()


def _command_line() -> CommandLine:
    command = shutil.which("age")
    if command is None:
        pytest.skip("the command age is not installed (Debian package age)")
    return CommandLine(command)


_PAIRS = [(_npm, True), (_npm, False), (_command_line, True), (_command_line, False), (Pyrage, False)]
_PAIR_NAMES = ["npm, hybrid", "npm, classic", "age, hybrid", "age, classic", "pyrage, classic"]


@pytest.fixture(params=_PAIRS, ids=_PAIR_NAMES)
def pair(request: pytest.FixtureRequest) -> tuple[Tool, bool]:
    """A tool, and whether hybrid keys are tried with it."""
    make_tool, hybrid = request.param
    tool: Tool = make_tool()
    if hybrid and not tool.hybrid:
        pytest.skip(f"the {tool.name} on this machine knows no hybrid keys (version 1.3 does)")
    return tool, hybrid


@pytest.fixture
def tool(pair: tuple[Tool, bool]) -> Tool:
    return pair[0]


@pytest.fixture
def identities(pair: tuple[Tool, bool]) -> list[Identity]:
    return [generate_identity(hybrid=pair[1]) for _recipient in range(3)]


def _content(size: int) -> bytes:
    return (bytes(range(256)) * (size // 256 + 1))[:size]


@pytest.mark.parametrize("size", _SIZES)
def test_what_we_seal_opens_with_the_other_tool(
    tool: Tool, identities: list[Identity], size: int, tmp_path: Path
) -> None:
    sealed = seal_bytes(_content(size), [identity.recipient for identity in identities])
    assert tool.open(sealed, identities[-1].secret_text, tmp_path) == _content(size)


@pytest.mark.parametrize("size", _SIZES)
def test_what_the_other_tool_seals_opens_with_us(tool: Tool, identities: list[Identity], size: int) -> None:
    sealed = tool.seal(_content(size), [str(identity.recipient) for identity in identities])
    for identity in identities:
        assert open_bytes(sealed, [identity]) == _content(size)


@pytest.mark.parametrize("hybrid", [True, False])
def test_npm_derives_the_same_recipient_from_our_identity(hybrid: bool) -> None:
    identity = generate_identity(hybrid=hybrid)
    assert _npm().run("recipient", identity.secret_text).decode("ascii") == str(identity.recipient)


def test_an_identity_that_npm_made_works_with_both() -> None:
    identity = parse_identity(_npm().run("generate").decode("ascii"))
    assert open_bytes(_npm().seal(b"secret", [str(identity.recipient)]), [identity]) == b"secret"
    sealed = seal_bytes(b"secret", [identity.recipient])
    assert _npm().run("open", identity.secret_text, given=sealed) == b"secret"
