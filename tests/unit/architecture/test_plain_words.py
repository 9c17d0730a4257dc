"""Nothing that comes from elsewhere can be read as markup: one module alone sets tooltips and shows notifications."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[3] / "prevent_desktop"
ALLOWED = PACKAGE / "ui/widgets/plain_words.py"
FORBIDDEN = {
    "setToolTip", "setWhatsThis", "setStatusTip", "showMessage", "QToolTip", "QWhatsThis", "QMessageBox", "QErrorMessage",
    "ToolTipRole", "WhatsThisRole", "StatusTipRole", "AutoText", "StyledText", "insertHtml", "appendHtml", "QTextBrowser",
    "setHtml", "setMarkdown", "RichText", "MarkdownText", "setDefaultAction", "QProgressDialog", "setToolTipsVisible",
}  # fmt: skip
EXCEPTIONS = {
    "ui/guidance/paper.py": {"setHtml"},  # the same pages, for the printer
    "ui/guidance/reader.py": {
        "QTextBrowser",
        "setHtml",
    },  # our own pages, which load their own pictures alone
    "ui/widgets/rich_text.py": {"RichText"},  # of forms, after a look that nothing in it loads or opens
}
"""Names outside the one module, each with why it may stand there. (`RichText` of ours is a class; Qt's is an attribute.)"""
LABELS = {"ui/widgets/words.py": {"Text", "Heading", "Pill"}, "ui/widgets/pictures.py": {"Picture"}, "ui/components/pages_view.py": {"PageSheet"}, "ui/navigation/side_bar.py": {"SideBarBadge"}}  # fmt: skip
"""Our labels: three that show plain text, two that show pictures, and one that shows a number."""


def guessing(source: str) -> list[str]:
    """What in a module lets Qt, or the desktop, guess whether a text is markup."""
    if not any(name in source for name in FORBIDDEN):
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in FORBIDDEN and not (name == "RichText" and isinstance(node, ast.Name)):
            found.append(name)
    return found


def labels(source: str) -> set[str]:
    """The classes that are labels of Qt, and whether one is made without a class of ours."""
    if "QLabel" not in source:
        return set()
    tree = ast.parse(source)
    found = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id == "QLabel" for base in node.bases)
    }
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return found | {
        "QLabel" for node in calls if isinstance(node.func, ast.Name) and node.func.id == "QLabel"
    }


MODULES = sorted((PACKAGE / "ui").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_one_module_alone_sets_tooltips_and_no_text_is_guessed_at(path: Path) -> None:
    name, source = path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")
    if path != ALLOWED:
        assert set(guessing(source)) <= EXCEPTIONS.get(name, set())
    assert labels(source) == LABELS.get(name, set())


def test_a_tooltip_past_the_one_module_would_be_found() -> None:
    assert guessing("row.setToolTip(title)") == ["setToolTip"]
    assert guessing("return one.mend if role == Qt.ItemDataRole.ToolTipRole else None") == ["ToolTipRole"]
    assert guessing("label.setTextFormat(Qt.TextFormat.RichText)") == ["RichText"]
    assert labels("QLabel(title, self)") == {"QLabel"}
    assert labels("class Mine(QLabel): pass") == {"Mine"}
