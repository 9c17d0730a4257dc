from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import outloud
import pikepdf
import pytest

from prevent_desktop.casework.chronology import EntryKind
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import build_document
from tests.unit.packs.examples import entry, long_pack, pack_content
from tests.unit.packs.reading import ReadElement, structure


@pytest.fixture(scope="module")
def tree() -> ReadElement:
    return structure(build_document(pack_content()))


def _marked_numbers(page: pikepdf.Page) -> tuple[list[int], int]:
    """The MCIDs on a page, and how many instructions draw outside of any marked content."""
    numbers, depth, outside = [], 0, 0
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "BDC":
            depth += 1
            if "/MCID" in operands[1]:
                numbers.append(int(operands[1].MCID))
        elif name == "EMC":
            depth -= 1
        elif name in {"Tj", "TJ", "f", "f*", "S", "B", "Do"} and depth == 0:
            outside += 1
        assert depth in {0, 1}, "marked content does not nest"
    assert depth == 0
    return numbers, outside


@pytest.mark.parametrize("content", [pack_content(), long_pack(8)], ids=["short", "long"])
def test_all_that_is_drawn_is_tagged_once_or_an_artifact(content: PackContent) -> None:
    built = build_document(content)
    marks = [mark for element in structure(built).walk() for mark in element.marks]
    assert len(marks) == len(set(marks))
    with pikepdf.open(BytesIO(built)) as pdf:
        for number, page in enumerate(pdf.pages):
            drawn, outside = _marked_numbers(page)
            assert outside == 0
            assert sorted(drawn) == sorted(mcid for where, mcid in marks if where == number)


def test_the_parent_tree_leads_from_each_mark_to_its_element() -> None:
    with pikepdf.open(BytesIO(build_document(pack_content()))) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
        for page in pdf.pages:
            for mcid, owner in enumerate(parents[page.obj.StructParents]):
                kids = owner.K if isinstance(owner.K, pikepdf.Array) else [owner.K]
                assert any(kid == mcid or getattr(kid, "MCID", None) == mcid for kid in kids)
            for annotation in page.obj.get("/Annots", []):
                assert parents[annotation.StructParent].S in {"/Link", "/Form"}


def test_headings_begin_with_one_and_never_skip_a_level(tree: ReadElement) -> None:
    levels = [int(element.role[1]) for element in tree.walk() if re.fullmatch(r"H\d", element.role)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(following <= level + 1 for level, following in pairwise(levels))
    assert {1, 2, 3, 4} <= set(levels)


def test_the_picture_of_the_chronology_says_what_it_shows(tree: ReadElement) -> None:
    figure = tree.all("Figure")[0]
    assert figure.alt == (
        "Chronology, oldest first: 12 Nov, Bullying reported; 19 Nov, Form-time remark; 21 Nov, Checked with lead; "
        "23 Nov, Pack signed."
    )
    assert "/BBox" in figure.attributes


def test_the_picture_leaves_out_forms_and_counts_what_does_not_fit() -> None:
    form = entry(EntryKind.FORM, 20, "Screening tool", "Screening tool finished", "Form")
    many = [entry(EntryKind.EVENT, day, f"Event {day}", "What", "Told by someone") for day in range(1, 9)]
    figure = structure(build_document(pack_content(chronology=(*many, form)))).all("Figure")[0]
    assert figure.alt == (
        "Chronology, oldest first: 1 Nov, Event 1; 3 more, in the table; 5 Nov, Event 5; 6 Nov, Event 6; "
        "7 Nov, Event 7; 8 Nov, Event 8; 23 Nov, Pack signed."
    )


def test_tables_have_heads_for_their_columns(tree: ReadElement) -> None:
    tables = tree.all("Table")
    assert len(tables) == 3
    for table in tables:
        heads = table.children[0].all("TH")
        assert len(heads) == len(table.children[1].children) >= 3
        assert all(head.attributes["/Scope"] == "/Column" for head in heads)


def test_who_somebody_is_heads_their_row_in_the_table_of_the_household(tree: ReadElement) -> None:
    household, *others = tree.all("Table")
    for row in household.children[1:]:
        assert [cell.role for cell in row.children] == ["TH", "TD", "TD", "TD", "TD"]
        assert row.children[0].attributes["/Scope"] == "/Row"
    assert {cell.role for table in others for row in table.children[1:] for cell in row.children} == {"TD"}


def test_a_head_that_is_drawn_again_on_the_next_page_is_not_read_again() -> None:
    _household, chronology, _files = structure(build_document(long_pack(1, entries=60))).all("Table")
    pages = {page for element in chronology.walk() for page, _mcid in element.marks}
    assert len(pages) > 2
    assert len(chronology.all("TH")) == 4


def test_questions_are_labels_of_their_answers_and_own_words_are_quoted(tree: ReadElement) -> None:
    events, *others = tree.all("L")
    assert [child.role for item in events.children for child in item.children] == ["LBody", "LBody"]
    items = [item for each in others for item in each.children]
    assert len(items) > 10
    assert all([child.role for child in item.children] == ["Lbl", "LBody"] for item in items)
    assert len(tree.all("BlockQuote")) == 1


def test_each_line_of_the_contents_is_a_link_to_its_part(tree: ReadElement) -> None:
    links = tree.all("Link")
    assert len(links) == len(tree.all("TOCI")) == 5
    assert all(link.annotations == 1 and len(link.marks) == 2 for link in links)


def test_the_signature_field_is_tagged_named_and_over_the_panel(tree: ReadElement) -> None:
    (form,) = tree.all("Form")
    assert form.annotations == 1
    with pikepdf.open(BytesIO(build_document(pack_content()))) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        left, bottom, right, top = (float(corner) for corner in field.Rect)
        assert right - left > 400
        assert 40 < top - bottom < 100
        assert "Sam Example" in str(field.TU)


def test_the_checker_would_notice_a_missing_tag(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(build_document(pack_content()))) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(tmp_path / "untagged.pdf")
    assert outloud.check(str(tmp_path / "untagged.pdf")).errors > 0
