// The options send and expect of tcp:// and unix://: bytes there, and bytes back.
// text/pattern.h judges these.

#include "probes/exchange.h"

#include <asio/buffer.hpp>

#include "base/duration_text.h"
#include "net/with_timeout.h"
#include "text/escapes.h"

namespace aweigh {
namespace {

constexpr std::size_t kMostHeard = 64 << 10;
constexpr std::size_t kMostShown = 80;

/// Adds to `heard` until `expected` is in it. The words for the answer if it never will be, which
/// go on with what was heard.
asio::awaitable<std::string> hear(Stream& stream, const Pattern& expected, std::string& heard) {
  std::array<char, 4096> bytes;
  std::error_code error;
  while (heard.size() < kMostHeard) {
    const std::size_t count = co_await stream.read_some(asio::buffer(bytes), error);
    if (error) {
      co_return words_of(error) + (heard.empty() ? "" : " after");
    }
    heard.append(bytes.data(), count);
    if (expected.matches(heard)) {
      co_return "";
    }
  }
  co_return "64 KiB did not hold what expect= asks for:";
}

/// nullopt: it came.
asio::awaitable<std::optional<Answer>> await_words(Stream& stream, const Pattern& expected,
                                                   const Attempt& attempt) {
  // A little less than the attempt has: there is more to tell than that its time was up.
  const Duration left = share_of(attempt, 1, Clock::now());
  const Duration patience = left - left / 10;
  std::string heard;
  auto reason = co_await with_timeout(hear(stream, expected, heard), patience);
  if (!reason) {
    reason = heard.empty() ? "no answer within " + to_text(patience)
                           : "the answer is not what expect= asks for:";
  }
  if (reason->empty()) {
    co_return std::nullopt;
  }
  co_return unexpected(*std::move(reason), heard);
}

Result<std::string> read_bytes(std::string_view text) {
  auto bytes = unescape(text);
  if (!bytes) {
    return fail(ExitCode::usage, R"(behind a backslash stands r, n, t, 0, xHH or a backslash)");
  }
  return *std::move(bytes);
}

/// An expression has its own use for backslashes.
Result<Pattern> read_pattern(std::string_view text) {
  if (!Pattern::is_expression(text)) {
    return read_bytes(text).map(&Pattern::of_words);
  }
  auto pattern = Pattern::read(text);
  if (!pattern) {
    return fail(ExitCode::usage, "no regular expression: " + pattern.error());
  }
  return *std::move(pattern);
}

}  // namespace

Result<Exchange> Exchange::read(const Target& target) {
  Exchange exchange;
  if (const std::string* text = target.option("send")) {
    auto bytes = read_bytes(*text);
    if (!bytes) {
      return fail(bytes.error().code, "its option send: " + bytes.error().message);
    }
    exchange.sent_ = Secret(std::move(*bytes));
  }
  if (const std::string* text = target.option("expect")) {
    auto pattern = read_pattern(*text);
    if (!pattern) {
      return fail(pattern.error().code, "its option expect: " + pattern.error().message);
    }
    exchange.expected_ = std::move(*pattern);
  }
  const auto hold = read_hold(target);
  if (!hold) {
    return error_of(hold);
  }
  exchange.hold_ = *hold;
  return exchange;
}

asio::awaitable<Answer> Exchange::run_on(Stream stream, Attempt& attempt) const {
  if (!sent_.empty()) {
    attempt.stage = Stage::query;
    std::error_code error;
    co_await stream.write(asio::buffer(sent_.reveal()), error);
    if (error && !expected_) {
      co_return Answer::of(failure_of(error, Stage::query));
    }
  }
  if (expected_) {
    attempt.stage = Stage::query;
    if (auto answer = co_await await_words(stream, *expected_, attempt)) {
      co_await stream.close();
      co_return *std::move(answer);
    }
  }
  co_return co_await held_open(std::move(stream), hold_);
}

Answer unexpected(std::string reason, std::string_view words) {
  if (words.empty()) {
    return Answer::pending(Stage::query, std::move(reason));
  }
  const std::string_view shown = words.substr(0, words.find_last_not_of("\r\n") + 1);
  reason += " \"" + std::string(shown.substr(0, kMostShown));
  reason += shown.size() > kMostShown ? "…\"" : "\"";
  Answer answer = Answer::pending(Stage::query, std::move(reason));
  answer.said_no = words.size() < kMostHeard;  // who says more than that does not answer
  return answer;
}

}  // namespace aweigh
