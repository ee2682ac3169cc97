#include "definition/activity_names.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "definition/text_rules.hpp"

namespace salespipe {
namespace {

/// Imperatives and gerunds: an activity when the name begins with one.
constexpr std::array<std::string_view, 62> kFirstWords = {
    "arrange",   "arranging",  "ask",         "asking",    "await",     "awaiting",   "book",
    "booking",   "call",       "calling",     "chase",     "chasing",   "check",      "checking",
    "collect",   "collecting", "contact",     "create",    "creating",  "discuss",    "discussing",
    "draft",     "drafting",   "email",       "emailing",  "find",      "finding",    "follow",
    "following", "get",        "getting",     "give",      "introduce", "invite",     "inviting",
    "make",      "mail",       "mailing",     "meet",      "organise",  "organize",   "phone",
    "phoning",   "plan",       "prepare",     "preparing", "present",   "presenting", "remind",
    "request",   "research",   "researching", "review",    "reviewing", "schedule",   "scheduling",
    "send",      "sending",    "visit",       "visiting",  "wait",      "waiting"};

/// Things done or to be done on one day: an activity wherever the word stands.
constexpr std::array<std::string_view, 34> kAnywhere = {
    "appointment", "appointments",  "booked",    "call",     "called",   "calls",    "demo",
    "demos",       "demonstration", "email",     "emailed",  "emails",   "followup", "kickoff",
    "letter",      "lunch",         "mailing",   "meeting",  "meetings", "phoned",   "presentation",
    "reminded",    "reminder",      "scheduled", "sent",     "task",     "visit",    "visited",
    "voicemail",   "walkthrough",   "webinar",   "workshop", "arranged", "organised"};

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  const std::string text = slug(name, ' ');
  std::size_t begin = 0;
  while (begin < text.size()) {
    const auto end = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

}  // namespace

bool reads_like_activity(std::string_view stage_name) {
  auto words = words_of(stage_name);
  // "1. Call" and "Step 2: send offer" are what follows the number.
  while (!words.empty() && (words.front() == "step" || words.front() == "stage" ||
                            words.front().find_first_not_of("0123456789") == std::string::npos)) {
    words.erase(words.begin());
  }
  if (words.empty()) return false;
  if (holds(kFirstWords, words.front())) return true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (holds(kAnywhere, words[i])) return true;
    const bool follow_up = i > 0 && words[i] == "up" && words[i - 1] == "follow";
    const bool kick_off = i > 0 && words[i] == "off" && words[i - 1] == "kick";
    if (follow_up || kick_off) return true;
  }
  return false;
}

}  // namespace salespipe
