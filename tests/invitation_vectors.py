"""Makes the vectors of an invitation: ``python -m tests.invitation_vectors``. They are made once; after that they only have to be read."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.signed.team import new_pair
from prevent_desktop.packs.authority import Authority
from prevent_desktop.sealing import generate_identity
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys, new_code
from prevent_desktop.workflows.team.joining.invitation_file import (
    InvitationFile,
    InvitationHead,
    Invited,
    close_entry,
)
from prevent_desktop.workflows.team.joining.join_messages import (
    JoinRequest,
    Outcome,
    Welcome,
    close_answer,
    seal_request,
)

PATH = (
    Path(__file__).resolve().parents[1] / "resources" / "specification" / "vectors" / "team-invitation.json"
)
AT = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
UNTIL = datetime(2026, 12, 29, 9, 0, tzinfo=UTC)


def made() -> dict[str, object]:
    """A fresh set of them."""
    code, authority, newcomer = new_code(), generate_identity(), generate_identity()
    keys = CodeKeys.of(code)
    head = InvitationHead(
        id="0" * 31 + "1", organisation="Example School", by="Sam Field", team="0" * 31 + "2", mailbox="file:///team",
        authority=Authority.create("Example School", now=AT).certificate_pem.decode(), seal_to=str(authority.recipient),
        made_at=AT, expires_at=UNTIL,
    )  # fmt: skip
    who = Invited(member="0" * 31 + "3", name="Ash Moor", role=Role.REPORTER)
    request = JoinRequest(
        invitation=head.id, entry=keys.entry, team=head.team, vault="0" * 31 + "4", device="Staff laptop 7",
        recipient=str(newcomer.recipient), signing_key=new_pair().public_pem, certificate_request="", profile=0, sent_at=AT,
    )  # fmt: skip
    welcome = Welcome(vault=request.vault, version=2, profile="the signed profile")
    return {
        "code": code,
        "root": keys.root.hex(),
        "entry": keys.entry,
        "request_name": keys.request_name,
        "answer_name": keys.answer_name,
        "file": InvitationFile(
            head=head, entries={keys.entry: close_entry(head, keys, who)}
        ).content.decode(),
        "authority_identity": authority.secret_text,
        "request": base64.b64encode(seal_request(request, keys, head.seal_to)).decode(),
        "newcomer_identity": newcomer.secret_text,
        "answer": base64.b64encode(close_answer(Outcome.JOINED, keys, welcome, request.recipient)).decode(),
    }


if __name__ == "__main__":
    PATH.write_text(json.dumps(made(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
