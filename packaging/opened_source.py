"""A module made ready for mutation: what mutmut would leave out is brought into its reach, and texts for people out of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

DECLARE = "declare_"
"""How a function begins that makes what the module declares."""
KEPT_DECORATED = {"staticmethod", "classmethod", "override", "overload"}


def opened(source: str) -> str:
    """The same module, with texts out of reach, and with what is decorated or a module's lambda within it."""
    tree = ast.parse(source)
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    kept: list[str] = []
    for node in sorted(_texts(tree), key=lambda node: (node.lineno, node.col_offset), reverse=True):
        kept.append(f"_TEXT_{len(kept)} = {node.value!r}\n")
        _replace(lines, node, f"_TEXT_{len(kept) - 1}")
    if kept:
        imports = (node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)))
        lines[max(node.end_lineno or 0 for node in imports) - 1] += "".join(kept).encode()
    for name, call in _declared(tree):
        first = call.lineno - 1
        start = f"def {DECLARE}{name}() -> {ast.unparse(call.func)}:\n    return ".encode()
        lines[first] = start + lines[first][call.col_offset :]
        lines[(call.end_lineno or 0) - 1] += f"\n{name} = {DECLARE}{name}()\n".encode()
    for function, indent in _decorated(tree):
        names = [ast.unparse(decorator) for decorator in function.decorator_list]
        decorated = "".join(f"{name}(" for name in names) + function.name + ")" * len(names)
        lines[(function.end_lineno or 0) - 1] += f"\n{indent}{function.name} = {decorated}\n".encode()
        for number in range(function.decorator_list[0].lineno, function.lineno):
            lines[number - 1] = b""
    return b"".join(lines).decode()


def _texts(tree: ast.AST) -> Iterator[ast.Constant]:
    """The texts for people: what is handed to the translation, and the reasons in a declaration."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            said = node.args if node.func.id in {"_", "ngettext"} else []
            said = node.args[:1] if node.func.id == "left_out" else said
            said = [*said, *(each.value for each in node.keywords if each.arg in {"left_out", "not_in_copy"})]
            yield from (
                each for each in said if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


def _replace(lines: list[bytes], node: ast.expr, text: str) -> None:
    first, last = node.lineno - 1, (node.end_lineno or 0) - 1
    end = lines[last][node.end_col_offset :]
    lines[first] = lines[first][: node.col_offset] + text.encode() + end
    for number in range(first + 1, last + 1):
        lines[number] = b""


def _declared(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """What a module declares by a call, by its name."""
    for node in tree.body:
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and isinstance(node.value, ast.Call)
        ) and ast.unparse(node.value.func) == "RecordKind":
            yield node.target.id, node.value


def _decorated(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Functions that mutmut would leave out, with their indentation."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for body, indent in ((tree.body, ""), *((each.body, "    ") for each in classes)):
        for node in body:
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                names = {ast.unparse(decorator) for decorator in node.decorator_list}
                if not names & KEPT_DECORATED and not any(name.endswith(".setter") for name in names):
                    yield node, indent
