"""Where a book is: a file, or the address of a server that keeps it.

``postgresql://ann@server/sales#books`` is the book "books" in the database "sales" (docs/store.md).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from salespipe import _core

if TYPE_CHECKING:
    _PlatformPath = Path
else:
    _PlatformPath = type(Path())  # Path itself can only be derived from since Python 3.12


def is_address(text: str) -> bool:
    """Whether a book's name is the address of a server, not a file."""
    return text.startswith(("postgresql://", "postgres://"))


class BookAddress(_PlatformPath):
    """The address of a book in a server, for the commands, which take a path.

    As a text it is what people may see: without its password. ``os.fspath`` gives all of it.
    """

    _address: str = ""

    @classmethod
    def of(cls, address: str) -> BookAddress:
        made = cls("book")
        made._address = address
        return made

    def __str__(self) -> str:
        return _core.without_password(self._address)

    def __fspath__(self) -> str:
        return self._address

    @property
    def name(self) -> str:
        return str(self)

    @property
    def suffix(self) -> str:
        return ""

    @property
    def parent(self) -> Path:  # type: ignore[override]
        return Path()

    def exists(self, *, follow_symlinks: bool = True) -> bool:
        """Whether the server has such a book; raises IoError when it is not to be had."""
        return _core.book_exists(self._address)


def book_path(text: str) -> Path:
    """What BOOK of a command means: for ``typer.Argument(parser=book_path)``."""
    return BookAddress.of(text) if is_address(text) else Path(text)
