"""The process in which a card's own module runs: one question on standard input, one answer on standard output, both JSON.

    python -m prevent_desktop card-process

Questions: ``{"do": "look", "module": path}`` for the cards that are there with their certificates, and ``{"do": "sign",
"module", "serial", "label", "key_id", "pin", "data"}`` for an ECDSA signature over the SHA-256 of `data`. Bytes are
hexadecimal. An answer that has ``"error"`` names one of `Trouble`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import pkcs11
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import exceptions

from prevent_desktop.packs.tokens.failure_reasons import CardFailure, PinTries

_TROUBLES: dict[type[Exception], CardFailure] = {
    exceptions.PinIncorrect: CardFailure.WRONG_PIN,
    exceptions.PinLenRange: CardFailure.WRONG_PIN,
    exceptions.PinInvalid: CardFailure.WRONG_PIN,
    exceptions.PinLocked: CardFailure.PIN_LOCKED,
    exceptions.PinExpired: CardFailure.PIN_LOCKED,
    exceptions.UserPinNotInitialized: CardFailure.PIN_LOCKED,
    exceptions.DeviceRemoved: CardFailure.TAKEN_OUT,
    exceptions.TokenNotPresent: CardFailure.TAKEN_OUT,
    exceptions.SessionHandleInvalid: CardFailure.TAKEN_OUT,
    exceptions.NoSuchToken: CardFailure.NO_TOKEN,
    exceptions.TokenNotRecognised: CardFailure.NO_TOKEN,
    exceptions.NoSuchKey: CardFailure.NO_KEY,
}
_CURVE_BYTES = 32


class _RefusedError(Exception):
    def __init__(self, trouble: CardFailure, tries: PinTries = PinTries.NOT_TOLD) -> None:
        super().__init__(trouble)
        self.answer = {"error": trouble.value, "tries": tries.value}


def main() -> int:
    """Answer one question. Whatever the module itself prints goes nowhere."""
    with _only_we_print() as out:
        question = json.loads(sys.stdin.readline())
        json.dump(answer(question), out)
    return 0


def _only_we_print() -> TextIO:
    ours = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return os.fdopen(ours, "w", encoding="utf-8")


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """What came of a question; never raises."""
    work: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"look": _look, "sign": _sign}
    try:
        return work[question["do"]](question)
    except _RefusedError as error:
        return error.answer
    except Exception as error:  # noqa: BLE001 - a module may fail in any way; the parent tells it in words
        return {"error": _trouble_of(error).value, "detail": type(error).__name__}


def _trouble_of(error: Exception) -> CardFailure:
    return next(
        (trouble for kind, trouble in _TROUBLES.items() if isinstance(error, kind)), CardFailure.FAILED
    )


def _module(question: dict[str, Any]) -> Any:
    path = Path(question["module"])
    if not path.is_file():
        raise _RefusedError(CardFailure.NO_MODULE)
    try:
        library: Any = pkcs11.lib(str(path))
    except (exceptions.PKCS11Error, RuntimeError) as error:
        raise _RefusedError(CardFailure.NOT_A_MODULE) from error
    return library


def _look(question: dict[str, Any]) -> dict[str, Any]:
    slots = _module(question).get_slots(token_present=True)
    return {"tokens": [told for slot in slots if (told := _told(slot)) is not None]}


def _told(slot: Any) -> dict[str, Any] | None:
    """One card; None for a slot whose card is not set up, or was just taken out."""
    try:
        token = slot.get_token()
        if not token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED:
            return None
        return {
            "slot": slot.slot_id,
            "label": token.label,
            "serial": token.serial.hex(),
            "maker": token.manufacturer_id,
            "tries": _tries(token).value,
            "own_pad": bool(token.flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH),
            "certificates": _certificates(token),
        }
    except (exceptions.TokenNotPresent, exceptions.TokenNotRecognised, exceptions.DeviceRemoved):
        return None


def _certificates(token: Any) -> list[dict[str, str]]:
    with token.open() as session:
        found = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        return [
            {
                "key_id": bytes(one[pkcs11.Attribute.ID]).hex(),
                "certificate": bytes(one[pkcs11.Attribute.VALUE]).hex(),
            }
            for one in found
        ]


def _tries(token: Any) -> PinTries:
    flags = token.flags
    for flag, tries in (
        (pkcs11.TokenFlag.USER_PIN_LOCKED, PinTries.NONE),
        (pkcs11.TokenFlag.USER_PIN_FINAL_TRY, PinTries.ONE),
        (pkcs11.TokenFlag.USER_PIN_COUNT_LOW, PinTries.FEW),
    ):
        if flags & flag:
            return tries
    return PinTries.NOT_TOLD


def _sign(question: dict[str, Any]) -> dict[str, Any]:
    slot = _slot_of(question)
    pin: Any = question["pin"]
    own_pad = slot.get_token().flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH
    try:
        with slot.get_token().open(user_pin=pkcs11.PROTECTED_AUTH if own_pad and not pin else pin) as session:
            return {"signature": _signature(session, question).hex()}
    except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange) as error:
        tries = _tries(slot.get_token())
        trouble = CardFailure.PIN_LOCKED if tries is PinTries.NONE else CardFailure.WRONG_PIN
        raise _RefusedError(trouble, tries) from error


def _slot_of(question: dict[str, Any]) -> Any:
    """The slot with the very card that was chosen, wherever it is plugged in now."""
    for slot in _module(question).get_slots(token_present=True):
        token = slot.get_token()
        if token.serial.hex() == question["serial"] and token.label == question["label"]:
            return slot
    raise _RefusedError(CardFailure.NO_TOKEN)


def _signature(session: Any, question: dict[str, Any]) -> bytes:
    key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, id=bytes.fromhex(question["key_id"]))
    digest = hashlib.sha256(bytes.fromhex(question["data"])).digest()
    again = {"pin": question["pin"]} if _asks_each_time(key) else {}
    raw = key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA, **again)
    if len(raw) != 2 * _CURVE_BYTES:
        raise _RefusedError(CardFailure.NO_KEY)
    return encode_dss_signature(
        int.from_bytes(raw[:_CURVE_BYTES], "big"), int.from_bytes(raw[_CURVE_BYTES:], "big")
    )


def _asks_each_time(key: Any) -> bool:
    """Whether the card wants the PIN for each signature anew, as the signature key of a PIV card does."""
    try:
        return bool(key[pkcs11.Attribute.ALWAYS_AUTHENTICATE])
    except exceptions.PKCS11Error:
        return False


if __name__ == "__main__":
    raise SystemExit(main())
