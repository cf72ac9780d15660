"""What the completions offer in the real shells, as a set of words."""

import os
import pty
import select
import shlex
import signal
import subprocess
import time

from handed_out import output

_SECONDS = 20


def bash(dist, line, with_library=False):
    """`line` ends where the cursor is. Readline cuts words at = and :, too."""
    library = "source /usr/share/bash-completion/bash_completion;" if with_library else ""
    program = rf"""
        {library}
        compopt() {{ :; }} # which readline alone has
        source {dist / "aweigh.bash"}
        COMP_LINE=$1 COMP_POINT=${{#1}} COMP_TYPE=9 COMP_KEY=9
        shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _aweigh aweigh "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
        printf '%s\n' "${{COMPREPLY[@]}}"
    """
    words = _cut_as_readline(line)
    return _words(output("bash", "--norc", "-c", program, "bash", line, *words))


def _cut_as_readline(line):
    words = []
    for word in line.split(" "):
        lexer = shlex.shlex(word, posix=False, punctuation_chars=":=")
        lexer.whitespace_split = True
        words += list(lexer) or [""]
    return words


def fish(dist, line):
    program = f"source {dist / 'aweigh.fish'}; complete -C {shlex.quote(line)}"
    offered = output("fish", "-c", program)
    return {each.split("\t")[0] for each in offered.splitlines() if each}


_ZSH = r"""
PS1=; unsetopt zle_bracketed_paste; bindkey -e
fpath=({directory} $fpath)
autoload -Uz compinit; compinit -D -u
zstyle ':completion:*' list-prompt ''; LISTMAX=0
compadd() {{ # tells what would be added, but for the calls that ask for it themselves
  builtin compadd "$@"
  local status_of=$?
  if [[ ${{@[1,(i)(-|--)]}} != *-[AOD]* ]]; then
    local -a hits; builtin compadd -O hits "$@"; print -rl -- $hits >>{told}
  fi
  return $status_of
}}
tell() {{ zle list-choices; print done >>{told} }}
zle -N tell; bindkey '^T' tell
print -n ready >>{told}.ready
"""


def zsh(dist, line, directory):
    """In a terminal: its completion works nowhere else."""
    told = directory / "told"
    told.touch()
    startup = directory / ".zshrc"
    startup.write_text(_ZSH.format(directory=dist.directory, told=told))
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ |= {"ZDOTDIR": str(directory), "TERM": "dumb", "HOME": str(directory)}
        os.execvp("zsh", ["zsh", "-i"])
    try:
        _read_until(terminal, lambda: (directory / "told.ready").exists())
        os.write(terminal, f"{line}\x14".encode())
        _read_until(terminal, lambda: told.read_text().endswith("done\n"))
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    return _words(told.read_text().removesuffix("done\n"))


def _read_until(terminal, done):
    """Lets the shell write, which would else block."""
    end = time.monotonic() + _SECONDS
    while not done():
        assert time.monotonic() < end, "zsh does not answer"
        if select.select([terminal], [], [], 0.05)[0]:
            os.read(terminal, 1 << 16)


def _words(text):
    return {line for line in text.splitlines() if line}


def parses(shell, path):
    """Whether the shell takes the file for a script of its own."""
    return subprocess.run([shell, "-n", path], capture_output=True).returncode == 0
