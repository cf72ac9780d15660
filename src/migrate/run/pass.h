#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>

#include "base/result.h"
#include "migrate/run/plan.h"
#include "migrate/run/run_context.h"
#include "migrate/run/schema.h"

// One connection's worth of a run: connect, lock, recover, plan, apply. Run makes another pass when
// the connection is lost.

namespace aweigh::migrate {

class Pass {
 public:
  /// `session` is what the last source of the run has left, if there was one.
  Pass(RunContext& run, std::optional<Schema> session)
      : run_(run), directory_(run.directory), schema_(std::move(session)) {}

  /// To the goal, or to the first failure. Errors as Run::to_goal() has them.
  asio::awaitable<Result<void>> to_goal();

  /// Why another pass may succeed where this one has failed.
  enum class Retry {
    none,     ///< it would not
    connect,  ///< the server was lost, or could not be reached
    yield,    ///< the lock is to be let go of for a moment
    plan,     ///< another run came first
  };
  [[nodiscard]] Retry retry_after(const Error& error) const;

  /// For the next source. Call it once the goal is reached.
  std::optional<Schema> release_session() { return std::move(schema_); }

 private:
  asio::awaitable<Result<void>> prepare();
  asio::awaitable<Result<void>> connect();
  Write locked_write();
  Result<void> turn_to_source();
  asio::awaitable<bool> is_current();
  asio::awaitable<Result<void>> make_plan();
  void note_plan();
  [[nodiscard]] Result<void> check_files() const;
  asio::awaitable<Past> read_past();
  asio::awaitable<Result<void>> prepare_journal(const Past& past);
  void warn_of(const Past& past, const Skipped& skipped);
  asio::awaitable<Result<void>> act();
  asio::awaitable<Result<void>> follow_plan();

  RunContext& run_;
  DirectoryContext& directory_;
  std::optional<Schema> schema_;         // once the connection is there
  std::optional<std::int64_t> version_;  // of the schema; nullopt: nothing is applied
  Plan plan_;
  bool yields_ = false;
};

}  // namespace aweigh::migrate
