#!/usr/bin/env python3
"""Fails on what the formatter cannot see and the rules of this codebase forbid. Each rule says why it is one."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 400
# Where time, chance and tasks come from; everything else is handed them.
ASSEMBLY = ("Sources/Gateway/", "Sources/GatewayCLI/")
HOT = tuple(
    f"Sources/Gateway{name}/"
    for name in ("Wire", "Core", "Server", "Upstream", "Routing", "Auth", "Providers", "Telemetry")
)


@dataclass(frozen=True)
class Rule:
    """A pattern that must not stand in code, where it applies and where not, and why."""

    name: str
    pattern: str
    why: str
    within: tuple[str, ...] = ("Sources/", "Tests/")
    allowed: tuple[str, ...] = ()

    def applies(self, path: str) -> bool:
        return path.startswith(self.within) and not path.startswith(self.allowed or ("\0",))


RULES = (
    Rule("clock", r"\bDate\(\)", "time is passed in, so that tests and replays can set it", allowed=ASSEMBLY),
    Rule(
        "task",
        r"\bTask(?:<[^>]*>)?(?:\.init)?\s*(?:\([^)]*\)\s*)?\{",
        "a bare task leaves the event loop and loses its parent; use Task.immediate or a task group",
        within=("Sources/",),
        allowed=ASSEMBLY,
    ),
    Rule("sleep", r"\bTask\.sleep\b", "waiting needs a clock or timer that is passed in", allowed=ASSEMBLY),
    Rule(
        "chance", r"\.(?:random|shuffle|shuffled|randomElement)\(\s*(?:in:\s*[^,()]*(?:\([^()]*\))?[^,()]*)?\)",
        "chance is a seeded generator that is passed in (`using:`)", allowed=ASSEMBLY,
    ),
    Rule("force-try", r"\btry!", "no input may crash the process"),
    Rule("force-cast", r"\bas!", "no input may crash the process"),
    Rule("fatal-error", r"\bfatalError\(", "no input may crash the process; precondition states an invariant"),
    Rule(
        "foundation",
        r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:\w+\s+)?Foundation\b",
        "Foundation stays off the request path",
        within=HOT,
    ),
)
UNCHECKED = re.compile(r"@unchecked\s+Sendable")
INVARIANT = re.compile(r"Sendable|invariant|guard|confined|immutable|lock|only (?:on|from)", re.IGNORECASE)
LITERALS = re.compile(
    r'(?P<keep>\n)|//[^\n]*|/\*.*?\*/|#*""".*?"""#*|#"[^\n]*?"#|"(?:\\.|[^"\\\n])*"', re.DOTALL
)


def code_of(text: str) -> list[str]:
    """The lines without comments and string literals; line numbers stay."""
    blanked = LITERALS.sub(lambda match: "\n" * match[0].count("\n") if not match["keep"] else "\n", text)
    return blanked.split("\n")


def comment_above(lines: list[str], index: int) -> str:
    """The comments right above a line, and on it."""
    found = [lines[index].partition("//")[2]]
    for line in reversed(lines[:index]):
        stripped = line.strip()
        if stripped.startswith("//"):
            found.append(stripped)
        elif not stripped.startswith("@") and not stripped.endswith((",", "(", ":")):
            break
    return "\n".join(found)


def check(path: str, text: str) -> list[str]:
    """What is wrong with a file."""
    lines, code = text.split("\n"), code_of(text)
    found = []
    for number, line in enumerate(code, 1):
        for rule in RULES:
            if rule.applies(path) and re.search(rule.pattern, line):
                found.append(f"{path}:{number}: [{rule.name}] {rule.why}: {lines[number - 1].strip()}")
        if UNCHECKED.search(line) and not INVARIANT.search(comment_above(lines, number - 1)):
            found.append(f"{path}:{number}: [unchecked-sendable] say in a comment above what guards it")
    if len(lines) - 1 > MOST_LINES:
        found.append(f"{path}:1: [file-length] {len(lines) - 1} lines; split it by role below {MOST_LINES}")
    return found


def check_rules() -> None:
    """Every rule finds what it forbids and lets pass what it does not: a check that cannot fail is none."""
    wrong = {
        "clock": "let now = Date()",
        "task": "Task { await x() }",
        "sleep": "try await Task.sleep(for: .seconds(1))",
        "chance": "let x = Int.random(in: 0..<9)",
        "force-try": "let x = try! f()",
        "force-cast": "let x = y as! Z",
        "fatal-error": "fatalError(message)",
        "foundation": "package import Foundation",
        "unchecked-sendable": "final class X: @unchecked Sendable {",
        "file-length": "\n" * (MOST_LINES + 1),
    }
    right = (
        "// Date() and Task { and try! in a comment",
        'let text = "Date() try! as! fatalError("',
        "Task.immediate(executorPreference: loop) {",
        "let x = Int.random(in: 0..<9, using: &chance)",
        "import FoundationEssentials",
        "/// `@unchecked Sendable`: confined to one loop.\nfinal class X: @unchecked Sendable {",
    )
    for name, text in wrong.items():
        assert any(f"[{name}]" in each for each in check("Sources/GatewayCore/X.swift", text)), f"{name} finds nothing"
    for text in right:
        assert not check("Sources/GatewayCore/X.swift", text), f"found something in: {text}"


def main() -> int:
    check_rules()
    found, count = [], 0
    for folder in ("Sources", "Tests"):
        for path in sorted((ROOT / folder).rglob("*.swift")):
            count += 1
            found += check(str(path.relative_to(ROOT)), path.read_text())
    print("\n".join([*found, f"check-style: {count} files, {len(found)} findings"]))
    return 1 if found or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
