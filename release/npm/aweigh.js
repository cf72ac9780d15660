#!/usr/bin/env node
// Runs the program of this platform's package: its arguments, streams, signals and exit code are ours.
"use strict";

const { spawn } = require("node:child_process");

const platform = `@aweigh/${process.platform}-${process.arch}`;

function find() {
  try {
    return require.resolve(`${platform}/bin/aweigh`);
  } catch {
    console.error(
      `aweigh: cannot find the package ${platform}: it is an optional dependency of aweigh. ` +
        "Install without --omit=optional, on Linux and for one of the architectures that aweigh is built for",
    );
    process.exit(70);
  }
}

// Before the program starts: a signal that comes early is kept until it has. What is typed on a terminal reaches the
// program by itself.
const typed = process.stdin.isTTY ? ["SIGINT", "SIGQUIT"] : [];
const forward = (signal) => typed.includes(signal) || program.kill(signal);
const signals = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2"];
for (const signal of signals) process.on(signal, forward);

const program = spawn(find(), process.argv.slice(2), { stdio: "inherit" });

program.on("error", (error) => {
  console.error(`aweigh: cannot run ${error.path}: ${error.message}`);
  process.exit(70);
});
program.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
