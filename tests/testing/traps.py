"""What people and attackers write where only words were meant. A list that grows: whoever meets a
new one adds it, and every writer is tried with it."""

MARKUP = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>x</script>",
    '" onmouseover="alert(1)',
    "' onload='alert(1)",
    "<img src=x onerror=alert(1)>",
    "<svg onload=x>",
    "&lt;script&gt;x&lt;/script&gt;",
    "<!--",
    "]]>",
    "--><script>x</script>",
    "</pre></code><b>",
)
MARKDOWN = (
    "[x](javascript:alert(1))",
    "![x](http://example.org/a.png)",
    "`<script>x</script>`",
    "| a | b |",
    "# heading",
    "***",
    "\\",
    "<javascript:alert(1)>",
    "{ #id onclick=x }",
    "[x]: javascript:alert(1)",
)
TEMPLATES = ("{{ 7 * 7 }}", "{% raw %}", "{0}", "{}", "{x.__class__}", "%s", "%(x)s", "${x}")
TERMINAL = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\x07",
    "\x08\x08\x08ok",
    "a\rb",
    "\x1b[2K\x1b[1A",
    "\u202egnp.exe",
    "\u2066x\u2069",
    "\u200f",
    "\x00",
    "\x7f",
    "a\u2028b",
    "\u0085",
)
COMMANDS = (
    "\n::error file=x::pwned",
    "::set-output name=x::y",
    "  ::add-mask::x",
    "##[error]x",
    "##vso[task.setvariable variable=x]y",
    "%0A::error::x",
    "section_start:1:x\r\x1b[0K",
)
FORMULAS = (
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\uff1d1+1",
    "=cmd|'x'!A0",
)
CSS = ('"; } @import url(http://example.org); x { content: "', "\\", "\x0c", "*/", "url(x)", '\\"')
HEADERS = ("a\r\nBcc: x@example.org", "a\nb", "=?utf-8?q?x?=")
PATHS = ("../../etc/passwd", "/etc/passwd", "C:\\x", "a/../../b", "..", "nul", "a\x00b")

TRAPS = (
    *MARKUP,
    *MARKDOWN,
    *TEMPLATES,
    *TERMINAL,
    *COMMANDS,
    *FORMULAS,
    *CSS,
    *HEADERS,
    *PATHS,
)
