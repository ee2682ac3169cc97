#pragma once

#include <string>
#include <vector>

#include "store/postgres_session.hpp"
#include "store/store_fixture.hpp"

namespace salespipe::test {

/// A database of its own on the tests' server, and somebody who does what he likes with it.
class PostgresDatabase : public testing::Test {
 protected:
  PostgresDatabase() {
    skip_without_server();
    if (IsSkipped()) return;
    name_ = "salespipe" + PostgresServer::random_name();
    std::erase(name_, '-');
    stranger(PostgresServer::get().address(), "CREATE DATABASE " + name_);
  }
  ~PostgresDatabase() override {
    if (!name_.empty()) {
      stranger(PostgresServer::get().address(), "DROP DATABASE " + name_ + " WITH (FORCE)");
    }
  }

  /// Of a book in it.
  std::string address(const char* book = "") const {
    return PostgresServer::get().in_database(name_) + book;
  }
  const std::string& database() const { return name_; }
  postgres::Result stranger(const std::string& sql) const { return stranger(address(), sql); }
  static postgres::Result stranger(const std::string& server, const std::string& sql) {
    postgres::Session session(server, "a stranger", {});
    return session.run(postgres::Call::of(sql.c_str()));
  }
  /// Ends the connections to the database as an operator may.
  void end_connections() const {
    stranger(
        PostgresServer::get().address(),
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name_ + "'");
  }
  void write_deal(const char* book = "") const {
    Book written = Book::open(address(book));
    const auto pipeline =
        written.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
    written.create_opportunity(pipeline, {.name = "Acme"}, at("2026-01-02"));
  }

 private:
  std::string name_;
};

}  // namespace salespipe::test
