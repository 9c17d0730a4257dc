"""What shows the record, or types commands at it, calls none of the vault's repositories: that is for workflows.

A page is handed the vault only to give it to a workflow; so reads have one place, and each transaction and each entry of the
audit begins and ends there. The same holds of the outbox, which a page knows as what gives it (`SpoolSource`). Which modules of the
vault and of delivery may be imported at all are import rules (pyproject.toml).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

_PACKAGE = Path(__file__).parents[3] / "prevent_desktop"
_OWN = frozenset({"folder", "key", "findings", "is_read_only", "close"})
"""What a vault says of itself; all else that hangs on it is a repository, the audit, a transaction or the search."""
_OPENS = frozenset({"open_vault", "opened_vault", "Vault.open", "open_or_what_is_left"})
"""Functions of other modules that give an open vault."""
_SHARED = frozenset({"folder", "is_there", "get", "rebuild", "close"})
"""What the one outbox of the process (`SharedSpool`) says of itself; all else is the outbox's own."""
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _calls(source: str) -> Iterator[str]:
    """Each thing of a vault that is reached for, as `line: words`."""
    tree = ast.parse(source)
    opens = _OPENS | {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and _is_vault_type(node.returns)
    }
    yield from _calls_in(tree, frozenset(), opens)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="in_vault"), args=[ast.Lambda() as work, *_]) if not (
                _parameters(work) & {"vault", "_vault"}
            ):
                yield f"{node.lineno}: {ast.unparse(work)} (what it is handed is called vault, to be seen here)"


def _calls_in(scope: ast.AST, outer: frozenset[str], opens: frozenset[str]) -> Iterator[str]:
    """Those in a module, a function or a lambda, where `outer` are the names of vaults around it."""
    names = (outer - _parameters(scope)) | set(_vaults_bound(scope, opens))
    for node in _own_nodes(scope):
        if isinstance(node, _SCOPES):
            yield from _calls_in(node, names, opens)
        elif (
            isinstance(node, ast.Attribute) and node.attr not in _OWN and _is_vault(node.value, names, opens)
        ):
            yield f"{node.lineno}: {ast.unparse(node)}"


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """All inside it; functions and lambdas within it as one node each."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, _SCOPES):
            yield from _own_nodes(node)


def _parameters(scope: ast.AST) -> frozenset[str]:
    if not isinstance(scope, _SCOPES):
        return frozenset()
    return frozenset(node.arg for node in ast.walk(scope.args) if isinstance(node, ast.arg))


def _vaults_bound(scope: ast.AST, opens: frozenset[str]) -> Iterator[str]:
    """The names that stand for a vault there: by their type, by what they are set to, or as parameters of a lambda."""
    if isinstance(scope, ast.Lambda):
        yield from _parameters(scope) & {"vault"}
    for node in _own_nodes(scope):
        match node:
            case ast.arg(arg=name, annotation=annotation) if _is_vault_type(annotation):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation) if _is_vault_type(annotation):
                yield name
            case (
                ast.withitem(context_expr=ast.Call(func=called), optional_vars=ast.Name(id=name))
                | ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=called))
            ) if _gives_vault(called, opens):
                yield name


def _is_vault_type(annotation: ast.expr | None) -> bool:
    return annotation is not None and "Vault" in ast.unparse(annotation).replace("|", " ").split()


def _gives_vault(called: ast.expr, opens: frozenset[str]) -> bool:
    words = ast.unparse(called)
    return words in opens or words.rpartition(".")[2] in opens


def _is_vault(value: ast.expr, names: frozenset[str], opens: frozenset[str]) -> bool:
    match value:
        case ast.Name(id=name):
            return name in names
        case ast.Attribute(attr=name):
            return name in {"vault", "_vault"}
        case ast.Call(func=called):
            return _gives_vault(called, opens)
    return False


@pytest.mark.parametrize("layer", ["ui", "cli", "app"])
def test_only_workflows_call_what_is_in_the_vault(layer: str) -> None:
    path = _PACKAGE / layer
    found = [
        f"{each.relative_to(_PACKAGE).as_posix()}:{call}"
        for each in ([path] if path.is_file() else sorted(path.rglob("*.py")))
        for source in [each.read_text(encoding="utf-8")]
        if "vault" in source.lower()
        for call in _calls(source)
    ]
    assert found == []


@pytest.mark.parametrize(
    "words",
    [
        "def read(v: Vault) -> int:\n    return v.answers.count_since(day)",
        "def read(v: Vault | None) -> int:\n    return v.audit.append('pack.handed', '')",
        "def keep(kept: Vault) -> None:\n    with kept.transaction():\n        pass",
        "self._tasks.in_vault(lambda vault: vault.people.get(one), self._show)",
        "self._tasks.in_vault(lambda it: it.people.get(one), self._show)",
        "with unlock.open_vault(folder, key) as opened:\n    opened.responses.drafts()",
        "opened = Vault.open(folder, key)\nopened.packs.all()",
        "def _opened() -> Vault: ...\nwith _opened() as one:\n    one.handed_drafts.all()",
        "_opened_vault = unlock.open_vault(folder, key).search('a')",
        "self._vault.database.value('PRAGMA cipher_version')",
        "def read(vault: Vault) -> People:\n    people = vault.people\n    return people",
        "def go(vault: Vault) -> None:\n    self._tasks.in_background(lambda: vault.people.get(one))",
    ],
)
def test_what_calls_it_would_be_found(words: str) -> None:
    assert list(_calls(words))


@pytest.mark.parametrize(
    "words",
    [
        "self.people.show_rows(view.people)",
        "def add_commands(vault: argparse._SubParsersAction) -> None:\n    vault.add_parser('merge')",
        "def work(vault: Vault) -> Path:\n    return place_of(vault.folder, chosen)",
        "self._tasks.in_vault(lambda vault: read_home(vault, spool), self._show)",
    ],
)
def test_what_does_not_is_left_alone(words: str) -> None:
    assert list(_calls(words)) == []


def _outbox_calls(source: str) -> Iterator[str]:
    """Each thing of an outbox that is reached for, as `line: words`."""
    tree = ast.parse(source)
    bound = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _gives_outbox(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in bound or (
                name.endswith("spool") and attr not in _SHARED
            ):
                yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.Attribute(value=value) if _gives_outbox(value):
                yield f"{node.lineno}: {ast.unparse(node)}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[_, *_]) if (
                name.endswith("spool")
            ):
                yield f"{node.lineno}: {ast.unparse(node)}"


def _gives_outbox(value: ast.expr) -> bool:
    """Whether it is the outbox itself: `…spool()`, or `…spool.get()` of the shared one."""
    if not isinstance(value, ast.Call) or value.args:
        return False
    return ast.unparse(value.func).removesuffix(".get").endswith("spool")


@pytest.mark.parametrize("layer", ["ui", "cli", "app"])
def test_only_workflows_call_what_is_in_the_outbox(layer: str) -> None:
    found = [
        f"{each.relative_to(_PACKAGE).as_posix()}:{call}"
        for each in sorted((_PACKAGE / layer).rglob("*.py"))
        for call in _outbox_calls(each.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "words",
    [
        "self._tasks.in_background(lambda: self._spool().pause())",
        "self._give(lambda spool: spool.orders.hold(one))",
        "tells_news(self._spool.get().settings)",
        "box = self._spool.get()\nbox.answer_box.count()",
        "opened = spool()\nopened.items()",
        "item = spool.get(pack_id)",
    ],
)
def test_what_calls_the_outbox_would_be_found(words: str) -> None:
    assert list(_outbox_calls(words))


@pytest.mark.parametrize(
    "words",
    [
        "self._tasks.in_background(lambda: orders.pause(self._spool()))",
        "page = OutboxPage(self.tasks, spool.get, rebuild=spool.rebuild)",
        "make_folder(self._spool.folder)",
        "if self._spool.is_there:\n    read_state(self._spool.get())",
    ],
)
def test_what_hands_the_outbox_on_is_left_alone(words: str) -> None:
    assert list(_outbox_calls(words)) == []
