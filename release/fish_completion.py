"""The completion of fish."""

from bash_completion import KINDS, SIGNALS

_SCRIPT = r"""# fish completion for aweigh

# Prints the action, and on a second line where COMMAND begins among the words before the cursor,
# if it does.
function __aweigh_look
    set -l words (commandline -opc)
    set -l action run
    set -l at 2
    if set -q words[2]; and contains -- $words[2] @NAMES@
        set action $words[2]
        set at 3
    end
    echo $action
    while set -q words[$at]
        switch $words[$at]
            case --
                test $action = run -o $action = lock; and echo (math $at + 1)
                return
            case '--*=*'
            case @TAKERS@
                set at (math $at + 1)
            case '-*'
            case '*'
                if test $action = run -o $action = lock
                    echo $at
                    return
                end
        end
        set at (math $at + 1)
    end
end

# Whether the words before the cursor are of this action and COMMAND has not begun.
function __aweigh_in
    set -l seen (__aweigh_look)
    not set -q seen[2]; and contains -- $seen[1] $argv
end

# Whether no word stands before the cursor.
function __aweigh_begins
    test (count (commandline -opc)) = 1
end

# Whether the word behind the action has yet to come.
function __aweigh_lacks_operand
    set -l words (commandline -opc)
    __aweigh_in $argv; and not string match -qv -- '-*' $words[3..-1]
end

function __aweigh_has_command
    set -l seen (__aweigh_look)
    set -q seen[2]
end

# What completes COMMAND's own words.
function __aweigh_complete_command
    set -l seen (__aweigh_look)
    set -l words (commandline -opc)
    set -l line (string escape -- $words[$seen[2]..-1]) (commandline -ct)
    complete -C (string join ' ' -- $line)
end

complete -c aweigh -f
complete -c aweigh -n __aweigh_has_command -x -a '(__aweigh_complete_command)'
complete -c aweigh -n '__aweigh_in run lock' -a '(__fish_complete_command)'
complete -c aweigh -n '__aweigh_in wait check' -a '@BEGINNINGS@'
complete -c aweigh -n '__aweigh_in install' -F
complete -c aweigh -n '__aweigh_lacks_operand help' -a '@TOPICS@'
"""

_VALUES = {
    "directory": "(__fish_complete_directories)",
    "user": "(__fish_complete_users)",
    "signal": SIGNALS,
    "variable": "(set -nx)",
    "program": "(__fish_complete_command)",
}


def script(tables):
    takers = [
        word for option in tables.options if option.value for word in option.spellings
    ]
    filled = {
        "@NAMES@": " ".join(action["name"] for action in tables.named_actions),
        "@TAKERS@": " ".join(takers),
        "@BEGINNINGS@": " ".join(tables.beginnings),
        "@TOPICS@": " ".join(tables["topics"]),
    }
    text = _SCRIPT
    for place, words in filled.items():
        text = text.replace(place, words)
    for action in tables.named_actions:
        text += _word("__aweigh_begins", action["name"], action["summary"])
    for row in tables["commands"]:
        text += _word("__aweigh_lacks_operand migrate", row["name"], row["help"])
    return text + "".join(_option(tables, option) for option in tables.options)


def _word(condition, word, help):
    return f"complete -c aweigh -n '{condition}' -a {word} -d {_quoted(help)}\n"


def _option(tables, option):
    line = f"complete -c aweigh -n '__aweigh_in {' '.join(option.actions)}' -l {option.name}"
    if option.short:
        line += f" -s {option.short}"
    return f"{line}{_value(tables, option)} -d {_quoted(option.help)}\n"


def _value(tables, option):
    if not option.value:
        return ""
    kind = KINDS.get(option.value)
    if kind == "file":
        return " -r -F"
    words = {"target": " ".join(tables.beginnings), **_VALUES}.get(kind, " ".join(option.choices))
    return f" -x -a {_quoted(words)}" if words else " -x"


def _quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
