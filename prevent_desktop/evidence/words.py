"""What is said of files that people bring, in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from prevent_desktop.errors import EvidenceError
from prevent_desktop.evidence.answers import Hidden, PictureFailure
from prevent_desktop.evidence.kind_tables import Group
from prevent_desktop.evidence.kinds import FileKind
from prevent_desktop.translation import _


def group_words(group: Group) -> str:
    """“a picture”."""
    return {
        Group.PICTURE: _("a picture"),
        Group.DOCUMENT: _("a document"),
        Group.SOUND: _("a sound recording"),
        Group.FILM: _("a film"),
        Group.TEXT: _("a text"),
        Group.WEB_PAGE: _("a page of the web"),
        Group.ARCHIVE: _("an archive of files"),
        Group.PROGRAM: _("a program"),
        Group.OTHER: _("a file of a kind that is not known"),
    }[group]


def refused_program(name: str, kind: FileKind) -> EvidenceError:
    """Programs are not taken: whoever opened one would run it."""
    if kind.group is Group.PROGRAM and kind.said is not None and kind.said is not Group.PROGRAM:
        what = _("“{file}” says that it is {said}, but it is a program.").format(
            file=name, said=group_words(kind.said)
        )
    else:
        what = _("“{file}” is a program, or would be run as one by whoever opens it.").format(file=name)
    return EvidenceError(
        _("Programs cannot be added"),
        what,
        _(
            "Do not open it. If it matters, leave it on the device where it is, write down what you know about it, and "
            "tell your IT team or the police."
        ),
    )


def remarks(kind: FileKind) -> tuple[str, ...]:
    """What whoever looks at the file should know before they open it; often nothing."""
    said = []
    if kind.said is not None:
        said.append(
            _("It says that it is {said}, but it is {is_}.").format(
                said=group_words(kind.said), is_=group_words(kind.group)
            )
        )
    if kind.macros:
        said.append(_("It holds programs (macros). Open it only where they are switched off."))
    if kind.group is Group.WEB_PAGE:
        said.append(_("It may hold scripts. A picture of the page is safer to look at."))
    if kind.group is Group.ARCHIVE:
        said.append(_("Nobody has looked at the files in it."))
    return tuple(said)


def hidden_words(hidden: Iterable[Hidden]) -> tuple[str, ...]:
    """What a picture says beside what is seen on it, each as a few words."""
    words = {
        Hidden.PLACE: _("where it was taken"),
        Hidden.TIME: _("when it was taken"),
        Hidden.CAMERA: _("the camera or phone"),
        Hidden.PERSON: _("who took it, or a serial number"),
        Hidden.WORDS: _("words that somebody wrote into it"),
        Hidden.MORE: _("other data that is not seen"),
    }
    return tuple(words[each] for each in Hidden if each in set(hidden))


def no_picture(trouble: PictureFailure) -> EvidenceError:
    """Why a file is not shown, or not copied."""
    why = {
        PictureFailure.NO_PICTURE: _("It is not a picture of a kind that this program shows."),
        PictureFailure.BROKEN: _("It is damaged, or not a whole picture."),
        PictureFailure.TOO_LARGE: _("It is too large to be shown safely."),
        PictureFailure.SEVERAL: _("It has several pages, or moves."),
        PictureFailure.SLOW: _("It took too long to decode, so that was ended."),
        PictureFailure.CRASHED: _("Decoding it failed, and was ended."),
    }[trouble]
    return EvidenceError(
        _("The picture is not shown"),
        why,
        _(
            "The file itself is kept and goes along as it is. Take a picture of what it shows, if that must be seen."
        ),
    )
