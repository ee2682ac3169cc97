#pragma once

#include <nlohmann/json.hpp>

#include "salespipe/definition/qualification.hpp"

namespace salespipe::exchange {

/// {"verdict", "score", "next", "question"}; the last two only while something is to be asked.
nlohmann::ordered_json assessment_json(const QualificationFramework& framework,
                                       const Assessment& assessment);

}  // namespace salespipe::exchange
