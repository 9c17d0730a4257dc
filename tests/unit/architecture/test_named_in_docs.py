"""What a docstring or a page for developers names in backticks is there: a module, a folder, or something that code calls so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.unit.architecture.program_text import PROGRAM

ROOT = PROGRAM.parent
PAGES = ("CONTRIBUTING.md", "README.md", "SECURITY.md", "prevent_desktop/README.md")
NAMED = re.compile(r"(?<!`)`([A-Za-z_][\w./]*)(?:\(\))?`(?!`)")
WORDS = re.compile(r"[\w./ -]{1,200}")
ELSEWHERE = {
    "convertsToInteger", "toInteger", "toQuantity",  # FHIRPath
    "cupsPrintFile", "cupsTempFd", "execv", "SSLObject", "set_threshold", "ucumvert",  # of others, and not called here
    "NNNN_name",  # stands for any name
    "md", "json", "sql", "toml",
}  # fmt: skip


@cache
def trees() -> dict[Path, ast.Module]:
    """The program's modules."""
    return {path: ast.parse(path.read_text("utf-8")) for path in PROGRAM.rglob("*.py")}


@cache
def called() -> frozenset[str]:
    """Every name in the program, and the words of its short texts, such as the names of settings and tables; all else beside it."""
    found = set(ELSEWHERE)
    for module in trees().values():
        for node in ast.walk(module):
            found.update(names_of(node))
    for folder in ("prevent_desktop", "tests", "packaging"):
        for path in (ROOT / folder).rglob("*.py"):
            found.update((path.stem, *path.relative_to(ROOT).parts))
            if folder != "prevent_desktop" and path != Path(__file__):
                found.update(re.findall(r"\w+", path.read_text("utf-8")))
    return frozenset(found)


def names_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and WORDS.fullmatch(node.value):
            yield from re.findall(r"\w+", node.value)
        return
    for field in ("name", "id", "attr", "arg", "asname"):
        if isinstance(name := getattr(node, field, None), str):
            yield name


def docstrings(module: ast.Module) -> Iterator[str]:
    """Those of the module, its classes and functions, and the texts below a constant or a field."""
    for node in ast.walk(module):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield node.value.value


def unknown(text: str) -> list[str]:
    """What a text names and nothing is called."""
    return [
        name
        for name in NAMED.findall(text)
        if not (ROOT / name).exists()
        and not called().issuperset(filter(None, re.split(r"[./]", name.removesuffix(".py"))))
    ]


def test_what_docstrings_name_is_there() -> None:
    found = {
        path.relative_to(PROGRAM).as_posix(): names
        for path, module in trees().items()
        if (names := unknown("\n".join(docstrings(module))))
    }
    assert found == {}


@pytest.mark.parametrize("page", PAGES)
def test_what_pages_for_developers_name_is_there(page: str) -> None:
    assert unknown((ROOT / page).read_text("utf-8")) == []


def test_a_name_of_before_would_be_found() -> None:
    assert unknown("as `HttpConnections.ask_once`, or `nobody_calls_it_so`; ``verbatim``") == [
        "nobody_calls_it_so"
    ]
