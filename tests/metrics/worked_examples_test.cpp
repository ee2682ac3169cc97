// The figure that each metric's documentation works out is the one that the engine computes.
#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "metrics/worked_book.hpp"

namespace salespipe::test {
namespace {

using metrics::Metric;
using metrics::Unit;

/// As the examples write figures: 1234.50 (money), 3 (count), 12.5 (days and ratios, to four
/// digits behind the point), "no value".
std::string written(const std::optional<Figure>& figure) {
  if (!figure) return "no value";
  switch (figure->unit) {
    case Unit::money: {
      const std::string text = Money(figure->whole(), Currency("EUR")).to_string();
      return text.substr(0, text.find(' '));
    }
    case Unit::count:
      return std::to_string(figure->whole());
    default: {
      std::array<char, 64> text{};
      std::snprintf(text.data(), text.size(), "%.4f", figure->number());
      std::string digits(text.data());
      while (digits.back() == '0') digits.pop_back();
      if (digits.back() == '.') digits.pop_back();
      return digits;
    }
  }
}

TEST(WorkedExamples, AreWhatTheEngineComputes) {
  const Report report = metrics::evaluate(query({}, "2025-Q1"), worked_book());
  for (const Metric& metric : metrics::catalogue()) {
    const std::string_view said = metric.example.substr(0, metric.example.find(": "));
    EXPECT_EQ(said, written(report.figure(report.row(), metric.name))) << metric.name;
  }
}

TEST(WorkedExamples, SayHowTheFigureComesAbout) {
  for (const Metric& metric : metrics::catalogue()) {
    const std::size_t colon = metric.example.find(": ");
    ASSERT_NE(colon, std::string_view::npos) << metric.name;
    EXPECT_GT(metric.example.size(), colon + 2) << metric.name;
  }
}

}  // namespace
}  // namespace salespipe::test
