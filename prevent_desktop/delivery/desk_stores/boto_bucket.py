"""A bucket as boto3 speaks to it, which comes with the extra ``receiver`` and is imported when a bucket is first opened.

Keys and passwords are found as that library finds them (environment, its own files, the machine's role): nothing of them stands on a
command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from prevent_desktop.delivery.clock import aware, http_date
from prevent_desktop.delivery.desk_stores.bounded_answers import FIRST, BoundedSession
from prevent_desktop.delivery.mailboxes.bucket import MOST_PAGES, Bucket, Listed
from prevent_desktop.errors import DeliveryError
from prevent_desktop.files.durable import PIECE, digest_in
from prevent_desktop.translation import _

_GONE = {"NoSuchKey", "404", "NotFound"}
_NO_ANSWERS = (KeyError, ValueError, TypeError, RuntimeError, TimeoutError)
"""What becomes of an answer that is none: a list without keys, a size or day of letters, a redirect that leads nowhere, one without end."""
_LONGEST_WAIT = 30  # seconds for the next byte
_NOT_MADE = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}


class BotoBucket(Bucket):
    """See `Bucket`."""

    def __init__(self, client: Any, name: str, prefix: str = "") -> None:
        super().__init__(name, prefix)
        self._client = client

    @classmethod
    def open(cls, url: str, *, endpoint: str | None = None, first: float = FIRST) -> BotoBucket:
        """The bucket of an address ``s3://name/prefix``. `endpoint` is where the store is, unless boto3 knows better; it answers within `first` seconds."""
        parts = urlsplit(url)
        prefix = parts.path.strip("/")
        return cls(_client(endpoint, first), parts.netloc, f"{prefix}/" if prefix else "")

    def _listed(self, under: str, delimiter: str) -> Iterator[Listed]:
        more: dict[str, str] = {}
        for _page in range(MOST_PAGES):
            with _translated(self.name):
                answer = self._client.list_objects_v2(
                    Bucket=self.name, Prefix=self._prefix + under, Delimiter=delimiter, **more
                )
                self._store_time = _date(answer) or self._store_time
                found = [self._one(each) for each in answer.get("Contents", ())]
                more = (
                    {"ContinuationToken": answer["NextContinuationToken"]}
                    if answer.get("IsTruncated")
                    else {}
                )
            yield from found
            if not more:
                return
        raise self._endless()

    def _one(self, told: dict[str, Any]) -> Listed:
        return Listed(
            key=told["Key"].removeprefix(self._prefix),
            size=told["Size"],
            etag=told["ETag"].strip('"'),
            written_at=aware(told["LastModified"]),
        )

    def read(self, key: str, *, at_most: int) -> bytes | None:
        """See `Bucket`."""
        body = self._body(key)
        if body is None:
            return None
        with closing(body), _translated(self.name):
            content: bytes = body.read(at_most)
        return content

    def has(self, key: str) -> bool:
        """See `Bucket`."""
        try:
            with _translated(self.name):
                self._client.head_object(Bucket=self.name, Key=self._prefix + key)
        except _AnsweredError as error:
            if error.code in _GONE:
                return False
            raise
        return True

    def copy_to(
        self, key: str, target: BinaryIO, watch: Callable[[int], object] = lambda _read: None, *, at_most: int
    ) -> bool:
        """See `Bucket`."""
        body = self._body(key)
        if body is None:
            return False
        with closing(body), _translated(self.name):
            while at_most and (piece := body.read(min(PIECE, at_most))):
                target.write(piece)
                at_most -= len(piece)
                watch(len(piece))
        return True

    def digest(self, key: str) -> str:
        """See `Bucket`."""
        body = self._body(key)
        if body is None:
            raise FileNotFoundError(2, "No such object", self.address(key))
        with closing(body), _translated(self.name):
            return digest_in(body)

    def _body(self, key: str) -> Any:
        try:
            with _translated(self.name):
                return self._client.get_object(Bucket=self.name, Key=self._prefix + key)["Body"]
        except _AnsweredError as error:
            if error.code in _GONE:
                return None
            raise

    def _create(self, key: str, content: bytes | BinaryIO) -> bool:
        try:
            with _translated(self.name):
                self._client.put_object(
                    Bucket=self.name, Key=self._prefix + key, Body=content, IfNoneMatch="*"
                )
        except _AnsweredError as error:
            if error.code not in _NOT_MADE:
                raise
            return False
        return True

    def put(self, key: str, content: bytes) -> None:
        """See `Bucket`."""
        with _translated(self.name):
            self._client.put_object(Bucket=self.name, Key=self._prefix + key, Body=content)

    def copy(self, key: str, target: str) -> bool:
        """See `Bucket`."""
        source = {"Bucket": self.name, "Key": self._prefix + key}
        try:
            with _translated(self.name):
                self._client.copy_object(Bucket=self.name, Key=self._prefix + target, CopySource=source)
        except _AnsweredError as error:
            if error.code in _GONE:
                return False
            raise
        return True

    def delete(self, key: str) -> None:
        """See `Bucket`."""
        with _translated(self.name):
            self._client.delete_object(Bucket=self.name, Key=self._prefix + key)


class _AnsweredError(DeliveryError):
    """The store answered with an error; `code` is its word for it."""

    def __init__(self, bucket: str, code: str) -> None:
        super().__init__(
            _("The store said no"),
            _("The bucket {bucket} answered: {code}.").format(bucket=bucket, code=code),
            _("Check the name of the bucket and what its key may do; then try again."),
        )
        self.code = code


@contextmanager
def _translated(bucket: str) -> Iterator[None]:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
    from urllib3.exceptions import HTTPError

    try:
        yield
    except ClientError as error:
        raise _AnsweredError(bucket, str(error.response.get("Error", {}).get("Code", "?"))) from error
    except (BotoCoreError, Boto3Error, HTTPClientError, HTTPError, *_NO_ANSWERS) as error:
        raise DeliveryError(
            _("The store cannot be asked"),
            _("The bucket {bucket} could not be reached: {reason}.").format(
                bucket=bucket, reason=type(error).__name__
            ),
            _("Check the address of the store and that its keys are set; then try again."),
        ) from error


def _client(endpoint: str | None, first: float) -> Any:
    try:
        import boto3
        from botocore.config import Config
    except ImportError as error:
        raise DeliveryError(
            _("Buckets need one more part"),
            _("Packs in S3-compatible storage are read by the library boto3, which is not installed."),
            _("Install prevent-desktop with its extra “receiver”, then try again."),
        ) from error
    # Stores other than Amazon's know no checksums in trailers, and their buckets no host names of their own. Where none
    # stands in a request the library signs the SHA-256 of what is put, over TLS too: a store takes nothing that was changed on its way.
    with _translated(""):
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            config=Config(
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=_LONGEST_WAIT,
                read_timeout=_LONGEST_WAIT,
                retries={"mode": "standard", "total_max_attempts": 4},
                s3={"addressing_style": "path" if endpoint else "auto"},
            ),
        )
    client._endpoint.http_session = BoundedSession(client._endpoint.http_session, first=first)  # noqa: SLF001 - it has no public way
    return client


def _date(answer: dict[str, Any]) -> datetime | None:
    return http_date(answer["ResponseMetadata"]["HTTPHeaders"].get("date", ""))
