#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/kept_exception.h"
#include "probes/grpc/reply.h"
#include "probes/http/field.h"

struct nghttp2_session;

namespace aweigh::grpc {

/// One unary call, with all that a request of gRPC has (PROTOCOL-HTTP2.md).
struct Request {
  bool tls = false;
  std::string authority;  ///< "db:8080"
  std::string path = {};  ///< "/grpc.health.v1.Health/Check"
  std::vector<http::Field> metadata = {};
  std::string body = {};  ///< with its length before it
};

/// A connection of HTTP/2 on which calls are made, one after the other. It moves no bytes: its
/// owner writes to_send(), whenever it is something, and feeds what comes. Its size is bounded.
class Channel {
 public:
  Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel();

  /// Begins a call, when there is none that has not ended.
  void begin(Request request);

  /// What is to be written now; it counts as sent. Empty: nothing.
  std::string to_send();

  /// Takes what the server sent. False: that is no HTTP/2, or too much of it.
  bool feed(std::string_view bytes);

  /// All of the reply to the last call is there, or the server broke the call off.
  [[nodiscard]] bool has_ended() const { return has_ended_; }
  [[nodiscard]] const Reply& reply() const { return reply_; }

  /// The name of the error with which the server said that it ends the connection (GOAWAY);
  /// nullptr: it has not.
  [[nodiscard]] const char* farewell() const { return farewell_; }

  /// Ends the connection: to_send() has the goodbye.
  void end();

 private:
  struct Callbacks;

  void pack();
  void take(std::string_view name, std::string_view value);

  Request request_;
  std::size_t body_sent_ = 0;
  nghttp2_session* session_ = nullptr;
  int stream_ = 0;
  Reply reply_;
  KeptException kept_;
  std::string to_send_;
  std::size_t received_ = 0;
  bool has_ended_ = false;
  const char* farewell_ = nullptr;
};

}  // namespace aweigh::grpc
