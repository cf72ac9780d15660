#include <algorithm>

#include "display/rows.h"

// The display of a run of migrations, or of a program under the migration lock.

namespace aweigh::display {
namespace {

constexpr std::size_t kLongestBar = 40;
constexpr std::size_t kBesideBar = 24;  // columns

std::string repeated(const char* glyph, std::size_t times) {
  std::string text;
  for (std::size_t at = 0; at < times; ++at) {
    text += glyph;
  }
  return text;
}

Line what_is_done(const std::string& what, Clock::time_point begun, const Canvas& canvas) {
  Line line;
  line.add(canvas.style.glyphs->waiting, Ink::yellow).add(" " + what + "  ");
  line.add(to_passing_text(canvas.now - begun), Ink::faint);
  return line;
}

Line who_is_in_the_way(const std::string& words, const Canvas& canvas) {
  Line line;
  line.add(std::string("  ") + canvas.style.glyphs->last_branch + " ", Ink::faint).add(words);
  return line;
}

/// "██████░░░░ 17 of 40  2.1 s".
Line bar(const migrate::History& schema, const Canvas& canvas) {
  const std::size_t room = canvas.columns > kBesideBar ? canvas.columns - kBesideBar : 0;
  const std::size_t length = std::min(kLongestBar, room);
  const std::size_t done = std::min(schema.done(), schema.planned);
  const std::size_t filled = length * done / schema.planned;
  Line line;
  line.add(repeated(canvas.style.glyphs->done, filled), Ink::green);
  line.add(repeated(canvas.style.glyphs->to_do, length - filled), Ink::faint);
  line.add((length > 0 ? " " : "") + std::to_string(done) + " of " +
           std::to_string(schema.planned));
  if (!schema.files.empty()) {
    line.add("  " + to_passing_text(canvas.now - schema.files.front().begun), Ink::faint);
  }
  return line;
}

}  // namespace

std::vector<Row> rows_of(const migrate::History& schema, const Canvas& canvas) {
  std::vector<Line> lines;
  if (!schema.lock_waits.empty() && !schema.lock_waits.back().ended) {
    const migrate::LockWait& wait = schema.lock_waits.back();
    lines.push_back(what_is_done("waiting for the migration lock", wait.begun, canvas));
    if (!wait.holder.empty()) {
      lines.push_back(who_is_in_the_way("held by " + wait.holder, canvas));
    }
  } else if (!schema.files.empty() && !schema.files.back().ended) {
    const migrate::FileRun& file = schema.files.back();
    lines.push_back(what_is_done((file.version ? "" : "running ") + file.file, file.begun, canvas));
    if (!file.waits_for.empty()) {
      lines.push_back(who_is_in_the_way("waits for " + file.waits_for, canvas));
    }
  }
  if (schema.planned > 1) {
    lines.push_back(bar(schema, canvas));
  }
  return cut(lines, canvas);
}

}  // namespace aweigh::display
