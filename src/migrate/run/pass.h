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
  explicit Pass(RunContext& run) : run_(run) {}

  /// To the goal, or to the first failure. Errors as Run::to_goal() has them.
  asio::awaitable<Result<void>> to_goal();

  /// Why another pass may succeed where this one has failed.
  enum class Retry {
    none,     ///< it would not
    connect,  ///< the server was lost, or could not be reached
    yield,    ///< the lock is to be let go of for a moment
  };
  [[nodiscard]] Retry retry_after(const Error& error) const;

 private:
  asio::awaitable<Result<void>> prepare();
  asio::awaitable<Result<void>> connect();
  asio::awaitable<bool> is_current();
  asio::awaitable<Result<void>> make_plan();
  asio::awaitable<void> warn_of_changed_files();
  asio::awaitable<Result<void>> act();
  asio::awaitable<Result<void>> follow_plan();

  RunContext& run_;
  std::optional<Schema> schema_;         // once the connection is there
  std::optional<std::int64_t> version_;  // of the schema; nullopt: nothing is applied
  Plan plan_;
  bool yields_ = false;
};

}  // namespace aweigh::migrate
