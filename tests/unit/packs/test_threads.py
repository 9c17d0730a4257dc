from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

from prevent_desktop.packs.document import build_document, fonts
from prevent_desktop.packs.document.sheet import build_recovery_sheet
from prevent_desktop.packs.opening import verify_pack
from tests.unit.packs.examples import SIGNED_AT, long_pack, pack_content
from tests.unit.packs.making import Signed, sign_pack


@pytest.fixture
def _hurried() -> Iterator[None]:
    """Threads take turns after microseconds, so that what is not safe for threads shows."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("_hurried")
def test_packs_may_be_built_signed_and_verified_on_several_threads_at_once(signed: Signed) -> None:
    contents = [pack_content(ask=f"Ask {number} → ŵ {'😂' * number}") for number in range(3)] + [long_pack(3)]
    alone = [build_document(content) for content in contents]
    with ThreadPoolExecutor(4) as pool:
        for _round in range(2):
            together = list(pool.map(build_document, contents))
            assert together == alone
            packs = list(pool.map(lambda pdf: sign_pack(pdf, signed.key), together))
            assert all(
                pool.map(lambda pdf: verify_pack(pdf, signed.trusted).pack_id == "P-7QF2K8M4T9XW", packs)
            )


@pytest.mark.parametrize(
    "build",
    [lambda: build_document(pack_content()), lambda: build_recovery_sheet("A-B-C-D-E-F", SIGNED_AT)],
    ids=["pack", "recovery sheet"],
)
def test_one_thread_at_a_time_cuts_fonts_down(
    build: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_down = TTFontFace.makeSubset
    held: list[bool] = []

    def watched(face: TTFontFace, subset: list[int]) -> bytes:
        held.append(fonts.ONE_AT_A_TIME.locked())
        return bytes(cut_down(face, subset))

    monkeypatch.setattr(TTFontFace, "makeSubset", watched)
    build()
    assert held
    assert all(held)
