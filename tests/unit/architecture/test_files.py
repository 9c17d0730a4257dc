"""Only `files` opens for writing, renames, removes or syncs: so that each file is whole, its owner's, and where it belongs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[3] / "prevent_desktop"
OF_OS = {
    "open", "replace", "rename", "renames", "link", "symlink", "unlink", "remove", "rmdir", "removedirs", "mkdir", "makedirs",
    "truncate", "ftruncate", "fsync", "fdatasync", "chmod", "fchmod", "chown", "fchown", "mkfifo", "mknod", "utime", "sendfile",
}  # fmt: skip
OF_SHUTIL = {"copy", "copy2", "copyfile", "copytree", "move", "rmtree", "chown", "copymode"}
OF_PATHS = {
    "write_bytes", "write_text", "unlink", "rename", "rmdir", "mkdir", "chmod", "symlink_to", "hardlink_to",
}  # fmt: skip
WRITING = set("wax+")
EXCEPTIONS = {
    "confined/serving.py": "opens the null device, before it may open nothing",
    "evidence/child.py": "opens the null device, in a process that may open nothing else",
    "packs/tokens/child.py": "opens the null device, so that a card's module prints nothing",
    "workflows/vault_admin/unlock.py": "opens the database for the system to read ahead; writes nothing",
    "vault/keys/tpm.py": "tools of the TPM write into a temporary folder of their own; nothing in it is secret",
    "cli/demo.py": "the demo's data are in a temporary folder",
    "cli/doctor.py": "tries out what it looks at in a temporary folder",
    "delivery/team_stores/team_sftp.py": "writes to another computer",
    "delivery/transports/sftp.py": "writes to another computer",
}
"""Modules beside `files` that may, and why."""
MAY_WRITE = re.compile(rf"\b(os|shutil|tempfile)\.|\bopen\(|\.(replace|touch|{'|'.join(sorted(OF_PATHS))})\(")
"""Spares the reading of modules in which nothing of the kind stands."""


def _name(call: ast.Call) -> tuple[str, str]:
    """What the called thing is looked up in, as far as it is a plain name, and what it is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.value.id if isinstance(call.func.value, ast.Name) else "", call.func.attr
    return "", call.func.id if isinstance(call.func, ast.Name) else ""


def _mode(call: ast.Call) -> str:
    texts = [each.value for each in call.args[:2] if isinstance(each, ast.Constant)]
    texts += [each.value.value for each in call.keywords if each.arg == "mode" and isinstance(each.value, ast.Constant)]  # fmt: skip
    return next((text for text in texts if isinstance(text, str) and set(text) <= set("rwaxbt+")), "")


def _writes(call: ast.Call) -> bool:
    owner, name = _name(call)
    if owner in {"os", "shutil"}:
        return name in (OF_OS if owner == "os" else OF_SHUTIL)
    if owner == "tempfile":
        return True
    if name == "replace":  # a path's: those of texts and times have more arguments, or names for them
        return isinstance(call.func, ast.Attribute) and len(call.args) == 1 and not call.keywords
    if name == "touch":  # a path's is never without its mode here
        return bool(call.keywords)
    if name in OF_PATHS:
        return isinstance(call.func, ast.Attribute)
    return name == "open" and bool(WRITING & set(_mode(call)))


def writing_calls(source: str) -> list[str]:
    """The calls that change files, each with its line."""
    if MAY_WRITE.search(source) is None:
        return []
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [f"line {call.lineno}: {ast.unparse(call)[:80]}" for call in calls if _writes(call)]


@pytest.mark.parametrize("folder", sorted(path.name for path in PACKAGE.iterdir() if path.is_dir()))
def test_nothing_but_files_changes_files(folder: str) -> None:
    found = {
        name: calls
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if (name := str(path.relative_to(PACKAGE))) not in EXCEPTIONS
        and not name.startswith("files/")
        and (calls := writing_calls(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_the_single_modules_change_no_files_either() -> None:
    assert {path.name: writing_calls(path.read_text(encoding="utf-8")) for path in PACKAGE.glob("*.py")} == {
        path.name: [] for path in PACKAGE.glob("*.py")
    }


READ_OUR_OWN = {
    "ui/forms/state/helping.py": "the headings of pages that come with the program",
    "ui/guidance/pages.py": "pages that come with the program",
    "ui/theme/tokens.py": "colours and styles that come with the program",
    "ui/window/window_settings.py": "the size of the window, in the program's own data folder",
}
"""Modules that read files which nobody named, and whose they are."""


def opening_calls(source: str) -> list[str]:
    """The calls that open or read a path; a class's own `open`, that of a source of bytes, and a dialog's do not."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [f"line {call.lineno}: {ast.unparse(call)[:80]}" for call in calls if _opens_a_path(call)]


def _opens_a_path(call: ast.Call) -> bool:
    name = _name(call)[1]
    is_said_how = bool(_mode(call)) or any(each.arg == "encoding" for each in call.keywords)
    opens = name == "open" and (is_said_how or isinstance(call.func, ast.Name))
    return opens or name in {"read_bytes", "read_text"}


@pytest.mark.parametrize("layer", ["app", "cli", "ui"])
def test_what_a_person_names_is_opened_by_files_alone(layer: str) -> None:
    """`files.chosen` waits for no pipe, and reads no device without end."""
    found = {
        name: calls
        for path in sorted((PACKAGE / layer).rglob("*.py"))
        if (name := path.relative_to(PACKAGE).as_posix()) not in READ_OUR_OWN
        and (calls := opening_calls(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("name", READ_OUR_OWN)
def test_each_that_reads_our_own_files_still_does(name: str) -> None:
    assert opening_calls((PACKAGE / name).read_text(encoding="utf-8"))


FROM_ADDRESSES = {
    "ui/widgets/file_drops.py": "what is dropped or pasted; another computer's files are asked about before anything looks at them",
    "delivery/mailboxes/folder_address.py": "where packs and a team's mailbox go; the computers are told before a profile is taken",
    "delivery/connection/network_rules.py": "asks what kind of disk it is, of this computer alone",
}
"""Modules in which an address becomes a path: on Windows it may lead to a server, which is told who is signed in here."""


def test_an_address_becomes_a_path_in_few_places() -> None:
    marks = re.compile(r"\.toLocalFile\(|\burl2pathname\(|\bfrom_uri\(")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if marks.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(FROM_ADDRESSES)


FOR_EVERYBODY = {"cli/profile/files.py", "cli/form_bundles.py"}
"""Write what is made to be given to all: certificates, signed profiles, signed forms."""


def test_only_what_is_for_everybody_is_written_for_everybody() -> None:
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "public=" in (source := path.read_text(encoding="utf-8")) and "files.durable" in source
    }
    assert found == FOR_EVERYBODY


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_each_exception_is_still_needed(name: str) -> None:
    assert writing_calls((PACKAGE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "words",
    [
        "os.open(path, flags)", "path.open('wb')", "open(path, mode='a')", "path.open(mode='r+b')", "path.write_text('x')",
        "part.replace(target)", "folder.mkdir(parents=True)", "path.unlink()", "shutil.rmtree(path)", "os.fsync(3)",
        "tempfile.mkdtemp()", "path.touch(mode=0o600)", "os.link(a, b)",
    ],
)  # fmt: skip
def test_a_call_that_changes_a_file_would_be_found(words: str) -> None:
    assert writing_calls(words)


@pytest.mark.parametrize(
    "words",
    [
        "path.open('rb')",
        "text.replace('a', 'b')",
        "moment.replace(tzinfo=None)",
        "dialog.open()",
        "open(path)",
    ],
)
def test_what_only_reads_is_no_concern(words: str) -> None:
    assert writing_calls(words) == []
