"""What Doxygen reads instead of a header: the same text, with its comments marked as documentation.

The C header is written for people who open it: plain comments above a declaration or behind a
member. Doxygen wants marks. So a comment above a declaration becomes ``/**``, one behind it
``/**<``. In comments of both languages ``<``, ``@`` and a backslash are text, not the beginning of
a tag or a command. No line is added or taken away."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PART = re.compile(r"^/\* -{10,} (?P<title>[a-z ,]+) \*/$")
_COMMENT = re.compile(r"/\*(?!\*).*?\*/", re.DOTALL)
_CODE = re.compile(r"(`[^`\n]*`)")


def filter_c(text: str) -> str:
    """Everything from the include guard on; what stands above it is no declaration's comment."""
    head, guard, body = text.partition("#ifndef SALESPIPE_H\n")
    body, tail, rest = body.rpartition("\n#ifdef __cplusplus\n}")
    if not guard or not tail:
        raise ValueError("the include guard SALESPIPE_H or the end of its extern is not there")
    lines = ["" if PART.match(line) else line for line in body.split("\n")]
    marked = _COMMENT.sub(_marked, "\n".join(lines))
    return head + guard + marked + tail + rest


def _marked(found: re.Match[str]) -> str:
    comment = found[0]
    before = found.string[: found.start()].rpartition("\n")[2]
    is_behind = bool(before.strip())
    return ("/**<" if is_behind else "/**") + _as_text(comment[2:])


#: A class of another namespace that is specialised outside of it, which this Doxygen cannot place.
_SPECIALISED = re.compile(r"\n(template <[^>]*>\nstruct std::.*?\n\};)", re.DOTALL)


def filter_cpp(text: str) -> str:
    text = _SPECIALISED.sub(lambda found: "\n" * (1 + found[1].count("\n")), text)
    return re.sub(r"///.*", lambda found: _as_text(found[0], keep=4), text)


def _as_text(comment: str, keep: int = 0) -> str:
    """What Doxygen would act on escaped, outside of code; ``///<`` keeps its mark."""
    start, rest = comment[:keep], comment[keep:]
    parts = _CODE.split(rest)
    return start + "".join(
        part if part.startswith("`") else re.sub(r"[<>\\@]", r"\\\g<0>", part) for part in parts
    )


def main() -> int:
    path = Path(sys.argv[1])
    text = path.read_text(encoding="utf-8")
    sys.stdout.write(filter_c(text) if path.suffix == ".h" else filter_cpp(text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
