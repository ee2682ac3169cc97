"""Every code block of a Markdown page, fenced or indented, with the remark that stands before it.

A remark is an HTML comment, which no reader sees:

    <!-- not run: why -->          the block cannot be run here
    <!-- schema: event -->         the JSON in it follows docs/schemas/event.schema.json
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

_FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})\s*([\w+-]*)")
_REMARK = re.compile(r"<!--\s*(not run|schema):\s*((?:(?!-->).)*?)\s*-->\s*\Z", re.DOTALL)
_ITEM = re.compile(r"^\s*([-*+]|\d+[.)])\s")


@dataclass(frozen=True)
class Block:
    """One block: where it stands, what it is, and what the page says of it."""

    page: Path
    line: int
    language: str
    text: str
    not_run: str = ""
    schema: str = ""

    @property
    def where(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """The pages whose blocks are run. Those of decisions tell of the day they were written."""
    found = {ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "capi" / "examples" / "README.md"}
    found.update((ROOT / "docs").rglob("*.md"))
    return sorted(found)


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in their order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    found: list[Block] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence is not None:
            end = _end_of_fence(lines, at, fence[2])
            text = [line.removeprefix(fence[1]) for line in lines[at + 1 : end]]
            found.append(_block(page, lines, at, fence[3], text))
            at = end + 1
        elif _begins_indented(lines, at):
            end = at
            while end < len(lines) and (not lines[end].strip() or lines[end].startswith("    ")):
                end += 1
            text = [line[4:] for line in lines[at:end]]
            found.append(_block(page, lines, at, "", text))
            at = end
        else:
            at += 1
    return found


def _end_of_fence(lines: list[str], start: int, fence: str) -> int:
    for at in range(start + 1, len(lines)):
        if lines[at].strip().startswith(fence) and not lines[at].strip().strip(fence[0]):
            return at
    raise AssertionError(f"the block that begins in line {start + 1} does not end")


def _begins_indented(lines: list[str], at: int) -> bool:
    """Four blanks after an empty line are a block, unless a list goes on there."""
    if not lines[at].startswith("    ") or not lines[at].strip() or (at and lines[at - 1].strip()):
        return False
    for line in reversed(lines[:at]):
        if line and not line[0].isspace():
            return _ITEM.match(line) is None
    return True


def _block(page: Path, lines: list[str], at: int, language: str, text: list[str]) -> Block:
    remark = _REMARK.search("\n".join(lines[:at]).rstrip())
    not_run = schema = ""
    if remark is not None and remark[1] == "schema":
        schema = remark[2]
    elif remark is not None:
        not_run = " ".join(remark[2].split())
    return Block(page, at + 1, language, "\n".join(text).rstrip(), not_run, schema)
