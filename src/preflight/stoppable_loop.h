#pragma once

#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "base/signals.h"
#include "preflight/stop_signals.h"

namespace aweigh {

/// The loop with its stop signals, and the one piece of work that runs on it.
class StoppableLoop {
 public:
  StopSignals& signals() { return signals_; }
  asio::io_context& context() { return context_; }

  /// Runs `work` to its end. nullopt: a signal came and the work was cancelled.
  template <class T>
  std::optional<T> run(asio::awaitable<T> work, asio::cancellation_slot slot) {
    std::optional<T> result;
    std::exception_ptr failure;
    asio::co_spawn(context_, std::move(work),
                   asio::bind_cancellation_slot(slot, [&](std::exception_ptr thrown, T value) {
                     failure = std::move(thrown);
                     if (!failure) {
                       result = std::move(value);
                     }
                     context_.stop();
                   }));
    context_.restart();
    context_.run();
    if (failure && signals_.received() == 0) {
      std::rethrow_exception(failure);
    }
    return result;
  }

  /// Runs `work`, which the first signal cancels.
  template <class T>
  std::optional<T> run_until_stopped(asio::awaitable<T> work) {
    asio::cancellation_signal cancel;
    signals_.on_stop([&](int) { cancel.emit(asio::cancellation_type::terminal); });
    auto result = run(std::move(work), cancel.slot());
    signals_.on_stop([](int) {});
    return result;
  }

 private:
  asio::io_context context_{1};
  StopSignals signals_{context_.get_executor()};
};

inline Error stopped_by(int signal, const char* what) {
  return {signal_exit(signal), std::string(signal_name(signal)) + " ended " + what};
}

}  // namespace aweigh
