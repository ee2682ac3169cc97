"""The command line: ``salespipe report``, ``import``, ``simulate``, ``metrics``.

It holds no rules of its own: every command is a call or two of the package, and what it prints.
It is the one place that reads a clock, and only where a command needs today or now.
"""

from __future__ import annotations

from salespipe.cli.app import COMMANDS, build, main

__all__ = ["COMMANDS", "build", "main"]
