#pragma once

#include <optional>
#include <string>
#include <vector>

#include "target/limits.h"
#include "target/target.h"

// What --explain prints. src/actions/explain.h puts it together; nothing in it is secret.

namespace aweigh {

struct Explanation {
  /// In the order in which they would be done.
  struct Step {
    std::string name;  ///< "wait", "migrate", "run"
    std::string words;
  };
  struct Awaited {
    std::string target;  ///< redacted
    std::string source;  ///< "command line", or the variable
    WaitLimits limits;
    std::vector<std::string> filled_by;  ///< what its placeholders are, one phrase each
    std::optional<AnyOf> any = {};       ///< the group that it is a member of
    std::string after = {};              ///< the name of the one that it comes after; empty: none
  };
  struct Value {
    std::string option;      ///< "--timeout"
    std::string value;       ///< empty: not shown
    std::string source;      ///< "default", besides those above
    bool is_target = false;  ///< stands among the targets, too
  };

  std::string action;
  std::vector<Step> steps;
  bool supervised = false;
  std::string supervised_why;
  std::vector<Awaited> targets;
  std::vector<Value> options;
  std::vector<std::string> warnings;
  std::vector<std::string> problems;  ///< why it could not run
};

/// The source of a value that nobody gave.
inline constexpr const char* kByDefault = "default";

/// A length of time as an option takes it: "60s", "10ms", "none".
std::string as_option(Duration length);

/// For people, with a newline at its end.
std::string to_text(const Explanation& explanation);

/// One line of JSON.
std::string to_json(const Explanation& explanation);

}  // namespace aweigh
