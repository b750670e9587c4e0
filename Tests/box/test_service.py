"""The daemon as a service: readiness, the watchdog, and starts and ends on a socket that somebody else keeps."""

import http.client
import re
import signal
import socket
import sqlite3
import threading
import time

from conftest import Service


def get(port, path, method="GET", body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers or {})
    reply = connection.getresponse()
    content = reply.read()
    connection.close()
    return reply, content


def test_ready_means_that_the_port_answers_and_the_database_writes(service):
    service.start()
    assert service.hear("STATUS=") == f"STATUS=Serving on port {service.port}."
    assert service.hear("READY=1")
    reply, body = get(service.port, "/health")
    assert reply.status == 200 and body == b'{"ok":true}'
    with sqlite3.connect(f"file:{service.data}/workshops.sqlite?mode=ro", uri=True) as database:
        assert database.execute("SELECT value FROM setting WHERE name = 'write_check'").fetchone()


def test_it_is_not_ready_while_the_database_cannot_be_written(service):
    service.watchdog = 10
    service.start()
    assert service.hear("READY=1")
    service.kill()
    service.forget()
    holder = sqlite3.connect(service.data / "workshops.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    service.start()
    assert service.hear("READY=1", seconds=4) is None
    holder.execute("ROLLBACK")
    if service.process.poll() is not None:
        # It found the database held by somebody and ended; the service manager starts it again.
        service.start()
    assert service.hear("READY=1")


def test_it_goes_on_telling_that_it_works_and_writes_nothing_for_that(service):
    service.start()
    assert service.hear("READY=1")
    assert service.hear("WATCHDOG=1") and service.hear("WATCHDOG=1")
    # What a start leaves behind is written by then.
    time.sleep(2)
    before, data = service.written(), {path: path.stat().st_mtime_ns for path in service.data.iterdir()}
    service.forget()
    began = time.monotonic()
    for _ in range(10):
        assert service.hear("WATCHDOG=1")
    # Three times as often as it is asked to, or one late check would be its end.
    assert time.monotonic() - began < 10 * service.watchdog
    assert service.written() == before
    assert {path: path.stat().st_mtime_ns for path in service.data.iterdir()} == data


def test_a_stopped_process_is_silent(service):
    service.start()
    assert service.hear("WATCHDOG=1")
    service.process.send_signal(signal.SIGSTOP)
    time.sleep(0.2)
    service.forget()
    assert service.hear("WATCHDOG=1", seconds=3) is None


def test_a_process_that_cannot_write_is_silent_and_says_why(service):
    service.start()
    assert service.hear("WATCHDOG=1")
    holder = sqlite3.connect(service.data / "workshops.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert service.hear("STATUS=Writing")
    service.forget()
    assert service.hear("WATCHDOG=1", seconds=3) is None
    holder.execute("ROLLBACK")
    assert service.hear("WATCHDOG=1")


def test_the_end_is_told_and_leaves_the_socket_to_the_next(service):
    for _ in range(2):
        service.start()
        assert service.hear("READY=1")
        service.process.terminate()
        assert service.hear("STOPPING=1")
        assert service.process.wait(20) == 0
    service.start()
    assert service.hear("READY=1")
    assert get(service.port, "/health")[0].status == 200


def test_nobody_is_refused_while_it_is_killed_and_started_again(service):
    service.start()
    assert service.hear("READY=1")
    refused, answered, halt = [], [], threading.Event()

    def phone():
        while not halt.is_set():
            try:
                answered.append(get(service.port, "/")[0].status)
            except ConnectionRefusedError as error:
                refused.append(error)
            except (OSError, http.client.HTTPException):
                # It was killed in the middle of this answer: the phone asks again.
                pass

    phones = [threading.Thread(target=phone) for _ in range(8)]
    for each in phones:
        each.start()
    for round in range(6):
        time.sleep(0.3)
        if round % 2:
            service.process.terminate()
            service.process.wait(20)
        else:
            service.kill()
        service.forget()
        # Long enough that phones come while nobody is there.
        time.sleep(0.2)
        service.start()
        assert service.hear("READY=1")
    before = len(answered)
    time.sleep(0.5)
    halt.set()
    for each in phones:
        each.join(60)
    assert not refused
    # Who is in the middle of a request when it ends politely is told to ask again.
    assert set(answered) <= {200, 503}
    assert len(answered) > before and set(answered[before:]) == {200}


def test_the_journal_has_a_pin_once_and_nothing_of_those_who_come(service):
    service.start()
    assert service.hear("READY=1")
    first = service.log.read_text()
    pin = re.search(r"PIN (\d{6})", first)[1]
    assert "recovery code" in first
    get(service.port, "/facilitator/sign-in", "POST", "pin=000000", {"Content-Type": "application/x-www-form-urlencoded"})
    get(service.port, "/w/NOSUCH/idea", "POST", "text=hemligt", {"Content-Type": "application/x-www-form-urlencoded"})
    get(service.port, "/%00", "BREW")
    service.kill()
    service.start()
    assert service.hear("READY=1")
    service.process.terminate()
    service.process.wait(20)
    later = service.log.read_text()[len(first):]
    assert pin not in later and "recovery" not in later
    assert "hemligt" not in later and "NOSUCH" not in later and "127.0.0.1" not in later


def test_a_socket_of_another_kind_is_refused_by_name():
    other = Service(listener=socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    other.listener.bind(str(other.directory / "socket"))
    other.listener.listen()
    try:
        other.start()
        assert other.process.wait(60) == 78
        assert "does not listen for TCP over IPv4" in other.log.read_text()
    finally:
        other.end()
