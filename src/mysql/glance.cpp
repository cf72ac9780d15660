#include "mysql/glance.h"

#include <cstddef>
#include <cstdint>

#include "net/fields.h"

namespace aweigh::mysql {
namespace {

constexpr std::uint32_t kNull = 0xfb;

/// Protocol::LengthEncodedString, whose length has up to 8 bytes.
std::string_view take_text(LittleEndianFields& fields, std::uint64_t first_byte) {
  switch (first_byte) {
    case 0xfc:
      return fields.bytes(fields.number(2));
    case 0xfd:
      return fields.bytes(fields.number(3));
    case 0xfe:
      return fields.bytes(fields.number(8));
    default:
      return fields.bytes(first_byte);
  }
}

}  // namespace

GlanceReader::Step GlanceReader::next(std::string_view payload) {
  if (auto error = parse_error(payload)) {
    return std::move(*error);
  }
  if (part_ == Part::head) {
    return begin(payload);
  }
  if (!is_end(payload)) {
    return part_ == Part::rows ? take_row(payload) : Step(More{});
  }
  if (part_ == Part::rows) {
    return std::move(seen_);
  }
  part_ = Part::rows;
  return More{};
}

GlanceReader::Step GlanceReader::begin(std::string_view payload) {
  if (is_ok(payload)) {
    return Glance{};
  }
  // A request for a file of ours (LOCAL INFILE) begins with the byte of NULL.
  if (payload.empty() || static_cast<unsigned char>(payload.front()) == kNull) {
    return Garbled{};
  }
  seen_.gives_rows = true;
  part_ = Part::columns;
  return More{};
}

GlanceReader::Step GlanceReader::take_row(std::string_view payload) {
  if (seen_.has_row) {
    return More{};
  }
  seen_.has_row = true;
  LittleEndianFields fields(payload);
  if (const std::uint64_t first_byte = fields.number(1); first_byte != kNull) {
    seen_.first = take_text(fields, first_byte);
  }
  return fields.ok() ? Step(More{}) : Step(Garbled{});
}

}  // namespace aweigh::mysql
