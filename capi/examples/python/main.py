"""salespipe's C interface from Python with nothing but ctypes. (The package `salespipe` is the
comfortable way.) Arguments: a folder for the book, the folder of table.json and query.json."""

from __future__ import annotations

import ctypes as c
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

NOW = 1_782_896_400_000_000  # 2026-07-01T09:00:00Z: the library has no clock

lib = c.CDLL(os.environ.get("SALESPIPE_LIBRARY", "libsalespipe_c.so.1"))
handle = c.c_uint64
for name, result in {
    "sp_status_name": c.c_char_p,
    "sp_error_message": c.c_char_p,
    "sp_buffer_data": c.c_void_p,
    "sp_buffer_size": c.c_size_t,
}.items():
    getattr(lib, name).restype = result
for name in ("sp_error_message", "sp_buffer_data", "sp_buffer_size", "sp_buffer_close"):
    getattr(lib, name).argtypes = [handle]


class Stream(c.Structure):
    """ArrowArrayStream, which is only handed from one function to the next here."""

    _fields_ = [("members", c.c_void_p * 5)]


class Tables(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("reserved", c.c_uint32)] + [
        (name, c.POINTER(Stream))
        for name in ("opportunities", "history", "interactions", "quotas", "rates")
    ]


class DatasetOptions(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("threads", c.c_int32)] + [
        (name, c.c_char_p)
        for name in ("timezone", "currency", "data_through", "known_at", "pipelines")
    ]


class SalespipeError(Exception):
    pass


error = handle()
lib.sp_error_create(c.byref(error))


def call(function: Callable[..., int], *arguments: object) -> None:
    status = function(*arguments, error)
    if status != 0:
        name = lib.sp_status_name(status).decode()
        raise SalespipeError(f"{name}: {lib.sp_error_message(error).decode()}")


def given(text: str) -> tuple[bytes, c.c_size_t]:
    data = text.encode()
    return data, c.c_size_t(len(data))


def taken(buffer: c.c_uint64) -> str:
    """The text of a buffer, which is closed."""
    try:
        return c.string_at(lib.sp_buffer_data(buffer), lib.sp_buffer_size(buffer)).decode()
    finally:
        lib.sp_buffer_close(buffer)


def pipeline() -> str:
    definition = handle()
    call(lib.sp_pipeline_standard, *given("Sales"), *given("EUR"), 0, c.byref(definition))
    return taken(definition)


def move(book: c.c_uint64, stage: str) -> tuple[bool, str]:
    allowed = c.c_int32()
    decision = handle()
    call(
        lib.sp_book_move, book, *given("acme"), *given(stage), c.c_int64(NOW), None,
        c.byref(allowed), c.byref(decision),
    )  # fmt: skip
    return bool(allowed.value), taken(decision)


def work_with_a_book(folder: Path) -> None:
    book = handle()
    call(lib.sp_book_open, *given(str(folder / "sales.db")), None, c.byref(book))
    at = "2026-07-01T09:00:00Z"
    commands = [
        {"command": "add_pipeline", "at": at, "definition": json.loads(pipeline())},
        {
            "command": "create_opportunity",
            "at": at,
            "pipeline": "sales",
            "id": "acme",
            "name": "Acme, 20 seats",
            "value": "12000 EUR",
        },
    ]
    call(lib.sp_book_command, book, *given(json.dumps(commands)), None)
    _, why = move(book, "Lost")  # a refusal is an answer, with every reason
    print(why)
    won, _ = move(book, "Won")
    print(f"won: {won:d}")
    call(lib.sp_book_close, book)


def show_a_dashboard(folder: Path) -> None:
    stream = Stream()
    call(lib.sp_table_from_json, *given((folder / "table.json").read_text()), c.byref(stream))
    tables = Tables(struct_size=c.sizeof(Tables), opportunities=c.pointer(stream))  # taken over
    options = DatasetOptions(struct_size=c.sizeof(DatasetOptions), pipelines=pipeline().encode())
    dataset, report, text = handle(), handle(), handle()
    call(lib.sp_dataset_from_tables, c.byref(tables), c.byref(options), c.byref(dataset))
    query = (folder / "query.json").read_text()
    call(lib.sp_dataset_report, dataset, *given(query), None, c.byref(report))
    call(lib.sp_report_json, report, 0, c.byref(text))
    print(taken(text))
    call(lib.sp_report_close, report)
    call(lib.sp_dataset_close, dataset)


work_with_a_book(Path(sys.argv[1]))
show_a_dashboard(Path(sys.argv[2]))
