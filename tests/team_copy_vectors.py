"""A vector of a copy by the mailbox: ``python -m tests.team_copy_vectors`` makes it once; `test_team_vectors` opens it for ever.

The file is small, so that it is one piece; of the piece, which is filled up to a mebibyte, the SHA-256 stands there.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from prevent_desktop.data_files import resources
from prevent_desktop.delivery.signed.team import Words, new_pair, sign
from prevent_desktop.sealing import generate_identity, seal_bytes
from prevent_desktop.strict_json import CANONICAL, write
from prevent_desktop.workflows.team.change_sets.copy_pieces import SIZE, CopyWords
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.names import CircleNames
from prevent_desktop.workflows.team.circles.sealed_words import padded, seal_words

FILE: Final = Path("specification") / "vectors" / "team-copy.json"
TEAM, LEAD, ADDRESSEE, SECRET = "5f" * 16, "a1" * 16, "b2" * 16, "c3" * 32
AT: Final = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
CONTENT: Final = b"what a snapshot holds"


def told(file: bytes) -> CopyWords:
    """What is said of a file of one piece."""
    digest = hashlib.sha256(file).hexdigest()
    return CopyWords(
        team=TEAM, circle=main_circle(TEAM), to=ADDRESSEE, number=1, at=AT, size=len(file), digest=digest,
        pieces=(digest,),
    )  # fmt: skip


def names(file: bytes) -> dict[str, str]:
    """A name of each kind."""
    circle = CircleNames(SECRET)
    return {
        "copy": circle.copy(ADDRESSEE, 1),
        "copy-piece": circle.copy_piece(hashlib.sha256(file).hexdigest(), 0),
    }


def made() -> dict[str, Any]:
    """The vector, with fresh keys."""
    pair, identity = new_pair(), generate_identity()
    file = seal_bytes(CONTENT, [identity.recipient])
    payload = write(told(file), fixed={"kind": "team-copy", "format": 1}, **CANONICAL)
    jws = sign(Words.CHECKED, payload, pair.private_pem, LEAD)
    return {
        "lead": LEAD,
        "names_secret": SECRET,
        "signing_key": pair.public_pem,
        "identity": identity.secret_text,
        "names": names(file),
        "payload": payload.decode(),
        "sealed": seal_words(jws, str(identity.recipient)).hex(),
        "file": file.hex(),
        "piece_sha256": hashlib.sha256(padded(file, SIZE)).hexdigest(),
    }


if __name__ == "__main__":
    (resources() / FILE).write_text(json.dumps(made(), indent=1, ensure_ascii=False) + "\n", "utf-8")
