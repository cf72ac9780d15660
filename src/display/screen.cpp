#include "display/screen.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

#include "base/signals.h"
#include "display/ecma48.h"

namespace aweigh::display {

/// A descriptor of our own does not block without making stderr of others so. /dev/tty is the
/// terminal of stderr where that one tells which group is in front.
std::optional<Screen> Screen::open() {
  if (::tcgetpgrp(STDERR_FILENO) != ::getpgrp()) {
    return std::nullopt;
  }
  Fd terminal(::open("/dev/tty", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  Screen screen(std::move(terminal));
  return screen.size() ? std::optional(std::move(screen)) : std::nullopt;
}

std::optional<Size> Screen::size() const {
  winsize size{};
  if (::ioctl(terminal_.get(), TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
    return std::nullopt;
  }
  return Size{size.ws_col, size.ws_row};
}

void Screen::show(std::vector<Row> rows) {
  if (rows.empty() && shown_.empty()) {
    return;
  }
  forget_if_continued();
  const auto now = size();
  if (rows == shown_ || !now || !is_in_front() || !flush()) {
    return;
  }
  std::string bytes = ecma48::up(shown_height(now->columns)) + "\r";
  for (const Row& row : rows) {
    bytes += std::string(ecma48::kEraseLine) + row.text + "\r\n";
  }
  write(bytes + std::string(ecma48::kEraseBelow));
  shown_ = std::move(rows);
}

/// While we were stopped, the shell has written below our rows: they are text now, and the cursor
/// is elsewhere. A CONT that comes once more, through a supervisor, has not ended a stop.
void Screen::forget_if_continued() {
  constexpr auto kShortestStop = std::chrono::milliseconds(150);
  const auto now = Clock::now();
  siginfo_t info;
  if (take_signal(bit_of(SIGCONT), info) && now - awake_at_ >= kShortestStop) {
    shown_.clear();
  }
  awake_at_ = now;
}

bool Screen::is_in_front() const {
  return ::tcgetpgrp(terminal_.get()) == ::getpgrp();
}

/// In lines of the terminal as it is now: most terminals break the lines anew that have become too
/// long.
std::size_t Screen::shown_height(std::size_t columns) const {
  std::size_t height = 0;
  for (const Row& row : shown_) {
    height += std::max<std::size_t>(1, (row.columns + columns - 1) / columns);
  }
  return height;
}

void Screen::write(std::string bytes) {
  unwritten_ = std::move(bytes);
  flush();
}

/// False: the terminal takes no more now.
bool Screen::flush() {
  if (!unwritten_.empty()) {
    const auto written = ::write(terminal_.get(), unwritten_.data(), unwritten_.size());
    unwritten_.erase(0, written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  return unwritten_.empty();
}

}  // namespace aweigh::display
