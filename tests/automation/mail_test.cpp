// Templates of mails, and a mailing that goes to each once.
#include "salespipe/automation/mail.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "book/book_fixture.hpp"
#include "support/temporary_folder.hpp"

namespace salespipe::automation {
namespace {

using test::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const MailFields kFields{{"contact.name", "Eve <b>\r\nBcc: all@x"}, {"deal.value", "12000.00 EUR"}};

TEST(MailTemplate, FillsInItsFields) {
  EXPECT_EQ(fill_in("Worth {{deal.value}}, {{ deal.value }}.", kFields),
            "Worth 12000.00 EUR, 12000.00 EUR.");
  EXPECT_EQ(fill_in("no } braces {", kFields), "no } braces {");
}

TEST(MailTemplate, EscapesInHtmlAndKeepsASubjectOnItsLine) {
  const auto mail =
      fill_in(MailTemplate{"Hi {{contact.name}}", "Hi {{contact.name}}", "<p>{{contact.name}}</p>"},
              kFields);
  EXPECT_EQ(mail.subject, "Hi Eve <b>  Bcc: all@x");
  EXPECT_EQ(mail.text, "Hi Eve <b>\r\nBcc: all@x");
  EXPECT_EQ(mail.html, "<p>Eve &lt;b&gt;\r\nBcc: all@x</p>");
}

TEST(MailTemplate, WhatIsFilledInIsNotATemplate) {
  EXPECT_EQ(fill_in("{{a}}", {{"a", "{{b}}"}, {"b", "secret"}}), "{{b}}");
}

TEST(MailTemplate, AMistakeIsToldWithItsPart) {
  try {
    (void)fill_in(MailTemplate{"Hi", "Dear {{contact.nam}}", ""}, kFields);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_EQ(error.place().field, "/text");
    EXPECT_THAT(error.message(), HasSubstr("contact.name, deal.value"));
  }
  EXPECT_EQ(test::error_of([] { (void)fill_in("Hi {{contact", kFields); }), ErrorCode::parse_error);
}

class MailingTest : public testing::Test {
 protected:
  MailingTest() : book(Book::open((folder / "book.db").string())) {
    const auto pipeline =
        book.add_pipeline(Pipeline::standard("Sales", Currency("EUR")), at("2026-01-01"));
    const auto account = book.add_account("Acme", at("2026-01-01"));
    const auto eve = book.add_contact("Eve", at("2026-01-01"), account, "eve@acme.example");
    const auto ian = book.add_contact("Ian", at("2026-01-01"), account);  // no address
    for (const char* name : {"d1", "d2"}) {
      NewOpportunity deal;
      deal.id = OpportunityId(name);
      deal.name = name;
      deal.account = account;
      deal.contacts = {eve, ian};
      deals.push_back(book.create_opportunity(pipeline, deal, at("2026-01-02")));
    }
  }

  test::TemporaryFolder folder;
  Book book;
  std::vector<OpportunityId> deals;
  MailTemplate mail{"News for {{account.name}}", "Dear {{contact.name}}, about {{deal.name}}", ""};
};

TEST_F(MailingTest, GoesToEachAddressOnceAndIsLogged) {
  const auto before = book.last_sequence();
  EXPECT_THAT(preview(book, mail, deals, "news"), SizeIs(1));
  EXPECT_EQ(book.last_sequence(), before);
  const auto sent = send(book, mail, deals, "news", at("2026-02-01"));
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0].key, "news/contact-1");
  EXPECT_EQ(sent[0].mail.text, "Dear Eve, about d1");
  ASSERT_THAT(book.interactions(), SizeIs(1));
  EXPECT_EQ(book.interactions()[0].summary, "News for Acme");
  const auto waiting = book.outbox()->list(MessageState::waiting, 0, 10);
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_EQ(nlohmann::json::parse(waiting[0].message.body),
            nlohmann::json::parse(R"({"to":"eve@acme.example","subject":"News for Acme",
                                      "text":"Dear Eve, about d1"})"));
}

TEST_F(MailingTest, RepeatedItGoesOnlyToThoseWhoAreNew) {
  send(book, mail, deals, "news", at("2026-02-01"));
  EXPECT_THAT(send(book, mail, deals, "news", at("2026-02-02")), IsEmpty());
  EXPECT_THAT(send(book, mail, deals, "more news", at("2026-02-02")), SizeIs(1));
  EXPECT_THAT(book.outbox()->list(MessageState::waiting, 0, 10), SizeIs(2));
}

TEST_F(MailingTest, AMistakeSendsNothing) {
  const auto before = book.last_sequence();
  mail.text = "{{deal.nam}}";
  EXPECT_EQ(test::error_of([&] { send(book, mail, deals, "news", at("2026-02-01")); }),
            ErrorCode::not_found);
  EXPECT_EQ(test::error_of([&] { send(book, {}, deals, "", at("2026-02-01")); }),
            ErrorCode::invalid_argument);
  EXPECT_EQ(book.last_sequence(), before);
  EXPECT_THAT(book.outbox()->list(MessageState::waiting, 0, 10), IsEmpty());
}

}  // namespace
}  // namespace salespipe::automation
