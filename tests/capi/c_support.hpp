#pragma once

#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "salespipe.h"
#include "support/owned_handle.hpp"

// What the tests of the C interface share: short ways to call it, with failures told.
namespace salespipe::c_test {

using nlohmann::json;

inline constexpr std::int64_t kNow = 1'782'896'400'000'000;  // 2026-07-01T09:00:00Z

/// An error object that closes itself.
class ErrorText {
 public:
  ErrorText() { EXPECT_EQ(sp_error_create(&handle_), SP_OK); }
  ErrorText(const ErrorText&) = delete;
  ErrorText& operator=(const ErrorText&) = delete;
  ~ErrorText() { EXPECT_EQ(sp_error_close(handle_), SP_OK); }
  operator sp_error() const { return handle_; }  // NOLINT(google-explicit-constructor)
  std::string message() const { return sp_error_message(handle_); }

 private:
  sp_error handle_ = 0;
};

/// The bytes of a buffer, which is closed.
inline std::string take(sp_buffer buffer) {
  if (buffer == 0) return {};
  std::string bytes(sp_buffer_data(buffer), sp_buffer_size(buffer));
  EXPECT_EQ(sp_buffer_close(buffer), SP_OK);
  return bytes;
}

/// Closing, which must succeed.
template <sp_status (*Close)(std::uint64_t, sp_error)>
sp_status closed(std::uint64_t handle, sp_error error) {
  const sp_status status = Close(handle, error);
  EXPECT_EQ(status, SP_OK);
  return status;
}

template <sp_status (*Close)(std::uint64_t, sp_error)>
using Owned = test::OwnedHandle<closed<Close>>;

using OwnedBook = Owned<sp_book_close>;
using OwnedDataset = Owned<sp_dataset_close>;
using OwnedReport = Owned<sp_report_close>;
using OwnedState = Owned<sp_state_close>;
using OwnedWatch = Owned<sp_watch_close>;

inline json command(sp_book book, const json& document) {
  const ErrorText error;
  sp_buffer answer = 0;
  const auto text = document.dump();
  EXPECT_EQ(sp_book_command(book, text.data(), text.size(), &answer, error), SP_OK)
      << text << ": " << error.message();
  const auto told = take(answer);
  return told.empty() ? json() : json::parse(told);
}

inline json query(sp_book book, const json& document) {
  const ErrorText error;
  sp_buffer answer = 0;
  const auto text = document.dump();
  EXPECT_EQ(sp_book_query(book, text.data(), text.size(), &answer, error), SP_OK)
      << text << ": " << error.message();
  const auto told = take(answer);
  return told.empty() ? json() : json::parse(told);
}

inline json report_json(sp_report report) {
  sp_buffer text = 0;
  EXPECT_EQ(sp_report_json(report, 0, &text, 0), SP_OK);
  return json::parse(take(text));
}

inline std::string standard_pipeline() {
  sp_buffer text = 0;
  EXPECT_EQ(sp_pipeline_standard("New business", SP_TO_ZERO, "EUR", SP_TO_ZERO, 1, &text, 0),
            SP_OK);
  return take(text);
}

/// The pipeline "new-business" and one deal, "opportunity-1", of 12000 EUR.
inline void add_a_deal(sp_book book) {
  command(book, {{"command", "add_pipeline"},
                 {"at", "2026-07-01T08:00:00Z"},
                 {"definition", json::parse(standard_pipeline())}});
  command(book, {{"command", "create_opportunity"},
                 {"at", "2026-07-01T08:30:00Z"},
                 {"pipeline", "new-business"},
                 {"name", "Acme, 20 seats"},
                 {"owner", "ann"},
                 {"value", "12000 EUR"}});
}

/// A book in memory with these.
inline OwnedBook book_with_a_deal() {
  OwnedBook book;
  EXPECT_EQ(sp_book_create(nullptr, book.out(), 0), SP_OK);
  add_a_deal(book);
  return book;
}

inline sp_status move(sp_book book, const char* stage, std::int32_t* allowed,
                      sp_buffer* decision = nullptr, sp_error error = 0) {
  return sp_book_move(book, "opportunity-1", SP_TO_ZERO, stage, SP_TO_ZERO, kNow, nullptr, allowed,
                      decision, error);
}

}  // namespace salespipe::c_test
