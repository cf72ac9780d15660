// Reads the answers to what a Connection has sent.

#include "pg/collect.h"

#include <libpq-fe.h>
#include <optional>

#include "net/wait_fd.h"
#include "pg/handles.h"
#include "pg/intake.h"

namespace aweigh::pg {
namespace {

/// Sends the bytes that libpq still holds back. An error shows in the results.
asio::awaitable<void> flush(PGconn* connection) {
  while (PQflush(connection) == 1) {
    co_await wait_fd(PQsocket(connection), Readiness::writable);
  }
}

/// The next result; empty after the last, and where it would be too much.
asio::awaitable<ResultHandle> next_result(PGconn* connection, Intake& intake) {
  intake.begin();
  while (PQisBusy(connection) != 0) {
    co_await wait_fd(PQsocket(connection), Readiness::readable);
    if (PQconsumeInput(connection) == 0) {
      break;  // lost: libpq has a result that says so
    }
    if (intake.is_too_much()) {
      co_return ResultHandle();
    }
  }
  co_return ResultHandle(PQgetResult(connection));
}

/// Leaves COPY FROM STDIN by telling the server that there will be no data. False: it cannot be
/// told.
asio::awaitable<bool> refuse_copy_in(PGconn* connection) {
  const bool told = PQputCopyEnd(connection, "aweigh sends no data") >= 0;
  co_await flush(connection);
  co_return told;
}

/// Leaves COPY TO STDOUT by reading all of it.
asio::awaitable<void> drain_copy_out(PGconn* connection) {
  for (;;) {
    char* row = nullptr;
    const int size = PQgetCopyData(connection, &row, 1);
    const TextHandle owner(row);
    if (size < 0) {
      co_return;
    }
    if (size == 0) {
      co_await wait_fd(PQsocket(connection), Readiness::readable);
      if (PQconsumeInput(connection) == 0) {
        co_return;
      }
    }
  }
}

void append_rows(const PGresult* result, std::size_t most, Rows& rows) {
  for (int row = 0; row < PQntuples(result) && rows.size() < most; ++row) {
    auto& columns = rows.emplace_back();
    for (int column = 0; column < PQnfields(result); ++column) {
      if (PQgetisnull(result, row, column) != 0) {
        columns.emplace_back();
      } else {
        columns.emplace_back(PQgetvalue(result, row, column));
      }
    }
  }
}

Failure copy_failure(std::size_t statement) {
  return query_failure("COPY from or to the client is not possible here", statement);
}

/// Takes one result after the other in, and keeps the first `most` rows.
class Collector {
 public:
  Collector(PGconn* connection, std::size_t most) : connection_(connection), most_(most) {}

  /// False: the session cannot be used any more.
  asio::awaitable<bool> take(const PGresult* result) {
    switch (PQresultStatus(result)) {
      case PGRES_TUPLES_OK:
        seen_.has_rows = true;
        append_rows(result, most_, seen_.rows);
        ++done_;
        break;
      case PGRES_COMMAND_OK:
      case PGRES_EMPTY_QUERY:
        ++done_;
        break;
      case PGRES_SINGLE_TUPLE:
        append_rows(result, most_, seen_.rows);
        break;
      case PGRES_COPY_IN:
        keep(copy_failure(done_));
        co_return co_await refuse_copy_in(connection_);
      case PGRES_COPY_OUT:
        keep(copy_failure(done_));
        co_await drain_copy_out(connection_);
        break;
      case PGRES_COPY_BOTH:  // libpq would give it again and again
        keep(query_failure("the server wants to begin a replication", done_));
        co_return false;
      default:
        keep(statement_failure(result, done_));
        break;
    }
    co_return true;
  }

  /// The first failure is the answer.
  void keep(Failure failure) {
    if (!failure_) {
      failure_ = std::move(failure);
    }
  }

  Outcome<Glance> answer() {
    if (failure_) {
      return tl::make_unexpected(std::move(*failure_));
    }
    return std::move(seen_);
  }

 private:
  PGconn* connection_;
  std::size_t most_;
  Glance seen_;
  std::optional<Failure> failure_;
  std::size_t done_ = 0;
};

}  // namespace

asio::awaitable<Outcome<Glance>> collect(Handle& session, std::size_t most,
                                         std::uint64_t most_bytes) {
  co_await flush(session.get());
  Collector collector(session.get(), most);
  Intake intake(PQsocket(session.get()), most_bytes);
  while (const ResultHandle result = co_await next_result(session.get(), intake)) {
    if (!co_await collector.take(result.get())) {
      session.reset();
      break;
    }
  }
  if (session && intake.is_too_much()) {
    collector.keep(query_failure("the server sends more than " + std::to_string(most_bytes >> 20U) +
                                 " MB for one row"));
    session.reset();
  }
  co_return collector.answer();
}

}  // namespace aweigh::pg
