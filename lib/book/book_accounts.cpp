// Pipelines, accounts and contacts: commands and look-ups.
#include "book/state.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/definition/pipeline_json.hpp"

namespace salespipe {

PipelineId Book::add_pipeline(const Pipeline& pipeline, const CommandContext& context) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    const std::string& id = pipeline.id().text();
    if (state.repeated(context, EventType::pipeline_added, StreamKind::pipeline, id)) {
      return pipeline.id();
    }
    state.check_new(context);
    state.record(context, {StreamKind::pipeline, id}, PipelineAdded{to_json(pipeline)});
    return pipeline.id();
  });
}

bool Book::change_pipeline(const Pipeline& pipeline, const CommandContext& context) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    const std::string& id = pipeline.id().text();
    const auto index = state.pipelines.require(pipeline.id(), "pipeline");
    if (state.repeated(context, EventType::pipeline_changed, StreamKind::pipeline, id)) return true;
    state.check_version(context, state.pipelines.beside(index).stream);
    if (pipeline == state.pipelines[index]) return false;
    state.record(context, {StreamKind::pipeline, id}, PipelineChanged{to_json(pipeline)});
    return true;
  });
}

AccountId Book::add_account(std::string_view name, const CommandContext& context, AccountId id,
                            ActorId owner) {
  State& state = *state_;
  return state.write([&]() -> AccountId {
    state.check_context(context);
    if (const auto done =
            state.repeated(context, EventType::account_added, StreamKind::account, id.text())) {
      return AccountId(state.journal.stream(state.journal.stream_of(*done)).id);
    }
    state.check_new(context);
    if (id.empty()) id = state.new_id<AccountId>("account", state.accounts);
    state.record(context, {StreamKind::account, id.text()},
                 AccountAdded{std::string(name), std::move(owner)});
    return id;
  });
}

AccountId Book::account_named(std::string_view name, const CommandContext& context) {
  State& state = *state_;
  return state.write([&] {
    if (const Account* found = find_account_named(name)) return found->id;
    return add_account(name, context);
  });
}

ContactId Book::add_contact(std::string_view name, const CommandContext& context, AccountId account,
                            std::string_view email, ContactId id) {
  State& state = *state_;
  return state.write([&]() -> ContactId {
    state.check_context(context);
    if (const auto done =
            state.repeated(context, EventType::contact_added, StreamKind::contact, id.text())) {
      return ContactId(state.journal.stream(state.journal.stream_of(*done)).id);
    }
    state.check_new(context);
    if (id.empty()) id = state.new_id<ContactId>("contact", state.contacts);
    state.record(context, {StreamKind::contact, id.text()},
                 ContactAdded{std::string(name), std::move(account), std::string(email)});
    return id;
  });
}

const std::deque<Pipeline>& Book::pipelines() const noexcept { return state_->pipelines.things(); }
const Pipeline& Book::pipeline(const PipelineId& id) const {
  return state_->pipelines[state_->pipelines.require(id, "pipeline")];
}
const Pipeline* Book::find_pipeline(const PipelineId& id) const noexcept {
  const auto index = state_->pipelines.find(id);
  return index ? &state_->pipelines[*index] : nullptr;
}

const std::deque<Account>& Book::accounts() const noexcept { return state_->accounts.things(); }
const Account& Book::account(const AccountId& id) const {
  return state_->accounts[state_->accounts.require(id, "account")];
}
const Account* Book::find_account(const AccountId& id) const noexcept {
  const auto index = state_->accounts.find(id);
  return index ? &state_->accounts[*index] : nullptr;
}
const Account* Book::find_account_named(std::string_view name) const noexcept {
  const auto at = state_->account_by_name.find(name);
  return at == state_->account_by_name.end() ? nullptr : &state_->accounts[at->second];
}

const std::deque<Contact>& Book::contacts() const noexcept { return state_->contacts.things(); }
const Contact& Book::contact(const ContactId& id) const {
  return state_->contacts[state_->contacts.require(id, "contact")];
}
const Contact* Book::find_contact(const ContactId& id) const noexcept {
  const auto index = state_->contacts.find(id);
  return index ? &state_->contacts[*index] : nullptr;
}

}  // namespace salespipe
