"""The archive in object storage: a bucket of S3, or of what speaks its protocol."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from archive.store import ArchiveUnavailable

SCHEME = "s3://"
PATIENCE = timedelta(seconds=10)
"""Whoever calls tries again by itself, or tells a person."""

STATUS = re.compile(r"status code: (\d{3})")
CODE = re.compile(r"<Code>(\w+)</Code>")
SILENT = "error sending request"


class Bucket:
    """A bucket, or what is below a prefix of it. How it is reached is in the environment (`AWS_…`), as is usual."""

    def __init__(self, address: str) -> None:
        """Open the bucket of an address such as s3://bucket/prefix. Raises ArchiveUnavailable."""
        self._address = address
        with self._reached():
            self._store = S3Store.from_url(address, retry_config={"max_retries": 2, "retry_timeout": PATIENCE})

    def write(self, name: str, content: bytes) -> bool:
        """Keep a file, as `archive.store.Store` says."""
        with self._reached():
            try:
                obstore.put(self._store, name, content, mode="create")
            except AlreadyExistsError:
                return False
        return True

    def read(self, name: str) -> bytes | None:
        """What a file holds, as `Store` says."""
        with self._reached(), suppress(FileNotFoundError):
            return bytes(obstore.get(self._store, name).bytes())
        return None

    def groups(self) -> list[str]:
        """The groups, as `Store` says."""
        with self._reached():
            return sorted(obstore.list_with_delimiter(self._store)["common_prefixes"])

    def files(self, group: str) -> list[str]:
        """The files of a group, as `Store` says."""
        with self._reached():
            found = obstore.list_with_delimiter(self._store, group)["objects"]
        return sorted(each["path"].rpartition("/")[2] for each in found)

    def remove(self, group: str) -> None:
        """Remove a group, as `Store` says."""
        names = [f"{group}/{each}" for each in self.files(group)]
        with self._reached():
            if names:
                obstore.delete(self._store, names)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except BaseError as error:
            raise ArchiveUnavailable(
                f"the archive at {self._address} cannot be used: {_why(error)}; see the AWS_ variables"
            ) from None


def _why(error: BaseError) -> str:
    """What is wrong, by the status and the code that the service answered: the rest of its text may hold anything."""
    text = str(error)
    answered = [found[1] for each in (STATUS, CODE) if (found := each.search(text))]
    if answered:
        return f"its service answers {', '.join(answered)}"
    return "no service answers" if SILENT in text else type(error).__name__
