#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "migrate/run/inspect.h"
#include "migrate/run/lock_session.h"
#include "migrate/run/run.h"
#include "target/target.h"

namespace aweigh::migrate {

/// What can be done with the databases of a kind: a row of probes/registry.cpp names it. A build
/// without the kind has nothing of it.
struct Engine {
  std::unique_ptr<LockSession> (*make_lock)(const Target& database, Duration reconnect_timeout);

  // Null where only the lock can be taken:
  std::unique_ptr<Run> (*make_run)(asio::any_io_executor loop, const Settings& settings, Goal goal,
                                   std::vector<Source> sources, History& history) = nullptr;
  asio::awaitable<Result<SchemaState>> (*inspect)(Target database) = nullptr;
  asio::awaitable<Result<void>> (*create_missing_database)(Target database,
                                                           Duration timeout) = nullptr;
};

extern const Engine kPostgres;
extern const Engine kMysql;

}  // namespace aweigh::migrate
