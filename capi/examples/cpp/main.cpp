// salespipe's C interface from C++17: handles that close themselves, failures as exceptions. (A
// host in C++20 can use the C++ library itself.) Arguments: a folder for the book, the folder of
// the table.
#include <fstream>
#include <iostream>
#include <iterator>
#include <salespipe.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

constexpr std::int64_t kNow = 1'782'896'400'000'000;  // 2026-07-01T09:00:00Z

/// A handle and what closes it.
template <auto Close>
class Owned {
 public:
  Owned() = default;
  Owned(Owned&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Owned& operator=(Owned&&) = delete;
  ~Owned() {
    if constexpr (std::is_invocable_v<decltype(Close), std::uint64_t>) {
      Close(handle_);
    } else {
      Close(handle_, 0);
    }
  }
  std::uint64_t* out() { return &handle_; }
  operator std::uint64_t() const { return handle_; }

 private:
  std::uint64_t handle_ = 0;
};

using Error = Owned<sp_error_close>;
using Book = Owned<sp_book_close>;
using Buffer = Owned<sp_buffer_close>;
using Dataset = Owned<sp_dataset_close>;
using Report = Owned<sp_report_close>;

/// Calls a function with an error as its last argument.
template <class Function, class... Arguments>
void call(Function function, const Arguments&... arguments) {
  Error error;
  sp_error_create(error.out());
  const sp_status status = function(arguments..., error);
  if (status == SP_OK) return;
  throw std::runtime_error(std::string(sp_status_name(status)) + ": " + sp_error_message(error));
}

std::string text(const Buffer& buffer) { return {sp_buffer_data(buffer), sp_buffer_size(buffer)}; }

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string pipeline() {
  Buffer definition;
  call(sp_pipeline_standard, "Sales", SP_TO_ZERO, "EUR", SP_TO_ZERO, 0, definition.out());
  return text(definition);
}

bool move(const Book& book, const std::string& stage, std::string* why = nullptr) {
  Buffer decision;
  std::int32_t allowed = 0;
  call(sp_book_move, book, "acme", SP_TO_ZERO, stage.data(), stage.size(), kNow, nullptr, &allowed,
       decision.out());
  if (why != nullptr) *why = text(decision);
  return allowed != 0;
}

void work_with_a_book(const std::string& folder) {
  Book book;
  const std::string path = folder + "/sales.db";
  call(sp_book_open, path.data(), path.size(), nullptr, book.out());
  const std::string commands =
      R"([{"command": "add_pipeline", "at": "2026-07-01T09:00:00Z", "definition": )" + pipeline() +
      R"(}, {"command": "create_opportunity", "at": "2026-07-01T09:00:00Z", "pipeline": "sales",
           "id": "acme", "name": "Acme, 20 seats", "value": "12000 EUR"}])";
  call(sp_book_command, book, commands.data(), commands.size(), nullptr);
  std::string why;
  move(book, "Lost", &why);  // a refusal is an answer, with every reason
  std::cout << why << '\n';
  std::cout << "won: " << move(book, "Won") << '\n';
}

void show_a_dashboard(const std::string& folder) {
  ArrowArrayStream stream{};
  const std::string table = read(folder + "/table.json");
  call(sp_table_from_json, table.data(), table.size(), &stream);
  const std::string definition = pipeline();
  sp_tables tables{};
  tables.struct_size = sizeof tables;
  tables.opportunities = &stream;  // taken over: released in any case
  sp_dataset_options options{};
  options.struct_size = sizeof options;
  options.pipelines = definition.c_str();
  Dataset dataset;
  call(sp_dataset_from_tables, &tables, &options, dataset.out());
  const std::string query = read(folder + "/query.json");
  Report report;
  call(sp_dataset_report, dataset, query.data(), query.size(), nullptr, report.out());
  Buffer json;
  call(sp_report_json, report, 0, json.out());
  std::cout << text(json) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    work_with_a_book(argv[1]);
    show_a_dashboard(argv[2]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
