"""A person's sign-in without a browser: from the desk's door through the form, back to the desk.

    sign_in.py once DESK PERSON PASSWORD            one sign-in; prints "signed in as NAME in N ms"
    sign_in.py returns DESK PERSON PASSWORD LIMIT   tries until one works; prints the ms until then
    sign_in.py call DESK PERSON PASSWORD METHOD PATH [JSON]   one request as the signed-in person

Every request opens a new connection. The addresses of a name are tried a quarter of a second apart
and the first that answers is taken (RFC 8305), so that one dead server costs no more than that. The
password may be "-": then it is read from the variable PASSWORD.
"""

import http.client
import http.cookiejar
import json
import os
import select
import socket
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

PATIENCE = 8  # seconds that one answer may take
STAGGER = 0.25


def first_that_answers(address, timeout=PATIENCE, source_address=None, **_):
    """socket.create_connection with a head start for each address instead of one after the other."""
    found = socket.getaddrinfo(*address, 0, socket.SOCK_STREAM)
    begun, end, error = [], time.monotonic() + PATIENCE, OSError("no address")
    while time.monotonic() < end and (found or begun):
        if found:
            family, kind, protocol, _, where = found.pop(0)
            one = socket.socket(family, kind, protocol)
            one.setblocking(False)
            one.connect_ex(where)
            begun.append(one)
        ready = select.select([], begun, [], STAGGER if found else max(0, end - time.monotonic()))[1]
        for one in ready:
            code = one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            begun.remove(one)
            if code == 0:
                for other in begun:
                    other.close()
                one.settimeout(PATIENCE)
                return one
            one.close()
            error = OSError(code, os.strerror(code))
    for other in begun:
        other.close()
    raise error


class Form(HTMLParser):
    """The first form that posts: where to, and its hidden fields."""

    def __init__(self):
        super().__init__()
        self.action, self.fields, self.inside, self.csrf, self.links = None, {}, False, None, []

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if a.get("data-csrf"):
            self.csrf = a["data-csrf"]
        if tag == "a" and a.get("href"):
            self.links.append(a["href"])
        if tag == "form" and (a.get("method") or "").lower() == "post" and self.action is None:
            self.action, self.inside = a.get("action") or "", True
        elif tag == "input" and self.inside and a.get("type") == "hidden":
            self.fields[a["name"]] = a.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


class Person:
    def __init__(self, desk):
        self.desk = desk.rstrip("/")
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.opener.addheaders = [("Accept", "text/html,*/*"), ("Accept-Language", "en"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]

    def ask(self, url, form=None, headers=None, method=None):
        body = urllib.parse.urlencode(form).encode() if isinstance(form, dict) else form
        request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
        with self.opener.open(request, timeout=PATIENCE) as answer:
            return answer.geturl(), answer.read().decode("utf-8", "replace"), answer.status

    def sign_in(self, name, password):
        url, html, _ = self.ask(f"{self.desk}/sign-in")
        page = Form()
        page.feed(html)
        if page.action is None or "password" not in html:
            raise RuntimeError(f"no sign-in form at {url}")
        origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(url))
        form = dict(page.fields, username=name, password=password)
        url, html, _ = self.ask(urllib.parse.urljoin(url, page.action), form, {"Origin": origin, "Sec-Fetch-Site": "same-origin"})
        if not url.startswith(self.desk):
            raise RuntimeError(f"stays at {url}")
        page = Form()
        page.feed(html)
        if not page.csrf:
            raise RuntimeError(f"no desk at {url}")
        self.csrf = page.csrf
        return self

    def call(self, method, path, body=None):
        """A request of the desk's own pages, as its scripts send it."""
        headers = {"X-Csrf-Token": self.csrf, "Origin": self.desk, "Sec-Fetch-Site": "same-origin"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = body.encode()
        return self.ask(self.desk + path, body, headers, method)


def main(words):
    verb, desk, name, password, *rest = words
    password = os.environ["PASSWORD"] if password == "-" else password
    socket.create_connection = first_that_answers
    began = time.monotonic()
    if verb == "once":
        Person(desk).sign_in(name, password)
        print(f"signed in as {name} in {int((time.monotonic() - began) * 1000)} ms")
    elif verb == "returns":
        why = None
        while time.monotonic() - began < float(rest[0]):
            try:
                Person(desk).sign_in(name, password)
                print(int((time.monotonic() - began) * 1000))
                return 0
            except (OSError, RuntimeError, urllib.error.URLError, http.client.HTTPException) as error:
                why = error
                time.sleep(0.1)
        print(f"no sign-in within {rest[0]} s: {why}", file=sys.stderr)
        return 1
    elif verb == "call":
        person = Person(desk).sign_in(name, password)
        try:
            _, body, status = person.call(*rest)
        except urllib.error.HTTPError as error:
            body, status = error.read().decode("utf-8", "replace"), error.code
        print(json.dumps({"status": status, "body": body}))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
