// The options status, body, json and expect-header, and the judge of an answer.
// The maker reads them; the probe asks for the judgement.

#include "probes/http/expectation.h"

#include <algorithm>
#include <yyjson.h>

#include "base/owned.h"
#include "text/case.h"
#include "text/number.h"
#include "text/split.h"

namespace aweigh::http {
namespace {

constexpr StatusRange kDefault = {200, 399};

struct Advice {
  int status;
  const char* words;
};
constexpr auto* kCredentials = "check user and password of this target, or its header=";
constexpr Advice kAdvice[] = {
    {401, kCredentials},
    {403, kCredentials},
    {404, "check the path of this target"},
    {405, "ask with another method, or say that this is fine: #status=405"},
};

bool holds(const StatusRange& range, int status) {
  return range.first <= status && status <= range.last;
}

/// Three digits, all of `text`; 0: something else.
int parse_status(std::string_view text) {
  return parse_whole(text, 100, 999).value_or(0);
}

/// The server answered, but with something else than the target wants.
Answer no(const Response& response, const std::string& but, std::string advice = {}) {
  Answer answer = Answer::pending(Stage::query, response.status_line() + but);
  answer.advice = std::move(advice);
  return std::move(answer).by_server();
}

}  // namespace

Result<std::vector<StatusRange>> parse_status_list(std::string_view text) {
  std::vector<StatusRange> ranges;
  for (const std::string_view piece : split(text, ',')) {
    const std::size_t dash = piece.find('-');
    const StatusRange range = {parse_status(piece.substr(0, dash)),
                               parse_status(piece.substr(dash + 1))};  // npos + 1 is 0
    if (range.first == 0 || range.last < range.first) {
      return fail(ExitCode::usage,
                  "its option status is no list of statuses (write status=200,204,300-399)");
    }
    ranges.push_back(range);
  }
  return ranges;
}

Result<Expectation> Expectation::read(const Target& target) {
  Expectation expected;
  for (const auto& [name, value] : target.options) {
    const std::string& text = value.reveal();
    if (name == "status") {
      auto ranges = parse_status_list(text);
      if (!ranges) {
        return error_of(ranges);
      }
      expected.statuses_.insert(expected.statuses_.end(), ranges->begin(), ranges->end());
    } else if (name == "expect-header") {
      auto field = parse_field(text);
      if (!field) {
        return fail(ExitCode::usage, "its option expect-header: " + field.error().message);
      }
      expected.header_.push_back(std::move(*field));
    } else if (name == "body") {
      auto pattern = Pattern::read(text);
      if (!pattern) {
        return fail(ExitCode::usage,
                    "its option body is no regular expression: " + pattern.error());
      }
      expected.bodies_.push_back(std::move(*pattern));
    } else if (name == "json") {
      auto demand = JsonDemand::read(text);
      if (!demand) {
        return error_of(demand);
      }
      expected.values_.push_back(std::move(*demand));
    }
  }
  return expected;
}

bool Expectation::names(int status) const {
  return std::ranges::any_of(statuses_,
                             [&](const StatusRange& range) { return holds(range, status); });
}

Answer Expectation::judge(const Response& response) const {
  const int status = response.status();
  if (statuses_.empty() ? !holds(kDefault, status) : !names(status)) {
    const auto* advice = std::ranges::find(kAdvice, status, &Advice::status);
    return no(response, statuses_.empty() ? "" : ", which is not what status= asks for",
              advice == std::end(kAdvice) ? "" : advice->words);
  }
  for (const Field& field : header_) {
    const bool found = std::ranges::any_of(response.header(), [&](const Response::Line& line) {
      return same_in_any_case(line.name, field.name) &&
             line.value.find(field.value.reveal()) != std::string::npos;
    });
    if (!found) {
      return no(response, ", but its header is not what expect-header= asks for");
    }
  }
  for (const Pattern& wanted : bodies_) {
    if (!wanted.matches(response.body())) {
      return no(response, ", but its body does not hold what body= asks for");
    }
  }
  return values_.empty() ? Answer::ready() : judge_json(response);
}

Answer Expectation::judge_json(const Response& response) const {
  if (response.is_cut()) {
    return no(response, ", but its body is too long to be read as JSON");
  }
  const Owned<yyjson_doc, yyjson_doc_free> document(
      yyjson_read(response.body().data(), response.body().size(), YYJSON_READ_NOFLAG));
  if (!document) {
    return no(response, ", but its body is no JSON");
  }
  for (const JsonDemand& wanted : values_) {
    if (const std::string lack = wanted.lack(document.get()); !lack.empty()) {
      return no(response, ", but " + lack);
    }
  }
  return Answer::ready();
}

}  // namespace aweigh::http
