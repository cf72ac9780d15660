#pragma once

#include <string>
#include <utility>
#include <vector>

#include "probes/http/address.h"
#include "probes/http/field.h"

namespace aweigh::http {

/// The request of a target, for its own address and for those that it is redirected to.
class Request {
 public:
  /// With these fields besides those that every request has.
  Request(std::string method, std::vector<Field> fields)
      : method_(std::move(method)), given_(std::move(fields)) {}

  /// From user, password and the options method, header and data.
  static Result<Request> read(const Target& target);

  [[nodiscard]] const std::string& method() const { return method_; }

  /// Whether it has fields, credentials or a body of the target's, which a server might repeat.
  [[nodiscard]] bool confides() const { return !given_.empty() || !data_.empty(); }

  /// The text to send to `to`; `trusted`: with the fields, the credentials and the body that the
  /// target gives.
  [[nodiscard]] std::string text(const Address& to, bool trusted) const;

  /// Changes the method as a redirect with this status wants it (RFC 9110 §15.4).
  void redirect(int status);

 private:
  Request() = default;

  std::string method_ = "GET";
  std::vector<Field> given_;
  Secret data_;  // the body; empty: none
};

}  // namespace aweigh::http
