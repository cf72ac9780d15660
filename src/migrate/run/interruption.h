#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <memory>

#include "base/time.h"
#include "pg/connection.h"

// What ends a run before its goal: a stop signal, or --migrate-timeout. Run owns it; everything
// that has a statement running says so to it.

namespace aweigh::migrate {

/// While this object lives, an interruption cancels what runs on a connection.
class Cancellable {
 public:
  /// `running` is shared with the coroutine that cancels; null: the statement has ended.
  explicit Cancellable(std::shared_ptr<pg::Connection*> running) : running_(std::move(running)) {}
  Cancellable(const Cancellable&) = delete;
  Cancellable& operator=(const Cancellable&) = delete;
  ~Cancellable() { *running_ = nullptr; }

 private:
  std::shared_ptr<pg::Connection*> running_;
};

/// To be made by std::make_shared: the timer of the limit may fire when the run is over.
class Interruption : public std::enable_shared_from_this<Interruption> {
 public:
  explicit Interruption(asio::any_io_executor loop);

  /// A stop signal came.
  void stop(int signal_number);

  /// It happens once `limit` is over. Only the first call counts.
  void limit_time(Duration limit);

  [[nodiscard]] bool happened() const { return signal_ != 0 || out_of_time_; }

  /// 0: no stop signal came.
  [[nodiscard]] int signal() const { return signal_; }

  /// Returns, with true, when it has happened. May be cancelled.
  asio::awaitable<bool> wait();

  /// For as long as a statement runs on `connection` whose failure does no harm. One at a time;
  /// `connection` must outlive the result.
  [[nodiscard]] Cancellable cancels(pg::Connection& connection);

 private:
  void happen();
  void begin_cancelling();

  asio::any_io_executor loop_;
  int signal_ = 0;
  bool out_of_time_ = false;
  bool time_is_limited_ = false;
  asio::steady_timer happened_;  // expires when it happens
  asio::steady_timer time_limit_;
  std::shared_ptr<pg::Connection*> running_;
};

}  // namespace aweigh::migrate
