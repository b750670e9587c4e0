"""A PostgreSQL server of its own, for tests and measurements."""

import os
import pathlib
import shutil
import subprocess
import time


class Server:
    """A PostgreSQL with Debian's settings but for its place, and no network."""

    def __init__(self, folder):
        versions = [int(path.name) for path in pathlib.Path("/usr/lib/postgresql").iterdir() if path.name.isdigit()]
        self.programs = pathlib.Path(f"/usr/lib/postgresql/{max(versions)}/bin")
        self.folder = folder
        prefix = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
            prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        subprocess.run(
            [*prefix, self.programs / "initdb", "-D", f"{folder}/data", "-U", "kiosk", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        self.process = subprocess.Popen(
            [*prefix, self.programs / "postgres", "-D", f"{folder}/data", "-k", folder, "-c", "listen_addresses="],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        for _ in range(300):
            if subprocess.run([self.programs / "pg_isready", "-q", "-h", folder]).returncode == 0:
                return
            time.sleep(0.1)
        self.stop()
        raise RuntimeError("PostgreSQL did not start.")

    def sql(self, commands, database):
        return subprocess.run(
            ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", "kiosk", "-c", commands, database],
            check=True, capture_output=True, text=True).stdout.strip()

    def stop(self):
        self.process.send_signal(2)
        self.process.wait()
