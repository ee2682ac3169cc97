"""The board: a book in a browser of this machine, as ``salespipe board`` shows it.

    from salespipe.board import serve
    serve(salespipe.open("sales.db"))

A server on loopback and a page. The server holds no rules of the pipeline: what a move is told, the
book says. docs/board.md describes both, and what keeps others out.
"""

from __future__ import annotations

from salespipe.board.desk import Desk
from salespipe.board.server import Address, serve

__all__ = ["Address", "Desk", "serve"]
