#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "salespipe/simulate/rates.hpp"

// What is sold, where deals come from, why they are lost, what is done next: the tables of the
// invented market. Position in a table is the code in a column.
namespace salespipe::simulate {

struct Source {
  std::string_view name;
  double weight;
  double odds;  ///< Factor on the odds of moving a deal forward.
};
inline constexpr std::array<Source, 9> kSources{{
    {"Website", 24, 1.00},
    {"Cold call", 18, 0.60},
    {"Webinar", 12, 1.00},
    {"Referral", 11, 1.90},
    {"Trade fair", 10, 1.05},
    {"Advertising", 10, 0.70},
    {"Newsletter", 6, 0.90},
    {"Existing customer", 5, 2.40},
    {"Partner", 4, 1.50},
}};

struct Product {
  std::string_view name;
  double weight;
  double price;  ///< Whole units of the currency: a middle deal's list price.
  double pace;   ///< Factor on durations: dear deals take longer.
  double odds;
};
inline constexpr std::array<Product, 6> kProducts{{
    {"Starter licence", 30, 900, 0.7, 1.10},
    {"Team licence", 28, 3'600, 0.9, 1.05},
    {"Business licence", 18, 12'500, 1.1, 1.00},
    {"Training days", 10, 2'400, 0.7, 1.10},
    {"Support plan", 9, 5'200, 0.8, 1.15},
    {"Enterprise licence", 5, 64'000, 1.7, 0.80},
}};

/// Lost reasons with their weight in each place that a deal is lost from: the four open stages,
/// then the fridge.
struct LostReason {
  std::string_view name;
  std::array<double, 5> weights;
};
inline constexpr std::array<LostReason, 8> kLostReasons{{
    {"No answer", {45, 20, 4, 6, 25}},
    {"Not a fit", {30, 14, 4, 2, 5}},
    {"No budget", {8, 26, 14, 8, 20}},
    {"No need", {14, 24, 8, 3, 15}},
    {"Bad timing", {2, 8, 22, 12, 20}},
    {"Competitor", {1, 6, 26, 30, 10}},
    {"Price", {0, 2, 16, 28, 0}},
    {"No decision", {0, 0, 6, 11, 5}},
}};

/// Next steps: four for each open stage, then the one for a wake-up day.
inline constexpr std::size_t kTasksPerStage = 4;
inline constexpr std::array<std::string_view, 17> kTasks{
    "Research the company", "First call",
    "Send an introduction", "Find the decision maker",
    "Follow up by phone",   "Book a first meeting",
    "Send references",      "Ask about the budget",
    "Demonstration",        "Meet the decision maker",
    "Clarify requirements", "Prepare the proposal",
    "Present the proposal", "Call about the proposal",
    "Answer questions",     "Send the contract",
    "Wake-up call"};
inline constexpr std::int32_t kWakeUpTask = 16;

/// The types of METRICS.md's interactions, by their codes.
inline constexpr std::int32_t kEmailOut = 0;
inline constexpr std::int32_t kEmailIn = 1;
inline constexpr std::int32_t kEmailOpened = 5;
inline constexpr std::int32_t kLinkClicked = 6;
inline constexpr std::array<std::string_view, 8> kInteractionTypes{
    "email_out", "email_in",     "meeting",      "call",
    "note",      "email_opened", "link_clicked", "web_visit"};

/// Weights of the interactions that are begun in the four open stages and the fridge; answers,
/// opens and clicks follow from the mails.
inline constexpr std::array<std::array<double, 8>, 5> kInteractionWeights{{
    {40, 8, 1, 30, 6, 0, 0, 15},
    {38, 8, 12, 26, 8, 0, 0, 8},
    {28, 8, 28, 20, 12, 0, 0, 4},
    {32, 10, 20, 26, 10, 0, 0, 2},
    {70, 5, 0, 20, 5, 0, 0, 0},
}};

}  // namespace salespipe::simulate
