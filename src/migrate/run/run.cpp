#include "migrate/run/run.h"

namespace aweigh::migrate {

Error in_directory(Error error, const std::string& directory) {
  if (directory.empty()) {
    return error;
  }
  ErrorDetail detail = error.detail ? *error.detail : ErrorDetail();
  if (detail.file.empty()) {  // the path of a file tells it
    error.message.insert(0, directory + ": ");
  }
  detail.directory = directory;
  error.detail = std::make_shared<const ErrorDetail>(std::move(detail));
  return error;
}

}  // namespace aweigh::migrate
