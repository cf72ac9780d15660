#include "migrate/run/inspect.h"

#include "migrate/run/schema.h"

namespace aweigh::migrate {

asio::awaitable<Result<SchemaState>> inspect(Target database) {
  auto schema = co_await open_schema(std::move(database), Access::read, kForever);
  if (!schema) {
    co_return error_of(schema);
  }
  const auto there = co_await schema->table.exists(schema->connection);
  if (!there) {
    co_return error_of(there);
  }
  const auto version = co_await schema->table.read(schema->connection);
  if (!version) {
    co_return error_of(version);
  }
  SchemaState state{*version, schema->table.quoted(), {}};
  if (!*there) {
    co_return state;
  }
  auto past = co_await schema->journal.past(schema->connection);
  if (!past) {
    co_return fail(ExitCode::migration_failed, "cannot read the journal: " + past.error().words);
  }
  state.past = std::move(*past);
  co_return state;
}

}  // namespace aweigh::migrate
