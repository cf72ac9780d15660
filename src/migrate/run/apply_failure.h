#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "migrate/files/source.h"
#include "migrate/run/preamble.h"
#include "migrate/sql/place.h"
#include "migrate/sql/segments.h"
#include "pg/connection.h"

// How apply() fails, and the words of it.

namespace aweigh::migrate {

/// The state in which a file that failed has left the database.
enum class AfterFailure {
  unchanged,  ///< the file was rolled back, the version is the one before
  partly,     ///< the version is recorded as dirty, schema.progress tells what is applied; the
              ///< statement that failed was rolled back, and apply() can go on with it
  dirty,      ///< the same, but the statement that failed may have left something
  unknown,    ///< the connection was lost during the commit: all of the file is applied, or nothing
  overtaken,  ///< another run has the lock or changed the version: the rest is left to it
};

struct ApplyFailure {
  std::string words;  ///< several lines: what failed, where, and the server's words
  AfterFailure after;
  std::string sqlstate;             ///< of what failed; empty where the server said nothing
  std::optional<Place> place = {};  ///< in the file, if it is known
};

using Applied = tl::expected<void, ApplyFailure>;

/// Makes the failures of one file.
class FailureMaker {
 public:
  using Unexpected = tl::unexpected<ApplyFailure>;

  /// Both must outlive the object.
  FailureMaker(const pg::Connection& session, const Migration& migration)
      : session_(session), migration_(migration) {}

  /// A statement of `part`. `after` holds unless the session is lost.
  [[nodiscard]] Unexpected in_part(const pg::Failure& failure, const Part& part,
                                   AfterFailure after) const;

  /// A statement of ours, whose positions mean nothing in the file.
  [[nodiscard]] Unexpected beside(pg::Failure failure, AfterFailure after) const;

  /// A transaction of ours that has `begin` in front.
  [[nodiscard]] Unexpected in_begin(const pg::Failure& failure, const Preamble& begin,
                                    AfterFailure after) const;

  /// A statement of `part` that the server does not take in a transaction.
  [[nodiscard]] Unexpected behind_pooler(const pg::Failure& failure, const Part& part) const;

  [[nodiscard]] Unexpected overtaken(const char* by) const;

  /// The string at `backslash` may end elsewhere than we think.
  [[nodiscard]] Unexpected unreadable(std::size_t backslash) const;

 private:
  [[nodiscard]] AfterFailure unless_lost(AfterFailure after) const;

  const pg::Connection& session_;
  const Migration& migration_;
};

}  // namespace aweigh::migrate
