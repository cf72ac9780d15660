# The stage of the quickstart: what is printed, what runs and is watched, and that nothing of it stays.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are shared with the other scripts

bold='' plain=''
if [[ -t 1 && -z ${NO_COLOR-} ]]; then
    bold=$'\e[1m' plain=$'\e[0m'
fi
step='' complaint=''
aweigh='' init=''
work=$(mktemp -d -t aweigh-quickstart.XXXXXX)
made=("$work") # files and directories to remove at the end
log=$work/log  # of what is worth reading only if it fails

heading() {
    step=$1
    printf '\n%s%s%s\n' "$bold" "$1" "$plain"
}

say() { printf '   %s\n' "$@"; }

prompt() { # LINE...: of a command that continues on the next line
    printf '\n   %s$ %s' "$bold" "$1"
    (($# == 1)) || printf ' \\\n         %s' "${@:2}"
    printf '%s\n' "$plain"
}

now() { echo $((${EPOCHREALTIME/./} / 1000)); }

# A line with the seconds since $since.
event() {
    local ms=$(($(now) - since))
    printf '%5d.%02d s  %s\n' $((ms / 1000)) $((ms % 1000 / 10)) "$1"
}

fail() {
    complaint=$1
    exit 1
}

# What runs is asked of bash: a signal may come between a start and a note of it.
# shellcheck disable=SC2046 # one word for each process
clean_up() {
    # The death of a PID 1 is the death of its whole namespace.
    [[ ! $aweigh ]] || kill -KILL "${init:-$aweigh}" || true
    kill -TERM $(jobs -p) || true
    for _ in {1..200}; do
        [[ $(jobs -pr) ]] || break
        sleep 0.02
    done
    kill -KILL $(jobs -pr) || true
    wait
    aweigh=''
    rm -rf "${made[@]}"
} 2>/dev/null

finish() {
    local status=$?
    set +e # whatever happens here, what follows it is to be done
    trap '' HUP INT PIPE TERM
    if ((status > 128)); then
        printf '\nquickstart: interrupted\n' >&2
    elif ((status)); then
        printf '\nquickstart: failed in "%s"%s\n' "$step" "${complaint:+: $complaint}" >&2
        [[ ! -s $log ]] || printf 'The end of the log:\n\n%s\n' "$(tail -n 40 "$log")" >&2
    fi
    clean_up
}
trap finish EXIT
trap 'complaint=$BASH_COMMAND' ERR
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

# Runs aweigh in the background; what it and the service write goes to a file that `follow` reads.
start_aweigh() { # COMMAND...
    since=$(now)
    : >"$work/output"
    "$@" >"$work/output" 2>&1 &
    aweigh=$!
    exec {output}<"$work/output"
}

# Shows what is written, as it comes, until a command succeeds. Fails if that takes too long.
follow() { # MILLISECONDS COMMAND...
    local end=$(($(now) + $1)) met line
    shift
    while true; do
        met=
        ! "$@" || met=yes
        while IFS= read -r -u "$output" line; do
            event "$line"
        done
        [[ ! $met ]] || return 0
        (($(now) < end)) || return 1
        sleep 0.02
    done
}

has_written() { grep -q -e "$1" "$work/output"; }

has_ended() { ! kill -0 "$aweigh" 2>/dev/null; }

is_up() { has_written 'service: listening' || has_ended; }

until_up() {
    local code=0
    follow 30000 is_up || fail "the service is not up after 30 s"
    if has_ended; then
        wait "$aweigh" || code=$?
        fail "aweigh ended with exit code $code"
    fi
    init=$(<"/proc/$aweigh/task/$aweigh/children")
    init=${init%% *}
    namespace=$(readlink "/proc/$init/ns/pid")
}

# The processes of aweigh's namespace, by their numbers in there.
processes() {
    local process
    for process in /proc/[0-9]*; do
        [[ $(readlink "$process/ns/pid") != "$namespace" ]] ||
            echo "$(awk '/^NSpid:/ { print $NF }' "$process/status") $(<"$process/comm")"
    done 2>/dev/null
}

until_ended() { # EXIT-CODE
    local code=0
    follow 10000 has_ended || fail "it has not ended after 10 s"
    wait "$aweigh" || code=$?
    aweigh='' init=''
    exec {output}<&-
    ((code == $1)) || fail "exit code $code, not $1"
    [[ ! $(processes) ]] || fail "processes are left: $(processes)"
}
