#include "base/json.h"

#include "base/duration_text.h"
#include "report/report.h"
#include "report/span_end.h"
#include "wait/report.h"

namespace aweigh {
namespace {

constexpr int kSchema = 1;  // of the document; docs/report.schema.json

class Writer {
 public:
  explicit Writer(const Report& report) : report_(report) {}

  std::string text() {
    const Json::Value root = json_.root();
    json_.add(root, "schema", kSchema);
    json_.add(root, "aweigh", std::string_view(AWEIGH_VERSION));
    json_.add(root, "started", report_.started);
    json_.add(root, "outcome", report_.outcome.word);
    if (report_.outcome.exit_code) {
      json_.add(root, "exit_code", *report_.outcome.exit_code);
    }
    json_.add(root, "total_ms", to_ms(report_.total()));
    if (report_.timeline.service_started) {
      add_time(root, "service_started_ms", *report_.timeline.service_started);
    }
    add_targets();
    add_schema();
    return json_.text() + "\n";
  }

 private:
  void add_time(Json::Value object, std::string_view key, Clock::time_point time) const {
    json_.add(object, key, to_ms(report_.since_begin(time)));
  }

  /// What has not ended has lasted until now.
  void add_times(Json::Value object, Clock::time_point begun,
                 std::optional<Clock::time_point> ended) const {
    add_time(object, "begun_ms", begun);
    add_time(object, "ended_ms", ended.value_or(report_.end));
  }

  void add_targets() const {
    const Json::Value targets = json_.add_array(json_.root(), "targets");
    for (const TargetHistory& target : report_.timeline.targets) {
      const Json::Value object = json_.add_object(targets);
      json_.add(object, "target", target.name);
      json_.add_flag(object, "optional", target.optional);
      if (target.any) {
        json_.add(object, "any", target.any->number);
        json_.add(object, "enough", static_cast<std::int64_t>(target.any->enough));
      }
      json_.add(object, "outcome", outcome_of(target));
      add_times(object, target.begun, target.ended);
      json_.add(object, "attempts", target.attempts);
      add_answers(object, target);
    }
  }

  void add_answers(Json::Value object, const TargetHistory& target) const {
    const Json::Value answers = json_.add_array(object, "answers");
    for (std::size_t at = 0; at < target.answers.size(); ++at) {
      const AnswerSpan& answer = target.answers[at];
      const Json::Value each = json_.add_object(answers);
      json_.add(each, "outcome", to_string(answer.verdict));
      add_times(each, answer.begun, end_of_span(target, at, report_.end));
      if (answer.verdict != Verdict::ready) {
        json_.add(each, "stage", to_string(answer.stage));
        json_.add(each, "error", answer.words);
      }
      json_.add(each, "attempts", answer.attempts);
    }
  }

  void add_schema() const {
    const migrate::History& schema = report_.timeline.schema;
    const Json::Value waits = json_.add_array(json_.root(), "lock_waits");
    for (const migrate::LockWait& wait : schema.lock_waits) {
      const Json::Value each = json_.add_object(waits);
      add_times(each, wait.begun, wait.ended);
      if (!wait.holder.empty()) {
        json_.add(each, "holder", wait.holder);
      }
    }
    const Json::Value migrations = json_.add_array(json_.root(), "migrations");
    const Json::Value commands = json_.add_array(json_.root(), "commands");
    for (const migrate::FileRun& file : schema.files) {
      add_run(json_.add_object(file.version ? migrations : commands), file);
    }
    if (const auto version = schema.version()) {
      json_.add(json_.root(), "database_version", *version);
    }
    if (schema.is_of_several()) {
      add_directories(json_.add_array(json_.root(), "directories"));
    }
  }

  void add_directories(Json::Value array) const {
    for (const migrate::DirectoryVersion& directory : report_.timeline.schema.directories) {
      const Json::Value each = json_.add_object(array);
      json_.add(each, "directory", directory.directory);
      if (directory.version) {
        json_.add(each, "database_version", *directory.version);
      }
    }
  }

  void add_run(Json::Value object, const migrate::FileRun& file) const {
    json_.add(object, file.version ? "file" : "command", file.file);
    if (file.version) {
      json_.add(object, "version", *file.version);
      json_.add(object, "direction", file.taken_back ? "down" : "up");
    }
    const bool succeeded = file.ended && !file.failed;
    json_.add(object, "outcome", succeeded ? "succeeded" : "failed");
    add_times(object, file.begun, file.ended);
  }

  const Report& report_;
  Json json_;
};

}  // namespace

std::string report_json(const Report& report) {
  return Writer(report).text();
}

}  // namespace aweigh
