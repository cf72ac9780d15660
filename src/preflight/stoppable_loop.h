#pragma once

#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error_of.h"
#include "base/result.h"
#include "base/signals.h"
#include "preflight/stop_signals.h"
#include "preflight/watchdog.h"

namespace aweigh {

inline tl::unexpected<Error> stopped_by(int signal, std::string_view what) {
  return fail(signal_exit(signal),
              std::string(signal_name(signal)) + " ended " + std::string(what));
}

/// The loop with its stop signals, and the one piece of work that runs on it. The error where a
/// signal ended the work is signal_exit().
class StoppableLoop {
 public:
  asio::io_context& context() { return context_; }

  /// Runs `work`, which the first signal cancels.
  template <class T>
  Result<T> run(asio::awaitable<T> work, std::string_view what) {
    asio::cancellation_signal cancel;
    auto result = run_with(
        std::move(work), [&](int) { cancel.emit(asio::cancellation_type::terminal); },
        cancel.slot());
    if (signals_.received() != 0) {
      return stopped_by(signals_.received(), what);
    }
    return std::move(*result);
  }

  template <class T>
  Result<T> run(asio::awaitable<Result<T>> work, std::string_view what) {
    return run<Result<T>>(std::move(work), what).and_then([](Result<T> own) { return own; });
  }

  /// Runs `work`, which the first signal tells to stop by `stop`: it comes to its own end, and its
  /// own error says more than we know.
  template <class T>
  Result<T> run(asio::awaitable<Result<T>> work, std::string_view what,
                const std::function<void(int)>& stop) {
    auto result = run_with(std::move(work), stop, {});
    if (result && !*result) {
      return error_of(*result);
    }
    if (signals_.received() != 0) {
      return stopped_by(signals_.received(), what);
    }
    return std::move(*result);
  }

 private:
  /// nullopt: a signal came, and `work` threw.
  template <class T>
  std::optional<T> run_with(asio::awaitable<T> work, const std::function<void(int)>& stop,
                            asio::cancellation_slot slot) {
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
    signals_.on_stop(stop);
    context_.restart();
    {
      const Watchdog watchdog(context_);
      context_.run();
    }
    signals_.on_stop([](int) {});
    if (failure && signals_.received() == 0) {
      std::rethrow_exception(failure);
    }
    return result;
  }

  asio::io_context context_{1};
  StopSignals signals_{context_.get_executor()};
};

}  // namespace aweigh
