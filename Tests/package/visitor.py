"""What somebody does who comes to the installed kiosk: run in the machine's network, one act for each line of input.

get PATH [COOKIE] | post PATH FIELDS [COOKIE]: answers STATUS LENGTH LOCATION-OR-COOKIE, or the name of the error.
until-closed [METHOD PATH]: asks for that, or / again and again, and prints each different outcome with how often it was, when the input ends.
"""

import collections
import http.client
import sys
import threading


def ask(method, path, body="", cookie="", timeout=120):
    connection = http.client.HTTPConnection("127.0.0.1", 80, timeout=timeout)
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, body, {**headers, **({"Cookie": cookie} if cookie else {})})
    reply = connection.getresponse()
    content = reply.read()
    told = reply.headers["Location"] or ""
    given = (reply.headers["Set-Cookie"] or "").split(";")[0]
    return f"{reply.status} {len(content)} {content[:4].hex() or '-'} {told or '-'} {given or '-'}"


def outcome(*request):
    try:
        return ask(*request)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__


def keep_asking(method="GET", path="/"):
    counted, halt = collections.Counter(), threading.Event()

    def phone():
        while not halt.is_set():
            counted[outcome(method, path, "x=1").split()[0]] += 1

    phones = [threading.Thread(target=phone) for _ in range(4)]
    for each in phones:
        each.start()
    print("asking", flush=True)
    sys.stdin.read()
    halt.set()
    for each in phones:
        each.join()
    print(" ".join(f"{name}={count}" for name, count in counted.items()), flush=True)


for line in iter(sys.stdin.readline, ""):
    act, *words = line.split()
    if act == "until-closed":
        keep_asking(*words)
        break
    if act == "get":
        print(outcome("GET", words[0], "", *words[1:]), flush=True)
    else:
        print(outcome("POST", words[0], words[1], *words[2:]), flush=True)
