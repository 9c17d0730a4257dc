"""The kinds of trouble on the way to a receiver, by name. Their words are in `words`, their errors in `failure_reasons` itself.

The name is kept with the pack, so that screens and tests tell troubles apart without reading words.
"""

from __future__ import annotations

from enum import StrEnum


class FailureReason(StrEnum):
    """What is in the way."""

    OFFLINE = "offline"
    NAME_UNKNOWN = "name_unknown"
    SERVER_DOWN = "server_down"
    NO_ANSWER = "no_answer"
    CUT_OFF = "cut_off"
    CAPTIVE_PORTAL = "captive_portal"
    LOGIN_PAGE = "login_page"
    BLOCK_PAGE = "block_page"
    PROXY_SIGN_IN = "proxy_sign_in"
    PROXY_UNKNOWN = "proxy_unknown"
    PROXY_PASSWORD_WRONG = "proxy_password_wrong"  # noqa: S105 - a kind of trouble, no secret
    PROXY_NTLM_FORBIDDEN = "proxy_ntlm_forbidden"
    PROXY_NO_TICKET = "proxy_no_ticket"
    PROXY_LOGIN_REFUSED = "proxy_login_refused"
    PROXY_SCRIPT_AWAY = "proxy_script_away"
    PROXY_SCRIPT_BROKEN = "proxy_script_broken"
    PROXY_OTHER_SIGN_IN = "proxy_other_sign_in"
    PROXY_REFUSES = "proxy_refuses"
    PROXY_CANNOT_REACH = "proxy_cannot_reach"
    PROXY_UNUSABLE = "proxy_unusable"
    PROXY_DOWN = "proxy_down"
    CERTIFICATE_NOT_TRUSTED = "certificate_not_trusted"
    CERTIFICATE_SELF_MADE = "certificate_self_made"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_WEAK = "certificate_weak"
    CERTIFICATE_OTHER_PURPOSE = "certificate_other_purpose"
    INSPECTED = "inspected"
    CERTIFICATE_WRONG_NAME = "certificate_wrong_name"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CLOCK_WRONG = "clock_wrong"
    NOT_SECURE = "not_secure"
    SERVER_BUSY = "server_busy"
    SERVER_FAULT = "server_fault"
    SERVER_FULL = "server_full"
    REDIRECTED = "redirected"
    NOT_TUS = "not_tus"
    WRONG_VERSION = "wrong_version"
    NO_SUCH_ADDRESS = "no_such_address"
    BAD_ADDRESS = "bad_address"
    UNPROTECTED = "unprotected"
    NOT_ALLOWED = "not_allowed"
    CLIENT_CERTIFICATE_WANTED = "client_certificate_wanted"
    CLIENT_CERTIFICATE_REFUSED = "client_certificate_refused"
    CLIENT_CERTIFICATE_EXPIRED = "client_certificate_expired"
    CLIENT_CERTIFICATE_LOCKED = "client_certificate_locked"
    SIGN_IN_WANTED = "sign_in_wanted"
    SIGN_IN_AGAIN = "sign_in_again"
    SIGN_IN_REFUSED = "sign_in_refused"
    SECRETS_LOCKED = "secrets_locked"
    TOO_LARGE = "too_large"
    NOT_ACCEPTED = "not_accepted"
    NO_WAY = "no_way"
    FOLDER_AWAY = "folder_away"
    FOLDER_FULL = "folder_full"
    FOLDER_CLOSED = "folder_closed"
    FOLDER_ODD = "folder_odd"
    SPOILED = "spoiled"
    OTHER_PACK_THERE = "other_pack_there"
    HOST_KEY_WRONG = "host_key_wrong"
    SSH_KEY_WANTED = "ssh_key_wanted"
    SSH_REFUSED = "ssh_refused"
    SSH_TOO_OLD = "ssh_too_old"
    NOT_SSH = "not_ssh"
    NOT_AGREED = "not_agreed"
    NOT_SFTP = "not_sftp"
    NO_SFTP_FOLDER = "no_sftp_folder"
    SFTP_FOLDER_CLOSED = "sftp_folder_closed"
    MAIL_READY = "mail_ready"
    CANCELLED_MAIL = "cancelled_mail"
    NO_RECEIPT_BY_MAIL = "no_receipt_by_mail"
    TOO_LARGE_FOR_MAIL = "too_large_for_mail"
    NO_RECEIPT = "no_receipt"
    METERED = "metered"
    METERED_UNTOLD = "metered_untold"
    OTHER_NETWORK = "other_network"
    NETWORK_UNTOLD = "network_untold"
    SWITCHED_OFF = "switched_off"
    CANCELLED = "cancelled"
    CANCELLED_LEFT = "cancelled_left"


SET_BY_HAND = frozenset(
    {
        FailureReason.PROXY_SIGN_IN, FailureReason.PROXY_UNKNOWN, FailureReason.PROXY_PASSWORD_WRONG, FailureReason.PROXY_UNUSABLE,
        FailureReason.PROXY_DOWN,
        FailureReason.CLIENT_CERTIFICATE_WANTED, FailureReason.CLIENT_CERTIFICATE_REFUSED, FailureReason.CLIENT_CERTIFICATE_EXPIRED,
        FailureReason.CLIENT_CERTIFICATE_LOCKED, FailureReason.SIGN_IN_WANTED, FailureReason.SIGN_IN_AGAIN, FailureReason.SIGN_IN_REFUSED,
    }
)  # fmt: skip
"""What a person mends where it is set how this computer connects."""

BEFORE_ANYTHING_LEAVES = frozenset(
    {
        FailureReason.CERTIFICATE_NOT_TRUSTED, FailureReason.CERTIFICATE_SELF_MADE, FailureReason.CERTIFICATE_REVOKED, FailureReason.CERTIFICATE_WEAK,
        FailureReason.CERTIFICATE_OTHER_PURPOSE, FailureReason.CERTIFICATE_WRONG_NAME, FailureReason.CERTIFICATE_EXPIRED, FailureReason.INSPECTED,
        FailureReason.CLOCK_WRONG, FailureReason.NOT_SECURE, FailureReason.REDIRECTED, FailureReason.NOT_TUS, FailureReason.NO_SUCH_ADDRESS,
        FailureReason.UNPROTECTED, FailureReason.CLIENT_CERTIFICATE_WANTED, FailureReason.CLIENT_CERTIFICATE_REFUSED,
        FailureReason.CLIENT_CERTIFICATE_EXPIRED, FailureReason.CLIENT_CERTIFICATE_LOCKED, FailureReason.SIGN_IN_WANTED, FailureReason.SIGN_IN_AGAIN,
        FailureReason.SIGN_IN_REFUSED, FailureReason.HOST_KEY_WRONG, FailureReason.SSH_REFUSED, FailureReason.SSH_TOO_OLD, FailureReason.NOT_SSH,
        FailureReason.NOT_AGREED, FailureReason.NOT_SFTP, FailureReason.NO_SFTP_FOLDER,
    }
)  # fmt: skip
"""Where an attempt ended before a byte of a pack could leave: people ask whether somebody else has it now."""
ASKS_FOR_RECEIPT = frozenset({FailureReason.NO_RECEIPT, FailureReason.NO_RECEIPT_BY_MAIL})
"""What says itself that all of the pack was sent."""
