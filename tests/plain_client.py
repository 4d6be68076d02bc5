"""Odoo from outside: what any program can do with Python's standard library alone.

`Json2` and `XmlRpc` are its public APIs; `Browser` does what its web client does.
"""

import http.cookiejar
import json
import urllib.error
import urllib.request
import xmlrpc.client

TIMEOUT = 60


class Json2:
    def __init__(self, url, key=None, database=None):
        self.url = url
        self.headers = {"Content-Type": "application/json"}
        if key:
            self.headers["Authorization"] = f"bearer {key}"
        if database:
            self.headers["X-Odoo-Database"] = database

    def request(self, model, method, **arguments):
        """Return the HTTP status and the answer."""
        body = json.dumps(arguments).encode()
        url = f"{self.url}/json/2/{model}/{method}"
        request = urllib.request.Request(url, body, self.headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def call(self, model, method, **arguments):
        status, answer = self.request(model, method, **arguments)
        assert status == 200, answer
        return answer


class XmlRpc:
    def __init__(self, url, database, login, password):
        self.access = (database, login, password)
        common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
        self.uid = common.authenticate(*self.access, {})
        self.object = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object")

    def call(self, model, method, *args, **kwargs):
        database, _login, password = self.access
        return self.object.execute_kw(
            database, self.uid, password, model, method, args, kwargs
        )


class Browser:
    def __init__(self, url, database, login, password=None):
        """Log in; the password is the login, if none is given."""
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        access = {"login": login, "password": password or login}
        self.post("/web/session/authenticate", db=database, **access)

    def post(self, path, **params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        request = urllib.request.Request(
            self.url + path, body.encode(), {"Content-Type": "application/json"}
        )
        with self.opener.open(request, timeout=TIMEOUT) as response:
            answer = json.load(response)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )


def read_all(get_page, **arguments):
    """Return the pages of a feed, from the first to the last."""
    pages = [get_page(**arguments)]
    while pages[-1]["older"]:
        assert len(pages) < 100, "The pages of the feed do not end"
        pages.append(get_page(**arguments, cursor=pages[-1]["older"]))
    return pages
