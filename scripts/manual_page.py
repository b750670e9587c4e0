"""Writes the manual page from what the program says of itself (--experimental-dump-help), for scripts/package.

The argument parser's own plugin would build the whole program a second time.
"""

import datetime
import json
import os
import sys


def text(words):
    """Words as roff takes them literally."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\`")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in escaped.splitlines())


def names(argument):
    """How an option is typed, such as --port <port>."""
    value = f" \\fI{text(argument['valueName'])}\\fR" if argument["kind"] == "option" else ""
    dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    typed = [f"\\fB{text(dashes[name['kind']] + name['name'])}\\fR{value}" for name in argument.get("names", [])]
    return ", ".join(typed) or f"\\fI{text(argument['valueName'])}\\fR"


def synopsis(command, path):
    parts = [f"\\fB{text(' '.join(path))}\\fR"]
    shown = [argument for argument in command.get("arguments", []) if argument["shouldDisplay"]]
    if any(argument["kind"] != "positional" for argument in shown):
        parts.append("[\\fIoptions\\fR]")
    for argument in shown:
        if argument["kind"] == "positional":
            word = names(argument) + ("..." if argument["isRepeating"] else "")
            parts.append(f"[{word}]" if argument["isOptional"] else word)
    if command.get("subcommands"):
        parts.append("\\fIcommand\\fR")
    return " ".join(parts)


def described(command):
    for key in ("abstract", "discussion"):
        words = command.get(key, "")
        if key == "discussion" and words.startswith("EXIT CODES"):
            continue
        if words:
            yield ".PP\n" + text(words)
    for argument in command.get("arguments", []):
        own = {name["name"] for name in argument.get("names", [])}
        if argument["shouldDisplay"] and not own & {"help", "version"}:
            default = f" (default: {argument['defaultValue']})" if argument.get("defaultValue") else ""
            yield f".TP\n{names(argument)}\n{text(argument.get('abstract', '') + default)}"


def commands(command, path):
    """A command's subcommands and theirs, each with the words that call it."""
    for each in command.get("subcommands", []):
        if each["commandName"] == "help" or not each.get("shouldDisplay", True):
            continue
        own = path + [each["commandName"]]
        yield each, own
        yield from commands(each, own)


def page(root, version):
    name = root["commandName"]
    day = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc).date()
    yield f'.TH {name.upper()} 1 "{day}" "{name} {version}" "User Commands"'
    yield f".SH NAME\n{text(name)} \\- {text(root['abstract'][0].lower() + root['abstract'][1:].rstrip('.'))}"
    yield f".SH SYNOPSIS\n{synopsis(root, [name])}"
    yield ".SH DESCRIPTION"
    yield from described(root)
    default = root.get("defaultSubcommand")
    if default:
        yield f".PP\nWithout a command it does what\n.B {text(default)}\ndoes."
    yield ".SH COMMANDS"
    for command, path in commands(root, [name]):
        yield f".SS {text(' '.join(path[1:]))}\n{synopsis(command, path)}"
        yield from described(command)
    codes = root.get("discussion", "")
    if codes.startswith("EXIT CODES"):
        yield ".SH EXIT STATUS"
        for line in codes.splitlines()[1:]:
            code, words = line.split(maxsplit=1)
            yield f".TP\n.B {code}\n{text(words)}"
    yield (".SH FILES\n.TP\n.I /usr/share/workshop\\-kiosk\nPages, languages and methods.\n"
           ".TP\n.I /var/lib/workshop\\-kiosk\nThe workshops of the installed box.")
    yield ".SH SEE ALSO\n.BR systemctl (1),\n.BR journalctl (1)\n.PP\n/usr/share/doc/workshop\\-kiosk/README.md"


if __name__ == "__main__":
    print("\n".join(page(json.load(open(sys.argv[1]))["command"], sys.argv[2])))
