#pragma once

// The methods of AMQP 0-9-1 as they stand on the wire. Source: the specification's section 4.2 and
// amqp0-9-1.xml.

#include <cstdint>
#include <string>
#include <string_view>

namespace aweigh::amqp {

/// A class's number in the upper 16 bits, its method's in the lower.
enum class Method : std::uint32_t {
  connection_start = 10U << 16U | 10U,
  connection_start_ok = 10U << 16U | 11U,
  connection_tune = 10U << 16U | 30U,
  connection_tune_ok = 10U << 16U | 31U,
  connection_open = 10U << 16U | 40U,
  connection_open_ok = 10U << 16U | 41U,
  connection_close = 10U << 16U | 50U,
  connection_close_ok = 10U << 16U | 51U,
  channel_open = 20U << 16U | 10U,
  channel_open_ok = 20U << 16U | 11U,
  channel_close = 20U << 16U | 40U,
  channel_close_ok = 20U << 16U | 41U,
  exchange_declare = 40U << 16U | 10U,
  exchange_declare_ok = 40U << 16U | 11U,
  queue_declare = 50U << 16U | 10U,
  queue_declare_ok = 50U << 16U | 11U,
};

constexpr char kMethodFrame = 1;
constexpr char kFrameEnd = '\xce';
constexpr std::size_t kFrameHead = 7;  ///< type, channel and the length of what follows
constexpr std::size_t kLongestShortString = 255;

/// One frame on `channel`; 0 is the connection itself.
std::string method_frame(std::uint16_t channel, Method method, std::string_view arguments);

/// Of at most kLongestShortString bytes.
std::string short_string(std::string_view text);
std::string long_string(std::string_view text);

/// The arguments of connection.start-ok: a login by PLAIN (RFC 4616). It says that we understand a
/// connection.close after a bad login, which RabbitMQ otherwise answers by hanging up.
std::string start_ok(std::string_view user, std::string_view password);

/// The answer to connection.tune: the limits of the server, and no heartbeats. Empty: `tune` is no
/// such method's arguments.
std::string tune_ok(std::string_view tune);

/// The arguments of exchange.declare and queue.declare that only ask whether there is one.
std::string passive_exchange(std::string_view name);
std::string passive_queue(std::string_view name);

}  // namespace aweigh::amqp
