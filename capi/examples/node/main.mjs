// salespipe from Node with koffi. Arguments: a folder for the book, the folder of table.json and query.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import koffi from 'koffi';

const NOW = 1782896400000000n; // 2026-07-01T09:00:00Z: the library has no clock

const lib = koffi.load(process.env.SALESPIPE_LIBRARY ?? 'libsalespipe_c.so.1');
const Stream = koffi.struct('ArrowArrayStream', { members: koffi.array('void *', 5) });
koffi.struct('sp_tables', {
  struct_size: 'uint32_t', reserved: 'uint32_t', opportunities: 'ArrowArrayStream *', history: 'ArrowArrayStream *',
  interactions: 'ArrowArrayStream *', quotas: 'ArrowArrayStream *', rates: 'ArrowArrayStream *',
});
koffi.struct('sp_dataset_options', {
  struct_size: 'uint32_t', threads: 'int32_t', timezone: 'str', currency: 'str', data_through: 'str',
  known_at: 'str', pipelines: 'str',
});

const c = {};
for (const declaration of [
  'const char *sp_status_name(int32_t status)',
  'int32_t sp_error_create(_Out_ uint64_t *error)',
  'const char *sp_error_message(uint64_t error)',
  'void *sp_buffer_data(uint64_t buffer)',
  'size_t sp_buffer_size(uint64_t buffer)',
  'int32_t sp_buffer_close(uint64_t buffer)',
  'int32_t sp_pipeline_standard(str name, size_t, str currency, size_t, int32_t, _Out_ uint64_t *out, uint64_t error)',
  'int32_t sp_book_open(str path, size_t, void *options, _Out_ uint64_t *book, uint64_t error)',
  'int32_t sp_book_close(uint64_t book, uint64_t error)',
  'int32_t sp_book_command(uint64_t book, str command, size_t, _Out_ uint64_t *answer, uint64_t error)',
  'int32_t sp_book_move(uint64_t book, str deal, size_t, str stage, size_t, int64_t at, void *options,' +
    ' _Out_ int32_t *allowed, _Out_ uint64_t *decision, uint64_t error)',
  'int32_t sp_table_from_json(str document, size_t, void *stream, uint64_t error)',
  'int32_t sp_dataset_from_tables(sp_tables *, sp_dataset_options *, _Out_ uint64_t *dataset, uint64_t error)',
  'int32_t sp_dataset_report(uint64_t dataset, str query, size_t, void *, _Out_ uint64_t *report, uint64_t error)',
  'int32_t sp_dataset_close(uint64_t dataset, uint64_t error)',
  'int32_t sp_report_json(uint64_t report, int32_t, _Out_ uint64_t *json, uint64_t error)',
  'int32_t sp_report_close(uint64_t report, uint64_t error)',
]) {
  c[/(sp_\w+)\(/.exec(declaration)[1]] = lib.func(declaration);
}

const error = [0];
c.sp_error_create(error);

function call(name, ...parameters) {
  const status = c[name](...parameters, error[0]);
  if (status !== 0) throw new Error(`${c.sp_status_name(status)}: ${c.sp_error_message(error[0])}`);
}

/** Calls a function that gives a handle before its error. */
function made(name, ...parameters) {
  const out = [0];
  call(name, ...parameters, out);
  return out[0];
}

/** A text and its number of bytes. */
const text = (string) => [string, Buffer.byteLength(string)];

/** What a buffer holds; the buffer is closed. */
function taken(buffer) {
  try {
    const size = Number(c.sp_buffer_size(buffer));
    return koffi.decode(c.sp_buffer_data(buffer), koffi.array('char', size, 'String'));
  } finally {
    c.sp_buffer_close(buffer);
  }
}

const pipeline = () => taken(made('sp_pipeline_standard', ...text('Sales'), ...text('EUR'), 0));

class Book {
  constructor(path) {
    this.handle = made('sp_book_open', ...text(path), null);
  }
  command(command) {
    return JSON.parse(taken(made('sp_book_command', this.handle, ...text(JSON.stringify(command)))));
  }
  move(deal, stage) {
    const allowed = [0];
    const decision = made('sp_book_move', this.handle, ...text(deal), ...text(stage), NOW, null, allowed);
    return { allowed: allowed[0] === 1, why: taken(decision) };
  }
  close() {
    call('sp_book_close', this.handle);
  }
}

/** The answer to a query about a table, both as JSON. */
function figures(table, query) {
  const stream = koffi.alloc(Stream, 1);
  call('sp_table_from_json', ...text(table), stream);
  const tables = { struct_size: koffi.sizeof('sp_tables'), opportunities: stream }; // taken over
  const options = { struct_size: koffi.sizeof('sp_dataset_options'), pipelines: pipeline() };
  const dataset = made('sp_dataset_from_tables', tables, options);
  koffi.free(stream);
  const report = made('sp_dataset_report', dataset, ...text(query), null);
  const json = taken(made('sp_report_json', report, 0));
  call('sp_report_close', report);
  call('sp_dataset_close', dataset);
  return json;
}

const [bookFolder, tableFolder] = process.argv.slice(2);
const book = new Book(join(bookFolder, 'sales.db'));
const at = '2026-07-01T09:00:00Z';
book.command([
  { command: 'add_pipeline', at, definition: JSON.parse(pipeline()) },
  { command: 'create_opportunity', at, pipeline: 'sales', id: 'acme', name: 'Acme, 20 seats', value: '12000 EUR' },
]);
console.log(book.move('acme', 'Lost').why); // a refusal is an answer, with every reason
console.log(`won: ${Number(book.move('acme', 'Won').allowed)}`);
book.close();
const read = (name) => readFileSync(join(tableFolder, name), 'utf8');
console.log(figures(read('table.json'), read('query.json')));
