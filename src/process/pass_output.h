#pragma once

#include <asio/awaitable.hpp>
#include <deque>
#include <string>
#include <string_view>

#include "process/lines.h"

namespace aweigh {

/// Passes a program's output on to our log, a line at a time, so that no line of others can come to
/// stand in the middle of one. A slow reader of our stderr is waited for, and the program with us,
/// as if it wrote there itself; but one who has stalled loses lines.
class PassOutput {
 public:
  /// May be cancelled: what is left is written with the next block.
  asio::awaitable<void> take(std::string_view bytes);

  /// To be called at the end, for a last line without a newline.
  void finish();

 private:
  asio::awaitable<void> wait_for_reader();

  Lines lines_;
  std::deque<std::string> waiting_;
  bool stalled_ = false;
};

}  // namespace aweigh
