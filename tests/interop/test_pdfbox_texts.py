"""What PDFBox reads out of a pack in every tongue: by the places of the letters, and in the order of the content (its usual way).

Our content stands in the order in which it was typed, as ISO 32000-1 has it (14.8.2.3.1; 14.8.2.3.3 names the one exception, show
strings marked /ReversedChars). PDFBox takes each line for one in visual order, also where it does not sort, and so turns what runs
leftward round. Drawn from the left and marked /ReversedChars it is read by PDFBox in both ways, but `pdftotext -raw` and poppler's
reading by structure then turn each passage round (tried with Arabic and Urdu): that would give up readers that go by the tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.packs.content import PackForm, PackLine, PackSection
from prevent_desktop.packs.document import build_document
from tests.interop.reference_judges import judges
from tests.unit.packs.examples import pack_content
from tests.unit.packs.text_shaping.tongues import LEFTWARD, NAMES, TONGUES, begun, plain, quoted


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """By `content` and by `places`, without white space and marks of direction."""
    folder = tmp_path_factory.mktemp("pdfbox")
    lines = tuple(
        PackLine(question=f"In {name}?", answers=(TONGUES[name], quoted(name), begun(name))) for name in NAMES
    )
    section = PackSection(title="What was said", lines=lines)
    form = PackForm(title="Note", version="1", sections=(section,), data_name="a.json", data_json="{}")
    file: Path = folder / "pack.pdf"
    file.write_bytes(build_document(pack_content(forms=(form,))))
    with judges(folder) as judging:
        yield {
            order: plain(" ".join(judging.ask("texts", order, file, about=[file])[file].remarks))
            for order in ("content", "places")
        }


@pytest.mark.parametrize("order", ["content", "places"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in LEFTWARD])
def test_what_runs_rightward_is_read_as_typed(texts: dict[str, str], name: str, order: str) -> None:
    for typed in (TONGUES[name], quoted(name), begun(name)):
        assert plain(typed) in texts[order]


@pytest.mark.parametrize("name", LEFTWARD)
def test_what_runs_leftward_is_read_as_typed_by_places(texts: dict[str, str], name: str) -> None:
    for typed in (TONGUES[name], begun(name)):
        assert plain(typed) in texts["places"]


@pytest.mark.parametrize("name", LEFTWARD)
def test_what_runs_leftward_is_whole_in_the_order_of_the_content_and_turned_round(
    texts: dict[str, str], name: str
) -> None:
    assert plain(TONGUES[name])[::-1] in texts["content"]
