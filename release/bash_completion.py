"""The completion of bash. Readline has cut words at : and = before it is asked."""

_SCRIPT = r"""# bash completion for aweigh

_aweigh_options() { # ACTION
    case $1 in
@OPTIONS@
    esac
}

# What an option's value is; nothing for one that takes none.
_aweigh_value() { # ACTION OPTION
    case $1,$2 in
@VALUES@
    esac
}

_aweigh_complete_value() { # KIND
    case $1 in
    target)
        compopt -o nospace
        COMPREPLY=($(compgen -W '@BEGINNINGS@' -- "$cur"))
        ;;
    directory)
        compopt -o filenames
        COMPREPLY=($(compgen -d -- "$cur"))
        ;;
    file)
        compopt -o filenames
        COMPREPLY=($(compgen -f -- "$cur"))
        ;;
    user) COMPREPLY=($(compgen -u -- "$cur")) ;;
    signal) COMPREPLY=($(compgen -W '@SIGNALS@' -- "$cur")) ;;
    variable) COMPREPLY=($(compgen -v -- "$cur")) ;;
    program) COMPREPLY=($(compgen -c -- "$cur")) ;;
    any) ;;
    *) COMPREPLY=($(compgen -W "$1" -- "$cur")) ;;
    esac
}

# COMMAND and its own words, which begin at a place of COMP_WORDS.
_aweigh_complete_command() { # PLACE
    local function
    for function in _comp_command_offset _command_offset; do
        if declare -F $function >/dev/null; then
            $function "$1"
            return
        fi
    done
    compopt -o filenames
    if (($1 == COMP_CWORD)); then
        COMPREPLY=($(compgen -c -- "$cur"))
    else
        COMPREPLY=($(compgen -f -- "$cur"))
    fi
}

_aweigh() {
    local cur=${COMP_WORDS[COMP_CWORD]} action=run at=1 word kind operands=0
    COMPREPLY=()
    [[ $cur != [:=] ]] || cur=
    if ((COMP_CWORD > 1)); then
        case ${COMP_WORDS[1]} in
        @ACTIONS|@)
            action=${COMP_WORDS[1]}
            at=2
            ;;
        esac
    fi
    # Over what stands before the word, to what it is.
    while ((at < COMP_CWORD)); do
        word=${COMP_WORDS[at]}
        if [[ $word == -- ]]; then
            [[ $action != @COMMAND|@ ]] || _aweigh_complete_command $((at + 1))
            return
        elif [[ $word == -* ]]; then
            kind=$(_aweigh_value $action "$word")
            if [[ $kind ]]; then
                [[ ${COMP_WORDS[at + 1]} != = ]] || ((at++))
                if ((at + 1 >= COMP_CWORD)); then
                    _aweigh_complete_value "$kind"
                    return
                fi
                ((at++))
            fi
        elif [[ $action == @COMMAND|@ ]]; then
            _aweigh_complete_command $at
            return
        else
            ((operands++))
        fi
        ((at++))
        while [[ ${COMP_WORDS[at]-} =~ ^[:=]+$ ]] && ((at < COMP_CWORD)); do
            ((at += 2))
        done
    done
    ((at == COMP_CWORD)) || return # within a target, whose own words nobody knows
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$(_aweigh_options $action)" -- "$cur"))
    elif [[ $action == run ]]; then
        COMPREPLY=($(compgen -c -- "$cur"))
        ((at > 1)) || COMPREPLY+=($(compgen -W '@ACTIONS@' -- "$cur"))
    else
        case $action in
        lock) COMPREPLY=($(compgen -c -- "$cur")) ;;
        wait | check) _aweigh_complete_value target ;;
        install) _aweigh_complete_value file ;;
        help) ((operands > 0)) || COMPREPLY=($(compgen -W '@TOPICS@' -- "$cur")) ;;
        migrate) ((operands > 0)) || COMPREPLY=($(compgen -W '@COMMANDS@' -- "$cur")) ;;
        esac
    fi
}

complete -F _aweigh aweigh
"""

SIGNALS = "TERM INT HUP QUIT KILL USR1 USR2"

# What the names of values stand for; any: a text of its own.
KINDS = {
    "TARGET": "target",
    "DIR": "directory",
    "FILE": "file",
    "USER[:GROUP]": "user",
    "SIG": "signal",
    "NAME": "variable",
    "'PROG ARG…'": "program",
}


def script(tables):
    command = "|".join(
        action["name"] for action in tables["actions"] if action["operands"] == "command"
    )
    names = [action["name"] for action in tables.named_actions]
    filled = {
        "@OPTIONS@": "\n".join(_options(tables, action) for action in tables["actions"]),
        "@VALUES@": "\n".join(_values(tables, action) for action in tables["actions"]),
        "@BEGINNINGS@": " ".join(tables.beginnings),
        "@SIGNALS@": SIGNALS,
        "@ACTIONS|@": " | ".join(names),
        "@ACTIONS@": " ".join(names),
        "@COMMAND|@": f"@({command})",
        "@TOPICS@": " ".join(tables["topics"]),
        "@COMMANDS@": " ".join(row["name"] for row in tables["commands"]),
    }
    text = _SCRIPT
    for place, words in filled.items():
        text = text.replace(place, words)
    return text


def _options(tables, action):
    words = [word for option in tables.options_of(action) for word in option.spellings]
    return f"    {action['name']}) echo '{' '.join(words)}' ;;"


def _values(tables, action):
    lines = []
    for option in tables.options_of(action):
        if option.value:
            patterns = " | ".join(f"{action['name']},{word}" for word in option.spellings)
            kind = " ".join(option.choices) or KINDS.get(option.value, "any")
            lines.append(f"    {patterns}) echo '{kind}' ;;")
    return "\n".join(lines)
