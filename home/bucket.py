"""Files in an S3-compatible bucket that all machines share.

Nobody but the site reads it: what is withdrawn must not be found there, and a recording or a document is shown only to
who may see it. So a file's address is the site's own, as if it lay on this machine's disk.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

MB = 1024 * 1024
_CHUNK = 64 * 1024


class Bucket(S3Storage):
    """The storage. Names are never used for other words than those they were given to."""

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "default_acl": None,
            "file_overwrite": False,
            # What is larger is read by way of the disk: a film fits no memory.
            "max_memory_size": MB,
            "client_config": Config(
                signature_version="s3v4",
                # Other makers' servers often have one name for all buckets, and not every newer kind of checksum.
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "total_max_attempts": 3},
            ),
        }

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name) or "")

    # As a disk would say it, so that whoever asks need not know what a bucket's library raises.

    def exists(self, name: str) -> bool:
        with _errors_as_of_a_disk(name):
            return bool(super().exists(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _errors_as_of_a_disk(name):
            folders, files = super().listdir(name)
            return folders, files

    def get_modified_time(self, name: str) -> datetime:
        with _errors_as_of_a_disk(name):
            changed: datetime = super().get_modified_time(name)
            return changed

    def _save(self, name: str, content: Any) -> str:
        with _errors_as_of_a_disk(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _errors_as_of_a_disk(name):
            super().delete(name)

    def whole(self, name: str) -> Iterator[bytes]:
        """Return all of a file, piece by piece.

        Raises:
            FileNotFoundError: there is no such file.
        """
        with _errors_as_of_a_disk(name):
            yield from _pieces(self.bucket.Object(self._normalize_name(name)).get()["Body"])

    def part(self, name: str, first: int, last: int) -> Iterator[bytes]:
        """Return the bytes from the first to the last, and ask the store for no others.

        Raises:
            FileNotFoundError: there is no such file.
        """
        if last < first:
            return iter(())
        with _errors_as_of_a_disk(name):
            stored = self.bucket.Object(self._normalize_name(name))
            return _pieces(stored.get(Range=f"bytes={first}-{last}")["Body"])


@contextmanager
def _errors_as_of_a_disk(name: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileNotFoundError(name) from error
        raise OSError(f"The bucket refuses {name}") from error
    except BotoCoreError as error:
        raise OSError(f"The bucket can't be asked for {name}") from error


def _pieces(body: Any) -> Iterator[bytes]:
    with closing(body):
        yield from body.iter_chunks(_CHUNK)
