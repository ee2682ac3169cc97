#include "arguments.hpp"
#include "guard.hpp"
#include "objects.hpp"
#include "salespipe/definition/pipeline_json.hpp"
#include "salespipe/exchange/definition_json.hpp"

using namespace salespipe;
using namespace salespipe::c;

sp_status sp_pipeline_standard(const char* name, size_t name_size, const char* currency,
                               size_t currency_size, int32_t fridge, sp_buffer* definition,
                               sp_error error) noexcept {
  clear(definition);
  return guarded(error, [&] {
    auto& out = need(definition, "definition");
    const Currency code(text_of(currency, currency_size, "currency"));
    give(&out, to_json(Pipeline::standard(std::string(text_of(name, name_size, "name")), code,
                                          fridge != 0 ? Fridge::with : Fridge::without)));
  });
}

sp_status sp_pipeline_check(const char* definition, size_t size, sp_buffer* canonical,
                            sp_error error) noexcept {
  clear(canonical);
  return guarded(error, [&] {
    auto& out = need(canonical, "canonical");
    give(&out, to_json(pipeline_from_json(text_of(definition, size, "definition"))));
  });
}

sp_status sp_pipeline_lint(const char* definition, size_t size, sp_buffer* diagnostics,
                           sp_error error) noexcept {
  clear(diagnostics);
  return guarded(error, [&] {
    auto& out = need(diagnostics, "diagnostics");
    give(&out, exchange::lint_json(text_of(definition, size, "definition")));
  });
}

sp_status sp_qualification_assess(const char* document, size_t size, sp_buffer* assessment,
                                  sp_error error) noexcept {
  clear(assessment);
  return guarded(error, [&] {
    auto& out = need(assessment, "assessment");
    give(&out, exchange::assess_json(text_of(document, size, "document")));
  });
}
