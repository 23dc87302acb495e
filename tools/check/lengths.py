"""Checks the lengths that CONTRIBUTING.md promises: files of at most 400 lines, functions of at most 60.

A function's length is counted from its `func`, `init` or computed property to the closing brace of the
same indentation, which the formatter guarantees. Prints what is too long; exit status 1 if anything is.
"""

import pathlib
import re
import sys

FILE_LIMIT, FUNCTION_LIMIT = 400, 60
START = re.compile(r"^(\s*)(?:@\S+\s+)*(?:[a-z]+(?:\(set\))?\s+)*(?:func\b|init[?(<]|deinit\b|subscript\b|var\b[^=]*\{$)")


def functions(lines: list[str]):
    """Yields (first line, length) of every function whose body spans lines."""
    for number, line in enumerate(lines):
        match = START.match(line)
        if not match or line.rstrip().endswith("}"):
            continue
        end = next(
            (last for last in range(number + 1, len(lines))
             if lines[last].startswith(match.group(1) + "}")
             and not lines[last][len(match.group(1)) + 1:].strip()),
            None)
        opens = next(
            (last for last in range(number, min(number + 15, len(lines)))
             if lines[last].rstrip().endswith("{")), None)
        if end is not None and opens is not None and opens < end:
            yield number + 1, end - number + 1


def main() -> int:
    faults = []
    for folder in ("Sources", "Tests", "Benchmarks", "Fuzz"):
        for path in sorted(pathlib.Path(folder).rglob("*.swift")):
            lines = path.read_text().splitlines()
            if len(lines) > FILE_LIMIT:
                faults.append(f"{path}: {len(lines)} lines, at most {FILE_LIMIT}")
            faults += [
                f"{path}:{line}: function of {length} lines, at most {FUNCTION_LIMIT}"
                for line, length in functions(lines) if length > FUNCTION_LIMIT]
    for path in sorted(pathlib.Path("tools").rglob("*.py")):
        count = len(path.read_text().splitlines())
        if count > FILE_LIMIT:
            faults.append(f"{path}: {count} lines, at most {FILE_LIMIT}")
    print("\n".join(faults) if faults else "lengths: all files and functions are within bounds")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
