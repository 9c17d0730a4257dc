"""Whether what stands for a setting can be one: each kind of value is judged once, for the registry, a plist and JSON alike."""

from __future__ import annotations

import ntpath
import posixpath
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from prevent_desktop.errors import PolicyError
from prevent_desktop.policies.own_paths import own_path
from prevent_desktop.policies.schema import PROXY, PROXY_SCRIPT, UPDATE_SOURCE, Kind, Policy, Value
from prevent_desktop.translation import _

LONGEST_TEXT: Final = 2000
MOST_IN_LIST: Final = 200
SECURE: Final = "https://"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_NETLOC = re.compile(r"[^\s/@:]+(:\d{1,5})?|\[[0-9A-Fa-f:]+\](:\d{1,5})?", re.ASCII)


class ValueNotFitError(ValueError):
    """What stands there is no value of this setting; the text says what is wanted."""


def judged(policy: Policy[Any], untrusted: object) -> Value:
    """The value of `policy`. ValueNotFitError says what is wanted."""
    return _JUDGES[policy.kind](policy, untrusted)


def _switch(_policy: Policy[Any], untrusted: object) -> bool:
    if isinstance(untrusted, bool) or (isinstance(untrusted, int) and untrusted in {0, 1}):
        return bool(untrusted)
    raise ValueNotFitError(_("It must be yes or no: true or false in a file, 1 or 0 in the registry."))


def _number(policy: Policy[Any], untrusted: object) -> int:
    if (
        isinstance(untrusted, int)
        and not isinstance(untrusted, bool)
        and policy.least <= untrusted <= policy.most
    ):
        return untrusted
    words = _("It must be a whole number from {least} to {most}.")
    raise ValueNotFitError(words.format(least=policy.least, most=policy.most))


def _text(policy: Policy[Any], untrusted: object) -> str:
    if (
        not isinstance(untrusted, str)
        or len(untrusted) > LONGEST_TEXT
        or any(not one.isprintable() for one in untrusted)
    ):
        raise ValueNotFitError(
            _("It must be a text on one line, of {most} signs at most.").format(most=LONGEST_TEXT)
        )
    text = untrusted.strip()
    if policy is PROXY and not _is_proxy(text):
        raise ValueNotFitError(
            _("It must be “system”, “none”, or an address such as proxy.school.example:8080.")
        )
    if policy is PROXY_SCRIPT and not (urlsplit(text).scheme in {"https", "http"} or _is_whole(text)):
        raise ValueNotFitError(_("It must be a full path, or an address that begins with https://."))
    if policy is UPDATE_SOURCE and text and not (_is_whole(text) or _is_plain_address(text)):
        raise ValueNotFitError(
            _("It must be a full path, or an address that begins with https:// and has no ? or # in it.")
        )
    return text


def _is_plain_address(text: str) -> bool:
    """Whether it names a place on a server and nothing of who asks."""
    host, _slash, path = text.removeprefix(SECURE).partition("/")
    return text.startswith(SECURE) and bool(_NETLOC.fullmatch(host)) and not re.search(r"[\s?#\\]", path)


def _is_proxy(text: str) -> bool:
    if text in {"system", "none"}:
        return True
    address = text.removeprefix("http://").removeprefix("https://").removesuffix("/")
    return bool(_NETLOC.fullmatch(address))


def _choice(policy: Policy[Any], untrusted: object) -> str:
    if isinstance(untrusted, str) and untrusted in policy.choices:
        return untrusted
    raise ValueNotFitError(_("It must be one of these: {choices}").format(choices=" · ".join(policy.choices)))


def _path(policy: Policy[Any], untrusted: object) -> str:
    text = _text(policy, untrusted)
    if not _is_whole(text):
        raise ValueNotFitError(_("It must be a full path."))
    return text


def _own_path(policy: Policy[Any], untrusted: object) -> str:
    text = _text(policy, untrusted)
    if not (_is_whole(text) or text.startswith(("~", "%", "$"))):
        raise ValueNotFitError(_("It must be a full path; ~ and %USERNAME% may stand in it."))
    try:
        own_path(text)
    except PolicyError as error:
        raise ValueNotFitError(error.what_happened) from error
    return text


def _is_whole(text: str) -> bool:
    return posixpath.isabs(text) or bool(ntpath.splitdrive(text)[0] and ntpath.isabs(text))


def _fingerprint(policy: Policy[Any], untrusted: object) -> str:
    text = re.sub(r"[\s:]", "", _text(policy, untrusted)).lower()
    if not _FINGERPRINT.fullmatch(text):
        raise ValueNotFitError(
            _("It must be the SHA-256 fingerprint of a certificate: 64 hexadecimal digits.")
        )
    return text


def _list(policy: Policy[Any], untrusted: object) -> tuple[str, ...]:
    if not isinstance(untrusted, (list, tuple)) or len(untrusted) > MOST_IN_LIST:
        raise ValueNotFitError(_("It must be a list of texts, of {most} at most.").format(most=MOST_IN_LIST))
    found = tuple(text for one in untrusted if (text := _text(policy, one)))
    if policy.choices and not set(found) <= set(policy.choices):
        raise ValueNotFitError(
            _("In the list, only these may stand: {choices}").format(choices=" · ".join(policy.choices))
        )
    return tuple(dict.fromkeys(found))


_JUDGES: Final[dict[Kind, Callable[[Policy[Any], object], Value]]] = {
    Kind.SWITCH: _switch,
    Kind.NUMBER: _number,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.PATH: _path,
    Kind.OWN_PATH: _own_path,
    Kind.FINGERPRINT: _fingerprint,
    Kind.LIST: _list,
}
