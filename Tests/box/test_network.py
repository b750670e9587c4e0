"""The box's network, in network namespaces: what phones find, what they are told, and what they must not."""

import os
import pathlib
import re
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from hall import BOX, NAME, ROOT, Hall, greet  # noqa: E402
from namespaces import Machine, grab, grab_from, many_leases, run  # noqa: E402
from systems import APPLE, NOBODY, SYSTEMS  # noqa: E402

# The seconds for which the portal takes a device for joined.
JOINED = 3600 * int(re.search(r"lifetime: Int64 = (\d+) \* 3_600_000",
                              (ROOT / "Sources/Kiosk/Portal/JoinedDevices.swift").read_text())[1])
WELCOME, FRONT = f"http://{NAME}/welcome", f"http://{NAME}/"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make network namespaces")


@pytest.fixture(scope="module")
def hall():
    hall = Hall()
    try:
        hall.build()
        yield hall
    finally:
        hall.remove()


def probe(hall, name, page):
    """One page of a system's probe, as it asks: by the name that it looks up."""
    host, path, _, _ = page
    phone = hall.phones[name]
    addresses = phone.look_up(host)[1]
    assert addresses == [NOBODY], f"{host}: {addresses}"
    return phone.http(addresses[0], host, path, headers={"User-Agent": SYSTEMS[name]["agent"]})


def test_every_phone_has_a_lease_of_its_own(hall):
    addresses = {lease[0] for lease in hall.leases.values()}
    assert len(addresses) == len(SYSTEMS)
    for name, (address, _, router, server, seconds) in hall.leases.items():
        assert address.startswith("10.42.0.") and router == BOX and server == BOX, name
        assert int(seconds) >= 2 * JOINED, "another phone would get the address while the portal still knows it"


def test_nothing_is_kept_of_who_was_there(hall):
    # As in the journal: NetworkManager's dnsmasq says there what this one says here.
    said = (hall.directory / "dnsmasq.log").read_text()
    assert "DHCP, IP range" in said and "exiting" not in said
    said = "".join(line for line in said.splitlines(True) if "IP range" not in line)
    for machine, lease in zip(hall.phones.values(), hall.leases.values()):
        card = re.search(r"link/ether (\S+)", run("ip", "-n", machine.name, "link", "show", "wifi0"))[1]
        assert lease[0] not in said and card not in said and "a-name" not in said
    # Not on the card, where NetworkManager would have it, and without the names that phones give themselves.
    assert not (hall.directory / "leases").exists()
    leases = pathlib.Path("/proc", str(hall.names.pid), "root", "run/NetworkManager/workshop-kiosk.leases").read_text()
    assert len(leases.splitlines()) == len(SYSTEMS) and "a-name" not in leases
    assert hall.phones["linux"].look_up("a-name") == ("NOERROR", [NOBODY], [0]), "nor told to others"


def test_names_lead_to_the_box_and_canaries_to_nowhere(hall):
    for name, system in SYSTEMS.items():
        phone = hall.phones[name]
        for host, address in system["names"].items():
            # A time to live of nothing: no phone is to remember the name on another network.
            expected = ("NXDOMAIN", [], []) if address is None else ("NOERROR", [address], [0])
            assert phone.look_up(host) == expected, f"{name} {host}"
    phone = hall.phones["android"]
    assert phone.look_up(NAME) == ("NOERROR", [BOX], [0])
    # No address of IPv6 and no hint at HTTPS, but no error either: that would make phones ask again.
    for kind in ("AAAA", "HTTPS", "SVCB"):
        assert phone.look_up("captive.apple.com", kind) == ("NOERROR", [], []), kind
    # A server of the Internet that a phone has in its settings is the box's own, too; also over TCP.
    for server in (BOX, "8.8.8.8", "192.0.2.2"):
        for tcp in (False, True):
            assert phone.look_up("captive.apple.com", "A", server, tcp) == ("NOERROR", [NOBODY], [0]), f"{server} {tcp}"


@pytest.mark.parametrize("name", SYSTEMS)
def test_sign_in_opens_and_then_the_phone_stays(hall, name):
    system, phone = SYSTEMS[name], hall.phones[name]
    for host in system["secure"]:
        assert phone.connect(NOBODY, 443) == "refused", host
    for page in system["pages"]:
        status, headers, body = probe(hall, name, page)
        assert (status, headers["Location"]) == (302, WELCOME), f"{page}: {status} {body}"
        assert "no-store" in headers["Cache-Control"]
        status, headers, body = hall.phones[name].http(NOBODY, page[0], page[1], "HEAD")
        assert (status, headers["Location"], body) == (302, WELCOME, "")
    status, headers, page = phone.http(BOX, NAME, "/welcome", headers={"Accept-Language": "en"})
    assert status == 200 and "Stay on the network" in page and "<script" not in page and "Set-Cookie" not in headers
    assert NAME in page and BOX in page
    assert hall.post(phone, "/welcome")[0] == 303
    for page in system["pages"]:
        status, headers, body = probe(hall, name, page)
        assert (status, body) == page[2:], f"{page}: {status} {body!r}"
    # A page that a phone had open elsewhere leads to the box, not to a page of the box under another's name.
    status, headers, _ = phone.http(NOBODY, "www.example.org", "/facilitator")
    assert (status, headers["Location"]) == (302, FRONT)


def test_the_bytes_of_an_answer_to_the_oldest_way_of_asking(hall):
    phone = hall.phones["ios"]
    assert hall.post(phone, "/welcome")[0] == 303
    request = b"GET /hotspot-detect.html HTTP/1.0\r\nHost: captive.apple.com\r\nConnection: close\r\nUser-Agent: CaptiveNetworkSupport-485.0.0 wispr\r\n\r\n"
    head, body = phone.raw(NOBODY, request).split(b"\r\n\r\n")
    assert head.split(b" ")[1] == b"200" and b"\r\nContent-Type: text/html\r\n" in head + b"\r\n"
    assert b"\r\nContent-Length: 69\r\n" in head + b"\r\n" and body == APPLE.encode()
    request = b"GET /generate_204 HTTP/1.1\r\nHost: connectivitycheck.gstatic.com\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n"
    head, body = phone.raw(NOBODY, request).split(b"\r\n\r\n")
    # What has no content says no length either, or one of nothing (RFC 9110, 8.6).
    assert head.split(b" ")[1] == b"204" and body == b"" and b"Transfer-Encoding" not in head
    assert b"Content-Encoding" not in head
    # A request that names no host is the box's own: nothing else can be meant.
    assert phone.raw(BOX, b"GET / HTTP/1.0\r\n\r\n").split(b" ")[1] == b"200"


def test_joining_and_voting_keeps_a_phone_that_pressed_nothing(hall):
    code, ideas = hall.facilitate()
    # The passphrase that was made at the first start, and both addresses, are what the room sees.
    hall.post(hall.box, f"/facilitator/{code}/screen", [("do", "welcome")], hall.cookie, "127.0.0.1", "127.0.0.1")
    display = hall.box.http("127.0.0.1", "127.0.0.1", f"/display/{code}")[2]
    assert re.search(r">Workshop-[0-9A-Y]{3}<", display) and re.search(r">\w{4}-\w{4}-\w{4}-\w{4}<", display)
    assert f">{NAME}<" in display and BOX in display
    phone = hall.phones["late"] = Machine("late")
    hall.air.join(phone, "wifi0")
    hall.leases["late"] = hall.lease(phone)
    page = ("connectivitycheck.gstatic.com", "/generate_204")
    assert phone.http(NOBODY, *page)[0] == 302
    assert phone.http(BOX, NAME, f"/w/{code}")[0] == 200
    assert phone.http(NOBODY, *page)[0] == 302, "looking is not joining"
    cookie = hall.join("late", code)
    assert phone.http(NOBODY, *page)[0] == 204
    for address, host in ((BOX, NAME), (BOX, BOX)):
        status, _, body = hall.post(
            phone, f"/w/{code}/idea", [("activity", ideas), ("key", host), ("text", f"Fler cyklar {host}")], cookie,
            address, host)
        assert status == 200 and '"received":true' in body, body
    assert "Fler cyklar" in phone.http(BOX, NAME, f"/w/{code}", headers={"Cookie": cookie})[2]


def test_a_phone_that_was_in_is_in_again_soon_after_a_restart(hall):
    phone = hall.phones["ios"]
    code, _ = hall.facilitate()
    cookie = hall.join("ios", code)
    hall.kiosk.kill()
    hall.kiosk.wait(10)
    hall.serve()
    page = SYSTEMS["ios"]["pages"][0]
    assert probe(hall, "ios", page)[0] == 302
    assert phone.http(BOX, NAME, f"/w/{code}", headers={"Cookie": cookie})[0] == 200
    assert probe(hall, "ios", page)[0] == 200


def test_what_phones_may_not(hall):
    phone, other = hall.phones["android"], hall.phones["windows"]
    greet(other, 80, 8000)
    theirs = hall.leases["windows"][0]
    # What is tried is there: from where one may, it answers.
    assert hall.box.connect(theirs, 8000) == "open"
    assert hall.uplink.connect("192.0.2.1", 22) == "open", "SSH from the wired side"
    assert hall.box.connect("192.0.2.2", 8080) == "open", "the box has its uplink"
    # Each other: neither through the air, nor by the box.
    assert phone.connect(theirs, 8000, 1) == "silent"
    run("ip", "-n", phone.name, "route", "add", f"{theirs}/32", "via", BOX)
    assert phone.connect(theirs, 8000, 1) != "open"
    assert phone.connect(theirs, 80, 1) != "open"
    run("ip", "-n", phone.name, "route", "del", f"{theirs}/32")
    assert phone.datagram(theirs, 8000) is None
    # The uplink: what is sent to it ends at the box.
    for port in (22, 443, 8080):
        assert phone.connect("192.0.2.2", port, 1) != "open", port
    assert phone.http("192.0.2.2", "192.0.2.2", "/")[1]["Location"] == FRONT
    assert phone.datagram("192.0.2.2", 8080) != hall.uplink.name.encode()
    assert hall.uplink.connect(hall.leases["android"][0], 22, 1) != "open", "nor the other way round"
    # The box: its page alone.
    assert phone.connect(BOX, 80) == "open"
    for port in (22, 8080, 9):
        assert phone.connect(BOX, port, 0.7) == "silent", port
    assert phone.datagram(BOX, 8080, seconds=0.7) is None
    assert phone.connect("192.0.2.1", 22, 0.7) != "open", "nor by its address on the other side"
    # At once: nobody waits for what is not there.
    for port in (443, 853):
        for address in (BOX, NOBODY, "192.0.2.2", "93.184.215.14"):
            assert phone.connect(address, port) == "refused", f"{address}:{port}"
    assert phone.datagram(BOX, 443) == "refused"
    # Not by IPv6 either, which the box has none of there.
    here = run("ip", "-n", hall.box.name, "-6", "addr", "show", "dev", "wlan0", "scope", "link")
    link = re.search(r"inet6 (\S+)/", here)
    if link:
        assert phone.connect(f"{link[1]}%wifi0", 22, 0.7) == "silent"


def test_what_goes_on_between_other_interfaces_is_let_be(hall):
    assert hall.inner.connect("192.0.2.2", 8080) == "open"
    assert hall.uplink.connect("192.0.2.130", 8080) == "open"
    # Not to phones, and not from them.
    greet(hall.phones["macos"], 8000)
    assert hall.inner.connect(hall.leases["macos"][0], 8000, 1) != "open"
    assert hall.phones["macos"].connect("192.0.2.130", 8080, 1) != "open"


def test_it_is_the_rules_that_keep_phones_in(hall):
    """The test of the tests: without the box's own rules, what must not be is."""
    phone = hall.phones["linux"]
    assert phone.connect("192.0.2.2", 8080, 1) != "open"
    hall.box.run("nft", "delete", "table", "inet", "workshop_kiosk")
    try:
        assert phone.connect("192.0.2.2", 8080) == "open"
        assert phone.connect(BOX, 22) == "open"
    finally:
        hall.box.run("nft", "-f", ROOT / "systemd/workshop-kiosk.nft")
    assert phone.connect("192.0.2.2", 8080, 1) != "open"
    other = hall.phones["chromeos"]
    greet(other, 8000)
    theirs = hall.leases["chromeos"][0]
    for name in ("linux", "chromeos"):
        hall.air.isolate(hall.ports[name], False)
    assert phone.connect(theirs, 8000) == "open"
    for name in ("linux", "chromeos"):
        hall.air.isolate(hall.ports[name], True)
    assert phone.connect(theirs, 8000, 1) == "silent"


@pytest.fixture
def visitor(hall):
    """Another machine on the air, and a box that has given no address yet."""
    hall.start_anew()
    visitor = Machine("visitor")
    try:
        hall.air.join(visitor, "wifi0")
        yield visitor
    finally:
        visitor.remove()


def test_two_halls_on_two_days_find_room(hall, visitor):
    leases = visitor.do(many_leases, "wifi0", 600)
    # The limit for all is for an hour or less; a hall that comes at once is within it.
    hall.box.run("nft", "-f", ROOT / "systemd/workshop-kiosk.nft")
    leases |= visitor.do(many_leases, "wifi0", 600, 3)
    assert len(leases) == 1200 and BOX not in leases
    assert min(leases.values()) >= 2 * JOINED
    # A phone of the outer part of the network finds the box and nobody else.
    address = next(one for one in leases if one.startswith("10.42.7."))
    run("ip", "-n", visitor.name, "addr", "add", f"{address}/21", "dev", "wifi0")
    run("ip", "-n", visitor.name, "route", "add", "default", "via", BOX)
    assert visitor.http(BOX, NAME, "/welcome")[0] == 200
    assert visitor.connect("192.0.2.2", 8080, 1) != "open"


def test_one_phone_cannot_take_the_addresses(hall, visitor):
    began = time.monotonic()
    visitor.do(grab, "wifi0", 600, b"\2wkios")
    time.sleep(1)
    allowed = 8 + 2 * (time.monotonic() - began) / 60
    assert 1 <= len(hall.leased()) <= allowed + 1
    assert hall.lease(visitor)[0].startswith("10.42."), "nobody else is held up"
    # Nor one that asks from an address that it has, where the first answer would open the way for what follows.
    before = len(hall.leased())
    visitor.do(grab_from, BOX, 100)
    time.sleep(1)
    assert len(hall.leased()) <= before + 8


def test_one_who_invents_phones_leaves_room_for_a_while(hall, visitor):
    began = time.monotonic()
    visitor.do(grab, "wifi0", 3000)
    time.sleep(1)
    allowed = 1400 + (time.monotonic() - began)
    assert 600 < len(hall.leased()) <= allowed + 1
    assert hall.lease(visitor)[0].startswith("10.42."), "and the next phone gets one"
