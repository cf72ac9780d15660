// Reads what an exec would read of a file. exec_failure.cpp asks before there is an exec.

#include "process/interpreter.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "base/fd.h"

// The linker's: the first bytes of this program.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" __attribute__((visibility("hidden"))) const ElfW(Ehdr) __ehdr_start;

namespace aweigh {
namespace {

constexpr std::size_t kLongestLine = 256;  // BINPRM_BUF_SIZE of Linux
constexpr int kMostScripts = 5;            // a script whose interpreter is a script, and so on

std::string read_at(const Fd& file, std::uint64_t offset, std::size_t length) {
  std::string bytes(length, '\0');
  const ssize_t got = ::pread(file.get(), bytes.data(), length, static_cast<off_t>(offset));
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return bytes;
}

template <class Record>
bool read_record(const Fd& file, std::uint64_t offset, Record& record) {
  return ::pread(file.get(), &record, sizeof record, static_cast<off_t>(offset)) ==
         static_cast<ssize_t>(sizeof record);
}

/// "/usr/bin/env" of "#! /usr/bin/env python3".
std::string interpreter_of_script(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t", 2), line.size()));
  return std::string(line.substr(0, line.find_first_of(std::string_view(" \t\n\0", 4))));
}

/// Binaries for other machines may be run by emulators, whose loaders are elsewhere.
bool is_for_this_machine(const ElfW(Ehdr) & header) {
  return std::equal(header.e_ident, header.e_ident + EI_VERSION, __ehdr_start.e_ident) &&
         header.e_machine == __ehdr_start.e_machine && header.e_phentsize == sizeof(ElfW(Phdr));
}

std::string loader_of_binary(const Fd& file) {
  ElfW(Ehdr) header{};
  if (!read_record(file, 0, header) || !is_for_this_machine(header)) {
    return "";
  }
  for (std::size_t at = 0; at < header.e_phnum; ++at) {
    ElfW(Phdr) part{};
    if (!read_record(file, header.e_phoff + at * sizeof part, part)) {
      return "";
    }
    if (part.p_type == PT_INTERP) {
      const std::string path =
          read_at(file, part.p_offset, std::min<std::size_t>(part.p_filesz, PATH_MAX));
      return path.substr(0, path.find('\0'));
    }
  }
  return "";
}

bool is_missing(const std::string& file) {
  return !file.empty() && ::access(file.c_str(), F_OK) != 0 && errno == ENOENT;
}

}  // namespace

std::string missing_interpreter(std::string file) {
  for (int depth = 0; depth < kMostScripts; ++depth) {
    const Fd opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const std::string begin = opened ? read_at(opened, 0, kLongestLine) : "";
    const bool is_script = begin.starts_with("#!");
    std::string next = is_script ? interpreter_of_script(begin) : loader_of_binary(opened);
    if (is_missing(next)) {
      return next;
    }
    if (!is_script || next.empty()) {
      return "";
    }
    file = std::move(next);
  }
  return "";
}

}  // namespace aweigh
