#include <algorithm>
#include <utility>

#include "display/rows.h"
#include "display/target_lines.h"

// The display of a wait.

namespace aweigh::display {
namespace {

/// Targets that are to share a line.
struct Group {
  std::string answer;  ///< empty: they are ready
  std::vector<const TargetHistory*> targets;
};

std::string answer_of(const TargetHistory& target) {
  if (target.ready()) {
    return "";
  }
  if (target.state == Progress::State::unneeded) {
    return "unneeded";
  }
  return target.attempts == 0 ? target.no_answer_words() : said(target.answer);
}

/// Those that are ready first, then the largest.
bool comes_before(const Group& one, const Group& other) {
  if (one.answer.empty() != other.answer.empty()) {
    return one.answer.empty();
  }
  return one.targets.size() > other.targets.size();
}

std::vector<Group> groups_of(const WaitHistory& targets) {
  std::vector<Group> groups;
  for (const TargetHistory& target : targets) {
    const std::string answer = answer_of(target);
    const auto same = std::ranges::find(groups, answer, &Group::answer);
    Group& group = same == groups.end() ? groups.emplace_back(Group{answer, {}}) : *same;
    group.targets.push_back(&target);
  }
  std::vector<Group> sorted;  // by insertion: a stable sort of the library's is 7 kB
  for (Group& group : groups) {
    sorted.insert(std::ranges::upper_bound(sorted, group, comes_before), std::move(group));
  }
  return sorted;
}

/// "… 48 × Connection refused (connect)  tcp://a:1, tcp://b:1".
Line group_line(const Group& group, const Canvas& canvas) {
  Line line;
  add_mark(line, *group.targets.front(), canvas);
  const std::string count = std::to_string(group.targets.size());
  if (group.answer.empty()) {
    return line.add(count + " ready");
  }
  line.add(count + " " + canvas.style.glyphs->times + " " + group.answer + "  ");
  std::string names;
  for (const TargetHistory* target : group.targets) {
    names += (names.empty() ? "" : ", ") + target->name;
  }
  return line.add(names, Ink::faint);
}

/// A target that has a line of its own, and no more than that.
Line one_line(const TargetHistory& target, std::size_t column, const Canvas& canvas) {
  const bool has_answer =
      target.attempts > 0 && !target.ready() && target.state != Progress::State::unneeded;
  return target_line(target, column, canvas, has_answer ? said(target.answer) : "");
}

Line rest_line(const std::vector<Group>& groups, std::size_t shown, const Canvas& canvas) {
  std::size_t targets = 0;
  for (std::size_t at = shown; at < groups.size(); ++at) {
    targets += groups[at].targets.size();
  }
  Line line;
  return line.add(std::string(canvas.style.glyphs->waiting) + " " + std::to_string(targets) +
                      " more, of " + std::to_string(groups.size() - shown) + " other answers",
                  Ink::faint);
}

std::vector<Line> folded(const WaitHistory& targets, const Canvas& canvas, std::size_t room) {
  const std::size_t column = column_behind_names(targets, canvas);
  const std::vector<Group> groups = groups_of(targets);
  const std::size_t shown = groups.size() <= room ? groups.size() : room - 1;
  std::vector<Line> lines;
  for (std::size_t at = 0; at < shown; ++at) {
    const Group& group = groups[at];
    lines.push_back(group.targets.size() == 1 ? one_line(*group.targets.front(), column, canvas)
                                              : group_line(group, canvas));
  }
  if (shown < groups.size()) {
    lines.push_back(rest_line(groups, shown, canvas));
  }
  return lines;
}

enum class Detail { stages, answer };

std::vector<Line> one_by_one(const WaitHistory& targets, const Canvas& canvas, Detail detail) {
  const std::size_t column = column_behind_names(targets, canvas);
  std::vector<Line> lines;
  for (const TargetHistory& target : targets) {
    if (detail == Detail::stages) {
      lines.push_back(target_line(target, column, canvas));
      add_stages(target, canvas, lines);
    } else {
      lines.push_back(one_line(target, column, canvas));
    }
  }
  return lines;
}

/// "1 of 3 ready  3.4 s".
Line sum(const WaitHistory& targets, const Canvas& canvas) {
  Clock::time_point begun = canvas.now;
  for (const TargetHistory& target : targets) {
    begun = std::min(begun, target.begun);
  }
  Line line;
  line.add(std::to_string(std::ranges::count_if(targets, &TargetHistory::ready)) + " of " +
           std::to_string(targets.size()) + " ready");
  return line.add("  " + to_passing_text(canvas.now - begun), Ink::faint);
}

}  // namespace

std::vector<Row> rows_of(const WaitHistory& targets, const Canvas& canvas) {
  const bool has_sum = targets.size() > 1 && canvas.rows > 1;
  const std::size_t room = canvas.rows - (has_sum ? 1 : 0);
  std::vector<Line> lines = one_by_one(targets, canvas, Detail::stages);
  if (lines.size() > room) {
    lines = one_by_one(targets, canvas, Detail::answer);
  }
  if (lines.size() > room) {
    lines = folded(targets, canvas, room);
  }
  if (has_sum) {
    lines.push_back(sum(targets, canvas));
  }
  return cut(lines, canvas);
}

}  // namespace aweigh::display
