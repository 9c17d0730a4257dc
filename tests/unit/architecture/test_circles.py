"""No module imports, by whatever way, a module that imports it: types and late imports count too."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def _circle(imports: Mapping[str, set[str]]) -> list[str]:
    """The modules of one circle, in order; nothing where there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_one_that_imports_it() -> None:
    graph = grimp.build_graph("prevent_desktop", cache_dir=None)
    imports = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    assert _circle(imports) == []


@pytest.mark.parametrize(
    ("imports", "found"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}}, True),
        ({"a": {"b", "c"}, "b": {"c"}, "c": set()}, False),
    ],
)
def test_a_circle_would_be_found(imports: dict[str, set[str]], found: bool) -> None:
    assert bool(_circle(imports)) is found
