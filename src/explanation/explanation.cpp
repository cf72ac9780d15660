#include "explanation/explanation.h"

#include <utility>

#include "base/duration_text.h"
#include "base/json.h"
#include "text/page.h"
#include "text/printable.h"

namespace aweigh {
namespace {

/// The limits of one target, by the names of its options.
std::vector<std::pair<std::string, Duration>> lengths_of(const WaitLimits& limits) {
  return {{"timeout", limits.timeout},           {"attempt-timeout", limits.attempt_timeout},
          {"interval", limits.backoff.shortest}, {"max-interval", limits.backoff.longest},
          {"stable-for", limits.stable_for},     {"rejection-grace", limits.rejection_grace}};
}

std::string steps_text(const Explanation& explanation) {
  std::string text = "aweigh " + explanation.action + " would do this, in this order:\n";
  int number = 0;
  for (const Explanation::Step& step : explanation.steps) {
    text += two_columns(std::to_string(++number) + "  " + step.name, 14, printable(step.words));
  }
  return text +
         two_columns("supervisor", 14,
                     (explanation.supervised ? "yes: " : "no: ") + explanation.supervised_why);
}

std::string targets_text(const std::vector<Explanation::Awaited>& targets) {
  std::string text = targets.empty() ? "" : "\ntargets:\n";
  for (const Explanation::Awaited& target : targets) {
    text += "  " + printable(target.target) + "  (" + target.source + ")\n";
    std::string limits = target.limits.optional ? "optional" : "";
    if (target.any) {
      text += two_columns(
          "", 6, "of group " + std::to_string(target.any->number) + ": " + to_text(*target.any));
    }
    if (!target.after.empty()) {
      text += two_columns("", 6,
                          "not asked before the wait for " + printable(target.after) + " is over");
    }
    for (const auto& [name, length] : lengths_of(target.limits)) {
      limits += (limits.empty() ? "" : ", ") + name + " " + as_option(length);
    }
    text += two_columns("", 6, limits);
    for (const std::string& filled : target.filled_by) {
      text += two_columns("", 6, printable(filled));
    }
  }
  return text;
}

/// Those that were given, or those that were not.
std::string options_text(const std::vector<Explanation::Value>& options, bool given) {
  std::string text;
  for (const Explanation::Value& option : options) {
    if ((option.source != kByDefault) == given && !option.is_target) {
      const std::string value = option.value.empty() ? "not shown" : printable(option.value);
      text += two_columns(option.option, 24, given ? value + "  (" + option.source + ")" : value);
    }
  }
  return text.empty() ? "" : (given ? "\noptions:\n" : "\ndefaults:\n") + text;
}

std::string list_text(const char* heading, const std::vector<std::string>& lines) {
  std::string text = lines.empty() ? "" : std::string(heading) + ":\n";
  for (const std::string& line : lines) {
    text += two_columns("", 4, printable(line));
  }
  return lines.empty() ? "" : text + "\n";
}

void add_limits(const Json& json, Json::Value target, const WaitLimits& limits) {
  for (auto [name, length] : lengths_of(limits)) {
    for (char& c : name) {
      c = c == '-' ? '_' : c;
    }
    if (length == kForever) {
      json.add_null(target, name + "_ms");
    } else {
      json.add(target, name + "_ms", to_ms(length));
    }
  }
  json.add_flag(target, "optional", limits.optional);
}

void add_list(const Json& json, Json::Value object, const char* key,
              const std::vector<std::string>& texts) {
  const Json::Value array = json.add_array(object, key);
  for (const std::string& text : texts) {
    json.add_text(array, text);
  }
}

void add_options(const Json& json, const std::vector<Explanation::Value>& options) {
  const Json::Value array = json.add_array(json.root(), "options");
  for (const Explanation::Value& option : options) {
    const Json::Value object = json.add_object(array);
    json.add(object, "option", option.option);
    if (option.value.empty()) {
      json.add_null(object, "value");
    } else {
      json.add(object, "value", option.value);
    }
    json.add(object, "source", option.source);
  }
}

}  // namespace

std::string as_option(Duration length) {
  if (length == kForever) {
    return "none";
  }
  constexpr std::int64_t kSecond = 1000;
  constexpr std::int64_t kMinute = 60 * kSecond;
  const std::int64_t ms = to_ms(length);
  if (ms > kMinute && ms % kMinute == 0) {
    return std::to_string(ms / kMinute) + "m";
  }
  return ms % kSecond == 0 ? std::to_string(ms / kSecond) + "s" : std::to_string(ms) + "ms";
}

std::string to_text(const Explanation& explanation) {
  return list_text("problems", explanation.problems) + list_text("warnings", explanation.warnings) +
         steps_text(explanation) + targets_text(explanation.targets) +
         options_text(explanation.options, true) + options_text(explanation.options, false);
}

std::string to_json(const Explanation& explanation) {
  const Json json;
  json.add(json.root(), "action", explanation.action);
  const Json::Value steps = json.add_array(json.root(), "steps");
  for (const Explanation::Step& step : explanation.steps) {
    const Json::Value object = json.add_object(steps);
    json.add(object, "step", step.name);
    json.add(object, "words", step.words);
  }
  json.add_flag(json.root(), "supervisor", explanation.supervised);
  json.add(json.root(), "supervisor_because", explanation.supervised_why);
  const Json::Value targets = json.add_array(json.root(), "targets");
  for (const Explanation::Awaited& target : explanation.targets) {
    const Json::Value object = json.add_object(targets);
    json.add(object, "target", target.target);
    json.add(object, "source", target.source);
    add_limits(json, object, target.limits);
    if (target.any) {
      json.add(object, "any", target.any->number);
      json.add(object, "enough", static_cast<std::int64_t>(target.any->enough));
    }
    if (!target.after.empty()) {
      json.add(object, "after", target.after);
    }
    add_list(json, object, "placeholders", target.filled_by);
  }
  add_options(json, explanation.options);
  add_list(json, json.root(), "warnings", explanation.warnings);
  add_list(json, json.root(), "problems", explanation.problems);
  return json.text() + "\n";
}

}  // namespace aweigh
