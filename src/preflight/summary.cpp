// The sums at the end of a wait, of the migrations and of a run.

#include "preflight/summary.h"

#include <algorithm>
#include <span>

#include "base/duration_text.h"
#include "base/json.h"
#include "base/log.h"
#include "schema/version_table.h"
#include "wait/report.h"

namespace aweigh {
namespace {

using Targets = std::vector<const TargetHistory*>;

/// Those that took longest come first.
Targets by_time(const WaitHistory& targets, Clock::time_point now) {
  Targets sorted;
  for (const TargetHistory& target : targets) {
    sorted.push_back(&target);
  }
  std::ranges::stable_sort(sorted, [now](const TargetHistory* one, const TargetHistory* other) {
    return one->waited(now) > other->waited(now);
  });
  return sorted;
}

Duration lock_wait_of(const migrate::History& schema, Clock::time_point now) {
  Duration all = Duration::zero();
  for (const migrate::LockWait& wait : schema.lock_waits) {
    all += wait.ended.value_or(now) - wait.begun;
  }
  return all;
}

/// From the begin of the first file to the end of the last.
Duration migrating_of(const migrate::History& schema, Clock::time_point now) {
  return schema.files.empty()
             ? Duration::zero()
             : schema.files.back().ended.value_or(now) - schema.files.front().begun;
}

std::string json_of(const TargetHistory& target, Clock::time_point now) {
  const Json json;
  json.add(json.root(), "target", target.name);
  json.add(json.root(), "outcome", outcome_of(target));
  json.add(json.root(), "attempts", target.attempts);
  json.add(json.root(), "elapsed_ms", to_ms(target.waited(now)));
  return json.text();
}

/// As many as a line has room for.
std::string json_of(const Targets& targets, Clock::time_point now) {
  constexpr std::size_t kMostBytes = 2500;
  std::string array;
  for (const TargetHistory* target : targets) {
    const std::string one = json_of(*target, now);
    if (array.size() + one.size() > kMostBytes) {
      break;
    }
    array += (array.empty() ? "" : ",") + one;
  }
  return "[" + array + "]";
}

/// ", the schema is at version 3"; "; /core is at version 3, /plugin at no version".
std::string where_schema_is(const migrate::History& schema) {
  if (!schema.is_of_several()) {
    return ", the schema is at " + migrate::version_words(schema.version());
  }
  std::string words;
  for (const migrate::DirectoryVersion& each : schema.directories) {
    words += (words.empty() ? "; " : ", ") + each.directory + (words.empty() ? " is at " : " at ") +
             migrate::version_words(each.version);
  }
  return words;
}

}  // namespace

std::string ready_words(const WaitHistory& targets, Clock::time_point now) {
  constexpr std::size_t kMostNamed = 4;
  constexpr std::size_t kNamedOfMany = 3;
  Targets ready = by_time(targets, now);
  std::erase_if(ready, [](const TargetHistory* target) { return !target->ready(); });
  if (ready.empty()) {
    return "";
  }
  const bool all = ready.size() == targets.size();
  std::string words = (all ? "all " : std::to_string(ready.size()) + " of ") +
                      std::to_string(targets.size()) + " targets are ready after " +
                      to_text(ready.front()->waited(now));
  const bool many = ready.size() > kMostNamed;
  words += many ? "; the last ones: " : ": ";
  std::string separator;
  for (const TargetHistory* target : std::span(ready).first(many ? kNamedOfMany : ready.size())) {
    words += separator + target->name + " after " + to_text(target->waited(now));
    separator = ", ";
  }
  return words;
}

std::string applied_words(const migrate::History& schema, Clock::time_point now) {
  const std::size_t done = schema.done();
  if (done == 0) {
    return "";
  }
  const auto back = static_cast<std::size_t>(std::ranges::count_if(
      schema.files,
      [](const migrate::FileRun& file) { return file.taken_back && file.ended && !file.failed; }));
  const std::size_t applied = done - back;
  return (back > 0 ? std::to_string(back) + " taken back" : "") +
         (back > 0 && applied > 0 ? ", " : "") +
         (applied > 0 ? std::to_string(applied) + " applied" : "") + " in " +
         to_text(migrating_of(schema, now)) + where_schema_is(schema);
}

std::string directories_json(const migrate::History& schema) {
  std::string array;
  for (const migrate::DirectoryVersion& each : schema.directories) {
    const Json json;
    json.add(json.root(), "directory", each.directory);
    if (each.version) {
      json.add(json.root(), "version", *each.version);
    }
    array += (array.empty() ? "" : ",") + json.text();
  }
  return schema.is_of_several() ? "[" + array + "]" : "";
}

void log_summary(const Timeline& timeline, std::string_view outcome, Clock::time_point now) {
  if (log_format() != LogFormat::json || timeline.targets.empty()) {
    return;
  }
  const Targets targets = by_time(timeline.targets, now);
  const Duration waited = targets.front()->waited(now);
  const migrate::History& schema = timeline.schema;
  const std::string each = json_of(targets, now);
  const std::string directories = directories_json(schema);
  log_event(LogLevel::info, "summary",
            std::string(outcome) + " after " + to_text(now - timeline.begun),
            {{"outcome", outcome},
             {"elapsed_ms", to_ms(now - timeline.begun)},
             {"wait_ms", to_ms(waited)},
             {"lock_wait_ms", to_ms(lock_wait_of(schema, now))},
             {"migration_ms", to_ms(migrating_of(schema, now))},
             {"applied", static_cast<std::int64_t>(schema.done())},
             {"version", schema.version()},
             {"directories", RawJson{directories}},
             {"target_count", static_cast<std::int64_t>(targets.size())},
             {"targets", RawJson{each}}});
}

}  // namespace aweigh
