#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "salespipe/simulate/options.hpp"

namespace salespipe::simulate {

/// The texts behind the code columns of a Batch: code n is the n-th text.
struct Dictionaries {
  std::vector<std::string>
      stages;  ///< "Lead", ... as Pipeline::standard names them; codes in rates.hpp.
  std::vector<std::string> owners;    ///< Everybody who ever held a chair; names are distinct.
  std::vector<std::string> accounts;  ///< Distinct.
  std::vector<std::string> sources;
  std::vector<std::string> products;
  std::vector<std::string> lost_reasons;
  std::vector<std::string> pipelines;          ///< One.
  std::vector<std::string> tasks;              ///< Task descriptions.
  std::vector<std::string> interaction_types;  ///< "email_out", "email_in", "meeting", ...
};

/// Everything that the deals of one team share: who, whom, what, and which days are worked. Made
/// from the options alone, in up to 0.1 s; then read only, cheap to copy, usable by any threads.
class World {
 public:
  struct Data;

  /// Error(invalid_argument) as check(); Error(not_found) without Europe/Stockholm's time zone
  /// data.
  explicit World(const Options& options);

  const Options& options() const& noexcept;
  const Dictionaries& names() const& noexcept;
  // They live in the World: keep it.
  const Options& options() const&& = delete;
  const Dictionaries& names() const&& = delete;
  const Data& data() const noexcept { return *data_; }  ///< For the floor's own files.

 private:
  std::shared_ptr<const Data> data_;
};

World make_world(const Options& options);

}  // namespace salespipe::simulate
