"""What the headers declare, from Doxygen's XML, as directives of Sphinx's own C and C++ domains.

Header by header and in the order in which it stands there, so that a page reads like its header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

QUIET = "   :no-contents-entry:"


@dataclass
class Item:
    """A declaration at namespace scope: where it stands, and its directive with all that is in
    it."""

    file: str
    line: int
    lines: list[str] = field(default_factory=list)


def declarations(xml: Path) -> dict[str, list[Item]]:
    """Every public declaration by its header, in the order of the lines."""
    compounds = {}
    for file in xml.glob("*.xml"):
        if file.name.startswith(("namespace", "class", "struct", "group", "union")):
            compounds[file.stem] = ElementTree.parse(file).getroot().find("compounddef")
    nested = {
        inner.get("refid")
        for compound in compounds.values()
        if compound is not None and compound.get("kind") in ("class", "struct", "union")
        for inner in compound.findall("innerclass")
    }
    found: dict[str, list[Item]] = {}
    for name, compound in compounds.items():
        if compound is None:
            continue
        if compound.get("kind") in ("class", "struct", "union"):
            if name not in nested:
                _add(found, _class(compound, compounds))
        else:
            scope = _text(compound.find("compoundname"))
            for member in compound.iter("memberdef"):
                _add(found, _member(member, scope))
    for items in found.values():
        items.sort(key=lambda item: item.line)
    return found


def _add(found: dict[str, list[Item]], item: Item | None) -> None:
    if item is not None:
        found.setdefault(item.file, []).append(item)


def _domain(file: str) -> str:
    return "c" if file.endswith(".h") else "cpp"


def _place(element: Element) -> tuple[str, int]:
    location = element.find("location")
    assert location is not None
    return location.get("file", ""), int(location.get("line", "0"))


def _class(compound: Element, compounds: dict[str, Element | None]) -> Item | None:
    if compound.get("prot") == "private":
        return None
    file, line = _place(compound)
    domain = _domain(file)
    name = _text(compound.find("compoundname"))
    kind = "class" if compound.get("kind") == "class" else str(compound.get("kind"))
    bases = [_text(base) for base in compound.findall("basecompoundref")]
    behind = f" : public {', public '.join(bases)}" if bases and domain == "cpp" else ""
    head = f".. {domain}:{kind}:: {_template(compound)}{name}{behind}"
    body = _documentation(compound)
    members = [each for each in compound.iter("memberdef") if each.get("prot") == "public"]
    inner: list[tuple[int, list[str]]] = []
    for member in members:
        item = _member(member, "")
        if item is not None:
            inner.append((item.line, item.lines))
    for each in compound.findall("innerclass"):
        other = compounds.get(each.get("refid", ""))
        if other is not None and each.get("prot") == "public":
            item = _class(other, compounds)
            if item is not None:
                item.lines[0] = item.lines[0].replace(f"{name}::", "", 1)
                inner.append((item.line, item.lines))
    for _, lines in sorted(inner, key=lambda one: one[0]):
        body += lines
    return Item(file, line, [head, "", *_indented(body), ""])


def _member(member: Element, scope: str) -> Item | None:
    file, line = _place(member)
    domain = _domain(file)
    name = _text(member.find("name"))
    kind = member.get("kind")
    full = f"{scope}::{name}" if scope and domain == "cpp" else name
    if kind == "function":
        text = _function(member, full)
    elif kind == "variable":
        text = f"{domain}:member:: {_qualifiers(member)}{_declared(member, full)}"
    elif kind == "typedef":
        if domain == "c":
            text = f"c:type:: {_declared(member, name)}"
        else:
            text = f"cpp:type:: {_template(member)}{full} = {_text(member.find('type'))}"
    elif kind == "enum":
        return _enumeration(member, full, file, line)
    elif kind == "define" and domain == "c":
        parameters = [_text(each) for each in member.findall("param/defname")]
        text = f"c:macro:: {name}" + (f"({', '.join(parameters)})" if parameters else "")
    else:
        return None
    if domain == "c" and kind == "function":
        text = text.replace("cpp:function", "c:function").replace(" noexcept", "")
    # A page's table of contents names classes, and the functions of C; all else would bury them.
    quiet = [] if domain == "c" and kind in ("function", "define") else [QUIET]
    return Item(file, line, [f".. {text}", *quiet, "", *_indented(_documentation(member)), ""])


def _declared(member: Element, name: str) -> str:
    """``type name``, also where the name stands within the type (arrays, pointers to functions)."""
    kind, rest = _text(member.find("type")), _text(member.find("argsstring"))
    kind = kind.removeprefix("constexpr ").removeprefix("inline ").removeprefix("constexpr ")
    return f"{kind}{name}{rest}" if kind.endswith("(*") else f"{kind} {name}{rest}"


def _qualifiers(member: Element) -> str:
    return "static " if member.get("static") == "yes" else ""


def _function(member: Element, name: str) -> str:
    kind, arguments = _text(member.find("type")), _text(member.find("argsstring"))
    words = [word for word in ("static", "explicit") if member.get(word) == "yes"]
    if member.get("virt") in ("virtual", "pure-virtual"):
        words.append("virtual")
    kind = re.sub(r"\b(constexpr|inline|virtual|static)\b ?", "", kind).strip()
    arguments = re.sub(r"\s*=\s*0$", " = 0", arguments)
    front = " ".join([*words, *([kind] if kind else [])])
    return f"cpp:function:: {_template(member)}{front} {name}{arguments}".replace("  ", " ")


def _enumeration(member: Element, name: str, file: str, line: int) -> Item:
    domain = _domain(file)
    kind = "enum-class" if member.get("strong") == "yes" else "enum"
    if domain == "c" and not _text(member.find("name")):
        lines: list[str] = []  # the constants of an enum without a name are the C interface's own
    else:
        lines = [f".. {domain}:{kind}:: {name}", "", *_indented(_documentation(member))]
    body: list[str] = []
    for value in member.findall("enumvalue"):
        label = _text(value.find("name"))
        number = _text(value.find("initializer"))
        if not lines:
            body += [f".. c:macro:: {label}", QUIET, ""]
            body += _indented([f"``{number.removeprefix('= ')}``", "", *_documentation(value)])
        else:
            body += [f".. {domain}:enumerator:: {label} {number}".rstrip(), QUIET, ""]
            body += _indented(_documentation(value))
        body.append("")
    return Item(file, line, [*lines, *(_indented(body) if lines else body), ""])


def _template(element: Element) -> str:
    parameters = element.findall("templateparamlist/param")
    if element.find("templateparamlist") is None:
        return ""
    named = []
    for each in parameters:
        text = f"{_text(each.find('type'))} {_text(each.find('declname'))}".strip()
        standard = _text(each.find("defval"))
        named.append(f"{text} = {standard}" if standard else text)
    return f"template <{', '.join(named)}> "


# Documentation.


def _documentation(element: Element) -> list[str]:
    lines: list[str] = []
    for name in ("briefdescription", "detaileddescription"):
        found = element.find(name)
        if found is not None:
            lines += _blocks(found)
    return lines


def _blocks(element: Element) -> list[str]:
    lines: list[str] = []
    words = _escaped(element.text or "")
    for child in element:
        if child.tag in ("para", "verbatim", "preformatted", "programlisting", "itemizedlist",
                         "orderedlist", "simplesect", "parameterlist", "sect1"):  # fmt: skip
            lines += _paragraph(words)
            words = ""
            lines += list(_block(child))
        else:
            words += _inline(child)
        words += _escaped(child.tail or "")
    return [*lines, *_paragraph(words)]


def _block(element: Element) -> Iterator[str]:
    if element.tag in ("verbatim", "preformatted", "programlisting"):
        yield from ["::", ""]
        yield from ["    " + line for line in _text(element).splitlines()]
        yield ""
    elif element.tag in ("itemizedlist", "orderedlist"):
        mark = "- " if element.tag == "itemizedlist" else "#. "
        for item in element.findall("listitem"):
            body = _blocks(item)
            while body and not body[-1]:
                body.pop()
            yield mark + (body[0] if body else "")
            yield from (" " * len(mark) + line if line else "" for line in body[1:])
        yield ""
    else:
        yield from _blocks(element)


def _inline(element: Element) -> str:
    if element.tag == "computeroutput":
        return f"``{_text(element)}``"
    if element.tag == "linebreak":
        return " "
    if element.tag in ("ndash", "mdash"):
        return "-"
    inside = _escaped(element.text or "")
    return inside + "".join(_inline(child) + _escaped(child.tail or "") for child in element)


def _paragraph(words: str) -> list[str]:
    text = " ".join(words.split())
    return [text, ""] if text else []


def _escaped(text: str) -> str:
    return re.sub(r"([\\*_`|])", r"\\\1", text)


def _text(element: Element | None) -> str:
    if element is None:
        return ""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip() if element.tag not in (
        "verbatim", "preformatted", "programlisting") else "".join(element.itertext())  # fmt: skip


def _indented(lines: list[str]) -> list[str]:
    return ["   " + line if line else "" for line in lines]
