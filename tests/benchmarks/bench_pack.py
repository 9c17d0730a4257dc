"""Building, signing and sealing a pack against bare ReportLab and pyHanko, in one run; and its memory.

Run: ``python -m tests.benchmarks.bench_pack [--pages 10] [--rounds 15]``. The baseline sets the same texts with
ReportLab's own document template and signs them with pyHanko's own signer: no tags, no associated files, no contents, no
second look at the pages, no sealing. Prints medians in milliseconds, by the clock and of processor time, and the ratio
(aims: 10 pages in 300 ms and at most 1.3 of the baseline; 200 pages in 4 s).

The memory is measured in a process of its own: how much more its peak is after the first pack of that length than
before it, and after ten more of them.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
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

from prevent_desktop.packs.content import PackContent, PackLine
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.document.style import BODY, LEAD, TITLE
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.preview import page_count
from prevent_desktop.sealing import generate_identity, seal_bytes
from tests.unit.packs.examples import long_pack
from tests.unit.packs.making import Signed, make_signed, sign_pack

AIM = 1.3
_PAGES_PER_SECTION = 1.17
_PAGES_BESIDE = 4
_AGAIN = 10


def plain(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(text.replace("&", "&amp;").replace("<", "&lt;"), style)


def bare_document(content: PackContent) -> bytes:
    """The same texts by ReportLab's own means."""
    sender, household = content.sender, content.household
    first = (content.in_short, content.danger, content.what_else, content.what_protects, content.ask)
    story: list[Any] = [plain(content.title, TITLE)]
    story += [
        plain(text, BODY)
        for text in (*first, *content.what_happened, sender.name, sender.phone, sender.email)
    ]
    story += [
        PageBreak(),
        *(Table([[plain(label, BODY), plain(fact, BODY)]]) for label, fact in content.person_facts),
    ]
    if household is not None:
        members = [(m.name, m.relationship, m.age, m.school, m.note) for m in household.members]
        story.append(_bare_table(members, [120, 80, 60, 120, 120]))
    for form in content.all_forms:
        story += [PageBreak(), plain(form.title, TITLE)]
        for section in form.sections:
            story.append(plain(section.title, LEAD))
            story.append(Table([_bare_row(line) for line in section.lines], colWidths=[180, 320]))
    entries = [(str(e.when), e.label, e.what, e.source, e.by) for e in content.chronology]
    files = [
        (file.file_name, file.sha256, file.description, str(file.source.size)) for file in content.attachments
    ]
    story += [PageBreak(), _bare_table(entries, [80, 80, 200, 70, 70])]
    story += [PageBreak(), _bare_table(files, [100, 200, 100, 50])]
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=content.title, initialFontName=BODY.fontName).build(story)
    return out.getvalue()


def _bare_row(line: PackLine) -> list[Any]:
    label = [plain("In their own words", LEAD)] if line.own_words else []
    return [plain(line.question, BODY), [*label, *(plain(text, BODY) for text in line.answers)]]


def _bare_table(rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Table:
    return Table([[plain(text, BODY) for text in row] for row in rows], colWidths=widths, repeatRows=1)


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


def milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """By the clock, and of processor time."""
    started, used = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - started) * 1000, (time.process_time() - used) * 1000


def pack_of(pages: int) -> PackContent:
    """A pack of about that many pages."""
    return long_pack(max(1, round((pages - _PAGES_BESIDE) / _PAGES_PER_SECTION)), entries=10)


def memory(pages: int) -> None:
    """Print what the packs of a process take at their peak, in MB, beyond what it has after a small one."""
    small, content = pack_of(1), pack_of(pages)
    signed, recipient = make_signed(small), generate_identity().recipient

    def whole(of: PackContent) -> None:
        seal_bytes(sign_pack(build_document(of), signed.key), [recipient])

    whole(small)
    peaks = [_peak()]
    for times in (1, _AGAIN):
        for _time in range(times):
            whole(content)
        peaks.append(_peak())
    print(f"memory: {peaks[0]:.0f} MB before, +{peaks[1] - peaks[0]:.0f} MB with one pack,", end=" ")
    print(f"+{peaks[2] - peaks[1]:.0f} MB more with {_AGAIN} others after it")


def _peak() -> float:
    """In MB. Of this process alone: `getrusage` would count what the one that started it had."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--pages", type=int, default=10)
    arguments.add_argument("--memory", action="store_true", help="only the memory, in this process")
    chosen = arguments.parse_args()
    if chosen.memory:
        memory(chosen.pages)
        return
    rounds = chosen.rounds
    content = pack_of(chosen.pages)
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
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _round in range(rounds):
        for name, work in steps.items():
            taken[name].append(milliseconds(work))
    clock = {name: statistics.median(wall for wall, _used in times) for name, times in taken.items()}
    used = {name: statistics.median(used for _wall, used in times) for name, times in taken.items()}
    for name, median in clock.items():
        print(f"{name:28} {median:8.1f} ms   {used[name]:8.1f} ms of processor time")
    for name, of in (("ratio", clock), ("ratio of processor time", used)):
        ratio = of["ours: build + sign + seal"] / of["bare: ReportLab + pyHanko"]
        print(f"{name:28} {ratio:8.2f}   (aim: at most {AIM})")
    own_process = [
        sys.executable,
        "-m",
        "tests.benchmarks.bench_pack",
        "--memory",
        "--pages",
        str(chosen.pages),
    ]
    subprocess.run(own_process, check=True)


if __name__ == "__main__":
    main()
