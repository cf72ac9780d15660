#include "pg/connection.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/this_coro.hpp>
#include <limits>
#include <string_view>

#include "base/duration_text.h"
#include "base/error_of.h"
#include "net/wait_fd.h"
#include "net/with_timeout.h"
#include "pg/collect.h"
#include "pg/handles.h"
#include "pg/open.h"

namespace aweigh::pg {
namespace {

/// Of a row, in a glance. No question of a probe has an answer as long as that.
constexpr std::uint64_t kMostOfGlance = 8 << 20;

/// The reason why the session can neither send nor receive.
tl::unexpected<Failure> session_failure(const PGconn* connection) {
  Failure failure = read_login_failure(Stage::query, PQerrorMessage(connection));
  failure.misconfigured = false;
  return tl::make_unexpected(std::move(failure));
}

asio::awaitable<void> send_cancel(CancelHandle request) {
  if (PQcancelStart(request.get()) == 0) {
    co_return;
  }
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
    co_await wait_fd(PQcancelSocket(request.get()),
                     next == PGRES_POLLING_READING ? Readiness::readable : Readiness::writable);
    next = PQcancelPoll(request.get());
  }
}

/// Sends a cancel request when it is destroyed, unless the statement has ended.
class Abandonment {
 public:
  Abandonment(asio::any_io_executor loop, PGconn* connection)
      : loop_(std::move(loop)), connection_(connection) {}
  Abandonment(const Abandonment&) = delete;
  Abandonment& operator=(const Abandonment&) = delete;
  ~Abandonment() {
    if (connection_ != nullptr) {
      asio::co_spawn(loop_, send_cancel(CancelHandle(PQcancelCreate(connection_))), asio::detached);
    }
  }

  void call_off() { connection_ = nullptr; }

 private:
  asio::any_io_executor loop_;
  PGconn* connection_;
};

}  // namespace

void Finish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

asio::awaitable<Outcome<Connection>> Connection::open(Params params, Attempt& attempt) {
  auto session = co_await open_session(std::move(params), attempt);
  if (!session) {
    co_return error_of(std::move(session));
  }
  co_return Connection(std::move(*session));
}

Outcome<Rows> expect(Outcome<Rows> answer, Shape shape) {
  if (!answer) {
    return answer;
  }
  const bool fits =
      std::ranges::all_of(*answer, [&](const auto& row) { return row.size() == shape.columns; });
  if (!fits || answer->size() != shape.rows.value_or(answer->size())) {
    return tl::make_unexpected(
        query_failure("the server's answer has another shape than the question "
                      "wants: is this a PostgreSQL server?"));
  }
  return answer;
}

template <class T>
asio::awaitable<Outcome<T>> Connection::in_time(asio::awaitable<Outcome<T>> answer) {
  auto given = co_await with_timeout(std::move(answer), patience_);
  if (!given) {
    handle_.reset();
    co_return tl::make_unexpected(query_failure("no answer within " + to_text(patience_)));
  }
  co_return std::move(*given);
}

asio::awaitable<Outcome<Rows>> Connection::query(std::string sql, Shape shape,
                                                 std::vector<std::string> args) {
  co_return expect(co_await in_time(send_query(std::move(sql), std::move(args))), shape);
}

asio::awaitable<Outcome<void>> Connection::write(std::string sql) {
  return in_time(script(std::move(sql)));
}

asio::awaitable<Outcome<Rows>> Connection::send_query(std::string sql,
                                                      std::vector<std::string> args) {
  std::vector<const char*> values;
  std::ranges::transform(args, std::back_inserter(values), &std::string::c_str);
  if (PQsendQueryParams(handle_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                        values.data(), nullptr, nullptr, 0) == 0) {
    co_return session_failure(handle_.get());
  }
  Outcome<Glance> all = co_await collect(handle_, std::numeric_limits<std::size_t>::max());
  co_return std::move(all).map([](Glance&& seen) { return std::move(seen.rows); });
}

asio::awaitable<Outcome<Glance>> Connection::glance(std::string sql) {
  if (PQsendQueryParams(handle_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) ==
      0) {
    co_return session_failure(handle_.get());
  }
  PQsetSingleRowMode(handle_.get());
  Abandonment abandonment(co_await asio::this_coro::executor, handle_.get());
  auto seen = co_await collect(handle_, Glance::kMostRows, kMostOfGlance);
  abandonment.call_off();
  co_return seen;
}

asio::awaitable<Outcome<void>> Connection::script(std::string sql) {
  if (PQsendQuery(handle_.get(), sql.c_str()) == 0) {
    co_return session_failure(handle_.get());
  }
  PQsetSingleRowMode(handle_.get());  // a SELECT may have more rows than memory holds
  const auto outcome = co_await collect(handle_, 0);
  if (!outcome) {
    co_return error_of(outcome);
  }
  co_return Outcome<void>();
}

asio::awaitable<void> Connection::cancel() {
  return send_cancel(CancelHandle(PQcancelCreate(handle_.get())));
}

asio::awaitable<std::string> Connection::until_lost() {
  PGconn* connection = handle_.get();
  while (PQconsumeInput(connection) != 0) {
    PQisBusy(connection);  // reads the notices that have come
    co_await wait_fd(PQsocket(connection), Readiness::readable);
  }
  co_return session_failure(connection).value().words;
}

std::string Connection::user() const {
  const char* name = PQuser(handle_.get());
  return name == nullptr ? "" : name;
}

int Connection::server_process() const {
  return PQbackendPID(handle_.get());
}

std::string Connection::reported(const char* name) const {
  const char* setting = PQparameterStatus(handle_.get(), name);
  return setting == nullptr ? "" : setting;
}

bool Connection::has_standard_strings() const {
  return reported("standard_conforming_strings") != "off";
}

bool Connection::in_transaction() const {
  const PGTransactionStatusType status = PQtransactionStatus(handle_.get());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool Connection::lost() const {
  return PQstatus(handle_.get()) == CONNECTION_BAD;
}

}  // namespace aweigh::pg
