#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

// nm PROGRAM | functions_run PROGRAM [ARG]...
//
// Runs PROGRAM, linked statically, step by step, and prints the names of all functions that it and
// its children run until they exec something else. Where ptrace is forbidden it prints none.

namespace {

class Functions {
 public:
  /// Reads what nm prints.
  explicit Functions(std::istream& symbols) {
    std::string address;
    std::string type;
    std::string name;
    while (symbols >> address >> type >> name) {
      if (type == "t" || type == "T" || type == "w" || type == "W") {
        functions_[std::stoull(address, nullptr, 16)].names.push_back(name);
      }
    }
  }

  void run_at(std::uint64_t instruction) {
    const auto behind = functions_.upper_bound(instruction);
    if (behind != functions_.begin()) {
      std::prev(behind)->second.runs = true;
    }
  }

  void print() const {
    for (const auto& [address, function] : functions_) {
      for (const std::string& name : function.names) {
        if (function.runs) {
          std::cout << name << '\n';
        }
      }
    }
  }

 private:
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

}  // namespace

int main(int /*argc*/, char** argv) {
  Functions functions(std::cin);
  const pid_t first = ::fork();
  if (first == 0) {
    start(argv + 1);
  }
  int status = 0;
  ::waitpid(first, &status, 0);
  if (!WIFSTOPPED(status) ||
      ::ptrace(PTRACE_SETOPTIONS, first, nullptr,
               PTRACE_O_TRACEFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) != 0) {
    ::kill(first, SIGKILL);
    std::cerr << "warning: nothing may be traced here (ptrace): the program will start slower\n";
    return 0;
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
    const int signal = WSTOPSIG(status);
    const bool ours = signal == SIGTRAP || signal == SIGSTOP;
    functions.run_at(instruction_of(process));
    ::ptrace(PTRACE_SINGLESTEP, process, nullptr, ours ? 0 : signal);
  }
  functions.print();
  return 0;
}
