"""Pages in real Chromium, many at once, each in a frame of its own and without any policy: does a text become more than text?

What is found: a script that ran, a dialog, a request to a stranger's server, and in the page itself whatever a hostile text
would have left there: elements, attributes, addresses, comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from playwright.sync_api import Browser, Page, Route

from tests.hostile.payloads import MARK

HERE: Final = "http://hostile.test/"
# Our own files are not asked for: no hostile text has such an address in it.
OWN_FILES: Final = re.compile(
    r'<script[^<>]*\ssrc="/static/[^"<>]*"[^<>]*></script>|<link[^<>]*\shref="/static/[^"<>]*"[^<>]*>'
)
MANY: Final = 24
PREPARED: Final = (
    "window.hits = 0; window.hit = () => { window.hits += 1; if (top !== window) top.hits += 1; };"
)
FRAMES: Final = """async (pages) => {
    document.body.replaceChildren();
    const frames = pages.map((text) => {
        const frame = document.createElement('iframe');
        const loaded = new Promise((done) => { frame.onload = done; setTimeout(done, 4000); });
        frame.srcdoc = text;
        document.body.append(frame);
        return [frame, loaded];
    });
    for (const [, loaded] of frames) await loaded;
    await new Promise((done) => setTimeout(done, 60));
    return frames.map(([frame]) => {
        const page = frame.contentDocument;
        if (!page) return ['the frame went elsewhere'];
        return look(page).concat(frame.contentWindow.hits ? ['a script ran'] : []);
    });
}"""
LOOK: Final = """
const MARK = '%s';
const BANNED = new Set(`iframe object embed applet base frameset frame marquee blink bgsound portal xmp plaintext listing
    noembed math isindex keygen fencedframe image slot foreignobject animate set`.split(/\\s+/));
const ADDRESS = new Set(['href', 'src', 'action', 'formaction', 'data', 'poster', 'xlink:href', 'background', 'srcset', 'ping']);
const TEXT = new Set(['value', 'title', 'alt', 'placeholder', 'content', 'label', 'download', 'datetime', 'cite']);
function look(page) {
    const found = [];
    for (const one of page.querySelectorAll('*')) {
        const name = one.localName;
        const framed = name === 'iframe' && one.getAttribute('sandbox') === '' && one.getAttribute('src')?.startsWith('/c/');
        if ((BANNED.has(name) && !framed) || name.includes(MARK)) found.push(`<${name}>`);
        if (name === 'script' && !one.src) {
            try { if (!/json/.test(one.type)) throw 0; JSON.parse(one.textContent); }
            catch { found.push(`<script> ${one.textContent.slice(0, 60)}`); }
        }
        if (name === 'style' && one.textContent.includes(MARK)) found.push('<style>');
        if (name === 'meta' && one.httpEquiv && one.httpEquiv !== 'Content-Security-Policy') {
            if (!/^(content-type|x-ua-compatible|refresh)$/i.test(one.httpEquiv) || one.content.includes(';url')) found.push('<meta>');
        }
        for (const { name: called, value } of one.attributes) {
            const said = `${name} ${called}=${value.slice(0, 80)}`;
            if (/^on|^hx-on|^x-|^v-|^ng-/.test(called) || called.includes(MARK)) found.push(said);
            else if (ADDRESS.has(called) && /^[\\s\\x00-\\x1f]*(javascript|vbscript|data|feed|view-source|blob)\\s*:/i.test(value)) {
                if (value.includes(MARK) || !/^data:image\\//.test(value)) found.push(said);
            } else if (ADDRESS.has(called) && value.includes('evil.test') && !value.includes('?')) found.push(said);
            else if (value.includes(MARK) && !TEXT.has(called) && !ADDRESS.has(called) && !/^(data|aria)-/.test(called)) found.push(said);
        }
    }
    const comments = page.createNodeIterator(page, NodeFilter.SHOW_COMMENT);
    for (let one; (one = comments.nextNode());) if (one.data.includes(MARK)) found.push(`<!-- ${one.data.slice(0, 40)}`);
    return found;
}
window.look = look;
"""


class Court:
    """A window that asks nothing of the network: what a page wants from elsewhere is noted, and answered with a script."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strangers: list[str] = []
        self.dialogs: list[str] = []

    def judge(self, pages: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
        """What each page did that a text must not do, by the page's name; nothing where all is well."""
        faults: dict[str, list[str]] = {}
        every = list(pages)
        for some in (every[n : n + MANY] for n in range(0, len(every), MANY)):
            before = len(self.strangers), len(self.dialogs)
            texts = [OWN_FILES.sub("", text) for _name, text in some]
            seen = self.page.evaluate(FRAMES, texts)
            faults |= {
                name: found for (name, _text), found in zip(some, seen, strict=True) if found
            }
            asked = self.strangers[before[0] :] + self.dialogs[before[1] :]
            if asked:
                faults[f"one of {some[0][0]} …"] = asked
        return faults


def court(browser: Browser) -> Iterator[Court]:
    """Opened, and closed again."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    opened = Court(page)

    def answer(route: Route) -> None:
        asked = route.request
        if asked.url == HERE:
            route.fulfill(body="<!doctype html><title>Here</title><body>", content_type="text/html")
            return
        if "evil.test" in asked.url:
            opened.strangers.append(asked.url)
        route.fulfill(status=404, body="")

    def close(dialog: Any) -> None:
        opened.dialogs.append(dialog.message)
        dialog.dismiss()

    context.route("**/*", answer)
    page.on("dialog", close)
    page.add_init_script(PREPARED + LOOK % MARK)
    page.goto(HERE)
    yield opened
    context.close()
