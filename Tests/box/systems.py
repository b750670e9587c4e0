"""What the systems of phones and computers do when they have joined a network. The sources are in the README."""

NOBODY = "198.51.100.1"  # Where the box's DNS leads every name but its own.

APPLE = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>\n"
FIREFOX = '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>'
# What each system does when it has joined a network: names it looks up with what it must find (None: no such name),
# ports it tries to open a secure connection to, and pages with what it takes for success.
SYSTEMS = {
    "ios": {
        "names": {"captive.apple.com": NOBODY, "mask.icloud.com": None, "mask-h2.icloud.com": None},
        "secure": ["gateway.icloud.com"],
        "pages": [("captive.apple.com", "/hotspot-detect.html", 200, APPLE)],
        "agent": "CaptiveNetworkSupport-485.0.0 wispr",
    },
    "macos": {
        "names": {"captive.apple.com": NOBODY, "_dns.resolver.arpa": None},
        "secure": [],
        "pages": [("captive.apple.com", "/hotspot-detect.html", 200, APPLE)],
        "agent": "CaptiveNetworkSupport-485.0.0 wispr",
    },
    "android": {
        "names": {"www.google.com": NOBODY, "connectivitycheck.gstatic.com": NOBODY},
        "secure": ["www.google.com"],
        "pages": [
            ("connectivitycheck.gstatic.com", "/generate_204", 204, ""),
            ("www.google.com", "/gen_204", 204, ""),
            ("play.googleapis.com", "/generate_204", 204, ""),
        ],
        "agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.3112.32 Safari/537.36",
    },
    "windows": {
        "names": {"www.msftconnecttest.com": NOBODY, "dns.msftncsi.com": "131.107.255.255"},
        "secure": [],
        "pages": [
            ("www.msftconnecttest.com", "/connecttest.txt", 200, "Microsoft Connect Test"),
            ("www.msftncsi.com", "/ncsi.txt", 200, "Microsoft NCSI"),
        ],
        "agent": "Microsoft NCSI",
    },
    "firefox": {
        "names": {"detectportal.firefox.com": NOBODY, "use-application-dns.net": None},
        "secure": ["mozilla.cloudflare-dns.com"],
        "pages": [
            ("detectportal.firefox.com", "/canonical.html", 200, FIREFOX),
            ("detectportal.firefox.com", "/success.txt?ipv4", 200, "success\n"),
        ],
        "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    },
    "chromeos": {
        "names": {"connectivitycheck.gstatic.com": NOBODY, "www.google.com": NOBODY},
        "secure": ["www.google.com"],
        "pages": [
            ("connectivitycheck.gstatic.com", "/generate_204", 204, ""),
            ("www.google.com", "/gen_204", 204, ""),
            ("www.gstatic.com", "/generate_204", 204, ""),
        ],
        "agent": "Mozilla/5.0 (X11; CrOS x86_64) Chrome/126",
    },
    "linux": {
        "names": {"nmcheck.gnome.org": NOBODY},
        "secure": [],
        "pages": [
            ("nmcheck.gnome.org", "/check_network_status.txt", 200, "NetworkManager is online\n"),
            ("network-test.debian.org", "/nm", 200, "NetworkManager is online\n"),
            ("connectivity-check.ubuntu.com", "/", 204, ""),
        ],
        "agent": "NetworkManager/1.42.4",
    },
}
