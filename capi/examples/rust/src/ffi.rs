//! What this program needs of salespipe.h.

use std::ffi::{c_char, c_void, CStr};

/// Only handed from one function to the next here.
#[repr(C)]
pub struct ArrowArrayStream {
    members: [*mut c_void; 5],
}

impl Default for ArrowArrayStream {
    fn default() -> Self {
        ArrowArrayStream {
            members: [std::ptr::null_mut(); 5],
        }
    }
}

#[repr(C)]
pub struct Tables {
    struct_size: u32,
    reserved: u32,
    opportunities: *mut ArrowArrayStream,
    others: [*mut ArrowArrayStream; 4],
}

impl Tables {
    pub fn of(opportunities: &mut ArrowArrayStream) -> Tables {
        Tables {
            struct_size: std::mem::size_of::<Tables>() as u32,
            reserved: 0,
            opportunities,
            others: [std::ptr::null_mut(); 4],
        }
    }
}

#[repr(C)]
pub struct DatasetOptions {
    struct_size: u32,
    threads: i32,
    texts: [*const c_char; 4],
    pipelines: *const c_char,
}

impl DatasetOptions {
    /// Must not outlive the definition.
    pub fn of(pipelines: &CStr) -> DatasetOptions {
        DatasetOptions {
            struct_size: std::mem::size_of::<DatasetOptions>() as u32,
            threads: 0,
            texts: [std::ptr::null(); 4],
            pipelines: pipelines.as_ptr(),
        }
    }
}

#[link(name = "salespipe_c")]
extern "C" {
    pub fn sp_status_name(status: i32) -> *const c_char;
    pub fn sp_error_create(error: *mut u64) -> i32;
    pub fn sp_error_close(error: u64) -> i32;
    pub fn sp_error_message(error: u64) -> *const c_char;
    pub fn sp_buffer_data(buffer: u64) -> *const c_char;
    pub fn sp_buffer_size(buffer: u64) -> usize;
    pub fn sp_buffer_close(buffer: u64) -> i32;
    pub fn sp_pipeline_standard(
        name: *const c_char,
        name_size: usize,
        currency: *const c_char,
        currency_size: usize,
        fridge: i32,
        definition: *mut u64,
        error: u64,
    ) -> i32;
    pub fn sp_book_open(
        path: *const c_char,
        size: usize,
        options: *const c_void,
        book: *mut u64,
        error: u64,
    ) -> i32;
    pub fn sp_book_close(book: u64, error: u64) -> i32;
    pub fn sp_book_command(
        book: u64,
        command: *const c_char,
        size: usize,
        answer: *mut u64,
        error: u64,
    ) -> i32;
    pub fn sp_book_move(
        book: u64,
        opportunity: *const c_char,
        opportunity_size: usize,
        stage: *const c_char,
        stage_size: usize,
        at: i64,
        options: *const c_void,
        allowed: *mut i32,
        decision: *mut u64,
        error: u64,
    ) -> i32;
    pub fn sp_table_from_json(
        document: *const c_char,
        size: usize,
        stream: *mut ArrowArrayStream,
        error: u64,
    ) -> i32;
    pub fn sp_dataset_from_tables(
        tables: *const Tables,
        options: *const DatasetOptions,
        dataset: *mut u64,
        error: u64,
    ) -> i32;
    pub fn sp_dataset_close(dataset: u64, error: u64) -> i32;
    pub fn sp_dataset_report(
        dataset: u64,
        query: *const c_char,
        size: usize,
        options: *const c_void,
        report: *mut u64,
        error: u64,
    ) -> i32;
    pub fn sp_report_json(report: u64, pretty: i32, json: *mut u64, error: u64) -> i32;
    pub fn sp_report_close(report: u64, error: u64) -> i32;
}
