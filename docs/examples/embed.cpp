#include <iostream>

#include "salespipe/base/error.hpp"
#include "salespipe/book/book.hpp"

int main() {
  using namespace salespipe;
  try {
    Book book;  // in memory; Book::open("sales.db") keeps every change as it is made
    const CommandContext monday{Instant::parse("2026-07-06T09:00:00Z")};
    const auto sales = book.add_pipeline(Pipeline::standard("Sales", Currency("EUR")), monday);

    NewOpportunity acme;
    acme.id = OpportunityId("acme");  // your own id, so that both sides call it the same
    acme.name = "Acme, 20 seats";
    acme.owner = ActorId("ann");
    acme.value = DealValue::parse("12000 EUR");
    const auto deal = book.create_opportunity(sales, acme, monday);

    // Ask before you offer a button: every reason at once, and nothing changes.
    const CommandContext friday{Instant::parse("2026-07-10T16:30:00Z")};
    const StageId lost("lost");
    for (const Reason& reason : book.evaluate(deal, lost, friday.at).reasons) {
      std::cout << reason.code << ": " << reason.message << '\n';
    }

    const Decision decision = book.win(deal, friday);
    std::cout << "won: " << std::boolalpha << decision.allowed << '\n';
    for (const Event& event : book.history(deal)) {
      std::cout << to_string(event.occurred_at) << "  " << to_string(event.type()) << '\n';
    }
    return 0;
  } catch (const Error& error) {  // misuse, broken input, the disk: never a rule's refusal
    std::cerr << error.what() << '\n';
    return 1;
  }
}
