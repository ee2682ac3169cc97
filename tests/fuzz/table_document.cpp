// Tables as documents: read, asked, and imported into a book.
#include <array>

#include "books.hpp"
#include "tables.hpp"
#include "target.hpp"

namespace salespipe::fuzz {
namespace {

/// Opportunities, history, interactions, quotas, rates: so many of them are there.
struct Streams {
  std::array<ArrowArrayStream, 5> all{};
  std::size_t given = 0;

  Streams() = default;
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  ~Streams() {
    for (auto& stream : all) {
      if (stream.release != nullptr) stream.release(&stream);
    }
  }
  /// False when a line is no table.
  bool read(std::string_view input) {
    for (const auto line : lines_of(input)) {
      if (given == all.size()) break;
      auto& stream = all[given];
      const Told told_of = told("sp_table_from_json", [&](sp_error error) {
        return sp_table_from_json(line.data(), line.size(), &stream, error);
      });
      require(told_of.ok() == (stream.release != nullptr), "a stream and an error, or neither");
      if (!told_of.ok()) return false;
      ++given;
    }
    return true;
  }
  sp_tables tables(std::size_t most) {
    sp_tables out{};
    out.struct_size = sizeof out;
    const auto at = [&](std::size_t i) { return i < given && i < most ? &all[i] : nullptr; };
    out.opportunities = at(0);
    out.history = at(1);
    out.interactions = at(2);
    out.quotas = at(3);
    out.rates = at(4);
    return out;
  }
};

}  // namespace

void table_document(std::string_view input) {
  if (input.size() > kLongestInput) return;
  constexpr std::size_t kOfBooks = 3;  // a book keeps no quotas and no rates
  Streams asked;
  if (!asked.read(input)) return;
  OwnedDataset dataset;
  const Told made = dataset_of(asked.tables(asked.all.size()), dataset);
  figures_of(made, dataset);
  Streams imported;
  imported.read(input);
  import(imported.tables(kOfBooks));
}

}  // namespace salespipe::fuzz
