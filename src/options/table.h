#pragma once

#include <concepts>
#include <span>
#include <string_view>

#include "options/options.h"

namespace aweigh {

/// Some of the actions.
class Actions {
 public:
  template <std::same_as<Action>... Each>
  // NOLINTNEXTLINE(google-explicit-constructor): one action is a set, too
  constexpr Actions(Each... each) : bits_((0U | ... | bit(each))) {}

  static constexpr Actions any() {
    Actions all;
    all.bits_ = ~0U;
    return all;
  }
  /// Those that have to do with servers or a service.
  static constexpr Actions working() {
    Actions all = any();
    all.bits_ &= ~(bit(Action::install) | bit(Action::version));
    return all;
  }
  [[nodiscard]] constexpr bool contain(Action action) const { return (bits_ & bit(action)) != 0; }

 private:
  static constexpr unsigned bit(Action action) { return 1U << static_cast<unsigned>(action); }

  unsigned bits_;
};

/// One option: the one truth for the parser, the environment and the help text.
struct OptionRow {
  enum class Takes { nothing, one_value, many_values };

  std::string_view long_name;     ///< "timeout"; gives the variable AWEIGH_TIMEOUT
  std::string_view short_name{};  ///< "t", or empty
  std::string_view value_name{};  ///< "D", for the help text
  Takes takes = Takes::one_value;
  std::string_view section;
  std::string_view fallback{};  ///< the default, for the help text
  std::string_view help;
  Actions only_of = Actions::working();
  std::string_view commands{};  ///< of `migrate`, those that take it: "up down"; empty: all
  bool has_variable = true;
  bool comes_first = false;  ///< adds to the environment, which placeholders look into
  /// Takes one value into the options. The error is a cause; it shows no value that may be a
  /// secret.
  Result<void> (*set)(Options&, std::string_view value, std::span<const TargetKind>);
};

std::span<const OptionRow> option_rows();

/// Whether `action` takes the option.
constexpr bool is_of(const OptionRow& row, Action action) {
  return row.only_of.contain(action);
}

}  // namespace aweigh
