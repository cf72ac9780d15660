#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mysql/packets.h"

// The answer to a statement, as text: no input or output. Source: MySQL's source documentation,
// "Protocol::COM_QUERY Response" (page_protocol_com_query_response).

namespace aweigh::mysql {

/// A row of a result; nullopt is NULL.
using Row = std::vector<std::optional<std::string>>;
using Rows = std::vector<Row>;

/// Reads the packets of one answer. Our questions have short answers: what is longer is no answer
/// to them.
class ResultReader {
 public:
  struct More {};     ///< packets are to follow
  struct Garbled {};  ///< this is no answer
  /// The rows; a statement that has none is done without.
  using Step = std::variant<More, Rows, ServerError, Garbled>;

  [[nodiscard]] Step next(std::string_view payload);

 private:
  enum class Part { head, columns, rows };

  Step begin(std::string_view payload);
  Step take_row(std::string_view payload);

  Part part_ = Part::head;
  std::size_t columns_ = 0;
  Rows rows_;
};

}  // namespace aweigh::mysql
