#pragma once

#include <string>

#include "migrate/run/plan.h"
#include "migrate/run/schema.h"

// What records one step of a plan, in the version table and in the journal: statements of SQL. The
// journal has nothing about the down file of a version: it forgets the version in the end.

namespace aweigh::migrate {

class StepRecord {
 public:
  /// Both must outlive the object.
  StepRecord(const Schema& schema, const Step& step) : schema_(schema), step_(step) {}

  /// For the transaction of a whole file.
  [[nodiscard]] std::string applied_sql() const;

  /// For a file that is not run in one: for the transaction in front of it; where it has come to
  /// `progress` from schema.progress, which may be ""; and for its end.
  [[nodiscard]] std::string begun_sql(bool first_is_alone) const;
  [[nodiscard]] std::string progress_sql(Progress progress) const;
  [[nodiscard]] std::string finished_sql() const;

 private:
  [[nodiscard]] bool is_up() const { return step_.direction == Direction::up; }
  /// Behind a dirty version the file was begun before.
  [[nodiscard]] JournalEntry entry() const;
  [[nodiscard]] std::string version_sql(bool dirty) const;

  const Schema& schema_;
  const Step& step_;
};

}  // namespace aweigh::migrate
