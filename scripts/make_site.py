"""Make the site of the documentation: build/docs/html, which needs no network to build or to read.

The pages are those of docs/, as they are. Beside them, made here and found in no checkout: the
reference of C, C++ and Python from the sources, the lists of schemas and decisions, and the pages
of the project that lie elsewhere. A warning is an error.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import site_reference
from doxygen_filter import __file__ as doxygen_filter

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "docs"
SOURCE = BUILD / "source"
XML = BUILD / "doxygen" / "xml"
#: Where files of the project that are not in docs/ stand in the site.
ELSEWHERE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
    "LICENSE": "project/LICENSE",
    "capi/salespipe.h": "reference/c.md",
}
#: The order of the guides; pages that are not named follow in that of the alphabet.
GUIDES = (
    "command-line", "board", "tables", "imports", "report", "notebook", "funnel",
    "live-and-series", "past", "states", "day", "undo", "access", "erasure", "store", "delivery",
    "embedding", "packages",
)  # fmt: skip
NOT_GUIDES = ("index", "metrics", "performance", "journal-format", "architecture", "abi")
_LINK = re.compile(r"(\[(?:[^\[\]]|\[[^\]]*\])*\])\(([^)#\s:]+)(#[^)\s]*)?\)")
DOXYFILE = """
PROJECT_NAME = salespipe
INPUT = {root}/include {root}/capi/salespipe.h
FILE_PATTERNS = *.hpp *.h
RECURSIVE = YES
STRIP_FROM_PATH = {root}/include {root}/capi
STRIP_FROM_INC_PATH = {root}/include {root}/capi
FILTER_PATTERNS = "*.hpp={python} {filter}" "*.h={python} {filter}"
OUTPUT_DIRECTORY = {out}
GENERATE_HTML = NO
GENERATE_LATEX = NO
GENERATE_XML = YES
XML_PROGRAMLISTING = NO
EXTRACT_ALL = YES
EXTRACT_STATIC = YES
HIDE_FRIEND_COMPOUNDS = YES
TYPEDEF_HIDES_STRUCT = YES
JAVADOC_AUTOBRIEF = YES
AUTOLINK_SUPPORT = NO
MACRO_EXPANSION = YES
EXPAND_ONLY_PREDEF = YES
PREDEFINED = SP_API= SP_NOEXCEPT= DOXYGEN=1
QUIET = YES
WARN_IF_UNDOCUMENTED = NO
WARN_AS_ERROR = FAIL_ON_WARNINGS
"""


def site_path(path: Path) -> str | None:
    """Where a file or folder of the project stands in the site; None: it does not."""
    name = path.relative_to(ROOT).as_posix()
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    if name.startswith("capi/examples/"):
        name = name.replace("capi/examples/", "docs/languages/", 1)
    if not name.startswith("docs/"):
        return None
    name = name.removeprefix("docs/")
    if path.is_dir():
        return f"{name}/index.md" if (path / "README.md").is_file() else None
    return re.sub(r"(^|/)README\.md$", r"\1index.md", name)


def with_links(text: str, page: Path, here: str) -> str:
    """A page's text with its links as they are in the site."""

    def link(found: re.Match[str]) -> str:
        target = (page.parent / found[2]).resolve()
        there = site_path(target) if target.is_relative_to(ROOT) and target.exists() else None
        if there is None:
            return found[1][1:-1]
        return f"{found[1]}({os.path.relpath(there, Path(here).parent)}{found[3] or ''})"

    return _LINK.sub(link, text)


def put(here: str, text: str) -> None:
    file = SOURCE / here
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def copy(path: Path) -> None:
    here = site_path(path)
    assert here is not None, path
    if path.suffix == ".md":
        put(here, with_links(path.read_text(encoding="utf-8"), path, here))
    else:
        (SOURCE / here).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, SOURCE / here)


def tree(caption: str, names: list[str]) -> str:
    return "\n".join(
        ["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *names, "```", ""]
    )


def prepare() -> None:
    """Every page in its place."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "docs",
         "capi/examples"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = [name for name in tracked.stdout.split("\0") if name]
    if not names:  # an unpacked archive
        names = [str(file.relative_to(ROOT)) for top in ("docs", "capi/examples")
                 for file in (ROOT / top).rglob("*") if file.is_file()]  # fmt: skip
    for name in [*names, "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"]:
        if (ROOT / name).is_file():
            copy(ROOT / name)
    reference = site_reference.write(ROOT, XML, put)
    _lists(reference)


def _lists(reference: list[str]) -> None:
    pages = {file.stem for file in SOURCE.glob("*.md")}
    known = [name for name in GUIDES if name in pages]
    guides = known + sorted(pages - {*GUIDES, *NOT_GUIDES})
    decisions = sorted(file.stem for file in (SOURCE / "decisions").glob("0*.md"))
    _append(
        "decisions/index.md", "\n```{toctree}\n:maxdepth: 1\n\n" + "\n".join(decisions) + "\n```\n"
    )
    rows = ["", "| schema | |", "| --- | --- |"]
    for file in sorted((SOURCE / "schemas").glob("*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        rows.append(f"| [{file.name.split('.')[0]}]({file.name}) | {told['title']} |")
    _append("schemas/index.md", "\n".join(rows) + "\n")
    _append("index.md", tree("Start", ["start/embed", "start/analyse", "start/reuse"]))
    _append("index.md", tree("Guides", guides))
    _append(
        "index.md", tree("Reference", ["metrics", *reference, "schemas/index", "journal-format"])
    )
    project = ["architecture", "performance", "abi", "decisions/index", "languages/index",
               "project/contributing", "project/changelog"]  # fmt: skip
    _append("index.md", tree("Project", project))


def _append(here: str, text: str) -> None:
    with (SOURCE / here).open("a", encoding="utf-8") as out:
        out.write(text)


def run_doxygen() -> None:
    out = BUILD / "doxygen"
    out.mkdir(parents=True, exist_ok=True)
    settings = DOXYFILE.format(root=ROOT, out=out, python=sys.executable, filter=doxygen_filter)
    subprocess.run(["doxygen", "-"], input=settings, text=True, check=True)


def run_sphinx(jobs: str) -> None:
    arguments = [
        sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going",
        "--jobs", jobs, "-c", ROOT / "docs", "-d", BUILD / "doctrees", SOURCE, BUILD / "html",
    ]  # fmt: skip
    subprocess.run([str(each) for each in arguments], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the site of the documentation.")
    parser.add_argument("--jobs", default="auto", help="processes that Sphinx may use")
    jobs = parser.parse_args().jobs
    try:
        run_doxygen()
        prepare()
        run_sphinx(jobs)
    except subprocess.CalledProcessError as error:
        print(f"{Path(error.cmd[0]).name} found something wrong", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
