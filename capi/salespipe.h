/*
 * salespipe.h: the sales pipeline as a library, for every language. Valid C99 and C++98 and later.
 * // Long because: bindings in other languages are made from one file.
 *
 * CONVENTIONS
 *
 *  1. Status. Every function that can fail returns an sp_status: SP_OK (0) or what went wrong. The
 *     numbers never change; later versions add to them, so treat one that you do not know as a
 *     failure. A refusal by a rule of the pipeline is no failure: the call succeeds and says so.
 *  2. Errors. The last parameter `error` is an sp_error of the caller's, or 0 for no details. A
 *     failing call leaves code, message and place in it, a succeeding one empties it. Texts of it
 *     stay until the next call that is given it. Reporting needs no memory.
 *  3. Handles are numbers, not addresses: 0 is none. A handle that is 0, closed, of another kind or
 *     made up is SP_ERROR_INVALID_HANDLE, never a crash, also when it is closed a second time. Each
 *     kind has its own close function. Closing something that another one needs, or that another
 *     thread is using, is allowed: the handle is gone at once, the rest when it is needed no more.
 *  4. Outputs are set to 0 before anything else is done and stay 0 unless the call succeeds (one
 *     exception: SP_ERROR_CALLBACK_FAILED). Outputs that may be NULL say so.
 *  5. Texts come in as address and number of bytes, UTF-8 without zero bytes; SP_TO_ZERO as the
 *     number means "up to the zero byte". NULL with 0 is the empty text. Texts in structs end in a
 *     zero byte; NULL there is "not given". They are copied: nothing is kept.
 *  6. Results come as an sp_buffer: bytes of the library's, with one zero byte behind them, valid
 *     until the buffer is closed. The caller closes each one.
 *  7. Structs of options begin with struct_size, which is sizeof of the struct as your compiler
 *     knows it; zero everything else that you do not set, since zero is what the library does
 *     without options. Later versions add members at the end. One that is larger than this library
 *     knows is taken if what it does not know is zero (else SP_ERROR_UNSUPPORTED). NULL options are
 *     all zero.
 *  8. Times are microseconds since 1970-01-01T00:00:00Z; days are texts such as "2026-07-01". The
 *     library has no clock and no random source: it never asks what time it is, you say it.
 *  9. Tables travel as ArrowArrayStream (the Arrow C stream interface). A stream that goes in is
 *     taken over: it is released in any case, also by a failing call. One that comes out is yours
 *     to release; it lives on after everything else is closed.
 * 10. Threads. Any function may be called from any thread with any handle: calls on one thing wait
 *     for each other where they must (reading in parallel, writing alone). One sp_error is for one
 *     thread at a time, since its texts change. The library starts no thread unless an option asks
 *     for several, and installs no signal handler. No function may be called from one.
 * 11. Callbacks are called by the thread whose call caused them, with nothing locked: they may call
 *     the library, also to close what they are about. Only changing the same book from inside is
 *     refused (SP_ERROR_REENTRANT). They must return: a longjmp out of one leaves things locked. A
 *     C++ exception that leaves one is caught (SP_ERROR_CALLBACK_FAILED).
 * 12. fork. What was opened before a fork belongs to the parent: in the child each call on it is
 *     SP_ERROR_FORKED, closing included; the parent notices nothing. The child may open its own.
 * 13. Memory. A call that finds no memory is SP_ERROR_OUT_OF_MEMORY and has changed nothing; it may
 *     be made again. Only a change that failed while a database kept it may be there: the next one
 *     is SP_ERROR_INVALID_STATE then, and the book, opened again, has all of it or nothing.
 * 14. Growing. Functions, statuses, members of structs and JSON documents are added, never taken
 *     away or changed within ABI version 1 (docs/abi.md). Readers of JSON ignore members that they
 *     do not know; the library refuses those that it does not know.
 *
 * Each function says what it does, what its outputs are, and its particular errors. Where nothing
 * is said: any thread, and besides the errors named SP_ERROR_INVALID_HANDLE,
 * SP_ERROR_INVALID_ARGUMENT (a NULL that is needed, a text that is not UTF-8),
 * SP_ERROR_OUT_OF_MEMORY and SP_ERROR_FORKED.
 */
#ifndef SALESPIPE_H
#define SALESPIPE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus) && __cplusplus >= 201103L
#define SP_NOEXCEPT noexcept
#elif defined(__cplusplus)
#define SP_NOEXCEPT throw()
#else
#define SP_NOEXCEPT
#endif

#ifndef SP_API
#if defined(__GNUC__)
#define SP_API __attribute__((visibility("default")))
#else
#define SP_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The Arrow C data and stream interfaces, as their specification has them be declared. */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/* ------------------------------------------------------------------------------- what there is */

/* What a call came to: one of the SP_ values below. */
typedef int32_t sp_status;

enum {
  SP_OK = 0,
  SP_ERROR_INVALID_ARGUMENT = 1,  /* A parameter is outside its documented range. */
  SP_ERROR_PARSE = 2,             /* A text does not have the expected form. */
  SP_ERROR_NOT_FOUND = 3,         /* A named thing does not exist. */
  SP_ERROR_ALREADY_EXISTS = 4,    /* A thing with that id or name exists already. */
  SP_ERROR_AMBIGUOUS = 5,         /* The input has more than one reading. */
  SP_ERROR_CONFLICT = 6,          /* Something moved on since the caller read it. */
  SP_ERROR_OVERFLOW = 7,          /* A number does not fit. */
  SP_ERROR_CURRENCY_MISMATCH = 8, /* Amounts of different currencies meet without a rate. */
  SP_ERROR_SCHEMA_VIOLATION = 9,  /* A document or table lacks or mistypes a field. */
  SP_ERROR_UNSUPPORTED = 10,      /* A valid request that this version cannot serve. */
  SP_ERROR_IO = 11,               /* Reading or writing failed. */
  SP_ERROR_CORRUPT = 12,          /* Stored data contradicts itself. */
  SP_ERROR_INVALID_STATE = 13,    /* The thing is not in a state that allows the call. */
  SP_ERROR_INTERNAL = 14,         /* A defect of the library. */
  SP_ERROR_NOT_ALLOWED = 15,      /* The rules of access do not let this actor do it. */
  /* From here on what only callers through this header can meet. */
  SP_ERROR_INVALID_HANDLE = 1000,  /* None, closed, of another kind, or not a handle at all. */
  SP_ERROR_OUT_OF_MEMORY = 1001,   /* See convention 13. */
  SP_ERROR_REENTRANT = 1002,       /* A callback about a book tried to change that book. */
  SP_ERROR_CALLBACK_FAILED = 1003, /* The call did its work, outputs are set; a callback failed. */
  SP_ERROR_FORKED = 1004           /* Opened in another process, before a fork. */
};

/* Handles. */
typedef uint64_t sp_error;   /* Where a failing call leaves what went wrong. */
typedef uint64_t sp_buffer;  /* Bytes that the library gives: JSON, journals, states. */
typedef uint64_t sp_book;    /* A book of business. */
typedef uint64_t sp_dataset; /* Columns that figures are computed from. */
typedef uint64_t sp_report;  /* An answer: figures, a funnel or a series. */
typedef uint64_t sp_state;   /* Additive cells of a part of the data. */
typedef uint64_t sp_watch;   /* Figures of a book that are kept current. */

/* As the number of bytes of a text: up to its zero byte. */
#ifdef __cplusplus
#define SP_TO_ZERO (static_cast<size_t>(-1))
#else
#define SP_TO_ZERO ((size_t)-1)
#endif

/* The version of the library, "1.2.3"; a text that lives as long as the library. */
SP_API const char* sp_version(void) SP_NOEXCEPT;
/* The version of this interface: 1. Another number would be another, incompatible interface. */
SP_API int32_t sp_abi_version(void) SP_NOEXCEPT;
/* 1 when the library can do it, else 0: "json_lines", "sqlite", "arrow", "live", "simulate",
 * "batch", "postgres" (where it was built with libpq). NULL and unknown names give 0. */
SP_API int32_t sp_has_feature(const char* name) SP_NOEXCEPT;
/* The stable name of a status, such as "not_found"; "unknown" for other numbers. */
SP_API const char* sp_status_name(sp_status status) SP_NOEXCEPT;
/* What this library understands: {"version", "abi_version", "features", "commands", "queries"}. */
SP_API sp_status sp_library_info(sp_buffer* info, sp_error error) SP_NOEXCEPT;

/* ------------------------------------------------------------------------------------- errors */

/* A new, empty error. The caller closes it. */
SP_API sp_status sp_error_create(sp_error* error) SP_NOEXCEPT;
SP_API sp_status sp_error_close(sp_error error) SP_NOEXCEPT;
/* What the last call that was given this error came to; SP_ERROR_INVALID_HANDLE for another
 * handle. */
SP_API sp_status sp_error_code(sp_error error) SP_NOEXCEPT;
/* What, where and what to do, for a person; longer than 8 kB is cut. "" when there is nothing to
 * say and for another handle, here and below; never NULL. */
SP_API const char* sp_error_message(sp_error error) SP_NOEXCEPT;
SP_API const char* sp_error_file(sp_error error) SP_NOEXCEPT;   /* The file it lies in. */
SP_API int64_t sp_error_line(sp_error error) SP_NOEXCEPT;       /* Its line from 1; 0: none. */
SP_API const char* sp_error_column(sp_error error) SP_NOEXCEPT; /* The column of a table. */
SP_API const char* sp_error_field(sp_error error) SP_NOEXCEPT;  /* JSON pointer in a document. */

/* ------------------------------------------------------------------------------------ buffers */

/* The bytes, with a zero byte behind them; NULL for another handle. They are there until the buffer
 * is closed. */
SP_API const char* sp_buffer_data(sp_buffer buffer) SP_NOEXCEPT;
/* How many, without the zero byte; 0 for another handle. */
SP_API size_t sp_buffer_size(sp_buffer buffer) SP_NOEXCEPT;
SP_API sp_status sp_buffer_close(sp_buffer buffer) SP_NOEXCEPT;

/* -------------------------------------------------------------------------------- definitions */

/* The standard pipeline as a definition (docs/schemas/pipeline.schema.json): Lead, Contacted,
 * Qualified, Proposal made, Won, Lost, and Fridge when `fridge` is not 0. */
SP_API sp_status sp_pipeline_standard(const char* name, size_t name_size, const char* currency,
                                      size_t currency_size, int32_t fridge, sp_buffer* definition,
                                      sp_error error) SP_NOEXCEPT;
/* A definition checked and written in full, with the ids that it will have. SP_ERROR_PARSE,
 * SP_ERROR_SCHEMA_VIOLATION with the field. */
SP_API sp_status sp_pipeline_check(const char* definition, size_t size, sp_buffer* canonical,
                                   sp_error error) SP_NOEXCEPT;
/* What is wrong or unwise in it: {"diagnostics": [{"severity", "code", "message", "where"}]}. */
SP_API sp_status sp_pipeline_lint(const char* definition, size_t size, sp_buffer* diagnostics,
                                  sp_error error) SP_NOEXCEPT;
/* Judges the criteria of a deal without a book: {"framework": "BANT", "states": {"budget": "met"}}
 * gives {"verdict": "incomplete", "score": 0.25, "next": "authority", "question": "..."}. */
SP_API sp_status sp_qualification_assess(const char* document, size_t size, sp_buffer* assessment,
                                         sp_error error) SP_NOEXCEPT;

/* --------------------------------------------------------------------------------------- books */

/* How a book is opened. */
typedef struct sp_book_options {
  uint32_t struct_size;
  uint32_t reserved;    /* 0 */
  const char* timezone; /* Whose days due dates are, "Europe/Stockholm"; NULL: UTC. */
} sp_book_options;

/* A new, empty book in memory. */
SP_API sp_status sp_book_create(const sp_book_options* options, sp_book* book,
                                sp_error error) SP_NOEXCEPT;
/* The book in a file. A SQLite book (docs/store.md) keeps every change: it is on disk when the call
 * that made it returns, and several processes may have the file open. So does the book of a
 * PostgreSQL server, "postgresql://ann@server/sales#books", which hosts on many machines may have
 * open (SP_ERROR_UNSUPPORTED without "postgres"). A journal in JSON Lines is read whole into
 * memory, and sp_book_save() writes it. A file that exists is what its first bytes say; one that
 * does not is made, with SQLite, unless its name ends in ".jsonl" (SP_ERROR_IO). SP_ERROR_IO,
 * SP_ERROR_CORRUPT; SP_ERROR_PARSE and others with file and line. */
SP_API sp_status sp_book_open(const char* path, size_t path_size, const sp_book_options* options,
                              sp_book* book, sp_error error) SP_NOEXCEPT;
/* Takes in what others have written to a book in a database; `taken_in` (may be NULL) is how many
 * events. Commands do it by themselves, queries do not. SP_ERROR_REENTRANT. */
SP_API sp_status sp_book_refresh(sp_book book, uint64_t* taken_in, sp_error error) SP_NOEXCEPT;
/* Waits until others have written to a book that is kept in a database, at most for `timeout`
 * milliseconds, and takes it in; `taken_in` (may be NULL) is how many events, 0 when nothing came.
 * Watches are called for what came. A server tells within milliseconds, a file is looked at fifty
 * times a second. Other threads use the book meanwhile; when one of them closes it, or for a book
 * in memory, SP_ERROR_INVALID_STATE. SP_ERROR_INVALID_ARGUMENT for a negative time, SP_ERROR_IO,
 * SP_ERROR_REENTRANT. Since interface 1.1. */
SP_API sp_status sp_book_wait(sp_book book, int64_t timeout, uint64_t* taken_in,
                              sp_error error) SP_NOEXCEPT;
/* Writes the journal to a file in JSON Lines: the whole new file is there afterwards, safe on disk,
 * or the old one is untouched. SP_ERROR_IO. */
SP_API sp_status sp_book_save(sp_book book, const char* path, size_t path_size,
                              sp_error error) SP_NOEXCEPT;
/* Lets go of the book and of its file. Waits for calls on it that others are in the middle of.
 * Watches of it still tell what it held. The handle is gone also when SP_ERROR_IO is told. */
SP_API sp_status sp_book_close(sp_book book, sp_error error) SP_NOEXCEPT;

/* Carries out a command (docs/schemas/command.schema.json), such as
 *   {"command": "lose", "at": "2026-07-01T09:00:00Z", "opportunity": "opportunity-1"}
 * and answers {"sequence": 7, ...}, with "id", "changed", "verdict", "decision" or "event" as the
 * command has it. A refusal is an answer: "decision" then says what speaks against it, and nothing
 * has changed. `answer` may be NULL. An "event_id" makes a command repeatable. A JSON list of
 * commands is carried out as one, all or nothing, and written to disk once; see the schema.
 * SP_ERROR_PARSE, _SCHEMA_VIOLATION, _NOT_FOUND, _CONFLICT (an expected version),
 * _CURRENCY_MISMATCH, _INVALID_STATE, _ALREADY_EXISTS, _REENTRANT; after each of them the book is
 * as it was. */
SP_API sp_status sp_book_command(sp_book book, const char* command, size_t size, sp_buffer* answer,
                                 sp_error error) SP_NOEXCEPT;
/* Answers a question (docs/schemas/book_query.schema.json): {"query": "board", "pipeline": "..."};
 * others are opportunities, opportunity, tasks, timeline, history, evaluate, state, ... */
SP_API sp_status sp_book_query(sp_book book, const char* query, size_t size, sp_buffer* answer,
                               sp_error error) SP_NOEXCEPT;

/* What goes with a move. */
typedef struct sp_move_options {
  uint32_t struct_size;
  uint32_t reserved;         /* 0 */
  uint64_t expected_version; /* Of the deal, as it was read; 0: whatever it is. */
  int64_t recorded_at;       /* When the book learns of it; 0: when it happens. */
  const char* actor;         /* Who does it. */
  const char* event_id;      /* Makes the command repeatable. */
  const char* lost_reason;   /* For a move to a lost stage. */
  const char* wake_up;       /* A day, for a move to a parked stage. */
  const char* note;
} sp_move_options;

/* May the deal go to that stage (its id or name)? `allowed` is 1 or 0; `decision` (may be NULL) is
 * every reason at once: {"allowed", "transition", "reasons": [{"severity", "code", "message",
 * "missing"}]}. Changes nothing. SP_ERROR_NOT_FOUND for an unknown deal or stage. */
SP_API sp_status sp_book_evaluate(sp_book book, const char* opportunity, size_t opportunity_size,
                                  const char* stage, size_t stage_size, int64_t at,
                                  const sp_move_options* options, int32_t* allowed,
                                  sp_buffer* decision, sp_error error) SP_NOEXCEPT;
/* The same, and moves the deal when it is allowed. The quick way to the command "move":
 * benchmarks/c_moves.cpp. Without `decision` nothing is written down. */
SP_API sp_status sp_book_move(sp_book book, const char* opportunity, size_t opportunity_size,
                              const char* stage, size_t stage_size, int64_t at,
                              const sp_move_options* options, int32_t* allowed, sp_buffer* decision,
                              sp_error error) SP_NOEXCEPT;

/* The number of events in the book. */
SP_API sp_status sp_book_last_sequence(sp_book book, uint64_t* sequence,
                                       sp_error error) SP_NOEXCEPT;
/* Events as lines of JSON (docs/journal-format.md), from number `first` (1 is the first) on, at
 * most `limit`; 0: all there are. */
SP_API sp_status sp_book_events(sp_book book, uint64_t first, uint64_t limit, sp_buffer* lines,
                                sp_error error) SP_NOEXCEPT;
/* Adds facts, lines of JSON as above, all or none. An event whose id is there already changes
 * nothing. `sequence` (may be NULL) is the number of events in the book afterwards. Errors have the
 * line. SP_ERROR_CONFLICT, SP_ERROR_REENTRANT. */
SP_API sp_status sp_book_append(sp_book book, const char* lines, size_t size, uint64_t* sequence,
                                sp_error error) SP_NOEXCEPT;

/* -------------------------------------------------------------------------------------- tables */

/* The canonical tables (docs/tables.md). Only opportunities is needed for figures; NULL: none. */
typedef struct sp_tables {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */
  struct ArrowArrayStream* opportunities;
  struct ArrowArrayStream* history;
  struct ArrowArrayStream* interactions;
  struct ArrowArrayStream* quotas;
  struct ArrowArrayStream* rates;
} sp_tables;

/* A table out of a document (docs/schemas/table.schema.json), for hosts without an Arrow library:
 *   {"columns": [{"name": "id", "values": ["a"]}, {"name": "created", "type": "date", "values":
 * [...]}]} `stream` is filled and the caller's to release, or to give to a function that takes it
 * over. SP_ERROR_PARSE, SP_ERROR_SCHEMA_VIOLATION with the value. */
SP_API sp_status sp_table_from_json(const char* document, size_t size,
                                    struct ArrowArrayStream* stream, sp_error error) SP_NOEXCEPT;

/* How the rows of tables become facts of a book. */
typedef struct sp_import_options {
  uint32_t struct_size;
  uint32_t reserved;    /* 0 */
  int64_t recorded_at;  /* When the book learns of it. Needed. */
  const char* pipeline; /* Id of the pipeline of deals that name none. Needed. */
  const char* timezone; /* Of civil times; NULL: UTC. */
  const char* actor;
} sp_import_options;

/* Appends the deals of opportunities, history and interactions to a book, all or nothing. `counts`
 * (may be NULL) is {"opportunities", "accounts", "interactions", "events"}. Errors name column and
 * row; quotas and rates are SP_ERROR_UNSUPPORTED, since a book keeps none. */
SP_API sp_status sp_book_import(sp_book book, const sp_tables* tables,
                                const sp_import_options* options, sp_buffer* counts,
                                sp_error error) SP_NOEXCEPT;

/* ------------------------------------------------------------------------------------- figures */

/* What figures are computed from, and whose days. */
typedef struct sp_dataset_options {
  uint32_t struct_size;
  int32_t threads;          /* That share the work; 0: one. */
  const char* timezone;     /* NULL: UTC. */
  const char* currency;     /* Of the report; NULL: that of the amounts. */
  const char* data_through; /* A day: known up to here; NULL: the last one seen. */
  const char* known_at;     /* A day: only what was recorded by then; NULL: everything. */
  const char* pipelines;    /* Tables: the definition of their pipeline, or a JSON list of several;
                               needed. A book: a JSON list of ids; NULL: all of it. */
  const char* actor;        /* A book: only what this actor may read, by its rules of access
                               (docs/access.md); NULL: all of it. Tables have no rules:
                               SP_ERROR_UNSUPPORTED. Since interface 1.1. */
} sp_dataset_options;

/* Columns of tables. The streams are taken over. */
SP_API sp_status sp_dataset_from_tables(const sp_tables* tables, const sp_dataset_options* options,
                                        sp_dataset* dataset, sp_error error) SP_NOEXCEPT;
/* Columns of a book as it stands. Of `tables` (may be NULL) only quotas and rates are taken. */
SP_API sp_status sp_dataset_from_book(sp_book book, const sp_tables* tables,
                                      const sp_dataset_options* options, sp_dataset* dataset,
                                      sp_error error) SP_NOEXCEPT;
SP_API sp_status sp_dataset_close(sp_dataset dataset, sp_error error) SP_NOEXCEPT;

/* How a question is answered. */
typedef struct sp_query_options {
  uint32_t struct_size;
  int32_t threads;   /* That share the work; 0: one. The answer is the same for any number. */
  const char* today; /* What "last-30-days" is seen from; NULL: such periods are refused. */
} sp_query_options;

/* Figures (docs/schemas/query.schema.json): {"period": "2026-Q3", "by": ["owner"], ...}. */
SP_API sp_status sp_dataset_report(sp_dataset dataset, const char* query, size_t size,
                                   const sp_query_options* options, sp_report* report,
                                   sp_error error) SP_NOEXCEPT;
/* The funnel of a pipeline: {"period": "2026", "by": ["source"]}. */
SP_API sp_status sp_dataset_funnel(sp_dataset dataset, const char* query, size_t size,
                                   const sp_query_options* options, sp_report* report,
                                   sp_error error) SP_NOEXCEPT;
/* The open pipeline of every step: {"period": "2026", "every": "week"}. */
SP_API sp_status sp_dataset_series(sp_dataset dataset, const char* query, size_t size,
                                   const sp_query_options* options, sp_report* report,
                                   sp_error error) SP_NOEXCEPT;

/* The answer as JSON; of figures: docs/schemas/report.schema.json. `pretty` not 0: over lines. */
SP_API sp_status sp_report_json(sp_report report, int32_t pretty, sp_buffer* json,
                                sp_error error) SP_NOEXCEPT;
/* The answer as a table. `stream` is filled and the caller's to release; what was in it is not
 * looked at. SP_ERROR_UNSUPPORTED for a funnel. */
SP_API sp_status sp_report_arrow(sp_report report, struct ArrowArrayStream* stream,
                                 sp_error error) SP_NOEXCEPT;
SP_API sp_status sp_report_close(sp_report report, sp_error error) SP_NOEXCEPT;
/* Every metric: {"metrics": [{"name", "title", "unit", "formula", "documentation", ...}]}. */
SP_API sp_status sp_metrics_catalogue(sp_buffer* catalogue, sp_error error) SP_NOEXCEPT;

/* -------------------------------------------------------------------------------------- states */

/* The additive state of a part of the data; figures of the whole are those of the merged states.
 * The query names its periods. docs/states.md. */
SP_API sp_status sp_state_create(sp_dataset dataset, const char* query, size_t size,
                                 const sp_query_options* options, sp_state* state,
                                 sp_error error) SP_NOEXCEPT;
/* Adds `other` to `state`. SP_ERROR_INVALID_ARGUMENT when they are of different queries; a state
 * may be added to itself. */
SP_API sp_status sp_state_merge(sp_state state, sp_state other, sp_error error) SP_NOEXCEPT;
/* The figures of what has been added so far. */
SP_API sp_status sp_state_finish(sp_state state, sp_report* report, sp_error error) SP_NOEXCEPT;
/* The state as bytes to keep or send. `producer` is any text, such as the job it came from. */
SP_API sp_status sp_state_write(sp_state state, const char* producer, size_t producer_size,
                                sp_buffer* bytes, sp_error error) SP_NOEXCEPT;
/* The opposite; `bytes` may hold zero bytes. SP_ERROR_CORRUPT for bytes that are no state or were
 * changed, SP_ERROR_UNSUPPORTED for a newer format. */
SP_API sp_status sp_state_read(const void* bytes, size_t size, sp_state* state,
                               sp_error error) SP_NOEXCEPT;
/* The state as a table of cells, which GROUP BY and SUM merge. As sp_report_arrow(). */
SP_API sp_status sp_state_arrow(sp_state state, struct ArrowArrayStream* stream,
                                sp_error error) SP_NOEXCEPT;
/* The opposite; takes the stream over. */
SP_API sp_status sp_state_from_arrow(struct ArrowArrayStream* stream, sp_state* state,
                                     sp_error error) SP_NOEXCEPT;
SP_API sp_status sp_state_close(sp_state state, sp_error error) SP_NOEXCEPT;

/* --------------------------------------------------------------------------------------- live */

/* Called after each call that added events to the book. `sequence` is the number of events then.
 * Threads that change one book at the same time call it at the same time. */
typedef void (*sp_watch_callback)(void* user_data, sp_watch watch, uint64_t sequence);
/* Called once, when nobody will call the other one any more. */
typedef void (*sp_watch_release)(void* user_data);

typedef struct sp_watch_options {
  uint32_t struct_size;
  uint32_t reserved;               /* 0 */
  const char* timezone;            /* NULL: UTC. */
  const char* data_through;        /* A day; NULL: the day of the last event. */
  const char* pipelines;           /* A JSON list of ids; NULL: all. */
  const char* today;               /* As in sp_query_options. */
  struct ArrowArrayStream* quotas; /* Taken over; NULL: none. */
  sp_watch_callback callback;      /* NULL: none. */
  sp_watch_release release;        /* NULL: none. Also called when sp_watch_create() fails. */
  void* user_data;                 /* Given to both. */
} sp_watch_options;

/* Keeps the answer to a query about a book current, event by event. */
SP_API sp_status sp_watch_create(sp_book book, const char* query, size_t size,
                                 const sp_watch_options* options, sp_watch* watch,
                                 sp_error error) SP_NOEXCEPT;
/* The figures of the book as it stands now. */
SP_API sp_status sp_watch_report(sp_watch watch, sp_report* report, sp_error error) SP_NOEXCEPT;
/* A callback that another thread is in the middle of may still come to its end afterwards. */
SP_API sp_status sp_watch_close(sp_watch watch, sp_error error) SP_NOEXCEPT;

/* ------------------------------------------------------------------------------------ simulate */

/* An invented sales team. The same options give the same team everywhere. */
typedef struct sp_simulate_options {
  uint32_t struct_size;
  int32_t months;         /* Length of the span; 0: 24. */
  uint64_t opportunities; /* 0: 2000. */
  uint64_t seed;
  const char* start;    /* First day; NULL: 2024-01-01. */
  const char* currency; /* NULL: EUR. */
  int32_t team_size;    /* 0: grows with the deals. */
  int32_t threads;      /* 0: one. */
} sp_simulate_options;

/* The team as a new book, whose journal reads as if the team had kept it. */
SP_API sp_status sp_simulate_book(const sp_simulate_options* options, sp_book* book,
                                  sp_error error) SP_NOEXCEPT;
/* Deals number `first` (from 0) to `first + count - 1` as tables. `count` 0: all from `first` on.
 * Streams that are not NULL are filled and the caller's to release; what was in them is not looked
 * at. `definition` (may be NULL) is their pipeline. */
SP_API sp_status sp_simulate_tables(const sp_simulate_options* options, uint64_t first,
                                    uint64_t count, struct ArrowArrayStream* opportunities,
                                    struct ArrowArrayStream* history,
                                    struct ArrowArrayStream* interactions,
                                    struct ArrowArrayStream* tasks, sp_buffer* definition,
                                    sp_error error) SP_NOEXCEPT;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* SALESPIPE_H */
