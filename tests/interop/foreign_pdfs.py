"""Runs other people's PDFs through our verifier: signed, damaged and hostile ones.

    python -m tests.interop.foreign_pdfs FOLDER…

Each file is judged twice: by a verifier that trusts a fresh authority, as a receiver does, and by one that trusts every
certificate that the file itself brings, which is the hardest: then only the document decides. A file counts as a false
"valid" where the verifier accepts it at all, since none of these is a pack. Prints how many got which verdict (one that went
beyond its seconds of processor is "too-costly"), and each crash and false "valid". Exit code 1 where there is one of these.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.verification_context import VerificationContext

LOCKED = "locked"


@dataclass
class Tally:
    """What became of the files."""

    verdicts: Counter[str] = field(default_factory=Counter)
    trusting: Counter[str] = field(default_factory=Counter)
    by_file: dict[str, tuple[str, str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    files: int = 0

    def judge(self, path: Path) -> None:
        """Judge one file both ways."""
        data = path.read_bytes()
        ours = self._verdict(path, data, [_NOBODY])
        theirs = self._verdict(path, data, [*_brought_along(data), _NOBODY])
        self.files += 1
        self.verdicts[ours] += 1
        self.trusting[theirs] += 1
        self.by_file[path.name] = ours, theirs

    def _verdict(self, path: Path, data: bytes, trusted: list[bytes]) -> str:
        try:
            verify_pack(data, trusted, VerificationContext(now=datetime.now(UTC)))
        except PackVerificationError as error:
            if not (error.what_happened and error.next_step):
                self.wrong.append(f"{path}: a verdict without its reason")
            return error.verdict or LOCKED
        except BaseException as error:  # noqa: BLE001 - whatever else comes out is the fault that is looked for
            self.wrong.append(f"{path}: {type(error).__name__}: {error}")
            return "crash"
        self.wrong.append(f"{path}: accepted as a pack")
        return "valid"


_NOBODY = Authority.create("Nobody of theirs").certificate_pem


def _brought_along(data: bytes) -> Iterator[bytes]:
    """The certificates inside the file, as far as a careless reader finds any."""
    try:
        for signature in PdfFileReader(BytesIO(data), strict=False).embedded_signatures:
            for found in (signature.signer_cert, *signature.other_embedded_certs):
                certificate = x509.load_der_x509_certificate(found.dump())
                yield certificate.public_bytes(serialization.Encoding.PEM)
    except Exception:  # noqa: BLE001 - these files are made to break readers; ours is judged elsewhere
        return


def pdfs_in(folders: Iterable[Path]) -> list[Path]:
    """All files of the folders that are called PDFs, in order."""
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix.lower() == ".pdf" and path.is_file()
    )


def main(arguments: list[str]) -> int:
    tally = Tally()
    for path in pdfs_in(map(Path, arguments)):
        tally.judge(path)
    print(f"{'verdict':22} {'trusting nobody':>16} {'trusting all':>14}")
    for verdict in sorted({*tally.verdicts, *tally.trusting}):
        print(f"{verdict:22} {tally.verdicts[verdict]:16} {tally.trusting[verdict]:14}")
    for wrong in tally.wrong:
        print(f"  WRONG {wrong}")
    print(f"foreign_pdfs: files={tally.files} wrong={len(tally.wrong)}")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
