#pragma once

#include <nlohmann/json.hpp>

#include "salespipe/book/account.hpp"
#include "salespipe/book/interaction.hpp"
#include "salespipe/book/opportunity.hpp"
#include "salespipe/book/task.hpp"

// The things of a book as JSON, without their ids. Members that hold nothing are left out, so that
// one state has one text.
namespace salespipe {

nlohmann::json json_of(const Account& account);
nlohmann::json json_of(const Contact& contact);
nlohmann::json json_of(const Opportunity& deal);
nlohmann::json json_of(const Task& task);
nlohmann::json json_of(const Interaction& interaction);

}  // namespace salespipe
