// The options behind the # of a target: those of its kind, of TLS, and of all kinds.
// parse_target() reads and checks them; limits_of() applies those of all kinds, before the wait.

#include "target/fragment.h"

#include <algorithm>
#include <array>

#include "base/duration.h"
#include "target/url.h"
#include "text/nearest.h"

namespace aweigh {
namespace {

struct GeneralOption {
  TargetOption option;
  Result<void> (*set)(WaitLimits&, std::string_view value);  // null: it is no limit
};

constexpr std::array kGeneral = {
    GeneralOption{{"timeout", "D", "for the whole wait"},
                  [](WaitLimits& l, std::string_view v) {
                    l.own_timeout = true;
                    return take_duration(l.timeout, v);
                  }},
    GeneralOption{
        {"attempt-timeout", "D", "for one attempt"},
        [](WaitLimits& l, std::string_view v) { return take_limit(l.attempt_timeout, v); }},
    GeneralOption{
        {"interval", "D", "shortest pause between attempts"},
        [](WaitLimits& l, std::string_view v) { return take_interval(l.backoff.shortest, v); }},
    GeneralOption{
        {"max-interval", "D", "longest pause between attempts"},
        [](WaitLimits& l, std::string_view v) { return take_interval(l.backoff.longest, v); }},
    GeneralOption{{"stable-for", "D", "how long it must stay ready before it counts"},
                  [](WaitLimits& l, std::string_view v) { return take_duration(l.stable_for, v); }},
    GeneralOption{
        {"rejection-grace", "D", "how long a rejection is retried"},
        [](WaitLimits& l, std::string_view v) { return take_duration(l.rejection_grace, v); }},
    GeneralOption{{"optional", "", "its failure is reported and fails nothing"},
                  [](WaitLimits& l, std::string_view) -> Result<void> {
                    l.optional = true;
                    return {};
                  }},
    GeneralOption{{"name", "NAME", "what after= of another target calls it"}, nullptr},
    GeneralOption{{"after", "NAME", "it is not asked before the wait for that one is over"},
                  nullptr},
};

constexpr auto kGeneralOptions = [] {
  std::array<TargetOption, kGeneral.size()> options{};
  std::ranges::transform(kGeneral, options.begin(), &GeneralOption::option);
  return options;
}();

constexpr std::array kTlsOptions = {
    TargetOption{"ca", "FILE", "the certificate authorities to trust, instead of the image's own"},
    TargetOption{"cert", "FILE", "our own certificate"},
    TargetOption{"key", "FILE", "its key, if that is not in the same file"},
    TargetOption{"servername", "NAME",
                 "the name that the certificate must have, instead of the host's"},
    TargetOption{"insecure", "", "the certificate is not verified"},
};

/// A name that is not one of ours may be half a password that holds a #: then it is not shown.
bool is_harmless(std::string_view name, std::string_view fragment) {
  return fragment.find_first_of("@/") == std::string_view::npos && !name.empty() &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

Result<void> check_option(const TargetKind& kind, const Parameter& given,
                          std::string_view fragment) {
  std::string known;
  Nearest nearest(given.name);
  for (const auto options :
       {kind.options, kind.tls ? tls_options() : std::span<const TargetOption>(),
        general_options()}) {
    for (const TargetOption& option : options) {
      if (option.name != given.name) {
        known += (known.empty() ? "" : ", ") + std::string(option.name);
        nearest.offer(option.name);
      } else if (option.value.empty() != given.value.empty()) {
        return fail(ExitCode::usage,
                    "its option " + given.name +
                        (option.value.empty()
                             ? " takes no value"
                             : " needs a value: " + given.name + "=" + std::string(option.value)));
      } else {
        return {};
      }
    }
  }
  if (!is_harmless(given.name, fragment)) {
    return fail(ExitCode::usage,
                "what follows its # is no option (in a password write # as %23); " +
                    std::string(kind.scheme) + " takes " + known);
  }
  const std::string meant(nearest.found());
  const std::string scheme(kind.scheme);
  return fail(ExitCode::usage,
              "unknown option \"" + given.name + "\"" +
                  (meant.empty() ? "; " + scheme + " takes " + known
                                 : ", did you mean " + meant + "? (aweigh help " + scheme + ")"));
}

}  // namespace

std::span<const TargetOption> general_options() {
  return kGeneralOptions;
}

std::span<const TargetOption> tls_options() {
  return kTlsOptions;
}

CutText cut_fragment(std::string_view text) {
  const auto at = std::min(text.find('#'), text.size());
  return {text.substr(0, at), text.substr(std::min(at + 1, text.size()))};
}

CutText cut_comment(std::string_view text) {
  char quote = '\0';
  bool word_begins = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == '\0' && word_begins && c == '#') {
      return {text.substr(0, at), text.substr(at + 1)};
    }
    word_begins = std::string_view(" \t\r\n").find(c) != std::string_view::npos;
    if (c == '\\' && quote != '\'') {
      ++at;
    } else if (quote == c) {
      quote = '\0';
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    }
  }
  return {text, {}};
}

Result<void> read_options(Target& target, const MarkedText& text, std::string_view fragment) {
  auto given = parse_parameters(text, fragment, "what follows its #");
  if (!given) {
    return error_of(given);
  }
  for (Parameter& option : *given) {
    if (auto known = check_option(*target.kind, option, fragment); !known) {
      return known;
    }
    target.options.push_back(std::move(option));
  }
  return {};
}

Result<WaitLimits> limits_of(const Target& target, WaitLimits defaults) {
  for (const GeneralOption& row : kGeneral) {
    const std::string* value = target.option(row.option.name);
    if (value != nullptr && row.set != nullptr) {
      if (auto set = row.set(defaults, *value); !set) {
        return fail(set.error().code,
                    "its option " + std::string(row.option.name) + ": " + set.error().message);
      }
    }
  }
  return defaults;
}

}  // namespace aweigh
