#include "probes/mongodb/bson.h"

#include <bit>

#include "net/fields.h"

namespace aweigh::mongodb {
namespace {

/// The types of elements, by the bytes that bsonspec.org gives them.
namespace type {
constexpr char kDouble = 0x01;
constexpr char kText = 0x02;
constexpr char kDocument = 0x03;
constexpr char kArray = 0x04;
constexpr char kBinary = 0x05;
constexpr char kObjectId = 0x07;
constexpr char kBoolean = 0x08;
constexpr char kDate = 0x09;
constexpr char kNull = 0x0a;
constexpr char kInt32 = 0x10;
constexpr char kTimestamp = 0x11;
constexpr char kInt64 = 0x12;
constexpr char kDecimal128 = 0x13;
}  // namespace type

std::uint32_t length_of(LittleEndianFields& fields) {
  return static_cast<std::uint32_t>(fields.number(4));
}

/// A length of 0 is no text: its NUL is missing. What wraps around is longer than any document.
std::string take_text(LittleEndianFields& fields) {
  const std::string_view text = fields.bytes(std::size_t{length_of(fields)} - 1);
  fields.bytes(1);
  return std::string(text);
}

std::string take_binary(LittleEndianFields& fields) {
  const std::size_t length = length_of(fields);
  fields.bytes(1);  // the subtype
  return std::string(fields.bytes(length));
}

/// Its length counts itself.
void skip_document(LittleEndianFields& fields) {
  fields.bytes(std::size_t{length_of(fields)} - 4);
}

}  // namespace

BsonWriter& BsonWriter::element(char type, std::string_view name, std::string_view value) {
  elements_ += type;
  elements_ += name;
  elements_ += '\0';
  elements_ += value;
  return *this;
}

BsonWriter& BsonWriter::number(std::string_view name, std::int32_t value) {
  return element(type::kInt32, name, little_endian(static_cast<std::uint32_t>(value), 4));
}

BsonWriter& BsonWriter::boolean(std::string_view name, bool value) {
  return element(type::kBoolean, name, little_endian(value ? 1 : 0, 1));
}

BsonWriter& BsonWriter::text(std::string_view name, std::string_view value) {
  return element(type::kText, name, little_endian(value.size() + 1, 4) + std::string(value) + '\0');
}

BsonWriter& BsonWriter::binary(std::string_view name, std::string_view value) {
  return element(type::kBinary, name, little_endian(value.size(), 4) + '\0' + std::string(value));
}

BsonWriter& BsonWriter::document(std::string_view name, const BsonWriter& value) {
  return element(type::kDocument, name, value.bytes());
}

std::string BsonWriter::bytes() const {
  return little_endian(4 + elements_.size() + 1, 4) + elements_ + '\0';
}

std::optional<Bson> Bson::read(std::string_view bytes) {
  LittleEndianFields fields(bytes);
  Bson document;
  if (length_of(fields) != bytes.size()) {
    return std::nullopt;
  }
  for (std::string_view kind = fields.bytes(1); kind != std::string_view("\0", 1);
       kind = fields.bytes(1)) {
    const std::string name(fields.until_nul());
    if (!fields.ok() || !document.take(kind.front(), name, fields)) {
      return std::nullopt;
    }
  }
  return fields.ok() && fields.peek().empty() ? std::optional(std::move(document)) : std::nullopt;
}

bool Bson::take(char kind, std::string_view name, LittleEndianFields& fields) {
  Value& value = values_[std::string(name)];
  switch (kind) {
    case type::kDouble:
      value = std::bit_cast<double>(fields.number(8));
      return true;
    case type::kInt32:
      value = static_cast<double>(static_cast<std::int32_t>(fields.number(4)));
      return true;
    case type::kInt64:
      value = static_cast<double>(static_cast<std::int64_t>(fields.number(8)));
      return true;
    case type::kBoolean:
      value = fields.number(1) != 0;
      return true;
    case type::kText:
      value = take_text(fields);
      return true;
    case type::kBinary:
      value = take_binary(fields);
      return true;
    case type::kDocument:
    case type::kArray:
      skip_document(fields);
      return true;
    case type::kDate:
    case type::kTimestamp:
      fields.bytes(8);
      return true;
    case type::kObjectId:
      fields.bytes(12);
      return true;
    case type::kDecimal128:
      fields.bytes(16);
      return true;
    case type::kNull:
      return true;
    default:
      return false;
  }
}

template <class T>
T Bson::find(std::string_view name) const {
  const auto found = values_.find(name);
  const T* value = found == values_.end() ? nullptr : std::get_if<T>(&found->second);
  return value == nullptr ? T{} : *value;
}

double Bson::number(std::string_view name) const {
  return find<double>(name);
}

bool Bson::boolean(std::string_view name) const {
  return find<bool>(name);
}

std::string Bson::text(std::string_view name) const {
  return find<std::string>(name);
}

}  // namespace aweigh::mongodb
