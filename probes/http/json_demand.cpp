// The option json of http://: a place in the body, and what must stand there.
// Expectation reads the body once, and asks each demand.

#include "probes/http/json_demand.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <yyjson.h>

#include "base/owned.h"
#include "text/split.h"

namespace aweigh::http {
namespace {

/// A string as it is, anything else as compact JSON.
std::string text_of(yyjson_val* value) {
  if (yyjson_is_str(value)) {
    return {yyjson_get_str(value), yyjson_get_len(value)};
  }
  const Owned<char, std::free> text(yyjson_val_write(value, 0, nullptr));
  return text ? text.get() : "";
}

/// Whether `text` is one of `wanted`, "yellow|green", or all of it.
bool is_one_of(std::string_view text, std::string_view wanted) {
  return text == wanted || std::ranges::count(split(wanted, '|'), text) > 0;
}

/// A number, written as JSON has it. nullopt: it is something else.
std::optional<double> parse_number(std::string_view text) {
  const Owned<yyjson_doc, yyjson_doc_free> document(
      yyjson_read(text.data(), text.size(), YYJSON_READ_NOFLAG));
  yyjson_val* number = yyjson_doc_get_root(document.get());
  return yyjson_is_num(number) ? std::optional(yyjson_get_num(number)) : std::nullopt;
}

}  // namespace

Result<JsonDemand> JsonDemand::read(std::string_view text) {
  JsonDemand demand;
  const std::size_t equals = text.find('=');
  std::string_view pointer = text.substr(0, equals);
  if (equals != std::string_view::npos) {
    const char sign = pointer.empty() ? '=' : pointer.back();
    switch (sign) {
      case '!':
        demand.relation_ = Relation::differs;
        break;
      case '>':
        demand.relation_ = Relation::at_least;
        break;
      case '<':
        demand.relation_ = Relation::at_most;
        break;
      default:
        demand.relation_ = Relation::equals;
    }
    pointer.remove_suffix(demand.relation_ == Relation::equals ? 0 : 1);
    demand.value_ = Secret(std::string(text.substr(equals + 1)));
  }
  if (!pointer.empty() && !pointer.starts_with('/')) {
    return fail(ExitCode::usage,
                "its option json is written json=/pointer=VALUE, with =, !=, >= or <=, or "
                "json=/pointer (RFC 6901)");
  }
  if (demand.relation_ == Relation::at_least || demand.relation_ == Relation::at_most) {
    const auto limit = parse_number(demand.value_.reveal());
    if (!limit) {
      return fail(ExitCode::usage, "its option json compares with a number: json=/pointer>=3");
    }
    demand.limit_ = *limit;
  }
  demand.pointer_ = Secret(std::string(pointer));
  return demand;
}

std::string JsonDemand::lack(yyjson_doc* document) const {
  const std::string& pointer = pointer_.reveal();
  yyjson_val* found = yyjson_doc_ptr_getn(document, pointer.data(), pointer.size());
  if (found == nullptr) {
    return "there is nothing where json= looks for a value";
  }
  return is_met_by(found) ? "" : "json= asks for another value than " + text_of(found);
}

bool JsonDemand::is_met_by(yyjson_val* value) const {
  switch (relation_) {
    case Relation::exists:
      return !yyjson_is_null(value);
    case Relation::equals:
      return is_one_of(text_of(value), value_.reveal());
    case Relation::differs:
      return !is_one_of(text_of(value), value_.reveal());
    case Relation::at_least:
      return yyjson_is_num(value) && yyjson_get_num(value) >= limit_;
    case Relation::at_most:
      return yyjson_is_num(value) && yyjson_get_num(value) <= limit_;
  }
  return false;
}

}  // namespace aweigh::http
