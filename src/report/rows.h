#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/report.h"

// What the picture shows, before it is drawn.

namespace aweigh {

/// What a part of a bar stands for, and so its colour.
enum class Paint { absent, not_yet, rejected, ready, lock, migration, failed };

/// A part of a bar. Times count from the begin of the report.
struct Segment {
  Duration begun;
  Duration ended;
  Paint paint;
  std::string words;  ///< "Connection refused (connect), 27 attempts"
};

/// A target, or something else that took its time.
struct Row {
  std::string name;
  std::string detail = {};  ///< what is wrong: the last answer of a target that is not ready
  std::string note = {};    ///< how it ended: "ready after 3.02 s, 31 attempts"
  std::vector<Segment> segments = {};
  std::optional<Duration> ready_since = {};
};

/// In the order in which things begin. Where there are many targets, those that waited longest have
/// rows of their own, and one row counts the others; many migrations are one row.
std::vector<Row> rows_of(const Report& report);

}  // namespace aweigh
