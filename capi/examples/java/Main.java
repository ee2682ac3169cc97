// salespipe from Java with JNA. Arguments: a folder for the book, the folder of table.json and query.json.

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.ToIntFunction;

public final class Main {
    /** What this program needs of salespipe.h. Handles are long, sizes too. */
    public interface Salespipe extends Library {
        String sp_status_name(int status);
        int sp_error_create(LongByReference error);
        int sp_error_close(long error);
        String sp_error_message(long error);
        Pointer sp_buffer_data(long buffer);
        long sp_buffer_size(long buffer);
        int sp_buffer_close(long buffer);
        int sp_pipeline_standard(byte[] name, long nameSize, byte[] currency, long currencySize, int fridge,
            LongByReference definition, long error);
        int sp_book_open(byte[] path, long size, Pointer options, LongByReference book, long error);
        int sp_book_close(long book, long error);
        int sp_book_command(long book, byte[] command, long size, LongByReference answer, long error);
        int sp_book_move(long book, byte[] deal, long dealSize, byte[] stage, long stageSize, long at,
            Pointer options, IntByReference allowed, LongByReference decision, long error);
        int sp_table_from_json(byte[] document, long size, Pointer stream, long error);
        int sp_dataset_from_tables(Pointer tables, Pointer options, LongByReference dataset, long error);
        int sp_dataset_report(long dataset, byte[] query, long size, Pointer options, LongByReference report,
            long error);
        int sp_dataset_close(long dataset, long error);
        int sp_report_json(long report, int pretty, LongByReference json, long error);
        int sp_report_close(long report, long error);
    }

    static final Salespipe C = Native.load(
        System.getenv().getOrDefault("SALESPIPE_LIBRARY", "libsalespipe_c.so.1"), Salespipe.class);

    /** Calls a function with an error of its own. */
    static void call(ToIntFunction<Long> function) {
        LongByReference error = new LongByReference();
        C.sp_error_create(error);
        try {
            int status = function.applyAsInt(error.getValue());
            if (status != 0) {
                throw new IllegalStateException(
                    C.sp_status_name(status) + ": " + C.sp_error_message(error.getValue()));
            }
        } finally {
            C.sp_error_close(error.getValue());
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a buffer holds; the buffer is closed. */
    static String taken(LongByReference buffer) {
        try {
            byte[] bytes = C.sp_buffer_data(buffer.getValue())
                .getByteArray(0, Math.toIntExact(C.sp_buffer_size(buffer.getValue())));
            return new String(bytes, StandardCharsets.UTF_8);
        } finally {
            C.sp_buffer_close(buffer.getValue());
        }
    }

    static String pipeline() {
        byte[] name = text("Sales");
        byte[] currency = text("EUR");
        LongByReference definition = new LongByReference();
        call(e -> C.sp_pipeline_standard(name, name.length, currency, currency.length, 0, definition, e));
        return taken(definition);
    }

    record Decision(boolean allowed, String why) {}

    static final class Book implements AutoCloseable {
        private final LongByReference handle = new LongByReference();

        Book(Path file) {
            byte[] path = text(file.toString());
            call(e -> C.sp_book_open(path, path.length, null, handle, e));
        }

        String command(String command) {
            byte[] document = text(command);
            LongByReference answer = new LongByReference();
            call(e -> C.sp_book_command(handle.getValue(), document, document.length, answer, e));
            return taken(answer);
        }

        Decision move(String deal, String stage, Instant at) {
            byte[] of = text(deal);
            byte[] to = text(stage);
            long micros = at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
            IntByReference allowed = new IntByReference();
            LongByReference decision = new LongByReference();
            call(e -> C.sp_book_move(handle.getValue(), of, of.length, to, to.length, micros, null, allowed,
                decision, e));
            return new Decision(allowed.getValue() == 1, taken(decision));
        }

        @Override
        public void close() {
            call(e -> C.sp_book_close(handle.getValue(), e));
        }
    }

    /** The answer to a query about a table, both as JSON. */
    static String figures(String table, String query) {
        Memory stream = new Memory(5L * Native.POINTER_SIZE);
        byte[] document = text(table);
        call(e -> C.sp_table_from_json(document, document.length, stream, e));
        Memory tables = new Memory(8 + 5L * Native.POINTER_SIZE); // sp_tables
        tables.clear();
        tables.setInt(0, (int) tables.size());
        tables.setPointer(8, stream); // opportunities: taken over, released in any case
        byte[] definition = text(pipeline() + "\0");
        Memory pipelines = new Memory(definition.length);
        pipelines.write(0, definition, 0, definition.length);
        Memory options = new Memory(8 + 5L * Native.POINTER_SIZE); // sp_dataset_options
        options.clear();
        options.setInt(0, (int) options.size());
        options.setPointer(8 + 4L * Native.POINTER_SIZE, pipelines);
        LongByReference dataset = new LongByReference();
        LongByReference report = new LongByReference();
        LongByReference json = new LongByReference();
        byte[] asked = text(query);
        call(e -> C.sp_dataset_from_tables(tables, options, dataset, e));
        call(e -> C.sp_dataset_report(dataset.getValue(), asked, asked.length, null, report, e));
        call(e -> C.sp_report_json(report.getValue(), 0, json, e));
        call(e -> C.sp_report_close(report.getValue(), e));
        call(e -> C.sp_dataset_close(dataset.getValue(), e));
        return taken(json);
    }

    public static void main(String[] arguments) throws Exception {
        Instant now = Instant.parse("2026-07-01T09:00:00Z"); // the library has no clock
        try (Book book = new Book(Path.of(arguments[0], "sales.db"))) {
            book.command("""
                [{"command": "add_pipeline", "at": "%s", "definition": %s},
                 {"command": "create_opportunity", "at": "%s", "pipeline": "sales", "id": "acme",
                  "name": "Acme, 20 seats", "value": "12000 EUR"}]""".formatted(now, pipeline(), now));
            System.out.println(book.move("acme", "Lost", now).why()); // a refusal is an answer
            System.out.println("won: " + (book.move("acme", "Won", now).allowed() ? 1 : 0));
        }
        System.out.println(figures(Files.readString(Path.of(arguments[1], "table.json")),
            Files.readString(Path.of(arguments[1], "query.json"))));
    }
}
