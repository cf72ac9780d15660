#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aweigh::mongodb {

/// The header of each message has so many bytes.
inline constexpr std::size_t kHeaderLength = 16;

/// An OP_MSG (MongoDB's manual, "MongoDB Wire Protocol") with one document in it.
std::string message_of(std::int32_t request, std::string_view document);

/// The length of what follows the header of an OP_MSG that replies to `request`. nullopt: it is
/// none, or a longer one than any reply to us.
std::optional<std::size_t> length_behind(std::string_view header, std::int32_t request);

/// The document in what follows the header. nullopt: it is not an OP_MSG with one document.
std::optional<std::string_view> document_in(std::string_view body);

}  // namespace aweigh::mongodb
