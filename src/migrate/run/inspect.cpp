#include "migrate/run/inspect.h"

#include "migrate/run/schema.h"

namespace aweigh::migrate {

asio::awaitable<Result<SchemaState>> inspect(Target database) {
  auto schema = co_await open_schema(std::move(database), Access::read, kForever, kForever);
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
  auto checksums = co_await schema->journal.checksums(schema->connection);
  if (!checksums) {
    co_return fail(ExitCode::migration_failed,
                   "cannot read the journal: " + checksums.error().words);
  }
  co_return SchemaState{*version, schema->table.quoted(), std::move(*checksums)};
}

}  // namespace aweigh::migrate
