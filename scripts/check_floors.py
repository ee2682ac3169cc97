"""The house rules that a compiler does not see: `check_floors.py [ROOT]`.

- A file of a floor includes only its own floor and floors below it; `metrics` stands on `base`
  alone, so that another application can use the metrics without a book.
- No public header includes a library that hosts need not have.
- A file past 500 lines says why at its top.

Prints `file:line: what is wrong` for each breach and ends with 1 when there is one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

FLOORS = (
    "base",
    "definition",
    "book",
    "store",
    "metrics",
    "forecast",
    "hygiene",
    "automation",
    "exchange",
    "simulate",
)
STANDS_ON = {floor: frozenset(FLOORS[: level + 1]) for level, floor in enumerate(FLOORS)}
STANDS_ON["metrics"] = frozenset({"base", "metrics"})

PRIVATE_LIBRARIES = ("boost/", "nlohmann/", "date/", "sqlite3.h", "openssl/", "libpq-fe.h")

MAX_LINES = 500
TOP_LINES = 15
SOURCE_SUFFIXES = {".hpp": "//", ".h": "//", ".cpp": "//", ".c": "//", ".py": "#"}
SOURCE_FOLDERS = (
    "include",
    "lib",
    "capi",
    "python",
    "tests",
    "benchmarks",
    "scripts",
    "docs/examples",
)
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def sources(root: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in SOURCE_SUFFIXES:
                yield path


def text_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def floor_of(path: Path, root: Path) -> str | None:
    """The folder that stands for the floor of a file in include/salespipe or lib."""
    for base in (root / "include" / "salespipe", root / "lib"):
        if path.is_relative_to(base):
            inside = path.relative_to(base).parts
            return inside[0] if len(inside) > 1 else None
    return None


def included_floor(target: str, includer: Path, root: Path) -> str | None:
    """The floor that an #include names, by public name, by name inside lib, or by relative path."""
    parts = target.split("/")
    if parts[0] == "salespipe" and len(parts) > 2:
        return parts[1]
    beside = (includer.parent / target).resolve()
    if beside.is_file():
        return floor_of(beside, root)
    if len(parts) > 1 and (root / "lib" / target).is_file():
        return parts[0]
    return None


def include_breaches(root: Path) -> Iterator[str]:
    for path in sources(root, ("include", "lib")):
        name = path.relative_to(root)
        floor = floor_of(path, root)
        if floor is not None and floor not in STANDS_ON:
            yield f"{name}:1: '{floor}' is not a floor; the floors are {', '.join(FLOORS)}"
            continue
        public = name.parts[0] == "include"
        for number, line in enumerate(text_of(path), start=1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = match.group(1)
            other = included_floor(target, path, root)
            if floor is not None and other is not None and other not in STANDS_ON[floor]:
                yield (
                    f"{name}:{number}: floor '{floor}' includes '{target}' of '{other}'; "
                    f"it may stand on {', '.join(sorted(STANDS_ON[floor], key=FLOORS.index))}"
                )
            if public and target.startswith(PRIVATE_LIBRARIES):
                yield (
                    f"{name}:{number}: a public header includes '{target}', "
                    "which hosts need not have"
                )


def long_files(root: Path) -> Iterator[str]:
    for path in sources(root, SOURCE_FOLDERS):
        lines = text_of(path)
        reason = SOURCE_SUFFIXES[path.suffix] + " Long because:"
        if len(lines) > MAX_LINES and not any(reason in line for line in lines[:TOP_LINES]):
            yield (
                f"{path.relative_to(root)}:1: {len(lines)} lines, over {MAX_LINES}; "
                f"split it, or say '{reason} ...' at its top"
            )


def breaches(root: Path) -> list[str]:
    root = root.resolve()
    return [*include_breaches(root), *long_files(root)]


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[1]
    found = breaches(root)
    for breach in found:
        print(breach)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
