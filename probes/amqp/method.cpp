#include "probes/amqp/method.h"

#include "net/fields.h"

namespace aweigh::amqp {
namespace {

constexpr std::uint64_t kPassive = 1;  // the first of the bits of a declaration

std::string reserved() {
  return big_endian(0, 2);
}

}  // namespace

std::string method_frame(std::uint16_t channel, Method method, std::string_view arguments) {
  std::string payload = big_endian(static_cast<std::uint32_t>(method), 4);
  payload += arguments;
  return kMethodFrame + big_endian(channel, 2) + long_string(payload) + kFrameEnd;
}

std::string short_string(std::string_view text) {
  return big_endian(text.size(), 1) + std::string(text);
}

std::string long_string(std::string_view text) {
  return big_endian(text.size(), 4) + std::string(text);
}

std::string start_ok(std::string_view user, std::string_view password) {
  const std::string capabilities =
      short_string("authentication_failure_close") + 't' + big_endian(1, 1);
  const std::string properties = short_string("product") + 'S' + long_string("aweigh") +
                                 short_string("capabilities") + 'F' + long_string(capabilities);
  std::string login(1, '\0');
  login.append(user).append(1, '\0').append(password);
  return long_string(properties) + short_string("PLAIN") + long_string(login) +
         short_string("en_US");
}

std::string tune_ok(std::string_view tune) {
  constexpr std::size_t kChannelsAndFrame = 6;
  BigEndianFields fields(tune);
  const std::string limits(fields.bytes(kChannelsAndFrame));
  return fields.ok() ? limits + big_endian(0, 2) : "";
}

std::string passive_exchange(std::string_view name) {
  return reserved() + short_string(name) + short_string("direct") + big_endian(kPassive, 1) +
         long_string("");
}

std::string passive_queue(std::string_view name) {
  return reserved() + short_string(name) + big_endian(kPassive, 1) + long_string("");
}

}  // namespace aweigh::amqp
