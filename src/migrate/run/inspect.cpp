#include "migrate/run/inspect.h"

#include "migrate/run/session.h"
#include "schema/journal.h"

namespace aweigh::migrate {

asio::awaitable<Result<SchemaState>> inspect(Target database) {
  const auto name = table_name_of(database);
  if (!name) {
    co_return error_of(name);
  }
  auto session = co_await open_session(std::move(database), Access::read, kForever);
  if (!session) {
    co_return error_of(session);
  }
  const VersionTable table(in_session(*session, *name));
  const auto version = co_await table.read(session->connection);
  if (!version) {
    co_return error_of(version);
  }
  const Journal journal(table);
  auto checksums = co_await journal.checksums(session->connection);
  if (!checksums) {
    co_return fail(ExitCode::migration_failed,
                   "cannot read the journal: " + checksums.error().words);
  }
  co_return SchemaState{*version, table.quoted(), std::move(*checksums)};
}

}  // namespace aweigh::migrate
