// salespipe from Go with cgo. Arguments: a folder for the book, the folder of table.json and
// query.json. CGO_CFLAGS and CGO_LDFLAGS say where the library is, as pkg-config salespipe-c tells.
package main

/*
#cgo LDFLAGS: -lsalespipe_c
#include <salespipe.h>
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"
	"unsafe"
)

// text is a Go string as the library takes it: it is copied, nothing is kept.
func text(s string) (*C.char, C.size_t) {
	return (*C.char)(unsafe.Pointer(unsafe.StringData(s))), C.size_t(len(s))
}

// call runs a function with an error of its own.
func call(function func(C.sp_error) C.sp_status) error {
	var e C.sp_error
	C.sp_error_create(&e)
	defer C.sp_error_close(e)
	if status := function(e); status != C.SP_OK {
		return fmt.Errorf("%s: %s", C.GoString(C.sp_status_name(status)), C.GoString(C.sp_error_message(e)))
	}
	return nil
}

// taken is what a buffer holds; the buffer is closed.
func taken(buffer C.sp_buffer) string {
	defer C.sp_buffer_close(buffer)
	return C.GoStringN(C.sp_buffer_data(buffer), C.int(C.sp_buffer_size(buffer)))
}

// Book is a book of business.
type Book struct{ handle C.sp_book }

// Open opens the book in a SQLite file, which is made when there is none.
func Open(path string) (*Book, error) {
	book := &Book{}
	data, size := text(path)
	err := call(func(e C.sp_error) C.sp_status { return C.sp_book_open(data, size, nil, &book.handle, e) })
	return book, err
}

// Close lets go of the file.
func (b *Book) Close() error {
	return call(func(e C.sp_error) C.sp_status { return C.sp_book_close(b.handle, e) })
}

// Command carries out a command, or a list of them, as JSON.
func (b *Book) Command(command string) (string, error) {
	var answer C.sp_buffer
	data, size := text(command)
	err := call(func(e C.sp_error) C.sp_status { return C.sp_book_command(b.handle, data, size, &answer, e) })
	return taken(answer), err
}

// Move moves a deal when the pipeline allows it; why is the decision with every reason.
func (b *Book) Move(deal, stage string, at time.Time) (allowed bool, why string, err error) {
	var yes C.int32_t
	var decision C.sp_buffer
	dealData, dealSize := text(deal)
	stageData, stageSize := text(stage)
	err = call(func(e C.sp_error) C.sp_status {
		return C.sp_book_move(b.handle, dealData, dealSize, stageData, stageSize, C.int64_t(at.UnixMicro()), nil,
			&yes, &decision, e)
	})
	return yes == 1, taken(decision), err
}

// Pipeline is the standard pipeline as a definition.
func Pipeline(name, currency string) (string, error) {
	var definition C.sp_buffer
	nameData, nameSize := text(name)
	currencyData, currencySize := text(currency)
	err := call(func(e C.sp_error) C.sp_status {
		return C.sp_pipeline_standard(nameData, nameSize, currencyData, currencySize, 0, &definition, e)
	})
	return taken(definition), err
}

// Figures answers a query about a table, both as JSON.
func Figures(table, query, pipeline string) (string, error) {
	// The library reads these structs, so they lie in its memory, not in Go's.
	stream := (*C.struct_ArrowArrayStream)(C.calloc(1, C.sizeof_struct_ArrowArrayStream))
	tables := (*C.sp_tables)(C.calloc(1, C.sizeof_sp_tables))
	options := (*C.sp_dataset_options)(C.calloc(1, C.sizeof_sp_dataset_options))
	definition := C.CString(pipeline)
	for _, memory := range []unsafe.Pointer{unsafe.Pointer(stream), unsafe.Pointer(tables), unsafe.Pointer(options),
		unsafe.Pointer(definition)} {
		defer C.free(memory)
	}
	tables.struct_size = C.sizeof_sp_tables
	tables.opportunities = stream // taken over: released in any case
	options.struct_size = C.sizeof_sp_dataset_options
	options.pipelines = definition

	var dataset C.sp_dataset
	var report C.sp_report
	var json C.sp_buffer
	tableData, tableSize := text(table)
	queryData, querySize := text(query)
	steps := []func(C.sp_error) C.sp_status{
		func(e C.sp_error) C.sp_status { return C.sp_table_from_json(tableData, tableSize, stream, e) },
		func(e C.sp_error) C.sp_status { return C.sp_dataset_from_tables(tables, options, &dataset, e) },
		func(e C.sp_error) C.sp_status {
			return C.sp_dataset_report(dataset, queryData, querySize, nil, &report, e)
		},
		func(e C.sp_error) C.sp_status { return C.sp_report_json(report, 0, &json, e) },
	}
	// A handle that was never given is 0, and closing it is only told.
	defer func() { C.sp_report_close(report, 0); C.sp_dataset_close(dataset, 0) }()
	for _, step := range steps {
		if err := call(step); err != nil {
			return "", err
		}
	}
	return taken(json), nil
}

func read(path ...string) string {
	content, err := os.ReadFile(filepath.Join(path...))
	must(err)
	return string(content)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	now := time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC) // the library has no clock
	pipeline, err := Pipeline("Sales", "EUR")
	must(err)
	book, err := Open(filepath.Join(os.Args[1], "sales.db"))
	must(err)
	at := now.Format(time.RFC3339)
	_, err = book.Command(fmt.Sprintf(`[{"command": "add_pipeline", "at": %q, "definition": %s},
		{"command": "create_opportunity", "at": %q, "pipeline": "sales", "id": "acme",
		 "name": "Acme, 20 seats", "value": "12000 EUR"}]`, at, pipeline, at))
	must(err)
	_, why, err := book.Move("acme", "Lost", now) // a refusal is an answer, with every reason
	must(err)
	fmt.Println(why)
	won, _, err := book.Move("acme", "Won", now)
	must(err)
	fmt.Println("won:", map[bool]int{true: 1}[won])
	must(book.Close())
	figures, err := Figures(read(os.Args[2], "table.json"), read(os.Args[2], "query.json"), pipeline)
	must(err)
	fmt.Println(figures)
}
