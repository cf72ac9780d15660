#pragma once

#include <vector>

#include "display/line.h"
#include "migrate/run/history.h"
#include "wait/history.h"

// What the display shows while something is under way. Pure.

namespace aweigh::display {

/// A line for each target, and under one that fails the stages of its last attempt. Where that does
/// not fit the canvas, first the stages are left out, then those that answer alike share a line.
std::vector<Row> rows_of(const WaitHistory& targets, const Canvas& canvas);

/// The file at work, or the lock that is waited for and who holds it, and how far the run is.
std::vector<Row> rows_of(const migrate::History& schema, const Canvas& canvas);

}  // namespace aweigh::display
