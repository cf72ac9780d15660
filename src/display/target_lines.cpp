#include "display/target_lines.h"

#include <algorithm>

#include "base/duration_text.h"
#include "text/width.h"

namespace aweigh::display {
namespace {

constexpr std::size_t kNarrow = 60;  // below it, a line has no room for more than name and time
constexpr std::size_t kMarkColumns = 2;
constexpr std::size_t kGap = 2;  // behind a name
constexpr std::size_t kStateColumns = 10;
constexpr std::size_t kTimeColumns = 6;
constexpr std::size_t kStageColumns = 8;
constexpr std::size_t kBehindName = kStateColumns + kTimeColumns + 14;  // the attempts, too
constexpr auto kWorthTelling = std::chrono::seconds(1);

bool is_narrow(const Canvas& canvas) {
  return canvas.columns < kNarrow;
}

const char* state_of(const TargetHistory& target) {
  switch (target.state) {
    case Progress::State::ready:
      return target.inverted ? "gone" : "ready";
    case Progress::State::timed_out:
      return "timed out";
    case Progress::State::rejected:
      return "rejected";
    case Progress::State::unneeded:
      return "unneeded";
    case Progress::State::waiting:
      break;
  }
  return target.answer.verdict == Verdict::rejected ? "rejected" : "waiting";
}

/// "12 attempts, in connect for 3.2 s".
std::string attempts_of(const TargetHistory& target, Clock::time_point now) {
  if (target.attempts == 0) {
    return target.no_answer_words();
  }
  std::string text =
      std::to_string(target.attempts) + (target.attempts == 1 ? " attempt" : " attempts");
  if (target.attempt) {
    const auto stages = target.attempt->stage.spans(now);
    if (!stages.empty() && stages.back().length >= kWorthTelling) {
      text += std::string(", in ") + to_string(stages.back().stage) + " for " +
              to_passing_text(stages.back().length);
    }
  }
  return text + (target.optional ? ", optional" : "") +
         (target.any ? ", " + to_text(*target.any) : "");
}

/// The branches of a tree, of which the last one looks otherwise.
class Tree {
 public:
  Tree(const Canvas& canvas, std::vector<Line>& lines) : canvas_(canvas), lines_(lines) {}

  Line& branch(bool is_last) {
    const Glyphs& glyphs = *canvas_.style.glyphs;
    return lines_.emplace_back().add(
        std::string("  ") + (is_last ? glyphs.last_branch : glyphs.branch) + " ", Ink::faint);
  }

  Line& stage(bool is_last, Stage stage) {
    return branch(is_last).add(to_string(stage)).pad_to(2 * kMarkColumns + kStageColumns);
  }

 private:
  const Canvas& canvas_;
  std::vector<Line>& lines_;
};

/// An address is not looked up.
bool is_no_lookup(const StageSpan& span) {
  return span.stage == Stage::dns && span.length < std::chrono::milliseconds(1);
}

/// Where an attempt is that is the first one, and has no answer yet.
void add_stages_so_far(const std::vector<StageSpan>& stages, const Canvas& canvas,
                       std::vector<Line>& lines) {
  const Glyphs& glyphs = *canvas.style.glyphs;
  Tree tree(canvas, lines);
  for (std::size_t at = 0; at < stages.size(); ++at) {
    const bool is_last = at + 1 == stages.size();
    Line& line = tree.stage(is_last, stages[at].stage);
    if (is_last) {
      line.add(glyphs.waiting, Ink::yellow).add(" " + to_passing_text(stages[at].length));
    } else {
      line.add(glyphs.ready, Ink::green).add(" " + to_text(stages[at].length));
    }
  }
}

}  // namespace

void add_mark(Line& line, const TargetHistory& target, const Canvas& canvas) {
  const Glyphs& glyphs = *canvas.style.glyphs;
  if (target.ready()) {
    line.add(glyphs.ready, Ink::green);
  } else if (target.state == Progress::State::unneeded) {
    line.add(glyphs.ready, Ink::faint);
  } else if (target.answer.verdict == Verdict::rejected ||
             target.state != Progress::State::waiting) {
    line.add(glyphs.failed, Ink::red);
  } else {
    line.add(glyphs.waiting, Ink::yellow);
  }
  line.add(" ");
}

std::size_t column_behind_names(const WaitHistory& targets, const Canvas& canvas) {
  std::size_t longest = 0;
  for (const TargetHistory& target : targets) {
    longest = std::max(longest, width_of(target.name));
  }
  const std::size_t others = kMarkColumns + kGap + (is_narrow(canvas) ? kTimeColumns : kBehindName);
  const std::size_t most = canvas.columns - std::min(canvas.columns, others);
  return kMarkColumns + std::min(longest, most) + kGap;
}

Line target_line(const TargetHistory& target, std::size_t column, const Canvas& canvas,
                 std::string_view more) {
  const Duration waited = target.waited(canvas.now);
  const std::string time = target.ended ? to_text(waited) : to_passing_text(waited);
  const bool narrow = is_narrow(canvas);
  Line line;
  add_mark(line, target, canvas);
  line.add_within(target.name, column - kMarkColumns - kGap, canvas).pad_to(column);
  if (!narrow) {
    line.add(state_of(target));
  }
  const std::size_t end_of_time = column + (narrow ? 0 : kStateColumns) + kTimeColumns;
  line.pad_to(end_of_time - std::min(kTimeColumns, width_of(time))).add(time);
  if (!narrow) {
    line.add("  ").add(attempts_of(target, canvas.now), Ink::faint);
  }
  return line.add(more.empty() ? "" : "  " + std::string(more));
}

void add_stages(const TargetHistory& target, const Canvas& canvas, std::vector<Line>& lines) {
  if (target.ready() || target.state == Progress::State::unneeded) {
    return;
  }
  if (target.attempts == 0) {
    if (target.attempt) {
      add_stages_so_far(target.attempt->stage.spans(canvas.now), canvas, lines);
    }
    return;
  }
  const Glyphs& glyphs = *canvas.style.glyphs;
  Tree tree(canvas, lines);
  for (const StageSpan& span : target.stages) {
    if (span.stage < target.answer.stage && !is_no_lookup(span)) {
      tree.stage(false, span.stage).add(glyphs.ready, Ink::green).add(" " + to_text(span.length));
    }
  }
  tree.stage(true, target.answer.stage).add(glyphs.failed, Ink::red).add(" " + target.answer.words);
  if (!target.answer.advice.empty()) {
    lines.emplace_back().add("    " + target.answer.advice);
  }
}

}  // namespace aweigh::display
