#pragma once

#include "base/json.hpp"
#include "salespipe/book/account.hpp"
#include "salespipe/book/interaction.hpp"
#include "salespipe/book/opportunity.hpp"
#include "salespipe/book/task.hpp"

// The things of a book as JSON, without their ids. Members that hold nothing are left out, so that
// one state has one text.
namespace salespipe {

documents::json json_of(const Account& account);
documents::json json_of(const Contact& contact);
documents::json json_of(const Opportunity& deal);
documents::json json_of(const Task& task);
documents::json json_of(const Interaction& interaction);

}  // namespace salespipe
