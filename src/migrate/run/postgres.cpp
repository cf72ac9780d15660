#include <memory>
#include <utility>

#include "migrate/run/create_database.h"
#include "migrate/run/engine.h"
#include "migrate/run/inspect.h"
#include "migrate/run/postgres_lock.h"
#include "migrate/run/postgres_run.h"

namespace aweigh::migrate {
namespace {

std::unique_ptr<LockSession> make_lock(const Target& database, Duration reconnect_timeout) {
  return std::make_unique<PostgresLock>(database, reconnect_timeout);
}

std::unique_ptr<Run> make_run(asio::any_io_executor loop, const Settings& settings, Goal goal,
                              std::vector<Source> sources, History& history) {
  return std::make_unique<PostgresRun>(std::move(loop), settings, goal, std::move(sources),
                                       history);
}

}  // namespace

const Engine kPostgres = {.make_lock = make_lock,
                          .make_run = make_run,
                          .inspect = inspect,
                          .create_missing_database = create_missing_database};

}  // namespace aweigh::migrate
