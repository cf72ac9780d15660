#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/time.h"
#include "display/line.h"

namespace aweigh::display {

struct Size {
  std::size_t columns;
  std::size_t rows;
};

/// Rows below all else on the terminal, which are replaced as often as one likes. Nothing of the
/// terminal's state is changed and the cursor stands below the rows: a process that is killed or
/// stopped leaves them as text. Never blocks; to a terminal that takes no more, nothing is shown.
class Screen {
 public:
  /// The terminal of stderr. nullopt: it is none, we are not in front on it, or it has no size, as
  /// the one of a container that nobody is attached to.
  static std::optional<Screen> open();

  [[nodiscard]] std::optional<Size> size() const;

  /// Replaces what is shown. Not where another process group is in front: it has the terminal.
  void show(std::vector<Row> rows);

  /// Shows nothing; the next line that is written stands where the first row was.
  void clear() { show({}); }

 private:
  explicit Screen(Fd terminal) : terminal_(std::move(terminal)) {}

  void forget_if_continued();
  [[nodiscard]] bool is_in_front() const;
  [[nodiscard]] std::size_t shown_height(std::size_t columns) const;
  void write(std::string bytes);
  bool flush();

  Fd terminal_;
  std::vector<Row> shown_;
  std::string unwritten_;
  Clock::time_point awake_at_;
};

}  // namespace aweigh::display
