"""Network namespaces for tests: machines of their own, as far as the network goes, joined by cables and by an access
point. Everything is made by the test, leads nowhere else, and goes with it."""

import concurrent.futures
import ctypes
import http.client
import os
import random
import shutil
import socket
import struct
import subprocess
import time

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_NETWORK = 0x40000000  # CLONE_NEWNET


def run(*words, check=True, **more):
    """Runs a program to its end; returns what it said."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=30, **more)
    assert done.returncode == 0 or not check, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Machine:
    """A network namespace, with a thread in it that does what a test asks."""

    def __init__(self, name):
        self.name = f"wk{os.getpid()}-{name}"
        run("ip", "netns", "add", self.name)
        run("ip", "-n", self.name, "link", "set", "lo", "up")
        self.thread = concurrent.futures.ThreadPoolExecutor(1, initializer=self.enter)
        self.processes = []

    def enter(self):
        """Moves the calling thread into the namespace: the sockets that it opens are the machine's."""
        descriptor = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        assert LIBC.setns(descriptor, NEW_NETWORK) == 0, os.strerror(ctypes.get_errno())
        os.close(descriptor)

    def do(self, function, *words, **more):
        """Does `function` on this machine."""
        return self.thread.submit(function, *words, **more).result(60)

    def run(self, *words, **more):
        """Runs a program on this machine."""
        return run("ip", "netns", "exec", self.name, *words, **more)

    def start(self, *words, **more):
        """Starts a program on this machine that ends with it."""
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.name, *[str(word) for word in words]], start_new_session=True, **more)
        self.processes.append(process)
        return process

    def remove(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
            if process.stdout:
                process.stdout.close()
        self.thread.shutdown()
        run("ip", "netns", "del", self.name, check=False)

    # What a test asks of it.

    def connect(self, address, port, seconds=5):
        """Tries a TCP connection: "open", "refused" or "silent"."""
        def attempt():
            try:
                socket.create_connection((address, port), seconds).close()
                return "open"
            except (ConnectionRefusedError, ConnectionResetError):
                return "refused"
            except OSError:  # Out of time, or no way there.
                return "silent"
        return self.do(attempt)

    def datagram(self, address, port, content=b"?", seconds=1.0):
        """Sends a datagram: its answer, "refused" or None."""
        def attempt():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.settimeout(seconds)
                try:
                    sender.connect((address, port))
                    sender.send(content)
                    return sender.recv(2048)
                except ConnectionRefusedError:
                    return "refused"
                except OSError:
                    return None
        return self.do(attempt)

    def http(self, address, host, path, method="GET", body=None, headers=(), port=80):
        """A request: status, headers, body."""
        def ask():
            connection = http.client.HTTPConnection(address, port, timeout=10)
            try:
                connection.request(method, path, body, {"Host": host, "Connection": "close", **dict(headers)})
                reply = connection.getresponse()
                return reply.status, reply.headers, reply.read().decode()
            finally:
                connection.close()
        return self.do(ask)

    def raw(self, address, request, port=80):
        """Sends bytes and returns all that comes back until the other side closes."""
        def ask():
            with socket.create_connection((address, port), 10) as connection:
                connection.sendall(request)
                parts = []
                while part := connection.recv(65536):
                    parts.append(part)
                return b"".join(parts)
        return self.do(ask)

    def look_up(self, name, kind="A", server="10.42.0.1", tcp=False):
        """Asks a name server: the status, the answers and their times to live. None when it does not answer."""
        return self.do(look_up, name, kind, server, tcp)


STATUS = {0: "NOERROR", 2: "SERVFAIL", 3: "NXDOMAIN", 5: "REFUSED"}
KINDS = {"A": 1, "AAAA": 28, "SVCB": 64, "HTTPS": 65}


def look_up(name, kind, server, tcp):
    """A question to a name server and its answer (RFC 1035, 4)."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = struct.pack("!HHHHHH", 4711, 0x0100, 1, 0, 0, 0) + labels + struct.pack("!BHH", 0, KINDS[kind], 1)
    try:
        if tcp:
            with socket.create_connection((server, 53), 2) as asker:
                asker.sendall(struct.pack("!H", len(question)) + question)
                answer = asker.recv(4096)[2:]
        else:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
                asker.settimeout(2)
                asker.sendto(question, (server, 53))
                answer = asker.recv(4096)
    except OSError:
        return None
    number, flags, _, count, _, _ = struct.unpack_from("!HHHHHH", answer)
    assert number == 4711
    answers, lives, at = [], [], len(question)
    for _ in range(count):
        # The name is a pointer to the question's.
        assert answer[at] & 0xC0 == 0xC0
        _, kind, _, life, length = struct.unpack_from("!HHHIH", answer, at)
        content = answer[at + 12:at + 12 + length]
        answers.append(socket.inet_ntoa(content) if kind == 1 else content.hex())
        lives.append(life)
        at += 12 + length
    return STATUS.get(flags & 15, str(flags & 15)), answers, lives


def cable(first, its_name, second, other_name):
    """Joins two machines by a cable between two sockets."""
    run("ip", "link", "add", its_name, "netns", first.name, "type", "veth", "peer", "name", other_name, "netns", second.name)
    run("ip", "-n", first.name, "link", "set", its_name, "up")
    run("ip", "-n", second.name, "link", "set", other_name, "up")


def frame(sender, content):
    """A datagram of a device that has no address yet to whoever gives one (RFC 894, 791, 768)."""
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + len(content), 0, 0, 64, 17, 0, bytes(4), b"\xff" * 4)
    total = sum(struct.unpack("!10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    header = header[:10] + struct.pack("!H", ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF) + header[12:]
    return (b"\xff" * 6 + sender + b"\x08\x00" + header
            + struct.pack("!HHHH", 68, 67, 8 + len(content), 0) + content)


def asking(card, number, *options):
    """A message of a device to whoever gives addresses, to be answered to all (RFC 2131, 2132)."""
    packet = struct.pack("!BBBBIHH16x", 1, 1, 6, 0, number, 0, 0x8000) + card + bytes(202) + b"\x63\x82\x53\x63"
    return packet + b"".join(bytes([code, len(value)]) + value for code, value in options) + b"\xff"


def many_leases(interface, count, seed=1):
    """Takes leases for devices of its own invention: the addresses, each with its seconds."""
    generator, leases = random.Random(seed), {}
    with (socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as air,
          socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear):
        air.bind((interface, 0x0800))
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
        ear.bind(("0.0.0.0", 68))
        ear.settimeout(10)

        def ask(card, number, *options):
            air.send(frame(card, asking(card, number, *options)))
            reply = ear.recv(2048)
            while struct.unpack_from("!I", reply, 4)[0] != number:
                reply = ear.recv(2048)
            told, at = {}, 240
            while reply[at] != 255:
                told[reply[at]] = reply[at + 2:at + 2 + reply[at + 1]]
                at += 2 + reply[at + 1]
            return reply[16:20], told

        for number in range(count):
            card = b"\2" + generator.randbytes(5)
            address, told = ask(card, 2 * number + 1, (53, b"\1"))
            address, told = ask(card, 2 * number + 2, (53, b"\3"), (50, address), (54, told[54]))
            assert told[53] == b"\5", f"refused: {told.get(56)}"
            leases[socket.inet_ntoa(address)] = struct.unpack("!I", told[51])[0]
    return leases


def grab(interface, count, sender=None):
    """Asks for one address after the other, each in the name of another device, and waits for no answer. The frames say
    that they are the device's as well, or `sender`'s."""
    generator = random.Random(2)
    first = int.from_bytes(socket.inet_aton("10.42.1.0"))
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as air:
        air.bind((interface, 0x0800))
        for number in range(count):
            card = b"\2" + generator.randbytes(5)
            wish = (first + number % 1791).to_bytes(4)
            air.send(frame(sender or card, asking(card, number, (53, b"\3"), (50, wish))))
            # As fast as they can be answered, so that none is lost for want of room in a queue.
            time.sleep(0.002)


def grab_from(box, count):
    """Asks for addresses from the one that this machine has."""
    generator = random.Random(4)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.bind(("0.0.0.0", 68))
        for number in range(count):
            wish = socket.inet_aton(f"10.42.6.{number + 1}")
            asker.sendto(asking(b"\2" + generator.randbytes(5), number, (53, b"\3"), (50, wish)), (box, 67))
            time.sleep(0.002)


class AccessPoint:
    """A bridge whose stations do not reach each other, as one with isolation of its clients does."""

    def __init__(self):
        self.machine = Machine("air")
        run("ip", "-n", self.machine.name, "link", "add", "air", "type", "bridge")
        run("ip", "-n", self.machine.name, "link", "set", "air", "up")
        self.count = 0

    def join(self, machine, interface, isolated=True):
        """Brings a machine on the air by `interface`."""
        self.count += 1
        port = f"port{self.count}"
        cable(self.machine, port, machine, interface)
        # The same each time: the name server chooses addresses by it.
        run("ip", "-n", machine.name, "link", "set", interface, "address", f"02:00:00:00:00:{self.count:02x}")
        run("ip", "-n", self.machine.name, "link", "set", port, "master", "air")
        self.isolate(port, isolated)
        return port

    def isolate(self, port, isolated):
        self.machine.run("bridge", "link", "set", "dev", port, "isolated", "on" if isolated else "off")


def missing(*programs):
    """Those of the programs that are not installed."""
    return [name for name in programs if not shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")]
