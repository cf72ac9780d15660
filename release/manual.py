"""The manual page aweigh(1), in mdoc(7)."""

import datetime
import re

_NAME = "wait for dependencies, migrate PostgreSQL, run a service as PID 1"


def page(tables, epoch):
    parts = [
        _head(epoch), _synopsis(tables), _description(tables), _commands(tables), _options(tables),
        _targets(tables), _inits(tables), _environment(tables),
        ".Sh EXIT STATUS\n" + _list(tables["exit_codes"], "Cm"), _examples(tables),
    ]  # fmt: skip
    return "".join(parts)


def _head(epoch):
    date = datetime.datetime.fromtimestamp(epoch, datetime.UTC)
    return (
        f".Dd {date:%B} {date.day}, {date.year}\n.Dt AWEIGH 1\n.Os\n"
        f".Sh NAME\n.Nm aweigh\n.Nd {_NAME}\n"
    )


def _synopsis(tables):
    return ".Sh SYNOPSIS\n" + "".join(_usage(action["usage"]) for action in tables["actions"])


def _usage(usage):
    """`wait [OPTIONS] TARGET...` in macros."""
    lines = [".Nm"]
    for word in usage.split():
        name = word.strip("[].")
        dots = " ..." if word.endswith("...") else ""
        if name == "--":
            lines.append(".Op Fl \\-")
        elif word.startswith("["):
            lines.append(f".Op Ar {name}{dots}")
        else:
            lines.append(f".{'Ar' if name.isupper() else 'Cm'} {name}{dots}")
    return "\n".join(lines) + "\n"


def _description(tables):
    text = f".Sh DESCRIPTION\n{_text(tables['summary'])}\n"
    actions = [
        {"term": action["name"] if at else "(no word)", "meaning": action["summary"]}
        for at, action in enumerate(tables["actions"])
    ]
    text += ".Pp\nThe first word says what is to be done:\n" + _list(actions, "Cm")
    return text + "".join(f".Pp\n{_text(rule)}\n" for rule in tables["rules"])


def _commands(tables):
    rows = [{"term": row["usage"], "meaning": row["help"]} for row in tables["commands"]]
    return ".Sh COMMANDS OF MIGRATE\n" + _list(rows, "Cm")


def _options(tables):
    text = ".Sh OPTIONS\n"
    section = ""
    for option in tables.options:
        if option.section != section:
            text += (".El\n" if section else "") + f".Ss {option.section}\n"
            text += ".Bl -tag -width Ds\n"
            section = option.section
        text += _option(option, len(tables["actions"]))
    return text + ".El\n"


def _option(option, actions):
    flags = " , ".join(f"Fl {_escaped(each[1:])}" for each in option.spellings)
    value = f" Ar {_quoted(option.value)}" if option.value else ""
    text = f".It {flags}{value}\n{_text(option.help)}\n"
    remarks = [f"default {option.default}"] if option.default else []
    if len(option.actions) < actions:
        remarks.append(f"of {', '.join(option.actions)}")
    if remarks:
        text += f".Pq {_text('; '.join(remarks))}\n"
    return text + (f".Ev {option.variable}\n" if option.variable else "")


def _targets(tables):
    text = ".Sh TARGETS\n" + _list(tables["spellings_of_targets"], "Li")
    for kind in tables["kinds"]:
        alias = f" Also written {', '.join(kind['aliases'])}." if kind["aliases"] else ""
        text += f".Ss {kind['scheme']}\n.Dl {_escaped(kind['example'])}\n.Pp\n"
        text += _text(f"Ready when {kind['ready_when']}.{alias}") + "\n"
        if kind["tls"]:
            text += "It takes the options of TLS.\n"
        text += _target_options(kind["options"])
    text += ".Ss Options of all targets\n" + _target_options(tables["general_options"])
    return text + ".Ss Options of TLS\n" + _target_options(tables["tls_options"])


def _target_options(options):
    rows = [
        {
            "term": f"{each['name']}={each['value']}" if each["value"] else each["name"],
            "meaning": each["meaning"],
        }
        for each in options
    ]
    return _list(rows, "Cm") if rows else ""


def _inits(tables):
    text = ".Sh AS PID 1\nWhat other programs for PID 1 call it:\n"
    return text + _list(tables["spellings_of_inits"], "Li")


def _environment(tables):
    text = ".Sh ENVIRONMENT\nEach option names its variable above.\nOthers are:\n"
    return text + _list(tables["other_variables"], "Ev")


def _examples(tables):
    lines = "".join(f".Dl aweigh {_escaped(each['example'])}\n" for each in tables["actions"])
    return f".Sh EXAMPLES\n{lines}"


def _list(rows, macro):
    text = ".Bl -tag -width Ds\n"
    for row in rows:
        text += f".It {macro} {_quoted(row['term'])}\n{_text(row['meaning'])}\n"
    return text + ".El\n"


def _quoted(text):
    """One argument of a macro, which might else be taken for another macro's name."""
    return '"' + _escaped(text).replace('"', '\\(dq') + '"'


def _text(text):
    """A line for each sentence. What begins with a dot or a quote would be a macro."""
    lines = re.sub(r"(?<=\.) (?=[A-Z])", "\n", _escaped(text)).split("\n")
    return "\n".join("\\&" + line if line[0] in ".'" else line for line in lines)


def _escaped(text):
    text = text.replace("\\", "\\e")
    text = re.sub(r"(?<![\w])-+(?=[\w ]|$)", lambda dashes: "\\-" * len(dashes[0]), text)
    return "".join(c if c.isascii() else f"\\[u{ord(c):04X}]" for c in text)
