//! salespipe from Rust. Arguments: a folder for the book, the folder of table.json and query.json.
//! Build with `RUSTFLAGS="-L <folder of libsalespipe_c.so>"`.

mod ffi;

use std::ffi::{c_char, CStr, CString};
use std::fmt;
use std::path::Path;

/// 2026-07-01T09:00:00Z: the library has no clock.
const NOW: i64 = 1_782_896_400_000_000;

#[derive(Debug)]
struct Error {
    status: i32,
    message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let name = unsafe { CStr::from_ptr(ffi::sp_status_name(self.status)) };
        write!(out, "{}: {}", name.to_string_lossy(), self.message)
    }
}

impl std::error::Error for Error {}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Calls a function with an error of its own.
fn call(function: impl FnOnce(u64) -> i32) -> std::result::Result<(), Error> {
    let mut error = 0;
    unsafe { ffi::sp_error_create(&mut error) };
    let status = function(error);
    let message = unsafe { CStr::from_ptr(ffi::sp_error_message(error)) };
    let message = message.to_string_lossy().into_owned();
    unsafe { ffi::sp_error_close(error) };
    if status == 0 {
        Ok(())
    } else {
        Err(Error { status, message })
    }
}

/// What a buffer holds; the buffer is closed.
fn taken(buffer: u64) -> String {
    let bytes = unsafe {
        std::slice::from_raw_parts(
            ffi::sp_buffer_data(buffer).cast::<u8>(),
            ffi::sp_buffer_size(buffer),
        )
    };
    let text = String::from_utf8_lossy(bytes).into_owned();
    unsafe { ffi::sp_buffer_close(buffer) };
    text
}

/// A text as the library takes it: it is copied, nothing is kept.
fn text(text: &str) -> (*const c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

/// A handle that closes itself.
struct Owned(u64, unsafe extern "C" fn(u64, u64) -> i32);

impl Drop for Owned {
    fn drop(&mut self) {
        unsafe { (self.1)(self.0, 0) };
    }
}

struct Book(Owned);

impl Book {
    fn open(path: &Path) -> Result<Book> {
        let path = path.to_str().ok_or("the path is not UTF-8")?;
        let (data, size) = text(path);
        let mut book = 0;
        call(|e| unsafe { ffi::sp_book_open(data, size, std::ptr::null(), &mut book, e) })?;
        Ok(Book(Owned(book, ffi::sp_book_close)))
    }

    /// Carries out a command, or a list of them, as JSON.
    fn command(&self, command: &str) -> Result<String> {
        let (data, size) = text(command);
        let mut answer = 0;
        call(|e| unsafe { ffi::sp_book_command(self.0 .0, data, size, &mut answer, e) })?;
        Ok(taken(answer))
    }

    /// Moves a deal when the pipeline allows it; the text is the decision with every reason.
    fn go(&self, deal: &str, stage: &str) -> Result<(bool, String)> {
        let ((deal, deal_size), (stage, stage_size)) = (text(deal), text(stage));
        let (mut allowed, mut decision) = (0, 0);
        call(|e| unsafe {
            ffi::sp_book_move(
                self.0 .0,
                deal,
                deal_size,
                stage,
                stage_size,
                NOW,
                std::ptr::null(),
                &mut allowed,
                &mut decision,
                e,
            )
        })?;
        Ok((allowed == 1, taken(decision)))
    }
}

fn pipeline() -> Result<String> {
    let ((name, name_size), (currency, currency_size)) = (text("Sales"), text("EUR"));
    let mut definition = 0;
    call(|e| unsafe {
        ffi::sp_pipeline_standard(name, name_size, currency, currency_size, 0, &mut definition, e)
    })?;
    Ok(taken(definition))
}

/// The answer to a query about a table, both as JSON.
fn figures(table: &str, query: &str) -> Result<String> {
    let mut stream = ffi::ArrowArrayStream::default();
    let (data, size) = text(table);
    call(|e| unsafe { ffi::sp_table_from_json(data, size, &mut stream, e) })?;
    let tables = ffi::Tables::of(&mut stream); // taken over: released in any case
    let definition = CString::new(pipeline()?)?;
    let options = ffi::DatasetOptions::of(&definition);
    let (mut dataset, mut report, mut json) = (0, 0, 0);
    call(|e| unsafe { ffi::sp_dataset_from_tables(&tables, &options, &mut dataset, e) })?;
    let dataset = Owned(dataset, ffi::sp_dataset_close);
    let (data, size) = text(query);
    let none = std::ptr::null();
    call(|e| unsafe { ffi::sp_dataset_report(dataset.0, data, size, none, &mut report, e) })?;
    let report = Owned(report, ffi::sp_report_close);
    call(|e| unsafe { ffi::sp_report_json(report.0, 0, &mut json, e) })?;
    Ok(taken(json))
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let book = Book::open(&Path::new(&arguments[1]).join("sales.db"))?;
    let at = "2026-07-01T09:00:00Z";
    book.command(&format!(
        r#"[{{"command": "add_pipeline", "at": "{at}", "definition": {}}},
            {{"command": "create_opportunity", "at": "{at}", "pipeline": "sales", "id": "acme",
              "name": "Acme, 20 seats", "value": "12000 EUR"}}]"#,
        pipeline()?
    ))?;
    let (_, why) = book.go("acme", "Lost")?; // a refusal is an answer, with every reason
    println!("{why}");
    let (won, _) = book.go("acme", "Won")?;
    println!("won: {}", i32::from(won));
    drop(book);
    let folder = Path::new(&arguments[2]);
    let table = std::fs::read_to_string(folder.join("table.json"))?;
    let query = std::fs::read_to_string(folder.join("query.json"))?;
    println!("{}", figures(&table, &query)?);
    Ok(())
}
