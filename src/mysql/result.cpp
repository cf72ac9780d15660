#include "mysql/result.h"

#include <cstdint>
#include <utility>

#include "net/fields.h"

namespace aweigh::mysql {
namespace {

constexpr std::size_t kMostColumns = 16;
constexpr std::size_t kMostRows = 16;

/// Protocol::LengthEncodedString. False: the value is longer than a packet of ours, or cut off.
bool take_value(LittleEndianFields& fields, Row& row) {
  constexpr std::uint32_t kNull = 0xfb;
  constexpr std::uint32_t kTwoBytes = 0xfc;
  std::size_t length = fields.number(1);
  if (length == kNull) {
    row.emplace_back();
    return fields.ok();
  }
  if (length == kTwoBytes) {
    length = fields.number(2);
  } else if (length > kTwoBytes) {
    return false;
  }
  row.emplace_back(fields.bytes(length));
  return fields.ok();
}

}  // namespace

ResultReader::Step ResultReader::next(std::string_view payload) {
  if (auto error = parse_error(payload)) {
    return std::move(*error);
  }
  switch (part_) {
    case Part::head:
      return begin(payload);
    case Part::columns:  // their names and types are known to us
      if (is_end(payload)) {
        part_ = Part::rows;
      }
      return More{};
    case Part::rows:
      break;
  }
  return is_end(payload) ? Step(std::move(rows_)) : take_row(payload);
}

ResultReader::Step ResultReader::begin(std::string_view payload) {
  if (is_ok(payload)) {
    return Rows{};
  }
  LittleEndianFields fields(payload);
  columns_ = fields.number(1);
  if (!fields.ok() || columns_ > kMostColumns) {
    return Garbled{};
  }
  part_ = Part::columns;
  return More{};
}

ResultReader::Step ResultReader::take_row(std::string_view payload) {
  LittleEndianFields fields(payload);
  Row row;
  for (std::size_t at = 0; at < columns_; ++at) {
    if (!take_value(fields, row)) {
      return Garbled{};
    }
  }
  rows_.push_back(std::move(row));
  return rows_.size() > kMostRows ? Step(Garbled{}) : Step(More{});
}

}  // namespace aweigh::mysql
