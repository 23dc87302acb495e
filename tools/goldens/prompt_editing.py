"""Prompt editing, [from:to:when], [to:when] and [a|b|…], by recursive descent and a tree that is walked for every step."""
import re

# A tree of strings and of
# ("edit", before, after, when) and ("alternate", [option, …]), where before, after and options are lists.

WHEN = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*\]")


class NoParse(Exception):
    """What stands here is no group."""


class NoPrompt(Exception):
    """The whole text has no reading."""


def plain(text, at):
    """The end of the plain text that begins at `at`."""
    while at < len(text) and text[at] not in "[]():|":
        if text[at] == "\\":
            if at + 1 == len(text) or text[at + 1] == "\n":
                raise NoPrompt
            at += 1
        at += 1
    return at


def items(text, at):
    """Groups and plain text from `at` on, up to what is neither."""
    found = []
    while at < len(text) and text[at] not in "]):|":
        if text[at] in "[(":
            node, at = group(text, at)
            found += node
        else:
            end = plain(text, at)
            found.append(text[at:end])
            at = end
    return found, at


def closed(text, at, bracket):
    if text[at:at + 1] != bracket:
        raise NoParse
    return at + 1


_groups = {}


def group(text, at):
    """The group that begins with the bracket at `at`, and its end. Remembered, for nested failures."""
    key = (text, at)
    if key not in _groups:
        try:
            _groups[key] = round_group(text, at) if text[at] == "(" else square_group(text, at)
        except NoParse:
            _groups[key] = None
    if _groups[key] is None:
        raise NoParse
    return _groups[key]


def round_group(text, at):
    inner, at = items(text, at + 1)
    if text[at:at + 1] == ":":
        second, at = items(text, at + 1)
        inner = [*inner, ":", *second]
    return ["(", *inner, ")"], closed(text, at, ")")


def square_group(text, at):
    first, at = items(text, at + 1)
    if text[at:at + 1] == "|":
        options = [first]
        while text[at:at + 1] == "|":
            option, at = items(text, at + 1)
            options.append(option)
        return [("alternate", options)], closed(text, at, "]")
    if text[at:at + 1] != ":":
        return ["[", *first, "]"], closed(text, at, "]")
    # "[to:when]"; otherwise, and if that fails, "[from:to:when]".
    if when := WHEN.match(text, at + 1):
        return [("edit", [], first, when[1])], when.end()
    second, at = items(text, at + 1)
    when = WHEN.match(text, at + 1) if text[at:at + 1] == ":" else None
    if not when:
        raise NoParse
    return [("edit", first, second, when[1])], when.end()


def scan(text):
    """The plain stretches by their ends, and the groups of every depth, as (begin, nodes), by theirs."""
    stretches, groups, at = {}, {}, 0
    while at < len(text):
        begin = at
        if text[at] in "[(":
            try:
                nodes, end = group(text, at)
                groups[end] = (at, nodes)
            except NoParse:
                pass
        if text[at] in "[]():|":
            at += 1
        else:
            at = plain(text, at)
            stretches[at] = begin
    return stretches, groups


def tree(text):
    """Raises NoPrompt where the web UI takes the text literally.

    Read from the end. Where a bracket or colon stands that belongs to no group, the run of brackets and colons
    that ends with it is literal, even if it begins with the ends of groups: all of it where its length is odd, all
    but the first otherwise. Only an alternation keeps its end, for its bars cannot stand alone.
    """
    _groups.clear()
    stretches, groups = scan(text)
    alternations = {end: begin for end, (begin, nodes) in groups.items() if nodes[0][0] == "alternate"}
    barred = {at for end, begin in alternations.items() for at in range(begin, end)}
    if any(text[at] == "|" and at not in barred and at - 1 not in escapes(text) for at in range(len(text))):
        raise NoPrompt
    nodes, at = [], len(text)
    while at > 0:
        if at in stretches:
            nodes.insert(0, text[stretches[at]:at])
            at = stretches[at]
        elif at in groups:
            nodes[:0] = groups[at][1]
            at = groups[at][0]
        else:
            begin = at
            while begin > 0 and begin not in stretches and begin not in alternations:
                begin -= 1
            if at - begin > 1 and (at - begin) % 2 == 0:
                begin += 1
            nodes.insert(0, text[begin:at])
            at = begin
    return nodes


def escapes(text):
    """Where the backslashes stand that make the next character plain."""
    found, at = set(), 0
    while at < len(text):
        if text[at] == "\\":
            found.add(at)
            at += 1
        at += 1
    return found


def switch(when, steps, hires, old):
    """The last step before a switch."""
    total = steps if hires is None or old else hires
    value = float(when)
    if old:
        value = value * total if value < 1 else value
    elif "." in when:
        value = (value if hires is None else value - 1) * total
    else:
        value = value if hires is None else value - steps
    return int(max(min(value, total), -total))


def boundaries(nodes, steps, hires, old):
    total = steps if hires is None or old else hires
    for node in nodes:
        if isinstance(node, str):
            continue
        if node[0] == "edit":
            yield switch(node[3], steps, hires, old)
            inner = [node[1], node[2]]
        else:
            yield from range(1, total + 1)
            inner = node[1]
        for part in inner:
            yield from boundaries(part, steps, hires, old)


def text_at(nodes, step, steps, hires, old):
    text = ""
    for node in nodes:
        if isinstance(node, str):
            text += node
        elif node[0] == "edit":
            part = node[1] if step <= switch(node[3], steps, hires, old) else node[2]
            text += text_at(part, step, steps, hires, old)
        else:
            text += text_at(node[1][(step - 1) % len(node[1])], step, steps, hires, old)
    return text


def schedule(prompt, steps, hires=None, old=False):
    """[[last step, text], …] of the first pass, or of a hires pass of `hires` steps after one of `steps`."""
    total = steps if hires is None or old else hires
    try:
        nodes = tree(prompt)
    except NoPrompt:
        return [[total, prompt]]
    ends = sorted({total, *(end for end in boundaries(nodes, steps, hires, old) if end >= 1)})
    return [[end, text_at(nodes, end, steps, hires, old)] for end in ends]
