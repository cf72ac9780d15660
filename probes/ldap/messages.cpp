#include "probes/ldap/messages.h"

namespace aweigh::ldap {
namespace {

std::string message(std::uint8_t id, const std::string& operation) {
  return encode(Tag::sequence, encode_small(Tag::integer, id) + operation);
}

}  // namespace

std::string bind_request(std::uint8_t id, std::string_view name, std::string_view password) {
  constexpr std::uint8_t kVersion = 3;
  return message(id, encode(Tag::bind_request, encode_small(Tag::integer, kVersion) +
                                                   encode(Tag::octet_string, name) +
                                                   encode(Tag::simple_password, password)));
}

std::string search_request(std::uint8_t id, std::string_view base) {
  const std::string base_alone = encode_small(Tag::enumerated, 0);
  const std::string no_aliases = encode_small(Tag::enumerated, 0);
  const std::string no_limit = encode_small(Tag::integer, 0);
  const std::string also_values = encode_small(Tag::boolean, 0);
  const std::string no_attribute = encode(Tag::octet_string, "1.1");  // section 4.5.1.8
  return message(
      id, encode(Tag::search_request, encode(Tag::octet_string, base) + base_alone + no_aliases +
                                          no_limit + no_limit + also_values +
                                          encode(Tag::present_filter, "objectClass") +
                                          encode(Tag::sequence, no_attribute)));
}

std::string start_tls_request(std::uint8_t id) {
  const std::string name = encode(Tag::request_name, "1.3.6.1.4.1.1466.20037");
  return message(id, encode(Tag::extended_request, name));
}

std::string unbind_request(std::uint8_t id) {
  return message(id, encode(Tag::unbind_request, ""));
}

std::optional<Response> read_response(std::string_view message) {
  Elements elements(message);
  Response response;
  response.id = elements.number(Tag::integer);
  response.operation = elements.peek().value_or(Tag::sequence);
  response.content = elements.next(response.operation);
  return elements.ok() ? std::optional(response) : std::nullopt;
}

std::optional<LdapResult> read_result(std::string_view content) {
  Elements elements(content);
  LdapResult result;
  result.code = elements.number(Tag::enumerated);
  elements.next(Tag::octet_string);  // the name as far as it was found
  const std::string_view words = elements.next(Tag::octet_string);
  result.words = words.substr(0, words.find('\0'));  // Active Directory's ends so
  return elements.ok() ? std::optional(result) : std::nullopt;
}

}  // namespace aweigh::ldap
