"""HTML that cannot be forgotten to be escaped: plain text becomes markup only through escaping."""

from __future__ import annotations

from html import escape
from typing import Union

from salespipe.report.text import visible


class Markup(str):
    """Text that is HTML already. Only :func:`tag`, :func:`join` and constants of this package make
    it."""

    __slots__ = ()


Child = Union[str, "Markup", None]


def text(value: str) -> Markup:
    """Any text as HTML."""
    return value if isinstance(value, Markup) else Markup(escape(visible(value), quote=True))


def join(*children: Child) -> Markup:
    """Pieces behind each other; what is not markup is escaped, None is nothing."""
    return Markup("".join(text(child) for child in children if child is not None))


def tag(name: str, *children: Child, **attributes: str | float | None) -> Markup:
    """``<name attributes>children</name>``. An attribute that is None is left out; an underscore
    at the end is dropped (``class_``), others become dashes."""
    return Markup(f"{tag_alone(name, **attributes)}{join(*children)}</{name}>")


def tag_alone(name: str, **attributes: str | float | None) -> Markup:
    """``<name attributes>`` without an end, for elements that have none."""
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            written = f"{value:g}" if isinstance(value, float) else str(value)
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{text(written)}"')
    return Markup(f"<{' '.join(parts)}>")
