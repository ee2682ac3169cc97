"""The types of the fixtures, for the tests that name them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import salespipe as sp

if TYPE_CHECKING:
    from salespipe.board.server import Address


@dataclass(frozen=True)
class Served:
    """A board on loopback, and the file of its book."""

    address: Address
    path: Path

    def read(self) -> sp.Book:
        """The book as it is in the file now."""
        return sp.open(self.path)


Serve = Callable[..., Served]
