"""One page, run from its first block to its last: its Python in one namespace, its commands in one
folder."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import salespipe

from doc_blocks import shell
from doc_blocks.markdown import ROOT, Block, blocks

EXAMPLES = ROOT / "docs" / "examples"
BEFORE = Path(__file__).resolve().parents[1] / "docs" / "before"
_SHELL = ("console", "sh", "bash", "shell")
_PROGRAMS = {"c": "*.c", "cpp": "*.cpp"}


class WrongPageError(AssertionError):
    """What a page says is not so."""

    def __init__(self, block: Block, what: str) -> None:
        super().__init__(f"{block.where}: {what}")


class Page:
    """A page at work. Blocks are run in the present folder, where the sample files are."""

    def __init__(self, page: Path) -> None:
        self.page = page
        self.names: dict[str, Any] = {"__name__": "__main__"}
        #: What the last block printed, while no output of it has been shown.
        self.printed: str | None = None
        before = BEFORE / f"{page.stem}.py"
        if before.is_file():
            exec(compile(before.read_text("utf-8"), str(before), "exec"), self.names)

    def run(self) -> None:
        try:
            for block in blocks(self.page):
                if block.not_run:
                    self.printed = None
                else:
                    self.run_block(block)
        finally:
            self.names.get("after", lambda: None)()

    def run_block(self, block: Block) -> None:
        language = block.language
        if language == "" and shell.is_shell(block.text):
            language = "console"
        if language == "text":
            self._compare(block)
        elif language == "python":
            self.printed = self._python(block)
        elif language in _SHELL:
            self._shell(block)
        elif language in _PROGRAMS:
            self.printed = self._program(block, _PROGRAMS[language])
        elif language in ("json", "jsonl"):
            self._json(block)
        elif language == "sql":
            self._sql(block)
        else:
            raise WrongPageError(
                block,
                f"a block of '{language or 'no language'}' cannot be run; give it a language that "
                "can, or put <!-- not run: why --> before it",
            )

    def _compare(self, block: Block) -> None:
        if self.printed is None:
            raise WrongPageError(block, "a block of text is output, but nothing was run before it")
        difference = shell.differs(block.text, self.printed)
        if difference:
            raise WrongPageError(block, difference)
        self.printed = None

    def _python(self, block: Block) -> str:
        # As many empty lines before it as the page has: a traceback then names the page's line.
        code = compile("\n" * block.line + block.text + "\n", str(self.page), "exec")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(code, self.names)
        return out.getvalue()

    def _shell(self, block: Block) -> None:
        said = ""
        for command in shell.commands(block.text):
            outcome = shell.run(command.line)
            if outcome.code != 0:
                raise WrongPageError(
                    block, f"'{command.line}' ends with {outcome.code}: {outcome.err}"
                )
            if command.shown is not None:
                difference = shell.differs(command.shown, outcome.out)
                if difference:
                    raise WrongPageError(block, f"'{command.line}': {difference}")
            said += outcome.out
        self.printed = said

    def _program(self, block: Block, pattern: str) -> str:
        """CMake builds docs/examples, CTest runs them: the page must show one of them, whole."""
        for source in EXAMPLES.glob(pattern):
            if source.read_text("utf-8").rstrip() == block.text:
                suffix = "_c" if source.suffix == ".c" else ""
                expected = source.with_name(f"{source.stem}{suffix}.out")
                return expected.read_text("utf-8") if expected.is_file() else ""
        raise WrongPageError(
            block, f"no program of docs/examples ({pattern}) is this one, letter by letter"
        )

    def _json(self, block: Block) -> None:
        validator = None
        if block.schema:
            file = ROOT / "docs" / "schemas" / f"{block.schema}.schema.json"
            validator = jsonschema.Draft202012Validator(json.loads(file.read_text("utf-8")))
        documents = [json.loads(text) for text in _documents(block)]
        if block.language == "jsonl" and documents[0].get("salespipe") == "journal":
            self._journal(block)
            del documents[0]
        for document in documents:
            if validator is not None:
                validator.validate(document)

    def _journal(self, block: Block) -> None:
        """A journal that a page shows can be opened as a book."""
        file = Path("shown.jsonl").absolute()
        file.write_text(block.text + "\n", encoding="utf-8")
        book = salespipe.open(file)
        assert book.last_sequence == len(block.text.splitlines()) - 1

    def _sql(self, block: Block) -> None:
        """Asked of DuckDB, which finds the tables among the page's names."""
        import duckdb

        with contextlib.closing(duckdb.connect()) as connection:
            for name, value in self.names.items():
                if hasattr(value, "__arrow_c_stream__"):
                    connection.register(name, value)
            self.names["answer"] = connection.sql(block.text).to_arrow_table()


def _documents(block: Block) -> list[str]:
    return block.text.splitlines() if block.language == "jsonl" else [block.text]
