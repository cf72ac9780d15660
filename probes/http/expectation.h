#pragma once

#include <string>
#include <vector>

#include "probes/answer.h"
#include "probes/http/field.h"
#include "probes/http/json_demand.h"
#include "probes/http/response.h"
#include "target/target.h"
#include "text/pattern.h"

namespace aweigh::http {

/// A range of statuses, both ends included.
struct StatusRange {
  int first = 0;
  int last = 0;

  bool operator==(const StatusRange&) const = default;
};

/// Reads "200,204,300-399". The error is a cause.
Result<std::vector<StatusRange>> parse_status_list(std::string_view text);

/// The demands on an answer.
class Expectation {
 public:
  /// From the options status, expect-header, body and json.
  static Result<Expectation> read(const Target& target);

  /// Whether the target asks for this very status, other than by default.
  [[nodiscard]] bool names(int status) const;

  /// Whether the body must be looked into.
  [[nodiscard]] bool wants_body() const { return !bodies_.empty() || !values_.empty(); }

  [[nodiscard]] Answer judge(const Response& response) const;

 private:
  [[nodiscard]] Answer judge_json(const Response& response) const;

  std::vector<StatusRange> statuses_;  // none: the default
  std::vector<Field> header_;
  std::vector<Pattern> bodies_;
  std::vector<JsonDemand> values_;
};

}  // namespace aweigh::http
