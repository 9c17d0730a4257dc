"""Asks a card through its own process: what is on it, and to sign."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from cryptography import x509

from prevent_desktop.confined.spawn import (
    Child,
    TimeoutExpired,
    own_command,
    own_environment,
    start_asked,
)
from prevent_desktop.errors import SigningKeyError
from prevent_desktop.packs.signing_keys import TokenKey, certificate_pem
from prevent_desktop.packs.tokens import CARD_PROCESS
from prevent_desktop.packs.tokens.failure_reasons import CardFailure, PinTries, trouble
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import CARD_MODULE

LOOK_SECONDS = 20.0
SIGN_SECONDS = 60.0
"""A card with keys of its own for the PIN waits for a person, so that signing may take longer."""

_GLANCE_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class CardKey:
    """A certificate on a card, and where its key is. `module` is the path of the card's program; bytes are hexadecimal."""

    module: str
    label: str
    serial: str
    key_id: str
    certificate_pem: str
    own_pad: bool = False

    @property
    def certificate(self) -> x509.Certificate:
        """Whose key it is."""
        return x509.load_pem_x509_certificate(self.certificate_pem.encode())

    @property
    def shown(self) -> TokenKey:
        """The key to be looked at: it does not sign."""
        return TokenKey.of(self.certificate, _no_pin)

    def key(self, pin: str, *, stop: threading.Event | None = None) -> TokenKey:
        """The key, which asks the card for each signature. The PIN is kept no longer than it is."""
        if not pin and not self.own_pad:
            raise trouble(CardFailure.NO_PIN)
        return TokenKey.of(self.certificate, partial(sign_on_card, self, pin, stop=stop))


def _no_pin(_data: bytes) -> bytes:
    raise trouble(CardFailure.NO_PIN)


def keys_on_cards(module: Path) -> tuple[CardKey, ...]:
    """The keys that can sign packs on all cards that are there. Raises TokenError where there is none, or no card."""
    tokens = _asked({"do": "look", "module": str(module)}, LOOK_SECONDS)["tokens"]
    if not tokens:
        raise trouble(CardFailure.NO_TOKEN)
    found = tuple(key for token in tokens for key in _usable(module, token))
    if not found:
        raise trouble(CardFailure.NO_CERTIFICATE)
    return found


def _usable(module: Path, untrusted_token: dict[str, Any]) -> list[CardKey]:
    keys = []
    for one in untrusted_token["certificates"]:
        try:
            certificate = x509.load_der_x509_certificate(bytes.fromhex(one["certificate"]))
            TokenKey.of(certificate, bytes)
        except (ValueError, SigningKeyError):
            continue  # another key of the same card, such as one for its door
        keys.append(
            CardKey(
                module=str(module),
                label=str(untrusted_token["label"]),
                serial=str(untrusted_token["serial"]),
                key_id=str(one["key_id"]),
                certificate_pem=certificate_pem(certificate).decode(),
                own_pad=bool(untrusted_token["own_pad"]),
            )
        )
    return keys


def sign_on_card(
    key: CardKey,
    pin: str,
    data: bytes,
    *,
    stop: threading.Event | None = None,
    seconds: float = SIGN_SECONDS,
) -> bytes:
    """The ECDSA signature over the SHA-256 of `data` (DER). Raises TokenError, with the reason in words."""
    question = {
        "do": "sign",
        "module": key.module,
        "serial": key.serial,
        "label": key.label,
        "key_id": key.key_id,
        "pin": pin,
        "data": data.hex(),
    }
    return bytes.fromhex(_asked(question, seconds, stop)["signature"])


def module_is_permitted(module: str) -> bool:
    """Whether IT lets this module be loaded: where one is locked, no other is."""
    only = in_force().locked(CARD_MODULE)
    return only is None or (bool(only) and Path(only) == Path(module))


def _asked(question: dict[str, str], seconds: float, stop: threading.Event | None = None) -> dict[str, Any]:
    """The answer of a fresh process, which is ended when it takes too long or the person stops it.

    UsageError where IT does not let the module be loaded.
    """
    if not module_is_permitted(question["module"]):
        in_force().require_free(CARD_MODULE)
    with start_asked(own_command(CARD_PROCESS), own_environment()) as child:
        try:
            said = _wait(child, json.dumps(question).encode() + b"\n", seconds, stop)
        finally:
            child.kill()
    return _read(said)


def _wait(child: Child, question: bytes, seconds: float, stop: threading.Event | None) -> bytes:
    deadline = monotonic() + seconds
    words: bytes | None = question
    while True:
        if stop is not None and stop.is_set():
            raise trouble(CardFailure.STOPPED)
        if monotonic() > deadline:
            raise trouble(CardFailure.HUNG)
        try:
            return child.communicate(words, timeout=_GLANCE_SECONDS)[0]
        except TimeoutExpired:
            words = None


def _read(untrusted_answer: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(untrusted_answer)
    except ValueError as error:
        raise trouble(CardFailure.CRASHED) from error
    if not isinstance(answer, dict):
        raise trouble(CardFailure.CRASHED)
    if "error" in answer:
        raise trouble(CardFailure(answer["error"]), PinTries(answer.get("tries", PinTries.NOT_TOLD)))
    return answer
