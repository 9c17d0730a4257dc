"""What an installation must be able to do, done once for real on made-up data; each tells what came of it, or raises."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import datetime

from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.errors import ProgramError
from prevent_desktop.translation import _

_EXPRESSION = "('2026-11-29'.toDate() - 1 week).toString() & ' ' & (2.5 'kg' + 500 'g').value.toString()"
_VALUE = "2026-11-22 3000"
_ROWS = (("Surname", "Forename"), ("Brook", "Siân"))


def formula() -> str:
    """Work out a formula of a form, with a date, a quantity and its unit."""
    from prevent_desktop.questionnaire.expressions import Surroundings, compile_expression

    told = compile_expression(_EXPRESSION).evaluate(Surroundings({"resourceType": "QuestionnaireResponse"}))
    if told != [_VALUE]:
        raise _wrong(_("A formula came to {told}.").format(told=told))
    return _VALUE


def signed_page(now: datetime) -> str:
    """Draw a pack, sign it, and have the confined reader verify it."""
    from prevent_desktop.packs.authority import Authority
    from prevent_desktop.packs.content import PackContent
    from prevent_desktop.packs.document import build_document
    from prevent_desktop.packs.opening import verify_pack
    from prevent_desktop.packs.signing import sign
    from prevent_desktop.packs.signing_keys import KeyRequest
    from prevent_desktop.packs.statement import Statement

    sender = Practitioner(name="Sam Example", role="Example", organisation="Example School")
    authority = Authority.create("Example authority", now=now)
    request = KeyRequest.create(name=sender.name, organisation=sender.organisation, role=sender.role)
    key = request.with_certificate(authority.issue(request.request_pem, now=now))
    pages = build_document(
        PackContent(
            pack_id=new_pack_id(), marking="OFFICIAL", title="Example", sender=sender, recipient_name="Example",
            about_label="AB, 14", signed_at=now, in_short="Ŵ", what_happened=("Ελλ",), what_else="", what_protects="",
            ask="Example", audit_head="00" * 32,
        )
    )  # fmt: skip
    pdf = sign(pages, key, Statement(reason="Example", location=sender.organisation, claimed_time=now))
    verified = verify_pack(pdf, [authority.certificate_pem])
    if verified.signer_name != sender.name:
        raise _wrong(_("A signature names {name}.").format(name=verified.signer_name))
    return _("signed by {name}, verified by the confined reader").format(name=verified.signer_name)


def picture() -> str:
    """Have the process that decodes pictures show one."""
    from prevent_desktop.evidence.pictures import PictureProcess

    png = _one_point()
    with PictureProcess() as process:
        shown = process.show(io.BytesIO(png), len(png))
    (one,) = shown.pictures
    return _("a picture of {width} × {height}").format(width=one.width, height=one.height)


def table() -> str:
    """Have the process that reads lists of names read one."""
    from prevent_desktop.tables.asking import read_table

    read = read_table(io.BytesIO("\r\n".join(map(",".join, _ROWS)).encode())).rows
    if read != _ROWS:
        raise _wrong(_("A list was read as {rows}.").format(rows=read))
    return _("a list of {number} rows").format(number=len(read))


def _wrong(what_happened: str) -> ProgramError:
    return ProgramError(
        _("This installation does not work as it should"),
        what_happened,
        _("Install the program again. If that does not help, tell those who made it."),
    )


def _one_point() -> bytes:
    """A PNG of one black point (RFC 2083)."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(4))),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
