#pragma once

#include "salespipe/exchange/arrow_table.hpp"
#include "salespipe/exchange/arrow_writer.hpp"
#include "salespipe/exchange/partial_state.hpp"

namespace salespipe::exchange {

/// A state as a table of additive cells (docs/states.md): `slot`, `period`, `from`, `to`, a column
/// for each dimension, `bin`, `label`, `value`. `GROUP BY` of every other column and
/// `SUM(value)` over the rows of many states is their merged state. Two kinds of rows are no cells:
/// "#plan", whose label is PartialState::document(), and "#data_through", whose bin is a day.
/// Error(unsupported) for a dimension that has the name of one of these columns.
ArrowWriter to_arrow(const PartialState& state);

/// The opposite, of rows in any order, summed or not. Error(schema_violation) for a table that is
/// not of this form, with the row; Error(invalid_argument) when its states are of different
/// queries; Error(overflow). Null keys are cells of the total only.
PartialState state_from_arrow(const ArrowTable& table);

}  // namespace salespipe::exchange
