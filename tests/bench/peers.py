#!/usr/bin/python3
"""What today's inits do where ours was built to do better: each cell is a scenario that is run.

    tests/bench/peers.py [--shots 1000] [ROW]...        all rows by default

Prints a Markdown table of behaviours: Debian's tini, tini-static, dumb-init and catatonit, and our
binary (AWEIGH_BINARY, else build/release/aweigh). What a row's function returns is its cell; its
docstring is its label. It judges nobody: what must hold for us is in tests/e2e.
Needs root, and: apt-get install tini dumb-init catatonit gcc
"""

import argparse
import contextlib
import ctypes
import os
import select
import shlex
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from inits import NAMES, OURS, Inits, status, wait_for
from peer import SOON, Terminal, Tool
from signal_race import race

GROUP = {"dumb-init": []}
ALONE = {"dumb-init": ["-c"]}

_libc = ctypes.CDLL(None)


def _yes(truth):
    return "yes" if truth else "**no**"


def _within(seconds, effect):
    with contextlib.suppress(TimeoutError):
        return bool(wait_for(effect, "", seconds))
    return False


def lost(tool):
    """TERMs lost, sent 0 to 1600 µs after the start"""
    return _lost(tool, ALONE.get(tool.name, []))


def lost_group(tool):
    """the same, with signals to the process group"""
    return _lost(tool, GROUP.get(tool.name, ["-g"]))


def _lost(tool, options):
    command = tool.command("/bin/sleep", "0.5", options=options)
    result = race(command, tool.shots, 1600e-6, as_pid1=False, seed=1)
    return f"{result['lost']} of {result['shots']}"


def forwarded(tool):
    """signals that reach the service, of 62"""
    return sum(_arrives(tool, number) is not None for number in range(1, 65) if number not in (9, 19))


def payload(tool):
    """a value that was sent with sigqueue arrives"""
    arrived = _arrives(tool, 35, value=4711)
    return _yes(arrived and arrived.endswith(" 4711."))


def _arrives(tool, number, value=None):
    """As PID 1; the line that the service prints, or None."""
    service = tool.program("signals.c")
    with tool.inits.as_pid1(tool.name, service, stdout=subprocess.PIPE) as (process, pid):
        out = process.stdout.fileno()
        os.set_blocking(out, False)
        got = bytearray()

        def line(start):
            with contextlib.suppress(BlockingIOError):
                got.extend(os.read(out, 4096))
            return next((each for each in got.decode().splitlines() if each.startswith(start)), None)

        wait_for(lambda: line("ready"), "the service starts")
        if value is None:
            os.kill(pid, number)
        else:
            _libc.sigqueue(pid, number, ctypes.c_void_p(value))
        with contextlib.suppress(TimeoutError):
            return wait_for(lambda: line(f"got {number} "), "", 0.25)


def mask(tool):
    """blocked and ignored signals are inherited as they are"""
    odd = ["env", "--block-signal=USR1,TSTP,TTIN,TERM", "--ignore-signal=HUP,PIPE"]
    show = ["grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"]
    expected = subprocess.run([*odd, *show], capture_output=True, text=True).stdout
    with tool.start(*show, prefix=odd) as process:
        return _yes(process.communicate(timeout=SOON)[0] == expected)


def ignored_chld(tool):
    """exit code 6, started with SIGCHLD ignored"""
    return tool.code("sh", "-c", "exit 6", prefix=["env", "--ignore-signal=CHLD"])


def closed_stdin(tool):
    """exit code 7, started with stdin closed"""
    return tool.code("sh", "-c", "exit 7", prefix=["sh", "-c", 'exec "$@" <&-', "sh"])


def not_permitted(tool):
    """stays though it may not signal the service (EPERM)"""
    service = ["setpriv", "--reuid=1000", "--clear-groups", "sh", "-c", "echo ready; exec sleep 9"]
    with tool.start(*service, prefix=["setpriv", "--bounding-set=-kill"]) as process:
        process.stdout.readline()
        process.terminate()
        return _yes(not _within(0.3, lambda: process.poll() is not None))


def not_found(tool):
    """exit codes: not found, not executable, below a file (127, 126, 126)"""
    commands = ["/no/such/program", "/etc/passwd", "/etc/passwd/program"]
    return ", ".join(str(tool.code(command)) for command in commands)


def options_of_command(tool):
    """`sh -c 'exit 5'` needs no `--` before it"""
    command = [word for word in tool.command("sh", "-c", "exit 5") if word != "--"]
    done = subprocess.run(command, capture_output=True, timeout=SOON)
    return _yes(done.returncode == 5)


def pipes(tool):
    """a pipe ends when the service has closed it"""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    service = ["bash", "-c", f"exec {writer}>&-; echo ready; exec sleep 9"]
    with tool.start(*service, pass_fds=[writer]) as process:
        os.close(writer)
        process.stdout.readline()
        ended = select.select([reader], [], [], 0.5)[0]
    os.close(reader)
    return _yes(ended)


def directory(tool):
    """the working directory stays free to be unmounted"""
    with tool.start("sh", "-c", "cd /; echo ready; exec sleep 9", cwd=tool.directory) as process:
        process.stdout.readline()
        cwd = f"/proc/{process.pid}/cwd"
        return _yes(_within(0.5, lambda: os.readlink(cwd) != str(tool.directory)))


def environment(tool):
    """secrets in the resident process' /proc/PID/environ or cmdline"""
    env = {**os.environ, "TOKEN": "s3cret"}
    with tool.start("sh", "-c", "echo ready; exec sleep 9", "s3cret", env=env) as process:
        process.stdout.readline()
        files = [Path(f"/proc/{process.pid}/{name}") for name in ["environ", "cmdline"]]
        gone = _within(0.5, lambda: not any(b"s3cret" in file.read_bytes() for file in files))
        return "none" if gone else "**there**"


def listen_pid(tool):
    """LISTEN_PID names the service"""
    prefix = ["sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh"]
    return _yes(tool.code("sh", "-c", "test $LISTEN_PID = $$", prefix=prefix) == 0)


def immune(tool):
    """a service that ignores TERM is ended (with --grace)"""
    options = ["--grace=200ms"] if tool.name == OURS else []
    service = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 9; done"]
    with tool.start(*service, options=options) as process:
        process.stdout.readline()
        process.terminate()
        return _yes(_within(SOON, lambda: process.poll() is not None))


def left_behind(tool):
    """what outlives the service gets TERM, and the time to obey (with --grace)"""
    options = ["--grace=5s"] if tool.name == OURS else []
    word = tool.directory / f"{tool.name}.word"
    orphan = f"trap 'sleep 0.1; echo bye >{word}; exit' TERM; echo ready; while :; do sleep 0.05; done"
    script = 'setsid sh -c "$1" & read _; exit 3'
    service = ["sh", "-c", script, "sh", orphan]
    with tool.inits.as_pid1(
        tool.name, *service, options=options, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as (process, _):
        process.stdout.readline()
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.wait(10)
    return _yes(word.exists())


def told(tool):
    """the service is told when the supervisor is killed"""
    options = {"dumb-init": [], "catatonit": [], OURS: ["--pdeath-signal=TERM"]}
    words = options.get(tool.name, ["-p", "SIGTERM"])
    with tool.start("sh", "-c", "echo $$; exec sleep 9", options=words) as process:
        service = int(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        ended = _within(0.5, lambda: not os.path.exists(f"/proc/{service}") or _is_zombie(service))
        with contextlib.suppress(ProcessLookupError):
            os.kill(service, signal.SIGKILL)
        return _yes(ended)


def _is_zombie(pid):
    with contextlib.suppress(OSError):
        return status(pid, "State").startswith("Z")
    return True


def explained(tool):
    """the death of the service is explained"""
    command = [word for word in tool.command("sh", "-c", "kill -9 $$") if word != "-q"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SOON)
    return _yes(done.stderr)


def ctrl_z(tool):
    """Ctrl-Z gives the shell its terminal back"""
    with Terminal() as terminal:
        command = tool.command("sh", "-c", "echo re''ady; exec sleep 9")
        terminal.type(shlex.join(command) + "\n")
        assert terminal.shows("ready"), tool.name
        terminal.type("\x1a")
        return _yes(terminal.answers())


def background(tool):
    """in the background it leaves the terminal to the shell"""
    with Terminal() as terminal:
        command = tool.command("sh", "-c", "echo re''ady >&2; exec sleep 9")
        terminal.type(shlex.join(command) + " &\n")
        terminal.shows("ready")
        return _yes(terminal.answers())


def ctrl_c(tool):
    """INTs that the service gets from one Ctrl-C"""
    with Terminal() as terminal:
        command = tool.command(tool.program("signals.c"), options=ALONE.get(tool.name, []))
        terminal.type(shlex.join(command) + "\n")
        assert terminal.shows("ready"), tool.name
        terminal.type("\x03")
        terminal.shows("got 2 ")
        terminal.shows("there is no such line", 0.2)
        return terminal._seen.count("got 2 ")


def dev_tty(tool):
    """/dev/tty works in the service"""
    with Terminal() as terminal:
        command = tool.command("sh", "-c", "echo op''en >/dev/tty")
        terminal.type(shlex.join(command) + "\n")
        return _yes(terminal.shows("open"))


ROWS = [
    lost, lost_group, forwarded, payload, mask, ignored_chld, closed_stdin, not_permitted, not_found,
    options_of_command, pipes, directory, environment, listen_pid, immune, left_behind, told,
    explained, ctrl_z, background, ctrl_c, dev_tty,
]  # fmt: skip


def main():
    names = [row.__name__ for row in ROWS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help=" ".join(names))
    parser.add_argument("--shots", type=int, default=1000, help="for the signals lost")
    words = parser.parse_args()
    wanted = words.rows or names
    table = []
    with Inits() as inits, tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o755)
        tools = [Tool(inits, name, scratch, words.shots) for name in NAMES]
        for row in ROWS:
            if row.__name__ in wanted:
                print(row.__name__, file=sys.stderr)
                table.append([row.__doc__, *[row(tool) for tool in tools]])
    print(f"{os.cpu_count()} CPUs, Linux {os.uname().release}\n")
    for line in [["", *NAMES], ["---"] * (1 + len(NAMES)), *table]:
        print("| " + " | ".join(map(str, line)) + " |")


if __name__ == "__main__":
    main()
