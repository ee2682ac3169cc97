#pragma once

#include "base/json.hpp"
#include "salespipe/definition/qualification.hpp"

namespace salespipe::exchange {

/// {"verdict", "score", "next", "question"}; the last two only while something is to be asked.
documents::ordered_json assessment_json(const QualificationFramework& framework,
                                        const Assessment& assessment);

}  // namespace salespipe::exchange
