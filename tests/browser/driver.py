"""Chromium, driven over WebDriver (and, for what that has no word for, over its own protocol); nothing to install."""

import json
import re
import shutil
import subprocess
import urllib.request
from base64 import b64decode

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
MISSING = "chromium and chromedriver are not installed: apt-get install chromium chromium-driver"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)
LISTENING = re.compile(rb"started successfully on port (\d+)")


class Browser:
    """A headless Chromium, from `with` to the end of the block.

    Args:
        profile: a new empty directory.
    """

    def __init__(self, profile):
        if not (CHROMIUM and CHROMEDRIVER):
            raise RuntimeError(MISSING)
        self._driver = subprocess.Popen([CHROMEDRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            line = next(filter(None, map(LISTENING.search, self._driver.stdout)))
            self._url = f"http://127.0.0.1:{int(line[1])}/session"
            options = {"binary": CHROMIUM, "args": [*FLAGS, f"--user-data-dir={profile}"]}
            wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            session = self._ask("POST", "", {"capabilities": {"alwaysMatch": wanted}})
        except BaseException:
            self._stop()
            raise
        self._url += f"/{session['sessionId']}"

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        try:
            self._ask("DELETE", "")
        finally:
            self._stop()

    def _stop(self):
        self._driver.terminate()
        self._driver.wait(20)
        self._driver.stdout.close()

    def _ask(self, method, path, content=None):
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(
            self._url + path, data, {"Content-Type": "application/json"} if data else {}, method=method
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)["value"]

    def open(self, url):
        self._ask("POST", "/url", {"url": url})

    @property
    def url(self):
        return self._ask("GET", "/url")

    def run(self, script, *args):
        """What the body of a function returns that is run in the page."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": list(args)})

    def click(self, text):
        """Follow the link with that text, as a person does."""
        found = self._ask("POST", "/element", {"using": "link text", "value": text})
        self._ask("POST", f"/element/{next(iter(found.values()))}/click", {})

    def logged(self):
        """What the console has shown since it was asked last."""
        return [f"{entry['level']}: {entry['message']}" for entry in self._ask("POST", "/se/log", {"type": "browser"})]

    def tell(self, command, **params):
        """A command of Chromium's own protocol."""
        return self._ask("POST", "/goog/cdp/execute", {"cmd": command, "params": params})

    def size(self, width, height, scale=1):
        self.tell(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=width < 500,
        )

    def scheme(self, name):
        """Prefer "light" or "dark"."""
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def scripts(self, *, allowed):
        self.tell("Emulation.setScriptExecutionDisabled", value=not allowed)

    def spoken(self):
        """Role and name of everything that a screen reader would speak of, in order."""
        nodes = self.tell("Accessibility.getFullAXTree")["nodes"]
        told = [(node.get("role", {}).get("value"), node.get("name", {}).get("value")) for node in nodes]
        return [(role, name) for role, name in told if name and role != "InlineTextBox"]

    def picture(self):
        """What is to be seen, as PNG."""
        return b64decode(self.tell("Page.captureScreenshot", format="png", optimizeForSpeed=False)["data"])
