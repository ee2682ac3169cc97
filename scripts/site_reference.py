"""The pages of the reference, from the sources: what is public is there, with nothing to list."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import salespipe
import site_headers
from doxygen_filter import PART
from site_headers import Item

Put = Callable[[str, str], None]
#: What a module of the package is called in the reference, where its own name would not do.
TITLES = {"_core": "Values", "book": "Book", "deal": "Deals", "day": "The working day",
          "past": "The past", "live": "Watched figures", "funnels": "Funnel",
          "tables": "Reading tables", "simulate": "Simulation"}  # fmt: skip
#: Modules whose names are not in ``salespipe`` itself.
MODULES = ("simulate", "states", "delivery", "outbox")


def write(root: Path, xml: Path, put: Put) -> list[str]:
    """Puts the pages, and says in which order they stand. ``xml``: what Doxygen made of the
    headers."""
    found = site_headers.declarations(xml)
    _python(put)
    _cpp(root, found, put)
    _c(root, found, put)
    return ["reference/python", "reference/cpp", "reference/c"]


def _title(text: str, mark: str = "=") -> list[str]:
    return [text, mark * len(text), ""]


def _first_words(module: ModuleType) -> str:
    return (inspect.getdoc(module) or "").split("\n\n")[0]


# Python.


def _python(put: Put) -> None:
    groups: dict[str, list[str]] = {}
    for name in salespipe.__all__:
        thing = getattr(salespipe, name)
        if inspect.isclass(thing) or inspect.isroutine(thing):
            module = thing.__module__.removeprefix("salespipe.").split(".")[0]
            groups.setdefault(module, []).append(name)
    for name in MODULES:
        groups.setdefault(name, [])
    for module, names in groups.items():
        found = importlib.import_module(f"salespipe.{module}")
        lines = [f".. currentmodule:: salespipe.{module}", ""] if module in MODULES else []
        lines += _title(_module_title(module))
        if module in MODULES:
            lines += [
                f".. automodule:: salespipe.{module}",
                "   :members:",
                "   :undoc-members:",
                "",
            ]
            names = []
        elif module != "_core":
            lines += [_first_words(found), ""]
        for name in names:
            if name != "open_book":  # it is ``open``
                lines += _object(name)
        put(f"reference/python/{module}.rst", "\n".join(lines))
    order = sorted(groups, key=lambda module: (module == "errors", _module_title(module).lower()))
    order = [*(one for one in ("book", "deal", "metrics") if one in order),
             *(one for one in order if one not in ("book", "deal", "metrics"))]  # fmt: skip
    head = """# Python

`import salespipe as sp`. Every change takes `at`, an aware `datetime`: the library has no clock.
Amounts are exact texts such as `"12000 EUR"`, days are `datetime.date`, tables are whatever speaks
Arrow. A rule of the pipeline refuses by a `Decision`, which is a value; misuse and broken input
raise an [error](python/errors) of the class that says what it was.

```{toctree}
:maxdepth: 2

"""
    put("reference/python.md", head + "\n".join(f"python/{module}" for module in order) + "\n```\n")


def _module_title(module: str) -> str:
    return TITLES.get(module, module.replace("_", " ").capitalize())


def _object(name: str) -> list[str]:
    thing = getattr(salespipe, name)
    if inspect.isclass(thing):
        lines = [f".. autoclass:: salespipe.{name}", "   :members:", "   :undoc-members:"]
        if issubclass(thing, BaseException):
            lines = [f".. autoexception:: salespipe.{name}", "   :members:"]
        elif thing.__module__.startswith("salespipe.") and "_core" not in thing.__module__:
            lines += ["   :inherited-members: tuple, list, dict, str, int"]
        return [*lines, ""]
    return [f".. autofunction:: salespipe.{name}", ""]


# C++.


def _cpp(root: Path, found: dict[str, list[Item]], put: Put) -> None:
    include = root / "include"
    floors = re.findall(
        r"set\(SALESPIPE_FLOORS ([a-z ]+)\)",
        (root / "cmake" / "SalespipeFloors.cmake").read_text(encoding="utf-8"),
    )[0].split()
    there = [floor for floor in floors if any((include / "salespipe" / floor).glob("*.hpp"))]
    for floor in there:
        lines = _title(f"{floor}")
        lines += [f"Namespace ``{_namespace(floor)}``; headers in ``salespipe/{floor}``.", ""]
        for header in sorted((include / "salespipe" / floor).glob("*.hpp")):
            path = header.relative_to(include).as_posix()
            lines += _title(header.name, "-")
            lines += [".. code-block:: cpp", "", f'    #include "{path}"', ""]
            if path not in found:
                raise ValueError(f"Doxygen has found no declaration in {path}")
            for item in found[path]:
                lines += item.lines
        put(f"reference/cpp/{floor}.rst", "\n".join(lines))
    head = """# C++

C++20, `find_package(salespipe)`, target `salespipe::salespipe`. The public headers stand alone and
include no third-party library. They are in floors, lowest first: [a floor knows only those below
it](../architecture.md). Errors are `salespipe::Error` with a code; a rule's refusal is a value.

```{toctree}
:maxdepth: 2

"""
    put("reference/cpp.md", head + "\n".join(f"cpp/{floor}" for floor in there) + "\n```\n")


def _namespace(floor: str) -> str:
    own = ("metrics", "exchange", "simulate", "hygiene", "automation", "forecast")
    return f"salespipe::{floor}" if floor in own else "salespipe"


# C.


def _c(root: Path, found: dict[str, list[Item]], put: Put) -> None:
    text = (root / "capi" / "salespipe.h").read_text(encoding="utf-8")
    parts = [
        (number, part["title"])
        for number, line in enumerate(text.splitlines(), start=1)
        if (part := PART.match(line))
    ]
    head = """# C

`#include <salespipe.h>`, CMake target `salespipe::c`, pkg-config `salespipe-c`. Valid C99 and C++98
and later. What the interface promises to keep is said in [its own page](../abi.md), what to know
before embedding it in [another](../embedding.md).

## Conventions

"""
    lines = [head, *_conventions(text), ""]
    ends = [number for number, _ in parts[1:]] + [len(text.splitlines())]
    for (begin, title), end in zip(parts, ends, strict=True):
        lines += [f"## {title.capitalize()}", "", "```{eval-rst}"]
        for item in found["salespipe.h"]:
            if begin < item.line < end:
                lines += item.lines
        lines += ["```", ""]
    put("reference/c.md", "\n".join(lines))


def _conventions(text: str) -> list[str]:
    """The numbered conventions at the top of the header, as a list."""
    comment = text.partition("CONVENTIONS")[2].partition("*/")[0]
    lines = [line.removeprefix(" *").strip() for line in comment.splitlines()]
    items, rest = [], []
    for line in lines:
        if re.match(r"\d+\. ", line):
            items.append(line)
        elif items and (not line or rest):  # an empty line ends the list
            rest.append(line)
        elif items:
            items[-1] += " " + line
    escaped = [re.sub(r"(\d+\. )([A-Za-z]+)\.", r"\1**\2.**", item) for item in items]
    return [*escaped, *rest]
