"""Building, signing and sealing a pack of ten pages against bare ReportLab and pyHanko, in one run.

Run: ``python -m tests.benchmarks.bench_pack [--rounds 15]``. The baseline sets the same texts with ReportLab's own
document template and signs them with pyHanko's own signer: no tags, no associated files, no contents, no second
look at the pages, no sealing. Prints medians in milliseconds and the ratio (aim: at most 1.3).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives import serialization
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.functions import sign_pdf
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.document.style import BODY, LEAD, TITLE
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.preview import page_count
from prevent_desktop.sealing import generate_identity, seal_bytes
from tests.unit.packs.examples import long_pack
from tests.unit.packs.making import Signed, make_signed, sign_pack

AIM = 1.3


def plain(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(text.replace("&", "&amp;").replace("<", "&lt;"), style)


def bare_document(content: PackContent) -> bytes:
    """The same texts by ReportLab's own means."""
    story: list[Any] = [plain(content.title, TITLE), plain(content.in_short, BODY), plain(content.ask, BODY)]
    story += [plain(text, BODY) for text in content.what_happened]
    story += [
        PageBreak(),
        *(Table([[plain(label, BODY), plain(fact, BODY)]]) for label, fact in content.person_facts),
    ]
    for form in (*content.forms, *([content.decision] if content.decision else [])):
        story += [PageBreak(), plain(form.title, TITLE)]
        for section in form.sections:
            story.append(plain(section.title, LEAD))
            rows = [
                [plain(line.question, BODY), [plain(text, BODY) for text in line.answers]]
                for line in section.lines
            ]
            story.append(Table(rows, colWidths=[180, 320]))
    rows = [
        [plain(part, BODY) for part in (str(e.when), e.label, e.what, e.source, e.by)]
        for e in content.chronology
    ]
    story += [PageBreak(), Table(rows, colWidths=[80, 80, 200, 70, 70], repeatRows=1)]
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=content.title, initialFontName=BODY.fontName).build(story)
    return out.getvalue()


def bare_signature(signed: Signed) -> Callable[[bytes], bytes]:
    """pyHanko as its manual shows it."""
    key_pem = signed.key.private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store: Any = SimpleCertificateStore  # its constructor has no types
    signer = SimpleSigner(
        signing_cert=next(iter(load_certs_from_pemder_data(signed.key.certificate_pem))),
        signing_key=load_private_key_from_pemder_data(key_pem, None),
        cert_registry=store(),
    )
    metadata = PdfSignatureMetadata(
        field_name="Signature", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )

    def sign(pdf: bytes) -> bytes:
        out: BytesIO = sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), metadata, signer, new_field_spec=SigFieldSpec("Signature")
        )
        return out.getvalue()

    return sign


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, default=15)
    rounds = arguments.parse_args().rounds
    content = long_pack(4, entries=10)
    signed = make_signed(content)
    recipient = generate_identity().recipient
    bare_sign = bare_signature(signed)
    steps: dict[str, Callable[[], object]] = {
        "build": lambda: build_document(content),
        "sign": lambda: sign_pack(signed.unsigned, signed.key),
        "verify": lambda: verify_pack(signed.pdf, signed.trusted),
        "seal": lambda: seal_bytes(signed.pdf, [recipient]),
        "ours: build + sign + seal": lambda: seal_bytes(
            sign_pack(build_document(content), signed.key), [recipient]
        ),
        "bare: ReportLab + pyHanko": lambda: bare_sign(bare_document(content)),
    }
    print(f"pages: ours {page_count(signed.pdf)}, bare {page_count(bare_document(content))}; {rounds} rounds")
    for work in steps.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _round in range(rounds):
        for name, work in steps.items():
            taken[name].append(milliseconds(work))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name:28} {median:8.1f} ms")
    ratio = medians["ours: build + sign + seal"] / medians["bare: ReportLab + pyHanko"]
    print(f"{'ratio':28} {ratio:8.2f}   (aim: at most {AIM})")


if __name__ == "__main__":
    main()
