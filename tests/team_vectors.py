"""Vectors of a team's words: ``python -m tests.team_vectors`` makes them once; `test_team_vectors` opens them for ever.

Seals and signatures are random, so a vector is not made again the same: a new version of the format gets a file beside this one.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from prevent_desktop.casework.team.change_set import ChangeSet, Operation
from prevent_desktop.casework.team.roster import CircleStatement
from prevent_desktop.casework.team.set_codec import encode
from prevent_desktop.data_files import resources
from prevent_desktop.delivery.signed.team import Words, frame, new_pair, sign
from prevent_desktop.sealing import generate_identity
from prevent_desktop.strict_json import CANONICAL, write
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.heads import list_payload
from prevent_desktop.workflows.team.circles.hint import Hint, OtherSet, seal_hint
from prevent_desktop.workflows.team.circles.known import Head, HeadsList
from prevent_desktop.workflows.team.circles.names import CircleNames, TeamNames
from prevent_desktop.workflows.team.circles.sealed_words import padded, seal_words

FILE: Final = Path("specification") / "vectors" / "team-words.json"
TEAM, WRITER, SECRET = "5f" * 16, "a1" * 16, "c3" * 32
AT: Final = datetime(2026, 11, 29, 9, 30, 0, 250000, tzinfo=UTC)
CIRCLE: Final = main_circle(TEAM)
CHANGE_SET: Final = ChangeSet(
    team=TEAM, circle=CIRCLE, epoch=1, profile=3, vault=WRITER, number=1, previous="", case_id="b2" * 16, author="SF", at=AT,
    operations=(Operation(table="notes", key=("d4" * 16,), unit="", value={"text": "Wörter"}),), seen={},
)  # fmt: skip
HEADS: Final = HeadsList(
    team=TEAM, circle=CIRCLE, vault=WRITER, day=AT.date(), at=AT, heads={WRITER: Head(number=1, digest="e5" * 32)},
    doubles=(OtherSet(writer=WRITER, number=1, digest="e5" * 32),),
)  # fmt: skip
HINT: Final = Hint(
    heads={WRITER: 1},
    others=(OtherSet(writer=WRITER, number=1, digest="e5" * 32),),
    wanted=(CircleNames(SECRET).change_set(WRITER, 2),),
)


def names() -> dict[str, str]:
    """A name of each kind."""
    circle, team, digest = CircleNames(SECRET), TeamNames(TEAM), "e5" * 32
    return {
        "set": circle.change_set(WRITER, 1),
        "other": circle.other_set(WRITER, 1, digest),
        "attachment": circle.attachment(digest),
        "head": circle.head(),
        "heads": circle.heads(WRITER, AT.date()),
        "post": team.post(WRITER, WRITER + "~0a1b2c3d", 1),
        "profile": team.profile(3),
        "profile-head": team.profile_head(),
    }


def made() -> dict[str, Any]:
    """The vectors, with fresh keys."""
    pair, identity = new_pair(), generate_identity()
    statement = CircleStatement(
        team=TEAM, circle=CIRCLE, number=1, previous="", epoch=1, recipient=str(identity.recipient),
        identity=identity.secret_text, names=SECRET, vaults=(WRITER,), by=WRITER, at=AT, until={"f6" * 16: 17}, profile=3,
    )  # fmt: skip
    payloads = {
        Words.CHANGE_SET: encode(CHANGE_SET),
        Words.CIRCLE: write(statement, fixed={"kind": "team-circle", "format": 1}, **CANONICAL),
        Words.HEADS: list_payload(HEADS),
    }
    signed = {kind: sign(kind, payload, pair.private_pem, WRITER) for kind, payload in payloads.items()}
    return {
        "team": TEAM,
        "writer": WRITER,
        "main_circle": CIRCLE,
        "names_secret": SECRET,
        "signing_key": pair.public_pem,
        "identity": identity.secret_text,
        "names": names(),
        "words": {
            kind.value: {
                "payload": payloads[kind].decode(),
                "jws": jws,
                "padded": padded(frame(jws)).hex(),
                "sealed": seal_words(jws, str(identity.recipient)).hex(),
            }
            for kind, jws in signed.items()
        },
        "hint": {"heads": dict(HINT.heads),  "sealed": seal_hint(HINT, str(identity.recipient)).hex()},
    }  # fmt: skip


if __name__ == "__main__":
    target = resources() / FILE
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(made(), indent=1, ensure_ascii=False) + "\n", "utf-8")
