#include "metrics/binding.hpp"

#include <algorithm>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::uint64_t kMostGroups = std::uint64_t{1} << 62;

const DimensionColumn& column_of(const Dataset& dataset, const std::string& name) {
  const int index = dataset.dimension(name);
  if (index < 0) {
    throw Error(ErrorCode::not_found, "the data have no dimension " + quoted(name) +
                                          "; give its column, empty if need be");
  }
  return dataset.opportunities.dimensions[static_cast<std::size_t>(index)];
}

/// One flag per code of a dictionary.
void narrow(std::vector<std::uint8_t>& pass, const Dictionary& dictionary, const Filter& filter) {
  std::vector<std::uint8_t> named(dictionary.size(), 0);
  for (const std::string& value : filter.values) {
    if (const auto code = dictionary.find(value)) named[*code] = 1;
  }
  if (pass.empty()) pass.assign(dictionary.size(), 1);
  for (std::size_t code = 0; code < pass.size(); ++code) {
    if ((named[code] != 0) == filter.exclude) pass[code] = 0;
  }
}

}  // namespace

Binding::Binding(const std::vector<std::string>& dimensions, const std::vector<Filter>& filters,
                 const Dataset& dataset, Room room)
    : dataset_(dataset) {
  for (std::size_t i = 0; i < dataset.stages.size(); ++i) {
    const auto code = static_cast<StageCode>(i);
    names_.codes.push_back(names_.texts.intern(dataset.stages.at(code).name));
    categories_.codes.push_back(categories_.texts.intern(dataset.stages.forecast_category(code)));
  }
  for (const std::string& name : dimensions) {
    const Dictionary* dictionary = nullptr;
    if (name == "owner") {
      dictionary = &dataset.owners;
      owner_stride_ = space_;
    } else if (StageDimension* dimension = stage_dimension(name)) {
      dictionary = &dimension->texts;
      dimension->stride = space_;
      reads_stage_ = true;
    } else {
      const DimensionColumn& column = column_of(dataset, name);
      dictionary = &column.dictionary;
      columns_.push_back({&column.codes, space_, name == "account"});
    }
    const bool grows = room == Room::growing && stage_dimension(name) == nullptr;
    const std::uint64_t size =
        grows ? std::uint64_t{2} * dictionary->size() + 6 : dictionary->size();
    radices_.push_back({dictionary, space_, size});
    if (size > kMostGroups / space_) {
      throw Error(ErrorCode::unsupported,
                  "the dimensions have more than 2^62 combinations; group by fewer of them");
    }
    space_ *= size;
  }
  bind_filters(filters);
  place_stages();
}

/// nullptr when the dimension is none of a stage. A column called forecast_category is the deal's
/// own.
Binding::StageDimension* Binding::stage_dimension(const std::string& name) {
  if (name == "stage") return &names_;
  if (name == "forecast_category" && dataset_.dimension(name) < 0) return &categories_;
  return nullptr;
}

void Binding::place_stages() {
  places_.resize(dataset_.stages.size());
  for (const StageDimension* dimension : {&names_, &categories_}) {
    const auto passes = [dimension](std::uint32_t code) {
      return dimension->pass.empty() || dimension->pass[code] != 0;
    };
    no_stage_.passes = no_stage_.passes && passes(0);
    for (std::size_t stage = 0; stage < places_.size(); ++stage) {
      const std::uint32_t code = dimension->codes[stage];
      places_[stage].offset += dimension->stride * code;
      places_[stage].passes = places_[stage].passes && passes(code);
    }
  }
}

void Binding::bind_filters(const std::vector<Filter>& filters) {
  for (const Filter& filter : filters) {
    if (filter.dimension == "owner") {
      narrow(owner_pass_, dataset_.owners, filter);
    } else if (StageDimension* dimension = stage_dimension(filter.dimension)) {
      narrow(dimension->pass, dimension->texts, filter);
      reads_stage_ = true;
    } else {
      const DimensionColumn& column = column_of(dataset_, filter.dimension);
      column_filters_.push_back(
          {&column.codes, {}, filter.dimension == "account", &column.dictionary});
      narrow(column_filters_.back().pass, column.dictionary, filter);
    }
  }
}

void Binding::deal_groups(std::size_t first, std::span<std::uint32_t> groups,
                          std::span<std::uint8_t> passes) const {
  std::fill(groups.begin(), groups.end(), 0);
  std::fill(passes.begin(), passes.end(), std::uint8_t{1});
  for (const Column& column : columns_) {
    const std::uint32_t* codes = column.codes->data() + first;
    const auto stride = static_cast<std::uint32_t>(column.stride);
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i] += stride * codes[i];
  }
  for (const ColumnFilter& filter : column_filters_) {
    const std::uint32_t* codes = filter.codes->data() + first;
    for (std::size_t i = 0; i < passes.size(); ++i) passes[i] &= filter.pass[codes[i]];
  }
}

Binding::Moving Binding::moving() const {
  Moving moving;
  moving.owner_stride = static_cast<std::uint32_t>(owner_stride_);
  moving.owner_pass = owner_pass_;
  if (!reads_stage_) return moving;
  const auto add = [&moving](const StagePlace& place) {
    moving.stage_part.push_back(static_cast<std::uint32_t>(place.offset));
    moving.stage_pass.push_back(place.passes ? 1 : 0);
  };
  for (const StagePlace& place : places_) add(place);
  add(no_stage_);
  return moving;
}

bool Binding::passes_without_deal() const noexcept {
  for (const ColumnFilter& filter : column_filters_) {
    if (filter.pass[0] == 0) return false;
  }
  return no_stage_.passes;
}

bool Binding::reads(const DimensionColumn& column) const noexcept {
  const auto is_it = [&column](const auto& bound) { return bound.codes == &column.codes; };
  return std::any_of(columns_.begin(), columns_.end(), is_it) ||
         std::any_of(column_filters_.begin(), column_filters_.end(), is_it);
}

std::uint32_t Binding::code_of(const std::vector<std::uint32_t>* codes, bool is_account,
                               std::size_t row) const {
  if (is_account) return dataset_.interactions.account[row];
  const std::uint32_t deal = dataset_.interactions.opportunity[row];
  return deal == kNoRow ? 0 : (*codes)[deal];
}

std::uint64_t Binding::interaction_group(std::size_t row) const {
  for (const ColumnFilter& filter : column_filters_) {
    if (filter.pass[code_of(filter.codes, filter.is_account, row)] == 0) return kNoGroup;
  }
  std::uint64_t group = 0;
  for (const Column& column : columns_) {
    group += column.stride * code_of(column.codes, column.is_account, row);
  }
  return group;
}

void Binding::keys(std::uint64_t group, std::vector<std::string_view>& out) const {
  out.clear();
  for (const Radix& radix : radices_) {
    const std::uint64_t code = group / radix.stride % radix.size;
    out.emplace_back(radix.dictionary->text(static_cast<std::uint32_t>(code)));
  }
}

void Binding::codes(std::uint64_t group, std::vector<std::uint32_t>& out) const {
  out.clear();
  for (const Radix& radix : radices_) {
    out.push_back(static_cast<std::uint32_t>(group / radix.stride % radix.size));
  }
}

std::uint64_t Binding::group_of(const std::vector<std::uint32_t>& codes) const {
  std::uint64_t group = 0;
  for (std::size_t i = 0; i < radices_.size(); ++i) group += radices_[i].stride * codes[i];
  return group;
}

bool Binding::extend(const std::vector<Filter>& filters) {
  for (const Radix& radix : radices_) {
    if (radix.dictionary->size() > radix.size) return false;
  }
  const auto extend_pass = [&](std::vector<std::uint8_t>& pass, const Dictionary& dictionary,
                               const Filter& filter, bool first) {
    // One table may serve several filters (on the owner): the first lengthens it, all narrow it.
    const std::size_t known = pass.size();
    if (first) pass.resize(dictionary.size(), 1);
    for (std::size_t code = first ? known : 0; code < pass.size(); ++code) {
      const std::string& text = dictionary.text(static_cast<std::uint32_t>(code));
      const bool named =
          std::find(filter.values.begin(), filter.values.end(), text) != filter.values.end();
      if (named == filter.exclude) pass[code] = 0;
    }
  };
  bool owner_seen = false;
  std::size_t column = 0;
  for (const Filter& filter : filters) {
    if (filter.dimension == "owner") {
      if (owner_pass_.size() < dataset_.owners.size() || owner_seen) {
        extend_pass(owner_pass_, dataset_.owners, filter, !owner_seen);
        owner_seen = true;
      }
    } else if (stage_dimension(filter.dimension) == nullptr) {
      ColumnFilter& bound = column_filters_[column++];
      extend_pass(bound.pass, *bound.dictionary, filter, true);
    }
  }
  return true;
}

}  // namespace salespipe::metrics
