"""A vector of what a vault signs that asks for a copy: ``python -m tests.team_copy_ask_vectors`` makes it once; `test_team_vectors` opens it for ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from prevent_desktop.data_files import resources
from prevent_desktop.delivery.signed.team import Words, new_pair, sign
from prevent_desktop.sealing import generate_identity
from prevent_desktop.strict_json import CANONICAL, write
from prevent_desktop.workflows.team.change_sets.copy_asks import FIXED, CopyAsk
from prevent_desktop.workflows.team.circles.circle_book import main_circle
from prevent_desktop.workflows.team.circles.names import CircleNames
from prevent_desktop.workflows.team.circles.sealed_words import seal_words
from tests.team_copy_vectors import ADDRESSEE, AT, SECRET, TEAM

FILE: Final = Path("specification") / "vectors" / "team-copy-ask.json"
ASK: Final = CopyAsk(team=TEAM, circle=main_circle(TEAM), by=ADDRESSEE, number=1, at=AT)
NAME: Final = CircleNames(SECRET).copy_ask(ADDRESSEE, 1)


def made() -> dict[str, Any]:
    """The vector, with fresh keys."""
    pair, identity = new_pair(), generate_identity()
    payload = write(ASK, fixed=FIXED, **CANONICAL)
    jws = sign(Words.COPY_ASK, payload, pair.private_pem, ADDRESSEE)
    return {
        "asking": ADDRESSEE,
        "names_secret": SECRET,
        "signing_key": pair.public_pem,
        "identity": identity.secret_text,
        "name": NAME,
        "payload": payload.decode(),
        "sealed": seal_words(jws, str(identity.recipient)).hex(),
    }


if __name__ == "__main__":
    (resources() / FILE).write_text(json.dumps(made(), indent=1, ensure_ascii=False) + "\n", "utf-8")
