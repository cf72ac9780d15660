#pragma once

#include <cstddef>

#include "display/line.h"
#include "wait/history.h"

// How one target is shown. Pure.

namespace aweigh::display {

/// The column at which each line goes on behind the name: that of the longest name, within reason.
std::size_t column_behind_names(const WaitHistory& targets, const Canvas& canvas);

/// "… redis://cache:6379   waiting   3.4 s  12 attempts"; `more` is added to it.
Line target_line(const TargetHistory& target, std::size_t column, const Canvas& canvas,
                 std::string_view more = "");

/// Adds the stages of the last attempt, and what to do about its answer: nothing where the target
/// is ready.
///
///     ├ dns      ✓ 2 ms
///     └ connect  ✗ Connection refused
void add_stages(const TargetHistory& target, const Canvas& canvas, std::vector<Line>& lines);

/// The mark in front of a target or a stage.
void add_mark(Line& line, const TargetHistory& target, const Canvas& canvas);

}  // namespace aweigh::display
