#pragma once

#include <asio/steady_timer.hpp>
#include <optional>
#include <span>

#include "migrate/run/apply.h"
#include "migrate/run/blocker_reporter.h"
#include "migrate/run/plan.h"
#include "migrate/run/run.h"
#include "migrate/run/session.h"
#include "schema/journal.h"
#include "schema/version_table.h"

namespace aweigh::migrate {

/// A run in progress: prepare.cpp has what comes before the first file,
/// force_and_drop.cpp what needs no file, run.cpp the rest.
struct Run::State : std::enable_shared_from_this<State> {
  State(asio::any_io_executor executor, Settings given, Goal aim, Files all)
      : loop(std::move(executor)),
        settings(std::move(given)),
        goal(aim),
        files(std::move(all)),
        watch(settings.database, settings.ddl_lock_timeout),
        interrupted(loop, Clock::time_point::max()),
        time_limit(loop) {}

  using Applied = tl::expected<void, ApplyFailure>;

  asio::awaitable<Result<void>> prepare();
  asio::awaitable<Result<void>> connect();
  asio::awaitable<bool> is_current();
  asio::awaitable<Result<void>> take_lock();
  asio::awaitable<Result<void>> make_plan();
  asio::awaitable<void> tell_changed();
  asio::awaitable<std::optional<Result<void>>> prepare_unless_interrupted();
  asio::awaitable<Result<void>> act();
  asio::awaitable<Result<void>> apply_pending();
  asio::awaitable<Applied> apply_watched(const Step& step);
  asio::awaitable<void> apply_into(const Step& step, std::optional<Applied>& into);
  asio::awaitable<Result<void>> force();
  asio::awaitable<Result<void>> drop();
  asio::awaitable<Result<void>> write(std::string sql, std::string cannot);
  asio::awaitable<bool> until_interrupted();
  asio::awaitable<void> keep_cancelling();

  void start_time_limit();
  void interrupt();
  void accept(const Step& step);
  bool begin_reconnecting();
  [[nodiscard]] bool is_lost() const { return connected && session.connection.lost(); }
  [[nodiscard]] bool is_interrupted() const { return stop_signal != 0 || out_of_time; }
  [[nodiscard]] bool is_worth_another_try(const ApplyFailure& failure) const;
  [[nodiscard]] bool is_cured_by_yielding(const ApplyFailure& failure, const Step& step) const;
  [[nodiscard]] std::string remains(const ApplyFailure& failure, const Step& step) const;
  [[nodiscard]] tl::unexpected<Error> cannot_create(const pg::Failure& failure) const;
  [[nodiscard]] tl::unexpected<Error> interruption(const std::string& where) const;

  asio::any_io_executor loop;
  Settings settings;
  Goal goal;  // what is left of it
  Files files;

  Session session;
  bool connected = false;                         // `session` was good once
  bool yields = false;                            // the lock is to be let go of for a moment
  std::optional<Clock::time_point> reconnect_by;  // set from a lost connection to the next file
  VersionTable table;
  Journal journal;
  Plan planned;
  std::span<const Step> pending;   // the rest of it
  std::optional<std::int64_t> at;  // the schema's version; nullopt: no migration was applied yet
  BlockerReporter watch;

  int stop_signal = 0;             // 0: nobody has asked us to stop
  bool out_of_time = false;        // --migrate-timeout is over
  asio::steady_timer interrupted;  // expires when one of the two comes
  asio::steady_timer time_limit;
  bool time_is_limited = false;
  bool cancellable = false;  // a statement is running that an interruption is to cancel
};

}  // namespace aweigh::migrate
