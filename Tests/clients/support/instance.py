"""A gateway with a configuration and an environment of the test's own, and names that only it can resolve."""

import os
import signal
import subprocess
import time
from pathlib import Path

from .gateway import TEAM_KEY, Gateway, binary, free_ports

FRAME = """\
server:
  listen: 127.0.0.1:@PORT@
  admin: 127.0.0.1:@ADMIN@
  loops: @LOOPS@
@SERVER@
keys:
  - {name: team, key: @TEAM_KEY@}
access_log: {file: @LOG@}
"""

# Stands before the C library's resolver: names in .test (RFC 6761) come from a table, and every question is written
# down.
RESOLVER = r"""
#define _GNU_SOURCE
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <dlfcn.h>
#include <fcntl.h>

typedef int (*resolver)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **list) {
    resolver next = (resolver)dlsym(RTLD_NEXT, "getaddrinfo");
    const char *path = getenv("RESOLVER_TABLE");
    int ours = host && strlen(host) > 5 && strcmp(host + strlen(host) - 5, ".test") == 0;
    FILE *table = ours && path ? fopen(path, "r") : NULL;
    if (!table) return next(host, port, hints, list);
    char asked[512], line[512];
    int log = open(getenv("RESOLVER_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    int size = snprintf(asked, sizeof asked, "%s\n", host);
    if (log >= 0) { if (write(log, asked, size) != size) abort(); close(log); }
    int known = 0;
    struct addrinfo *first = NULL, **end = &first;
    while (fgets(line, sizeof line, table)) {
        char *rest = line, *name = strsep(&rest, " \n");
        if (strcmp(name, host) != 0) continue;
        known = 1;
        usleep((useconds_t)(atof(strsep(&rest, " \n")) * 1e6));
        for (char *address; (address = strsep(&rest, " \n"));) {
            struct addrinfo exact = hints ? *hints : (struct addrinfo){0};
            exact.ai_flags |= AI_NUMERICHOST;
            if (*address && next(address, port, &exact, end) == 0)
                while (*end) end = &(*end)->ai_next;
        }
    }
    fclose(table);
    *list = first;
    return known && first ? 0 : EAI_NONAME;
}
"""


class Resolver:
    """Names in .test for one gateway: how long the answer takes in seconds, and the addresses."""

    def __init__(self, folder: Path, names: dict[str, tuple[float, list[str]]]) -> None:
        source, self.library = folder / "resolver.c", folder / "resolver.so"
        self.table, self.log = folder / "names.txt", folder / "asked.txt"
        source.write_text(RESOLVER)
        lines = [f"{name} {seconds} {' '.join(addresses)}\n" for name, (seconds, addresses) in names.items()]
        self.table.write_text("".join(lines))
        # The Swift toolchain brings a C compiler along.
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(self.library), str(source), "-ldl"], check=True)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self.library),
            "RESOLVER_TABLE": str(self.table),
            "RESOLVER_LOG": str(self.log),
        }

    @property
    def asked(self) -> list[str]:
        return self.log.read_text().split() if self.log.exists() else []


class Instance(Gateway):
    """One running gateway; `body` holds providers, deployments and models."""

    def __init__(
        self,
        folder: Path,
        body: str,
        server: str = "",
        loops: int = 1,
        environment: dict[str, str] | None = None,
        waits: bool = True,
    ) -> None:
        self.folder = folder
        self.port, self.admin_port = free_ports(2)
        self.server, self.loops, self.body = server, loops, body
        self.config, self.log = folder / "signalbox.yaml", folder / "access.log"
        self.stderr = folder / "stderr.txt"
        self.write_config()
        self.started_at = time.monotonic()
        with self.stderr.open("wb") as stderr:
            self.process = subprocess.Popen(
                [binary(), "serve", "--config", str(self.config)],
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                cwd=folder,
                env={
                    "PATH": os.environ.get("PATH", ""),
                    "HOME": str(folder),
                    "SWIFT_BACKTRACE": "enable=no",
                    **(environment or {}),
                },
            )
        if waits:
            self.wait_until_ready()

    def render(self, models: str = "") -> str:
        values = {
            "PORT": self.port,
            "ADMIN": self.admin_port,
            "LOOPS": self.loops,
            "SERVER": self.server,
            "TEAM_KEY": TEAM_KEY,
            "LOG": self.log,
        }
        text = FRAME + self.body
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def resident(self) -> int:
        """Bytes of memory that the gateway holds."""
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * 4096

    def hang_up(self) -> None:
        self.process.send_signal(signal.SIGHUP)
