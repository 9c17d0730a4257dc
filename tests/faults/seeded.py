"""Chance from a seed, so that a run of a harness can be tried again: ids, keys, nonces and signatures are the same.

OpenSSL's own random source cannot be seeded, so what draws from it is given what Python drew: private keys on P-256 and
X25519, and signatures whose number follows from what is signed (RFC 6979). A sealed file still differs, as its shares are
drawn by OpenSSL; nothing in a run may go by its bytes.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partialmethod
from typing import Any
from unittest import mock

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

_KEY_BYTES = 32
_ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The number of points of the curve (SEC 2 version 2, section 2.4.2)."""


@contextmanager
def all_chance_from(seed: object) -> Iterator[None]:
    """Within it whatever this process draws by chance follows from `seed` alone. Not for two threads at once."""
    numbers = random.Random(f"chance {seed}")

    def drawn(size: int) -> bytes:
        return numbers.randbytes(size)

    def p256_key(_curve: object, _backend: Any = None) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(numbers.randrange(1, _ORDER_P256), ec.SECP256R1())

    def x25519_key() -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(drawn(_KEY_BYTES))

    begin = ec.ECDSA.__init__

    def deterministic(self: ec.ECDSA, algorithm: Any, deterministic_signing: bool = True) -> None:
        begin(self, algorithm, deterministic_signing)

    with ExitStack() as patches:
        for place, name, instead in (
            (os, "urandom", drawn),
            (random, "_urandom", drawn),  # what `secrets` draws by
            (ec, "generate_private_key", p256_key),
            (X25519PrivateKey, "generate", x25519_key),
            (ec.ECDSA, "__init__", deterministic),
            (x509.CertificateBuilder, "sign", _deterministic(x509.CertificateBuilder)),
            (
                x509.CertificateSigningRequestBuilder,
                "sign",
                _deterministic(x509.CertificateSigningRequestBuilder),
            ),
        ):
            patches.enter_context(mock.patch.object(place, name, instead))
        yield


def in_one_order(harness: str, arguments: Sequence[str], seed: int) -> None:
    """Begin this harness anew where its sets of texts do not have the order that follows from the seed (PYTHONHASHSEED)."""
    order = str(seed % (1 << 32))
    if os.environ.get("PYTHONHASHSEED") != order:
        again = [sys.executable, "-m", "tests.faults", harness, *arguments, "--seed", str(seed)]
        sys.stdout.flush()
        os.execve(sys.executable, again, {**os.environ, "PYTHONHASHSEED": order})  # noqa: S606 - ourselves


def _deterministic(builder: Any) -> Any:
    return partialmethod(builder.sign, ecdsa_deterministic=True)
