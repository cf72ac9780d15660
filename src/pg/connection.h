#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "base/time.h"
#include "net/attempt.h"
#include "pg/failure.h"

struct pg_conn;  // libpq's PGconn

namespace aweigh::pg {

/// libpq keywords and their values, e.g. `{"host", Secret("db")}`; the missing ones come from the
/// `PG*` variables, as libpq's documentation says.
using Params = std::vector<std::pair<std::string, Secret>>;

/// A text result: rows of columns; NULL is nullopt.
using Rows = std::vector<std::vector<std::optional<std::string>>>;

/// How many rows of how many columns the answer to a query has, if it is one.
struct Shape {
  std::size_t columns;
  std::optional<std::size_t> rows;  ///< nullopt: any number
};

constexpr Shape any_rows(std::size_t columns) {
  return {columns, std::nullopt};
}
constexpr Shape one_row(std::size_t columns) {
  return {columns, 1};
}

/// `answer`; or a failure where it has another shape. A server, or what is in its place, may send
/// anything.
Outcome<Rows> expect(Outcome<Rows> answer, Shape shape);

/// The beginning of a result, however large that is.
struct Glance {
  static constexpr std::size_t kMostRows = 2;

  bool has_rows = false;  ///< the statement gives rows at all, as SELECT does and SET does not
  Rows rows;              ///< the first of them
};

struct Finish {
  void operator()(pg_conn* connection) const;
};
/// Owner of libpq's session. Destroying it says Terminate, so that the server counts no aborted
/// client.
using Handle = std::unique_ptr<pg_conn, Finish>;

/// A session on a PostgreSQL server, driven by the event loop of the coroutine that awaits it. One
/// statement at a time. It must outlive what it returns, except for cancel().
class Connection {
 public:
  /// No session, as if it were lost; to be assigned to.
  Connection() = default;

  /// Tries each host of `params` and each of its addresses in turn, as libpq would
  /// (target_session_attrs, `host` kept for certificates and .pgpass), but looks names up through
  /// c-ares and gives an address that stays silent no more than `attempt.connect_patience`. Keeps
  /// `attempt.stage` up to date. `attempt` must outlive the coroutine.
  static asio::awaitable<Outcome<Connection>> open(Params params, Attempt& attempt);

  /// From now on a server that does not answer query() or write() within `limit` is given up: the
  /// session is lost.
  void answer_within(Duration limit) { patience_ = limit; }

  /// One statement of ours with text parameters $1, $2 … (extended protocol). Its rows are as
  /// `shape` says.
  asio::awaitable<Outcome<Rows>> query(std::string sql, Shape shape,
                                       std::vector<std::string> args = {});

  /// Statements of ours that take no time, as script().
  asio::awaitable<Outcome<void>> write(std::string sql);

  /// One statement; only the beginning of its result is kept. If the caller is cancelled, the
  /// server is asked to end the statement, too: one that waits for a lock would outlive its
  /// session.
  asio::awaitable<Outcome<Glance>> glance(std::string sql);

  /// A whole script as one simple query: an implicit transaction unless it says BEGIN. Rows are
  /// discarded; the first error ends it. COPY from or to the client is an error. A NUL byte would
  /// end the script: the caller has made sure that there is none.
  asio::awaitable<Outcome<void>> script(std::string sql);

  /// Asks the server, over a second connection, to end the running statement, which then fails with
  /// 57014. To be called while another coroutine awaits query() or script(); the request is bound
  /// to the session at once, so it may outlive this object. One that finds no statement running is
  /// lost.
  asio::awaitable<void> cancel();

  /// Waits, while no statement runs, until the session is lost, and returns the reason. The
  /// server's notices until then go to the log. May be cancelled.
  asio::awaitable<std::string> until_lost();

  /// The name that it has logged in by.
  [[nodiscard]] std::string user() const;

  /// The process ID that the server announced at login; 0: none.
  [[nodiscard]] int server_process() const;

  /// The value of a setting as the server, or a pooler, has last reported it unasked; "": it
  /// reports none of that name.
  [[nodiscard]] std::string reported(const char* name) const;

  /// Whether a backslash in `'…'` is a backslash; it is not where standard_conforming_strings is
  /// off.
  [[nodiscard]] bool has_standard_strings() const;

  [[nodiscard]] bool in_transaction() const;  ///< also in a failed one
  [[nodiscard]] bool lost() const;            ///< the server or the network ended the session

 private:
  explicit Connection(Handle handle) : handle_(std::move(handle)) {}

  template <class T>
  asio::awaitable<Outcome<T>> in_time(asio::awaitable<Outcome<T>> answer);
  asio::awaitable<Outcome<Rows>> send_query(std::string sql, std::vector<std::string> args);

  Handle handle_;
  Duration patience_ = kForever;
};

}  // namespace aweigh::pg
