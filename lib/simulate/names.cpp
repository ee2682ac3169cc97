#include "simulate/names.hpp"

#include <array>
#include <numeric>
#include <string_view>

#include "salespipe/base/error.hpp"
#include "simulate/draw.hpp"

namespace salespipe::simulate {
namespace {

constexpr std::array<std::string_view, 60> kFirstNames{
    "Anna",   "Erik",   "Maria",     "Lars",   "Karin",  "Johan",  "Sara",   "Anders", "Emma",
    "Peter",  "Linnea", "Oskar",     "Ingrid", "Mats",   "Helena", "Jonas",  "Elin",   "Fredrik",
    "Sofia",  "Henrik", "Astrid",    "Nils",   "Ebba",   "Gustav", "Maja",   "Viktor", "Klara",
    "Simon",  "Ida",    "Martin",    "Amira",  "Yusuf",  "Leila",  "Omar",   "Fatima", "Ali",
    "Zeynep", "Mehmet", "Chiara",    "Luca",   "Giulia", "Marco",  "Sophie", "Lucas",  "Claire",
    "Hugo",   "Marta",  "Pablo",     "Carmen", "Diego",  "Hanna",  "Felix",  "Greta",  "Moritz",
    "Aino",   "Mikko",  "Agnieszka", "Tomasz", "Priya",  "Arjun"};

constexpr std::array<std::string_view, 80> kLastNames{
    "Andersson", "Berg",     "Lindqvist", "Nyström", "Sandberg", "Holm",      "Ekström", "Lundgren",
    "Söderlund", "Åkesson",  "Björk",     "Dahl",    "Engström", "Forsberg",  "Granath", "Hedlund",
    "Isaksson",  "Jansson",  "Kjellberg", "Lilja",   "Malm",     "Norén",     "Olsson",  "Palm",
    "Qvist",     "Rosén",    "Sjögren",   "Tegnér",  "Ulvsson",  "Vinter",    "Wallin",  "Ahmadi",
    "Bakker",    "Çelik",    "de Vries",  "Eriksen", "Fischer",  "García",    "Haddad",  "Ivanova",
    "Jensen",    "Kowalski", "Laine",     "Moreau",  "Novak",    "Okafor",    "Petrov",  "Quintana",
    "Rossi",     "Schmidt",  "Takahashi", "Usman",   "Virtanen", "Weber",     "Xavier",  "Yilmaz",
    "Zieliński", "Bianchi",  "Costa",     "Dubois",  "Esposito", "Fernández", "Girard",  "Hansen",
    "Iyer",      "Johansen", "Keller",    "Lefèvre", "Müller",   "Nielsen",   "Ortega",  "Patel",
    "Ricci",     "Silva",    "Thomsen",   "Urban",   "Vogel",    "Wagner",    "Young",   "Zimmer"};

constexpr std::array<std::string_view, 50> kBrands{
    "Aurora",   "Baltic",   "Castor",    "Delta",    "Elvira",  "Fjord",    "Gotland",  "Havet",
    "Isberg",   "Juno",     "Kustlinje", "Lodestar", "Mälar",   "Norrland", "Orion",    "Polar",
    "Quartz",   "Riddar",   "Skåne",     "Tundra",   "Uppsala", "Vättern",  "Westport", "Ängel",
    "Österby",  "Alpen",    "Bergamo",   "Camden",   "Donau",   "Everest",  "Falken",   "Granit",
    "Hanse",    "Iberia",   "Jura",      "Krona",    "Lagune",  "Meridian", "Nimbus",   "Oxford",
    "Piemonte", "Quayside", "Rhône",     "Silesia",  "Toledo",  "Umbra",    "Vega",     "Weser",
    "Yarrow",   "Zenit"};

constexpr std::array<std::string_view, 50> kTrades{
    "Timber",     "Textile",   "Foods",     "Logistics",   "Marine",      "Optics",
    "Paper",      "Steel",     "Energy",    "Dental",      "Furniture",   "Packaging",
    "Robotics",   "Seeds",     "Tools",     "Travel",      "Print",       "Glass",
    "Hydraulics", "Insurance", "Ceramics",  "Cycles",      "Dairy",       "Elevators",
    "Fisheries",  "Gardens",   "Hotels",    "Instruments", "Jewellery",   "Kitchens",
    "Lighting",   "Machinery", "Networks",  "Outdoor",     "Pharma",      "Quarries",
    "Railways",   "Security",  "Telecom",   "Uniforms",    "Ventilation", "Water",
    "Aerospace",  "Batteries", "Chemicals", "Diagnostics", "Engineering", "Finance",
    "Games",      "Housing"};

constexpr std::array<std::string_view, 8> kKinds{"",           " Group", " Systems",   " Partners",
                                                 " Solutions", " Works", " & Company", " Nordic"};

constexpr std::array<std::string_view, 10> kForms{" AB",  " Ltd", " GmbH", " SA",  " Oy",
                                                  " ApS", " BV",  " Inc",  " SpA", " AS"};

// Visits the numbers below `size` in an order of the seed's, each once: number n of the walk.
class Walk {
 public:
  Walk(std::uint64_t size, std::uint64_t seed) : size_(size) {
    Draw draw(seed, Stream::names, size);
    start_ = static_cast<std::uint64_t>(draw.uniform() * static_cast<double>(size));
    stride_ = static_cast<std::uint64_t>((0.3 + 0.4 * draw.uniform()) * static_cast<double>(size));
    while (std::gcd(stride_, size) != 1) ++stride_;
  }
  std::uint64_t operator()(std::uint64_t n) const { return (start_ + n * stride_) % size_; }

 private:
  std::uint64_t size_;
  std::uint64_t start_ = 0;
  std::uint64_t stride_ = 1;
};

// The part that the lowest digit of `number` names; the digit is taken off.
template <std::size_t Size>
std::string_view take(const std::array<std::string_view, Size>& parts, std::uint64_t& number) {
  const std::string_view part = parts[number % Size];
  number /= Size;
  return part;
}

void check_count(std::uint64_t count, std::uint64_t most) {
  if (count > most) throw Error(ErrorCode::internal, "more names wanted than there are");
}

}  // namespace

std::vector<std::string> people(std::uint64_t count, std::uint64_t seed) {
  // The first 4'800 do without a middle initial.
  constexpr std::uint64_t kPlain = kFirstNames.size() * kLastNames.size();
  check_count(count, kPlain * 26);
  const Walk walk(kPlain, seed);
  std::vector<std::string> names;
  names.reserve(count);
  for (std::uint64_t n = 0; n < count; ++n) {
    std::uint64_t number = walk(n % kPlain);
    std::string name(take(kFirstNames, number));
    if (n >= kPlain) {
      name += ' ';
      name += static_cast<char>('A' + static_cast<char>(n / kPlain - 1));
      name += '.';
    }
    name += ' ';
    name += take(kLastNames, number);
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> companies(std::uint64_t count, std::uint64_t seed) {
  constexpr std::uint64_t kAll = kBrands.size() * kTrades.size() * kKinds.size() * kForms.size();
  check_count(count, kAll);
  const Walk walk(kAll, seed);
  std::vector<std::string> names;
  names.reserve(count);
  for (std::uint64_t n = 0; n < count; ++n) {
    std::uint64_t number = walk(n);
    std::string name(take(kBrands, number));
    name += ' ';
    name += take(kTrades, number);
    name += take(kKinds, number);
    name += take(kForms, number);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace salespipe::simulate
