<?php
// salespipe from PHP with FFI. Arguments: a folder for the book, the folder of table.json and query.json.
declare(strict_types=1);

const NOW = 1782896400000000; // 2026-07-01T09:00:00Z: the library has no clock

final class Salespipe
{
    private FFI $c;
    private int $error;

    public function __construct(string $library)
    {
        $this->c = FFI::cdef(<<<'C'
            typedef uint64_t handle;
            typedef struct ArrowArrayStream { void* members[5]; } ArrowArrayStream;
            typedef struct { uint32_t struct_size; uint32_t reserved; ArrowArrayStream* opportunities;
                ArrowArrayStream* history; ArrowArrayStream* interactions; ArrowArrayStream* quotas;
                ArrowArrayStream* rates; } sp_tables;
            typedef struct { uint32_t struct_size; int32_t threads; const char* timezone; const char* currency;
                const char* data_through; const char* known_at; char* pipelines; } sp_dataset_options;
            const char* sp_status_name(int32_t status);
            int32_t sp_error_create(handle* error);
            const char* sp_error_message(handle error);
            void* sp_buffer_data(handle buffer);
            size_t sp_buffer_size(handle buffer);
            int32_t sp_buffer_close(handle buffer);
            int32_t sp_pipeline_standard(const char* name, size_t, const char* currency, size_t, int32_t fridge,
                handle* definition, handle error);
            int32_t sp_book_open(const char* path, size_t, const void* options, handle* book, handle error);
            int32_t sp_book_close(handle book, handle error);
            int32_t sp_book_command(handle book, const char* command, size_t, handle* answer, handle error);
            int32_t sp_book_move(handle book, const char* deal, size_t, const char* stage, size_t, int64_t at,
                const void* options, int32_t* allowed, handle* decision, handle error);
            int32_t sp_table_from_json(const char* document, size_t, ArrowArrayStream* stream, handle error);
            int32_t sp_dataset_from_tables(const sp_tables*, const sp_dataset_options*, handle* dataset, handle error);
            int32_t sp_dataset_report(handle dataset, const char* query, size_t, const void* options, handle* report,
                handle error);
            int32_t sp_dataset_close(handle dataset, handle error);
            int32_t sp_report_json(handle report, int32_t pretty, handle* json, handle error);
            int32_t sp_report_close(handle report, handle error);
            C, $library);
        $error = $this->c->new('handle');
        $this->c->sp_error_create(FFI::addr($error));
        $this->error = $error->cdata;
    }

    /** Calls a function that ends in a handle to be given and an error; gives the handle. */
    private function made(string $function, mixed ...$arguments): int
    {
        $out = $this->c->new('handle');
        $this->call($function, ...[...$arguments, FFI::addr($out)]);
        return $out->cdata;
    }

    private function call(string $function, mixed ...$arguments): void
    {
        $status = $this->c->$function(...[...$arguments, $this->error]);
        if ($status !== 0) {
            throw new RuntimeException($this->c->sp_status_name($status) . ': ' . $this->c->sp_error_message($this->error));
        }
    }

    private function taken(int $buffer): string
    {
        try {
            return FFI::string($this->c->sp_buffer_data($buffer), $this->c->sp_buffer_size($buffer));
        } finally {
            $this->c->sp_buffer_close($buffer);
        }
    }

    public function pipeline(): string
    {
        return $this->taken($this->made('sp_pipeline_standard', 'Sales', 5, 'EUR', 3, 0));
    }

    public function open(string $path): int
    {
        return $this->made('sp_book_open', $path, strlen($path), null);
    }

    public function close(int $book): void
    {
        $this->call('sp_book_close', $book);
    }

    public function command(int $book, array $command): array
    {
        $text = json_encode($command, JSON_THROW_ON_ERROR);
        return json_decode($this->taken($this->made('sp_book_command', $book, $text, strlen($text))), true);
    }

    /** Whether the move was allowed, and the decision as JSON. */
    public function move(int $book, string $deal, string $stage): array
    {
        $allowed = $this->c->new('int32_t');
        $decision = $this->made('sp_book_move', $book, $deal, strlen($deal), $stage, strlen($stage), NOW, null,
            FFI::addr($allowed));
        return [$allowed->cdata === 1, $this->taken($decision)];
    }

    /** The answer to a query about a table, both as JSON. */
    public function figures(string $table, string $query): string
    {
        $stream = $this->c->new('ArrowArrayStream');
        $this->call('sp_table_from_json', $table, strlen($table), FFI::addr($stream));
        $tables = $this->c->new('sp_tables');
        $tables->struct_size = FFI::sizeof($tables);
        $tables->opportunities = FFI::addr($stream); // taken over: released in any case
        $definition = $this->pipeline();
        $text = $this->c->new('char[' . (strlen($definition) + 1) . ']');
        FFI::memcpy($text, $definition, strlen($definition));
        $options = $this->c->new('sp_dataset_options');
        $options->struct_size = FFI::sizeof($options);
        $options->pipelines = $this->c->cast('char*', FFI::addr($text));
        $dataset = $this->made('sp_dataset_from_tables', FFI::addr($tables), FFI::addr($options));
        $report = $this->made('sp_dataset_report', $dataset, $query, strlen($query), null);
        $json = $this->taken($this->made('sp_report_json', $report, 0));
        $this->call('sp_report_close', $report);
        $this->call('sp_dataset_close', $dataset);
        return $json;
    }
}

$salespipe = new Salespipe(getenv('SALESPIPE_LIBRARY') ?: 'libsalespipe_c.so.1');
$book = $salespipe->open("$argv[1]/sales.db");
$at = '2026-07-01T09:00:00Z';
$salespipe->command($book, [
    // Not as an array: an empty object of the definition would come back as an empty list.
    ['command' => 'add_pipeline', 'at' => $at, 'definition' => json_decode($salespipe->pipeline())],
    ['command' => 'create_opportunity', 'at' => $at, 'pipeline' => 'sales', 'id' => 'acme',
        'name' => 'Acme, 20 seats', 'value' => '12000 EUR'],
]);
[, $why] = $salespipe->move($book, 'acme', 'Lost'); // a refusal is an answer, with every reason
echo $why, "\n";
[$won] = $salespipe->move($book, 'acme', 'Won');
echo 'won: ', (int) $won, "\n";
$salespipe->close($book);
echo $salespipe->figures(file_get_contents("$argv[2]/table.json"), file_get_contents("$argv[2]/query.json")), "\n";
