#include <algorithm>
#include <array>
#include <string>

#include "salespipe/base/error.hpp"
#include "salespipe/base/money.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

struct Group {
  std::int8_t minor_digits;
  std::string_view codes;  // sorted, separated by one space
};

// ISO 4217, list one (currencies and funds in force) of the maintenance agency SIX, as of
// 2026-01-01, by minor unit. Left out: the codes whose minor unit the list gives as "N.A." (metals,
// XDR, XUA, XSU, bond units, XTS, XXX), because no amount of them can be written in minor units.
constexpr std::array kInForce{
    Group{0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
    Group{2,
          "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
          "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
          "GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
          "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO "
          "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
          "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST "
          "XAD XCD XCG YER ZAR ZMW ZWG"},
    Group{3, "BHD IQD JOD KWD LYD OMR TND"},
    Group{4, "CLF UYW"},
};

// List three (historic), withdrawn since 2010, with the minor unit they had: deals of those years
// are still in the books.
constexpr std::array kWithdrawn{
    Group{0, "BYR"},
    Group{2, "ANG BGN CUC EEK HRK LTL LVL MRO SLL STD USS VEF ZMK ZWL"},
};

struct Entry {
  std::array<char, 3> code;
  std::int8_t minor_digits;
};

template <std::size_t N>
constexpr std::size_t count_codes(const std::array<Group, N>& groups) {
  std::size_t count = 0;
  for (const Group& group : groups) count += (group.codes.size() + 1) / 4;
  return count;
}

constexpr auto make_table() {
  std::array<Entry, count_codes(kInForce) + count_codes(kWithdrawn)> table{};
  std::size_t at = 0;
  const auto add = [&](const Group& group) {
    for (std::size_t i = 0; i < group.codes.size(); i += 4) {
      table[at++] = {{group.codes[i], group.codes[i + 1], group.codes[i + 2]}, group.minor_digits};
    }
  };
  for (const Group& group : kInForce) add(group);
  for (const Group& group : kWithdrawn) add(group);
  std::sort(table.begin(), table.end(),
            [](const Entry& a, const Entry& b) { return a.code < b.code; });
  return table;
}

constexpr auto kTable = make_table();

const Entry* find(std::string_view code) {
  if (code.size() != 3) return nullptr;
  const std::array<char, 3> key{code[0], code[1], code[2]};
  const auto* const found =
      std::lower_bound(kTable.begin(), kTable.end(), key,
                       [](const Entry& entry, const auto& wanted) { return entry.code < wanted; });
  return found != kTable.end() && found->code == key ? found : nullptr;
}

std::string upper_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

}  // namespace

Currency::Currency(std::string_view code) {
  const Entry* const entry = find(code);
  if (entry == nullptr) {
    const std::string upper = upper_case(code);
    throw Error(ErrorCode::invalid_argument,
                quoted(code) + " is not a currency of ISO 4217; " +
                    (find(upper) != nullptr ? "write " + upper
                                            : std::string("give a three-letter code such as EUR")));
  }
  code_ = entry->code;
  minor_digits_ = entry->minor_digits;
}

}  // namespace salespipe
