"""Every relative link in the project's Markdown leads to a file that is there."""

from __future__ import annotations

import re
import sys
from pathlib import Path

SKIPPED = {"build", "demo", ".venv", "node_modules"}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def main() -> int:
    root = Path(__file__).resolve().parents[1]
    pages = [page for page in root.rglob("*.md") if not SKIPPED & set(page.relative_to(root).parts)]
    broken = 0
    for page in sorted(pages):
        name = page.relative_to(root)
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            for target in LINK.findall(line):
                if ":" not in target and not (page.parent / target).exists():
                    print(f"{name}:{number}: '{target}' is not there")
                    broken += 1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
