#pragma once

#include <asio/awaitable.hpp>
#include <deque>
#include <string>
#include <string_view>

#include "process/lines.h"

namespace aweigh {

/// Passes a program's output on to our log, a line at a time, so that no other line can stand in
/// the middle of one. We wait for a slow reader of our stderr, and the program waits with us, as if
/// it wrote there itself. A reader that has stalled for some seconds loses lines.
class PassOutput {
 public:
  /// May be cancelled: what is left is written with the next block.
  asio::awaitable<void> take(std::string_view bytes);

  /// Writes what is left, also a last line without a newline. To be called at the end.
  void finish();

 private:
  asio::awaitable<void> wait_for_reader();

  Lines lines_;
  std::deque<std::string> waiting_;
  bool stalled_ = false;
};

}  // namespace aweigh
