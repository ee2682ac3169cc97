"""Prints what .venv needs, one requirement a line, as pyproject.toml lists it. With names of
extras: what those need."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    from pip._vendor import tomli as tomllib

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
extras = project["project"]["optional-dependencies"]
named = sys.argv[1:]
wanted = (
    set() if named else {*project["build-system"]["requires"], *project["project"]["dependencies"]}
)
for extra in named or ("dev", "xlsx", "pandas", "polars"):
    wanted.update(extras[extra])
print("\n".join(sorted(wanted)))
