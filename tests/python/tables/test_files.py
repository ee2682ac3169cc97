"""Files that are not what they should be: each with its message."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from salespipe.errors import InvalidArgumentError
from salespipe.tables import TableError, read_opportunities
from salespipe.tables.source import MAX_COLUMNS

Write = Callable[..., Path]
TEXT = "id,stage,owner\n1,New,Zoë\n2,Won,Åsa\n"


def refused(path: Path, **options: str) -> TableError:
    with pytest.raises(TableError) as caught:
        read_opportunities(path, **options)  # type: ignore[arg-type]
    assert str(caught.value).startswith(str(path))
    return caught.value


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b" \n\n", "empty_file"),
        (b"id,stage\n", "no_rows"),
        (b"id,stage\n\n  \n", "no_rows"),
        (b"\x00\x01\x02binary", "binary_file"),
        (TEXT.encode("utf-16-le"), "binary_file"),
        (TEXT.encode("utf-32"), "wrong_encoding"),
        (b"\xff\xfea", "wrong_encoding"),
        (b"\x1f\x8b\x08\x00gz", "compressed"),
        (b"PK\x03\x04junk", "not_xlsx"),
        (b"PAR1junkPAR1", "not_parquet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "old_excel"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        (b"id,stage,id\n1,New,2\n", "duplicate_column"),
        (b'id,stage\n1,"New\n2,New\n', "unclosed_quote"),
        (b'"id,stage\n1,New\n', "unclosed_quote"),
    ],
)
def test_a_file_that_is_no_table_is_refused(write: Write, content: bytes, problem: str) -> None:
    assert refused(write(content)).problem == problem


def test_a_missing_file_a_directory_and_a_device_are_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv").code == "not_found"
    assert refused(tmp_path).problem == "directory"
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe").problem == "not_a_file"
    assert refused(tmp_path / ("x" * 5000)).code == "io_error"


def test_another_encoding_names_the_byte_the_line_and_the_remedy(write: Write) -> None:
    error = refused(write(TEXT.encode("latin-1")))
    assert (error.problem, error.place.line) == ("wrong_encoding", 2)
    assert "byte 23 (0xEB) is not UTF-8" in str(error)
    assert "iconv -f WINDOWS-1252 -t UTF-8" in str(error)


def test_another_encoding_is_found_in_the_header_too(write: Write) -> None:
    error = refused(write("id,stage,Umsatz für\n1,New,x\n".encode("latin-1")))
    assert (error.problem, error.place.line) == ("wrong_encoding", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiter_line_ends_and_unicode_encodings_are_settled_from_the_file(
    write: Write, encoding: str, delimiter: str, line_end: str
) -> None:
    text = TEXT.replace("Won", "New").replace(",", delimiter).replace("\n", line_end)
    imported = read_opportunities(write(text.encode(encoding)))
    assert imported.opportunities["owner"].to_pylist() == ["Zoë", "Åsa"]


@pytest.mark.parametrize("at", [(16 << 20) - 2, (16 << 20) - 1, 16 << 20])
def test_the_byte_that_is_not_utf8_is_found_at_the_edge_of_a_block(write: Write, at: int) -> None:
    head = b"id,stage,note\n1,New,"
    data = head + b"x" * (at - len(head)) + b"\xc3(\n2,New,y\n"
    assert f"byte {at:,} (0xC3)" in str(refused(write(data)))


def test_a_character_may_span_two_blocks(write: Write) -> None:
    head = b"id,stage,note\n1,New,"
    note = b"x" * ((16 << 20) - 1 - len(head)) + "é".encode()
    imported = read_opportunities(write(head + note + b"\n"))
    assert imported.opportunities["note"].to_pylist() == [note.decode()]


def test_commas_inside_values_do_not_settle_the_delimiter(write: Write) -> None:
    text = "id;stage;amount\n1;New;1,5\n2;New;2,5\n"
    assert read_opportunities(write(text)).opportunities["value"].to_pylist() == [1.5, 2.5]


def test_the_delimiter_that_excel_names_is_taken(write: Write) -> None:
    assert read_opportunities(write("sep=;\nid;stage\n1;New\n")).opportunities.num_rows == 1


def test_a_million_columns_are_refused_quickly(write: Write) -> None:
    header = ",".join(f"c{at}" for at in range(1_000_000))
    quoted = ",".join(f'"c{at}"' for at in range(1_000_000))
    start = time.process_time()
    for text in (header, quoted):
        error = refused(write(f"{text}\n1\n"))
        assert error.problem == "too_many_columns"
        assert f"too many columns: 1,000,000, the limit is {MAX_COLUMNS:,}" in str(error)
    assert time.process_time() - start < 30


def test_a_field_larger_than_a_block_is_read(write: Write) -> None:
    note = "x" * 9_000_000
    imported = read_opportunities(write(f"id,stage,note\n1,New,{note}\n2,New,y\n"))
    assert imported.opportunities["note"].to_pylist() == [note, "y"]


def test_unnamed_columns_are_kept_and_reported_and_empty_ones_left_out(write: Write) -> None:
    imported = read_opportunities(write(",id,stage,\n0,1,New,\n"))
    assert imported.opportunities.column_names == ["id", "stage", "column_1"]
    assert "column_unnamed" in [entry.code for entry in imported.diagnostics]


def test_a_parquet_file_without_rows_or_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deals.parquet"
    pq.write_table(
        pa.table({"id": pa.array([], pa.string()), "stage": pa.array([], pa.string())}), path
    )
    assert refused(path).problem == "no_rows"
    pq.write_table(pa.table({"id": ["1"], "stage": ["New"]}), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert refused(path).problem == "not_parquet"


def test_what_is_no_table_is_an_invalid_argument(write: Write) -> None:
    with pytest.raises(InvalidArgumentError, match="cannot read a table from list"):
        read_opportunities([1, 2])  # type: ignore[arg-type]
    with pytest.raises(InvalidArgumentError, match="sheet= is for XLSX"):
        read_opportunities(pa.table({"id": ["1"]}), sheet="Deals")


def workbook(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


DEALS: list[list[object]] = [["id", "stage"], ["1", "New"]]
OTHER: list[list[object]] = [["month", "target"], ["May", 5]]


def test_the_sheet_that_looks_like_the_table_is_chosen_and_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("Targets", OTHER), ("Deals", DEALS))
    imported = read_opportunities(path)
    assert [entry.where for entry in imported.diagnostics if entry.code == "sheet_chosen"] == [
        {"sheet": "Deals"}
    ]


def test_two_sheets_that_look_like_the_table_need_a_choice(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ("2023", DEALS), ("2024", DEALS))
    error = refused(path)
    assert (error.code, error.problem) == ("ambiguous", "ambiguous_sheet")
    assert "'2023', '2024'" in str(error)
    assert read_opportunities(path, sheet="2024").opportunities.num_rows == 1
    assert refused(path, sheet="2025").problem == "sheet_not_found"


def test_bad_rows_of_a_sheet_name_its_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [[], ["id", "stage", "value"], [1, "New", 5], [], [1, "New", "x"]]
    path = workbook(tmp_path / "a.xlsx", ("Deals", rows))
    assert [(bad.line, bad.code) for bad in refused(path).rows] == [
        (5, "duplicate_id"),
        (5, "not_a_number"),
    ]


def test_a_formula_without_a_stored_result_is_a_bad_row(tmp_path: Path) -> None:
    rows: list[list[object]] = [["id", "stage", "value"], [1, "New", "=2+3"]]
    (bad,) = refused(workbook(tmp_path / "a.xlsx", ("Deals", rows))).rows
    assert (bad.line, bad.column, bad.value) == (2, "value", "=2+3")
    assert "no stored result" in bad.reason


def test_empty_sheets_are_refused(tmp_path: Path) -> None:
    assert refused(workbook(tmp_path / "a.xlsx", ("Deals", []))).problem == "empty_file"
    assert refused(workbook(tmp_path / "a.xlsx", ("Deals", DEALS[:1]))).problem == "no_rows"


def test_a_sheet_too_wide_is_refused(tmp_path: Path) -> None:
    wide: list[list[object]] = [[f"c{at}" for at in range(12_000)], [1]]
    assert refused(workbook(tmp_path / "a.xlsx", ("D", wide))).problem == "too_many_columns"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(257):
                part.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    error = refused(path)
    assert error.problem == "workbook_too_large"
    assert "257 MiB" in str(error)


def test_a_workbook_with_a_document_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>')
    assert refused(path).problem == "workbook_with_doctype"


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("deals.csv", TEXT)
    assert refused(path).problem == "not_xlsx"


def test_a_csv_named_xlsx_is_refused(write: Write) -> None:
    assert refused(write(TEXT, "deals.xlsx")).problem == "not_xlsx"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("samples")
    table = pa.table({"id": ["1", "2"], "stage": ["New", "New"], "value": [1.5, 2.5]})
    sink = io.BytesIO()
    pq.write_table(table, sink)
    rows: list[list[object]] = [["id", "stage", "value"], [1, "New", 1.5], [2, "New", 2.5]]
    return {
        "csv": b'id,stage,created,value\n1,New,01/02/2016,"1,5"\n2,New,31/12/2016,2\n',
        "parquet": sink.getvalue(),
        "xlsx": workbook(folder / "a.xlsx", ("Deals", rows)).read_bytes(),
    }


@given(
    st.sampled_from(["csv", "parquet", "xlsx"]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3), st.integers(0, 4)), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_gives_a_table_or_a_table_error_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    samples: dict[str, bytes],
    kind: str,
    edits: list[tuple[float, bytes, int]],
) -> None:
    data = bytearray(samples[kind])
    for where, new, cut in edits:
        at = int(where * len(data))
        data[at : at + cut] = new
    path = tmp_path_factory.mktemp("damaged") / "deals"
    path.write_bytes(data)
    try:
        rows = read_opportunities(path).opportunities.num_rows
    except TableError as caught:
        error: TableError | None = caught
    else:
        error = None
        assert rows >= 1
    assert error is None or (error.problem and str(path) in str(error))
