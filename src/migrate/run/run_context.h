#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "migrate/run/blocker_reporter.h"
#include "migrate/run/destination.h"
#include "migrate/run/history.h"
#include "migrate/run/interruption.h"
#include "migrate/run/reconnect_limit.h"
#include "migrate/run/run.h"
#include "migrate/run/yield_limit.h"

// What the passes of one run share. Run makes it; Pass and run_step() work on it.

namespace aweigh::migrate {

/// What belongs to the directory at work. The next one begins with one of its own.
struct DirectoryContext {
  std::string name = {};  ///< empty where it is the only one
  TableName table = {};
  Files files = {};
  std::optional<Destination> destination = {};  ///< from the first plan on
  YieldLimit yielding = {};
  bool has_warned = false;          ///< of the files that the plan passes over
  const Migration* next = nullptr;  ///< the next file of the last plan; null: there is none

  /// " of /migrations" behind what is told of a schema; "" where there is one directory.
  [[nodiscard]] std::string of_name() const { return name.empty() ? "" : " of " + name; }
};

struct RunContext {
  Settings settings;
  Goal goal;
  History& history;
  std::shared_ptr<Interruption> interruption;
  BlockerReporter blockers;
  ReconnectLimit reconnecting;
  std::vector<TableName> tables = {};  ///< of all directories, which are locked together
  DirectoryContext directory = {};

  void begin(Source source);

  /// Of the directory's schema, for all who look on.
  void note_version(std::optional<std::int64_t> version) {
    history.directories.back().version = version;
  }

  /// A file more is applied: what counts the setbacks in a row begins anew.
  void note_progress();

  /// The error of a run that is interrupted at `where`.
  [[nodiscard]] tl::unexpected<Error> interrupted(const std::string& where) const;
};

}  // namespace aweigh::migrate
