#pragma once

#include <asio/any_io_executor.hpp>
#include <optional>
#include <vector>

#include "migrate/run/run.h"
#include "migrate/run/run_context.h"
#include "migrate/run/schema.h"

namespace aweigh::migrate {

class PostgresRun final : public Run {
 public:
  /// The files may be empty for force and drop. Keeps `history` up to date.
  PostgresRun(asio::any_io_executor loop, const Settings& settings, Goal goal,
              std::vector<Source> sources, History& history);

  asio::awaitable<Result<void>> to_goal() override;
  void stop(int signal_number) override;

 private:
  asio::awaitable<Result<void>> finish_source();

  RunContext context_;
  std::vector<Source> sources_;
  std::optional<Schema> session_;  // that the last source has left
};

}  // namespace aweigh::migrate
