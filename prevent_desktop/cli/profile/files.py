"""The files of ``profile``: read strictly, written in one piece, and never over something else."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.cli.output import say
from prevent_desktop.cli.reading import cannot_use, read_file
from prevent_desktop.errors import UsageError
from prevent_desktop.files.durable import writing
from prevent_desktop.translation import _
from prevent_desktop.workflows.organisation.profile.reading import profile_text, read_profile


def read_plain(path: Path) -> OrganisationProfile:
    """The profile in a file that is not signed. Raises UsageError, ProfileError."""
    return read_profile(read_file(path))


def write_plain(path: Path, profile: OrganisationProfile) -> None:
    """Keep the changed profile, once it reads back as it is. Raises UsageError, ProfileError."""
    text = profile_text(profile)
    read_profile(text)
    write_file(path, text, replace=True)
    say(_("{file}: {organisation}, version {version}").format(file=path, organisation=profile.organisation, version=profile.version))  # fmt: skip


def write_file(path: Path, content: bytes, *, replace: bool = False, private: bool = False) -> None:
    """Write a file whole or not at all; UsageError where one is there that is not to be replaced."""
    try:
        with writing(path, replace=replace, public=not private) as file:
            file.write(content)
    except FileExistsError as error:
        raise _is_there(path) from error
    except OSError as error:
        raise cannot_use(path, error) from error


def pem_file(path: Path) -> str:
    """The text of a PEM file; whether it is one is told where the profile is checked. UsageError."""
    return read_file(path).decode("utf-8", "replace").strip() + "\n"


def _is_there(path: Path) -> UsageError:
    return UsageError(
        _("There is a file of that name already"),
        _("{file} was not changed.").format(file=path),
        _("Choose another name, or remove it first."),
    )
