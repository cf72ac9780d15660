#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

struct yyjson_doc;
struct yyjson_val;

namespace aweigh::http {

/// A place in a JSON document (RFC 6901), and what must stand there.
class JsonDemand {
 public:
  /// Reads `/pointer`, `/pointer=A|B`, `/pointer!=A|B`, `/pointer>=N` or `/pointer<=N`. The error
  /// is a cause, without any part of the text.
  static Result<JsonDemand> read(std::string_view text);

  /// What `document` lacks, without what the user wrote: "json= asks for another value than red".
  /// Empty: nothing.
  [[nodiscard]] std::string lack(yyjson_doc* document) const;

 private:
  enum class Relation { exists, equals, differs, at_least, at_most };

  [[nodiscard]] bool is_met_by(yyjson_val* value) const;

  Secret pointer_;
  Relation relation_ = Relation::exists;
  Secret value_;      // of equals and differs
  double limit_ = 0;  // of at_least and at_most
};

}  // namespace aweigh::http
