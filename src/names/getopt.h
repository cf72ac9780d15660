#pragma once

#include <algorithm>
#include <getopt.h>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aweigh {

/// One command line as getopt_long(3) reads it. The peers read theirs with it: bundles (`-gs`),
/// values in the same word (`-r15:3`), long names cut short (`--rew 15:3`), which CLI11 does not
/// know. One object lives at a time: libc has one state.
class Getopt {
 public:
  /// A null pointer follows `argv`, as main() gets it. `short_options` begins with a "+" (the first
  /// word that is no option ends them) or a "-" (such a word comes as option 1), then a ":".
  Getopt(std::span<const char* const> argv, const char* short_options, const option* long_options)
      : argv_(argv), short_options_(short_options), long_options_(long_options) {
    ::optind = 0;  // begins anew
    ::opterr = 0;  // writes nothing
  }

  /// The letter of the next option; nullopt: the options are over. Error: usage.
  Result<std::optional<int>> next() {
    const std::string_view word = rest().empty() ? "" : rest().front();
    // None of the words is moved, for the short options begin with "+" or "-".
    const int letter =
        ::getopt_long(static_cast<int>(argv_.size()), const_cast<char* const*>(argv_.data()),
                      short_options_, long_options_, nullptr);
    if (letter == '?') {
      return fail(ExitCode::usage, "unknown option " + name_in(word));
    }
    if (letter == ':') {
      return fail(ExitCode::usage, name_in(word) + " lacks its value");
    }
    return letter == -1 ? std::nullopt : std::optional(letter);
  }

  /// Of the option that next() has returned.
  [[nodiscard]] static std::string value() { return ::optarg; }

  /// What follows the options.
  [[nodiscard]] std::span<const char* const> rest() const {
    const auto at = static_cast<std::size_t>(std::max(::optind, 1));
    return argv_.subspan(
        std::min(at, argv_.size()));  // a value that is lacking lies behind the end
  }

 private:
  /// Of the option that is wrong, without a value, which may be a secret.
  [[nodiscard]] static std::string name_in(std::string_view word) {
    return word.starts_with("--") ? std::string(word.substr(0, word.find('=')))
                                  : std::string("-") + static_cast<char>(::optopt);
  }

  std::span<const char* const> argv_;
  const char* short_options_;
  const option* long_options_;
};

}  // namespace aweigh
