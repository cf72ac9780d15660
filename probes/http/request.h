#pragma once

#include <string>
#include <vector>

#include "probes/http/address.h"
#include "probes/http/field.h"

namespace aweigh::http {

/// What a target asks, of whatever address.
class Request {
 public:
  /// From user, password and the options method and header.
  static Result<Request> read(const Target& target);

  [[nodiscard]] const std::string& method() const { return method_; }

  /// What is sent to `to`; `trusted`: including the fields and credentials that the target gives.
  [[nodiscard]] std::string text(const Address& to, bool trusted) const;

  /// Makes it what is asked after a redirect with this status (RFC 9110 §15.4).
  void redirect(int status);

 private:
  std::string method_ = "GET";
  std::vector<Field> given_;
};

}  // namespace aweigh::http
