#include "report/rows.h"

#include <algorithm>

#include "base/duration_text.h"
#include "report/concat.h"
#include "report/span_end.h"

namespace aweigh {
namespace {

constexpr std::ptrdiff_t kMostTargets = 20;  // with a row of their own
constexpr std::size_t kMostFiles = 8;
constexpr int kFinestParts = 300;  // of the whole: what is narrower cannot be seen on its own
constexpr std::string_view kAndMore = "; and more";

std::string counted(std::size_t count, std::string_view thing) {
  return concat({std::to_string(count), " ", thing, count == 1 ? "" : "s"});
}

std::string attempts_of(int count) {
  return counted(static_cast<std::size_t>(count), "attempt");
}

Paint paint_of(const AnswerSpan& answer) {
  switch (answer.verdict) {
    case Verdict::ready:
      return Paint::ready;
    case Verdict::rejected:
      return Paint::rejected;
    case Verdict::pending:
      break;
  }
  return answer.stage <= Stage::connect ? Paint::absent : Paint::not_yet;
}

std::string words_of(const AnswerSpan& answer) {
  const std::string attempts = attempts_of(answer.attempts);
  return answer.verdict == Verdict::ready
             ? concat({"ready, ", attempts})
             : concat({answer.words, " (", to_string(answer.stage), "), ", attempts});
}

class Rows {
 public:
  explicit Rows(const Report& report)
      : report_(report),
        targets_(report.timeline.targets),
        schema_(report.timeline.schema),
        finest_(report.total() / kFinestParts) {}

  std::vector<Row> all() {
    add_targets();
    add_lock();
    if (schema_.files.size() > kMostFiles) {
      add_files_as_one();
    } else {
      for (const migrate::FileRun& file : schema_.files) {
        add_file(file);
      }
    }
    return std::move(rows_);
  }

 private:
  void add_targets() {
    std::size_t others = 0;
    std::size_t unready = 0;
    Duration last{};  // of the others
    for (const TargetHistory& target : targets_) {
      if (is_among_the_longest(target)) {
        add_target(target);
        continue;
      }
      ++others;
      if (!target.ready()) {
        ++unready;
      }
      last = std::max(last, ended(target.ended));
    }
    if (others == 0) {
      return;
    }
    Row& row = add_row(counted(others, "more target"));
    if (unready > 0) {
      row.note = concat({std::to_string(unready), " of them not ready"});
    } else {
      row.note = concat({"all ready by ", to_text(last)});
      row.ready_since = last;
    }
  }

  /// Of the targets that are not ready, and then of those that took longest.
  [[nodiscard]] bool is_among_the_longest(const TargetHistory& target) const {
    return std::ranges::count_if(targets_, [&](const TargetHistory& other) {
             return other.ready() == target.ready()
                        ? other.waited(report_.end) > target.waited(report_.end) ||
                              (other.waited(report_.end) == target.waited(report_.end) &&
                               &other < &target)
                        : target.ready();
           }) < kMostTargets;
  }

  void add_target(const TargetHistory& target) {
    Row& row = add_row(concat({target.name, target.optional ? " (optional)" : "",
                               target.any ? concat({" (", to_text(*target.any), ")"}) : ""}));
    const std::string attempts = attempts_of(target.attempts);
    if (target.ready()) {
      row.note = concat({"ready after ", to_text(target.waited(report_.end)), ", ", attempts});
      row.ready_since = ended(target.ended);
    } else if (target.state == Progress::State::unneeded) {
      row.note = concat({"unneeded, ", attempts});
    } else {
      const bool rejected = target.answer.verdict == Verdict::rejected;
      row.note = concat({rejected ? "rejected, " : "not ready, ", attempts});
      row.detail = said(target.answer);
    }
    for (std::size_t at = 0; at < target.answers.size(); ++at) {
      const AnswerSpan& answer = target.answers[at];
      add_segment(row, answer.begun, end_of_span(target, at, report_.end), paint_of(answer),
                  words_of(answer));
    }
  }

  void add_lock() {
    if (schema_.lock_waits.empty()) {
      return;
    }
    Row& row = add_row("migration lock");
    Duration waited{};
    for (const migrate::LockWait& wait : schema_.lock_waits) {
      waited += wait.ended.value_or(report_.end) - wait.begun;
      const bool held = !wait.holder.empty();
      const std::string words = held ? concat({"held by ", wait.holder}) : "free";
      add_segment(row, wait.begun, wait.ended, Paint::lock, words);
      row.detail = held ? words : row.detail;
    }
    row.note = to_text(waited);
  }

  void add_file(const migrate::FileRun& file) {
    Row& row = add_row(file.file);
    row.note = concat({has_failed(file) ? "failed after " : "", to_text(duration_of(file))});
    add_file(row, file);
  }

  void add_files_as_one() {
    Row& row = add_row(counted(schema_.files.size(), "migration"));
    Duration took{};
    for (const migrate::FileRun& file : schema_.files) {
      took += duration_of(file);
      add_file(row, file);
      if (has_failed(file)) {
        row.detail = concat({file.file, " failed"});
      }
    }
    row.note = to_text(took);
  }

  void add_file(Row& row, const migrate::FileRun& file) {
    const bool failed = has_failed(file);
    add_segment(row, file.begun, file.ended, failed ? Paint::failed : Paint::migration,
                concat({file.file, failed ? " failed" : ""}));
  }

  static bool has_failed(const migrate::FileRun& file) { return !file.ended || file.failed; }

  [[nodiscard]] Duration duration_of(const migrate::FileRun& file) const {
    return file.ended.value_or(report_.end) - file.begun;
  }

  Row& add_row(std::string name) {
    Row& row = rows_.emplace_back();
    row.name = std::move(name);
    return row;
  }

  /// What is too narrow to be seen is added to what it follows. What has not ended lasts until now.
  void add_segment(Row& row, Clock::time_point begun, std::optional<Clock::time_point> end,
                   Paint paint, std::string words) const {
    const Duration from = report_.since_begin(begun);
    const Duration until = ended(end);
    if (!row.segments.empty()) {
      Segment& before = row.segments.back();
      if (paint == before.paint && from - before.ended < finest_ && until - from < finest_) {
        before.ended = until;
        before.words += before.words.ends_with(kAndMore) ? "" : kAndMore;
        return;
      }
    }
    row.segments.push_back({from, until, paint, std::move(words)});
  }

  [[nodiscard]] Duration ended(std::optional<Clock::time_point> time) const {
    return report_.since_begin(time.value_or(report_.end));
  }

  const Report& report_;
  const WaitHistory& targets_;
  const migrate::History& schema_;
  Duration finest_;
  std::vector<Row> rows_;
};

}  // namespace

std::vector<Row> rows_of(const Report& report) {
  return Rows(report).all();
}

}  // namespace aweigh
