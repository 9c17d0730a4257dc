"""Writes the structure tree into a PDF: elements, parent tree, page keys (ISO 32000-1, 14.7.2 to 14.7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from prevent_desktop.packs.document.elements import AnnotationMark, Element, Mark


class StructureWriter:
    """Writes one tree into `pdf`. Annotations are given in the order of their marks' indexes."""

    def __init__(self, pdf: Pdf, annotations: list[Object]) -> None:
        self._pdf = pdf
        self._pages = [page.obj for page in pdf.pages]
        self._annotations = annotations
        self._owners: list[dict[int, Object]] = [{} for _page in self._pages]
        self._annotation_owners: dict[int, Object] = {}

    def write(self, root: Element) -> None:
        """Write the tree below `root`, and lead from pages and annotations into it."""
        tree = self._pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        document = self._element(root, tree)
        tree.K = Array([document])
        tree.ParentTree = self._pdf.make_indirect(Dictionary(Nums=self._parents()))
        tree.ParentTreeNextKey = len(self._pages) + len(self._annotations)
        self._pdf.Root.StructTreeRoot = tree
        self._pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _element(self, element: Element, parent: Object) -> Object:
        written = self._pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{element.role}"), P=parent)
        )
        if element.alt:
            written.Alt = String(element.alt)
        if element.actual_text:
            written.ActualText = String(element.actual_text)
        if element.language:
            written.Lang = String(element.language)
        if element.attributes:
            written.A = _attributes(element.attributes)
        marks = [child.page for child in element.children if isinstance(child, Mark)]
        if marks:
            written.Pg = self._pages[marks[0]]
        kids = [self._child(child, written, marks) for child in element.children]
        written.K = kids[0] if len(kids) == 1 else Array(kids)
        return written

    def _child(
        self, child: Element | Mark | AnnotationMark, parent: Object, marks: list[int]
    ) -> Object | int:
        if isinstance(child, Element):
            return self._element(child, parent)
        if isinstance(child, AnnotationMark):
            return self._annotation(child, parent)
        self._owners[child.page][child.mcid] = parent
        if child.page == marks[0]:
            return child.mcid
        return Dictionary(Type=Name.MCR, Pg=self._pages[child.page], MCID=child.mcid)

    def _annotation(self, mark: AnnotationMark, parent: Object) -> Object:
        self._annotation_owners[mark.index] = parent
        annotation = self._annotations[mark.index]
        return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=annotation.P)

    def _parents(self) -> Array:
        """The parent tree: an array of owners for each page, then one owner for each annotation."""
        numbers = Array()
        for key, (page, owners) in enumerate(zip(self._pages, self._owners, strict=True)):
            page.StructParents = key
            page.Tabs = Name.S
            numbers.append(key)
            numbers.append(self._pdf.make_indirect(Array([owners[mcid] for mcid in range(len(owners))])))
        for index, annotation in enumerate(self._annotations):
            key = len(self._pages) + index
            annotation.StructParent = key
            numbers.append(key)
            numbers.append(self._annotation_owners[index])
        return numbers


def _attributes(attributes: Mapping[str, Mapping[str, object]]) -> Object:
    written = [
        Dictionary({"/O": Name(f"/{owner}"), **{f"/{name}": _value(value) for name, value in values.items()}})
        for owner, values in attributes.items()
    ]
    return written[0] if len(written) == 1 else Array(written)


def _value(value: object) -> Object:
    if isinstance(value, str):
        return Name(f"/{value}")
    if isinstance(value, tuple):
        return Array([Decimal(str(round(number, 2))) for number in value])
    raise TypeError(f"no PDF value for {value!r}")
