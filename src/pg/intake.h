#pragma once

#include <cstdint>

namespace aweigh::pg {

/// Measures what libpq takes in from its socket until it has a result: it keeps a message of up to
/// 1 GB in memory until that is whole. Of a Unix socket nothing is measured.
class Intake {
 public:
  /// `most` is in bytes; 0: without a limit.
  Intake(int socket, std::uint64_t most) : socket_(socket), most_(most) {}

  /// The next result begins.
  void begin();

  /// Whether more has been taken in since begin() than there may be.
  [[nodiscard]] bool is_too_much() const;

 private:
  int socket_;
  std::uint64_t most_;
  std::uint64_t at_begin_ = 0;
};

}  // namespace aweigh::pg
