"""The completion of zsh, for a directory of its fpath."""

import re

from bash_completion import KINDS, SIGNALS

_SCRIPT = r"""#compdef aweigh

_aweigh_targets() {
  compadd -S '' -- @BEGINNINGS@
}

_aweigh_actions() {
  local -a actions=(
@ACTIONS@
  )
  _describe -t actions action actions
}

_aweigh_first() {
  # An action is one as the very first word alone.
  (( CURRENT > 2 )) || _aweigh_actions
  _command_names -e
}

# COMMAND and its own words, behind the -- where there is one.
_aweigh_command() {
  if [[ $words[1] == -- ]]; then
    shift words
    (( CURRENT-- ))
  fi
  _normal
}

_aweigh_commands() {
  local -a commands=(
@COMMANDS@
  )
  _describe -t commands command commands
}

_aweigh() {
  local action=run curcontext=$curcontext
  local -a specs
  if (( CURRENT > 2 )); then
    case $words[2] in
      @NAMES@)
        action=$words[2]
        curcontext=${curcontext%:*}-$action:
        shift words
        (( CURRENT-- ))
        ;;
    esac
  fi
  case $action in
@SPECS@
  esac
  _arguments -s -S : $specs
}

_aweigh "$@"
"""

_VALUES = {
    "target": "_aweigh_targets",
    "directory": "_directories",
    "file": "_files",
    "user": "_users",
    "signal": f"({SIGNALS})",
    "variable": "_parameters -g '*export*'",
    "program": "_command_names -e",
}

_OPERANDS = {
    "run": ["(-)1: :_aweigh_first", "*:: :_aweigh_command"],
    "lock": ["(-)1: :_command_names -e", "*:: :_aweigh_command"],
    "wait": ["*:target:_aweigh_targets"],
    "check": ["*:target:_aweigh_targets"],
    "migrate": ["1: :_aweigh_commands"],
    "install": ["1:path:_files"],
}


def script(tables):
    operands = _OPERANDS | {"help": [f"1:topic:({' '.join(tables['topics'])})"]}
    filled = {
        "@BEGINNINGS@": " ".join(map(_quoted, tables.beginnings)),
        "@ACTIONS@": _described([(row["name"], row["summary"]) for row in tables.named_actions]),
        "@COMMANDS@": _described([(row["name"], row["help"]) for row in tables["commands"]]),
        "@NAMES@": "|".join(action["name"] for action in tables.named_actions),
        "@SPECS@": "\n".join(_specs(tables, action, operands) for action in tables["actions"]),
    }
    text = _SCRIPT
    for place, words in filled.items():
        text = text.replace(place, words)
    return text


def _described(rows):
    return "\n".join(f"    {_quoted(f'{name}:{help}')}" for name, help in rows)


def _specs(tables, action, operands):
    specs = [spec for option in tables.options_of(action) for spec in _option(option)]
    specs += operands.get(action["name"], [])
    lines = "\n".join(f"        {_quoted(spec)}" for spec in specs)
    return f"    {action['name']})\n      specs=(\n{lines}\n      )\n      ;;"


def _option(option):
    """A spec for each spelling; what is not repeatable excludes all of them."""
    before = "*" if option.repeatable else f"({' '.join(option.spellings)})"
    help = re.sub(r"([\[\]\\:])", r"\\\1", option.help)
    for spelling in option.spellings:
        if not option.value:
            yield f"{before}{spelling}[{help}]"
            continue
        joint = "=" if spelling.startswith("--") else "+"
        yield f"{before}{spelling}{joint}[{help}]:{_message(option.value)}:{_action(option)}"


def _action(option):
    if option.choices:
        return f"({' '.join(option.choices)})"
    return _VALUES.get(KINDS.get(option.value), "")


def _message(value):
    return re.sub(r"([\[\]\\:'])", r"\\\1", value)


def _quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"
