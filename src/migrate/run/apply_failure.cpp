#include "migrate/run/apply_failure.h"

#include <algorithm>
#include <utility>

#include "migrate/run/describe.h"
#include "migrate/run/pooler_refusal.h"
#include "migrate/run/transaction.h"

namespace aweigh::migrate {

FailureMaker::Unexpected FailureMaker::in_part(const pg::Failure& failure, const Part& part,
                                               AfterFailure after) const {
  return Unexpected(ApplyFailure{describe(failure, migration_, part.statements), unless_lost(after),
                                 failure.sqlstate, place_of(failure, migration_, part.statements)});
}

FailureMaker::Unexpected FailureMaker::beside(pg::Failure failure, AfterFailure after) const {
  failure.position = 0;
  return Unexpected(
      ApplyFailure{describe(failure, migration_, {}), unless_lost(after), failure.sqlstate});
}

FailureMaker::Unexpected FailureMaker::in_begin(const pg::Failure& failure, const Preamble& begin,
                                                AfterFailure after) const {
  return is_overtaken(begin, failure) ? overtaken("another run has changed the version meanwhile")
                                      : beside(failure, after);
}

FailureMaker::Unexpected FailureMaker::behind_pooler(const pg::Failure& failure,
                                                     const Part& part) const {
  const std::size_t last = part.statements.size() - 1;  // a trigger may fail behind it
  const std::size_t offset = part.statements[std::min(failure.statement, last)];
  return Unexpected(ApplyFailure{pooler_refusal(migration_, offset, failure.words),
                                 AfterFailure::unchanged, failure.sqlstate,
                                 place_at(migration_.sql, offset)});
}

FailureMaker::Unexpected FailureMaker::overtaken(const char* by) const {
  return Unexpected(
      ApplyFailure{"cannot apply " + migration_.file + ": the migration lock was lost: " + by,
                   AfterFailure::overtaken, ""});
}

FailureMaker::Unexpected FailureMaker::unreadable(std::size_t backslash) const {
  return Unexpected(ApplyFailure{
      "cannot apply " + migration_.file +
          ": standard_conforming_strings is off, and this string could end elsewhere than it "
          "seems; write E'…', or set it on" +
          pointer_to(migration_.file, migration_.sql, backslash),
      AfterFailure::unchanged, "", place_at(migration_.sql, backslash)});
}

/// A session may have been lost while its transaction was committed.
AfterFailure FailureMaker::unless_lost(AfterFailure after) const {
  if (!session_.lost()) {
    return after;
  }
  return after == AfterFailure::unchanged ? AfterFailure::unknown : AfterFailure::dirty;
}

}  // namespace aweigh::migrate
