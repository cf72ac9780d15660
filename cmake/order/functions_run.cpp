#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

// functions_run PROGRAM [ARG]...
//
// Runs PROGRAM, linked statically and for 64 bits, step by step, and prints the names of all
// functions that it and its children run until they exec something else; then those of the
// variables that are not at its end what they were at its start.
//
// functions_run --all PROGRAM
//
// Prints the names of all functions of PROGRAM, by address, and of all small variables that may
// change: locks are as they were again before anybody can look.

namespace {

template <typename T>
std::span<const T> table_of(std::string_view file, const Elf64_Shdr& section) {
  return {reinterpret_cast<const T*>(file.data() + section.sh_offset), section.sh_size / sizeof(T)};
}

class Functions {
 public:
  /// Reads the symbol table of an ELF file, as elf(5) describes it.
  explicit Functions(const char* program) {
    std::ifstream stream(program, std::ios::binary);
    const std::string file{std::istreambuf_iterator<char>(stream), {}};
    Elf64_Ehdr header{};
    std::memcpy(&header, file.data(), std::min(sizeof header, file.size()));
    Elf64_Shdr all{};
    all.sh_offset = header.e_shoff;
    all.sh_size = header.e_shnum * sizeof(Elf64_Shdr);
    const auto sections = table_of<Elf64_Shdr>(file, all);
    for (const Elf64_Shdr& section : sections) {
      if (section.sh_type == SHT_SYMTAB) {
        const char* names = file.data() + sections[section.sh_link].sh_offset;
        add(table_of<Elf64_Sym>(file, section), names);
        add_variables(table_of<Elf64_Sym>(file, section), names, sections, file);
      }
    }
  }

  bool empty() const { return functions_.empty(); }

  /// Compares the variables of a process that is about to end with what the file says.
  void compare(pid_t process) {
    for (Variable& variable : variables_) {
      std::string now(variable.at_start.size(), '\0');
      const iovec here{now.data(), now.size()};
      // An address of another process. NOLINTNEXTLINE(performance-no-int-to-ptr)
      const iovec there{reinterpret_cast<void*>(variable.address), now.size()};
      const bool read = ::process_vm_readv(process, &here, 1, &there, 1, 0) > 0;
      variable.changes = variable.changes || (read && now != variable.at_start);
    }
  }

  void run_at(std::uint64_t instruction) {
    const auto behind = functions_.upper_bound(instruction);
    if (behind != functions_.begin()) {
      std::prev(behind)->second.runs = true;
    }
  }

  void print(bool all) const {
    for (const auto& [address, function] : functions_) {
      for (const std::string& name : function.names) {
        if (all || function.runs) {
          std::cout << name << '\n';
        }
      }
    }
    for (const Variable& variable : variables_) {
      constexpr std::size_t kSmall = 64;
      if (variable.changes || (all && variable.at_start.size() <= kSmall)) {
        std::cout << variable.name << '\n';
      }
    }
  }

 private:
  void add(std::span<const Elf64_Sym> symbols, const char* names) {
    for (const Elf64_Sym& symbol : symbols) {
      if (ELF64_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_shndx != SHN_UNDEF) {
        functions_[symbol.st_value].names.emplace_back(names + symbol.st_name);
      }
    }
  }

  /// Those that may be written.
  void add_variables(std::span<const Elf64_Sym> symbols, const char* names,
                     std::span<const Elf64_Shdr> sections, std::string_view file) {
    for (const Elf64_Sym& symbol : symbols) {
      const bool is_variable = ELF64_ST_TYPE(symbol.st_info) == STT_OBJECT && symbol.st_size != 0 &&
                               symbol.st_shndx < sections.size();
      if (!is_variable || (sections[symbol.st_shndx].sh_flags & SHF_WRITE) == 0) {
        continue;
      }
      const Elf64_Shdr& section = sections[symbol.st_shndx];
      const auto at = section.sh_offset + symbol.st_value - section.sh_addr;
      variables_.push_back({names + symbol.st_name, symbol.st_value,
                            section.sh_type == SHT_NOBITS
                                ? std::string(symbol.st_size, '\0')
                                : std::string(file.substr(at, symbol.st_size))});
    }
  }

  struct Variable {
    std::string name;
    std::uint64_t address = 0;
    std::string at_start;
    bool changes = false;
  };
  std::vector<Variable> variables_;

  struct Function {
    std::vector<std::string> names;  // several where the linker has made one of some that are alike
    bool runs = false;
  };
  std::map<std::uint64_t, Function> functions_;  // by address
};

std::uint64_t instruction_of(pid_t process) {
  user_regs_struct registers{};
  iovec where{&registers, sizeof registers};
  constexpr int kGeneralRegisters = 1;  // NT_PRSTATUS of <elf.h>
  ::ptrace(PTRACE_GETREGSET, process, kGeneralRegisters, &where);
#if defined(__x86_64__)
  return registers.rip;
#else
  return registers.pc;
#endif
}

[[noreturn]] void start(char** command) {
  const int nowhere = ::open("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::dup2(nowhere, fd);
  }
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) {
    ::_exit(127);
  }
  ::raise(SIGSTOP);  // until the options of the tracer are set
  ::execv(command[0], command);
  ::_exit(127);
}

/// Runs the command and all of its children, step by step. False where nothing may be traced.
bool run(char** command, Functions& functions) {
  const pid_t first = ::fork();
  if (first == 0) {
    start(command);
  }
  int status = 0;
  ::waitpid(first, &status, 0);
  if (!WIFSTOPPED(status) ||
      ::ptrace(PTRACE_SETOPTIONS, first, nullptr,
               PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT |
                   PTRACE_O_EXITKILL) != 0) {
    ::kill(first, SIGKILL);
    return false;
  }
  ::ptrace(PTRACE_CONT, first, nullptr, nullptr);
  bool begun = false;
  pid_t process = 0;
  while ((process = ::waitpid(-1, &status, __WALL)) > 0) {
    if (!WIFSTOPPED(status)) {
      continue;
    }
    if ((status >> 8) == (SIGTRAP | (PTRACE_EVENT_EXEC << 8)) && std::exchange(begun, true)) {
      ::ptrace(PTRACE_DETACH, process, nullptr, nullptr);
      continue;
    }
    if ((status >> 8) == (SIGTRAP | (PTRACE_EVENT_EXIT << 8))) {
      functions.compare(process);
    }
    const int signal = WSTOPSIG(status);
    const bool ours = signal == SIGTRAP || signal == SIGSTOP;
    functions.run_at(instruction_of(process));
    ::ptrace(PTRACE_SINGLESTEP, process, nullptr, ours ? 0 : signal);
  }
  return true;
}

}  // namespace

int main(int count, char** words) {
  const bool all = count > 1 && std::string_view(words[1]) == "--all";
  char** command = words + (all ? 2 : 1);
  if (*command == nullptr) {
    std::cerr << "usage: functions_run [--all] PROGRAM [ARG]...\n";
    return 64;
  }
  Functions functions(*command);
  if (functions.empty()) {
    std::cerr << "cannot read the functions of " << *command << ": it has no symbols\n";
    return 66;
  }
  if (!all && !run(command, functions)) {
    std::cerr << "cannot run " << *command
              << " step by step: nothing may be traced here (ptrace)\n";
    return 77;
  }
  functions.print(all);
  return 0;
}
