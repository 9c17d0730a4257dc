"""What the specification's vectors hold is read as it was written."""

from __future__ import annotations

import base64
import json

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.sealing import parse_identity
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys, read_code
from prevent_desktop.workflows.team.joining.invitation_file import open_invitation, read_invitation
from prevent_desktop.workflows.team.joining.join_messages import (
    Outcome,
    checked_request,
    entry_of,
    open_answer,
    open_welcome,
    unsealed_request,
)
from tests.invitation_vectors import AT, PATH


def test_the_vectors_are_read_as_they_were_made() -> None:
    vectors = json.loads(PATH.read_text(encoding="utf-8"))
    keys = CodeKeys.of(read_code(vectors["code"]))
    assert keys.root.hex() == vectors["root"]
    assert [keys.entry, keys.request_name, keys.answer_name] == [
        vectors[name] for name in ("entry", "request_name", "answer_name")
    ]
    file = read_invitation(vectors["file"].encode())
    invited = open_invitation(file, keys, now=AT)
    assert (invited.name, invited.role) == ("Ash Moor", Role.REPORTER)
    unsealed = unsealed_request(
        base64.b64decode(vectors["request"]), [parse_identity(vectors["authority_identity"])]
    )
    assert len(unsealed) % 4096 == 0
    assert entry_of(unsealed) == keys.entry
    assert checked_request(unsealed, keys).device == "Staff laptop 7"
    answer = open_answer(base64.b64decode(vectors["answer"]), keys)
    assert answer.outcome is Outcome.JOINED
    assert (
        open_welcome(answer, [parse_identity(vectors["newcomer_identity"])]).profile == "the signed profile"
    )
