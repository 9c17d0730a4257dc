"""``doctor``: whether this machine and this installation have all that the program needs, part by part."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Callable
from itertools import starmap
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.cli.output import Exit, say_json, say_text
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import each_of
from prevent_desktop.sealing import generate_identity, open_bytes, seal_bytes
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.system_store import SystemStore
from prevent_desktop.vault.keys.tpm import Tpm
from prevent_desktop.vault.vault import utc_now
from prevent_desktop.workflows import self_examination
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.support import last_events
from prevent_desktop.workflows.vault_admin import external_audit_heads, unlock


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``doctor``."""
    doctor = commands.add_parser("doctor", help=_("check this installation, part by part"))
    shown = doctor.add_mutually_exclusive_group()
    shown.add_argument("--json", action="store_true", help=_("print the findings as JSON"))
    shown.add_argument("--quiet", action="store_true", help=_("print nothing: the exit code alone tells"))
    doctor.set_defaults(run=run_doctor)


def run_doctor(arguments: argparse.Namespace) -> Exit:
    """Try each part for real; exit 1 where one does not work."""
    findings = [
        (name, works, _without_login(text)) for name, works, text in starmap(_examine, _EXAMINATIONS.items())
    ]
    if arguments.json:
        say_json([{"part": name, "works": works, "finding": text} for name, works, text in findings])
    elif not arguments.quiet:
        for name, works, text in findings:
            verdict = _("works") if works else _("BROKEN")
            say_text(f"{verdict:8} {name}: {text}")
    return Exit.DONE if all(works for _name, works, _text in findings) else Exit.NOT_VALID


def _without_login(text: str) -> str:
    """`text` without the name of whoever is logged in, which stands in the paths of their files: findings go to support."""
    return text.replace(str(Path.home()), "~")


def _examine(name: str, examine: Callable[[], str]) -> tuple[str, bool, str]:
    try:
        return name, True, examine()
    except PreventDesktopError as error:
        return name, False, str(error)
    except Exception as error:  # noqa: BLE001  # whatever a broken installation raises, it is told, and the next part is tried
        return name, False, f"{type(error).__name__}: {error}"


def _python() -> str:
    return sys.version.split()[0]


def _forms() -> str:
    library = FormLibrary(data_files.forms())
    return each_of(f"{form_id} {library.newest(form_id).version}" for form_id in library.form_ids())


def _resources() -> str:
    wanted = ("fonts", "guidance", "theme")
    missing = [name for name in wanted if not (data_files.resources() / name).is_dir()]
    if missing:
        raise FileNotFoundError(each_of(missing))
    return each_of(wanted)


def _vault() -> str:
    with tempfile.TemporaryDirectory(prefix="prevent-desktop-doctor-") as folder:
        place = Path(folder) / "vault"
        created = unlock.create(place, "doctor examines an empty vault", cost=FLOOR_COST)
        with unlock.open_vault(place, created.key, how="doctor") as vault:
            external_audit_heads.check_all(vault)
            return unlock.engine(vault)


def _unlock_methods() -> str:
    """What this computer offers beside passphrases; none of it is needed."""
    store = _("a store of secrets") if SystemStore.here() is not None else _("no store of secrets")
    chip = _("a TPM 2") if Tpm.here() is not None else _("no TPM 2 that this account may use")
    return f"{store}, {chip}"


def _sealing() -> str:
    identity = generate_identity()
    if open_bytes(seal_bytes(b"doctor", [identity.recipient]), [identity]) != b"doctor":
        raise OSError("what was sealed does not open")
    return str(identity.recipient)[:8] + "…"


def _importable(*modules: str) -> Callable[[], str]:
    def examine() -> str:
        return each_of(importlib.import_module(module).__name__ for module in modules)

    return examine


def _data_folder() -> str:
    return str(Places.of().data)


def _events() -> str:
    """What happened last in the window, for whoever is asked for support."""
    return "\n".join(("", *last_events(Places.of().events))) or _("none")


_EXAMINATIONS: dict[str, Callable[[], str]] = {
    "python": _python,
    "forms": _forms,
    "resources": _resources,
    "vault": _vault,
    "ways in": _unlock_methods,
    "sealing": _sealing,
    "formulas": self_examination.formula,
    "packs": lambda: self_examination.signed_page(utc_now()),
    "pictures": self_examination.picture,
    "lists of names": self_examination.table,
    "cards": _importable("prevent_desktop.packs.tokens.child"),
    "delivery": _importable("prevent_desktop.delivery.courier"),
    "window": _importable("PySide6.QtWidgets"),
    "data folder": _data_folder,
    "events": _events,
}
