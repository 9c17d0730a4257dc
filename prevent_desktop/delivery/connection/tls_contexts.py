"""How TLS is spoken with a server: whom the system trusts, and which certificate of this computer is shown."""

from __future__ import annotations

import ssl

from prevent_desktop.delivery.clock import Clock
from prevent_desktop.delivery.connection.connection_settings import ConnectionSettings, secrets_unlocked


class TlsContexts:
    """One for each certificate that is shown, made when it is first needed. `context` takes the place of the one without."""

    def __init__(
        self, settings: ConnectionSettings | None, context: ssl.SSLContext | None, clock: Clock
    ) -> None:
        self._settings = settings
        self._make_context = _systems_trust if context is None else lambda: context
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._clock = clock

    def of(self, host: str, *, shows_certificate: bool) -> ssl.SSLContext:
        """The TLS context for a server; one for each certificate that is shown."""
        settings = self._settings if shows_certificate else None
        if settings is None or not settings.choices().certificate:
            return self._contexts.setdefault("", self._contexts.get("") or self._make_context())
        from prevent_desktop.delivery.connection.client_certificates import ClientCertificates

        certificates = ClientCertificates(settings, self._clock)
        fingerprint = certificates.require(host).fingerprint
        if fingerprint not in self._contexts:
            context = self._make_context()
            with secrets_unlocked(host):
                certificates.load_into(context, host)
            self._contexts[fingerprint] = context
        return self._contexts[fingerprint]


def _systems_trust() -> ssl.SSLContext:
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context
