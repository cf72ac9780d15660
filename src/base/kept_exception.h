#pragma once

#include <exception>
#include <utility>

namespace aweigh {

/// Carries an exception over C code, through which none may pass: it would find no way, and end the
/// process. A callback does its work in run(); who has called the C library calls rethrow().
class KeptException {
 public:
  /// Does `work`, and keeps what it throws. Of several exceptions the first is kept.
  template <class Work>
  void run(Work work) noexcept {
    try {
      work();
    } catch (...) {
      kept_ = kept_ ? kept_ : std::current_exception();
    }
  }

  /// Throws what has been kept, once.
  void rethrow() {
    if (kept_) {
      std::rethrow_exception(std::exchange(kept_, nullptr));
    }
  }

 private:
  std::exception_ptr kept_;
};

}  // namespace aweigh
