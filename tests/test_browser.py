"""The pages in a real browser: Debian's Chromium, driven by Playwright.

Skipped where either is missing; `STANDPOINT_NEEDS_BROWSER=1`, as `.ci/run` sets it, makes that a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from made import HARM, harmful
from standpoint import ArticleResult
from standpoint.report.html.article import article_page
from standpoint.report.html.site import write_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
A_SECOND = 1.0  # from opening to a table that answers


def missing(what: str) -> None:
    if os.environ.get("STANDPOINT_NEEDS_BROWSER"):
        pytest.fail(f"{what} is missing, and this run needs it")
    pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright")
    if not CHROMIUM:
        missing("Chromium")
    is_root = os.geteuid() == 0  # Chromium's sandbox does not run as root, and CI does
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if is_root else [])
        yield browser
        browser.close()


class Opened:
    """A page with whatever it said and asked for: console messages, errors, and requests but the first."""

    def __init__(self, browser: Browser, path: Path, fragment: str = "", **options: Any) -> None:
        self.context = browser.new_context(**({"viewport": DESKTOP} | options))
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("dialog", lambda dialog: self.said.append(f"dialog: {dialog.message}"))
        self.address = path.resolve().as_uri()
        self.page.goto(self.address + fragment)

    def close(self) -> None:
        """Close, and see that the page said nothing and asked for nothing but pages of ours that were gone to."""
        asked = [one for one in self.asked if not one.startswith("data:")]
        folder = self.address.rsplit("/", 1)[0]
        self.context.close()
        assert self.said == []
        assert [one for one in asked if not (one.startswith(folder) and ".html" in one)] == []

    def __enter__(self) -> Page:
        return self.page

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self.context.close()


@pytest.fixture(scope="module")
def article(sample_results: list[ArticleResult]) -> ArticleResult:
    [found] = [one for one in sample_results if one.id.endswith("wire.txt")]
    return found


@pytest.fixture(scope="module")
def article_path(article: ArticleResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("article") / "wire.html"
    path.write_text(article_page(article), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def collection_path(many_results: list[ArticleResult], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("collection") / "many.html"
    write_pages(many_results, path, title="Voices of 2023", compared="outlet")
    return path


def serious(page: Page) -> list[str]:
    """What axe finds of serious or critical violations."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        missing("axe")
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in ("serious", "critical")
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


class TestArticle:
    def test_every_sample_opens(self, browser: Browser, sample_results: list[ArticleResult], tmp_path: Path) -> None:
        for index, one in enumerate(sample_results):
            path = tmp_path / f"{index}.html"
            path.write_text(article_page(one), encoding="utf-8")
            with Opened(browser, path) as page:
                assert page.locator(".voice").count() == len(one.attributed)
                assert overflow(page) == 0

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
    def test_it_is_accessible(self, browser: Browser, article_path: Path, scheme: str, size: dict[str, int]) -> None:
        """With a card open and all details unfolded, so that everything is looked at."""
        with Opened(browser, article_path, color_scheme=scheme, viewport=size, bypass_csp=True) as page:
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            page.keyboard.press("j")
            assert serious(page) == []
            assert overflow(page) == 0

    def test_axe_sees_a_violation(self, browser: Browser, tmp_path: Path) -> None:
        """The check above is worth as much as what it finds."""
        path = tmp_path / "bad.html"
        path.write_text("<title>x</title><body style='color: #aaa; background: #fff'><p>pale</p><button></button>")
        with Opened(browser, path, bypass_csp=True) as page:
            found = " ".join(serious(page))
        assert "color-contrast" in found and "button-name" in found and "html-has-lang" in found

    def test_hover_shows_who_and_why(self, browser: Browser, article_path: Path, article: ArticleResult) -> None:
        number, sentence = next(
            (n, one) for n, one in enumerate(article.sentences, 1) if one.is_attributed and one.speaker
        )
        with Opened(browser, article_path) as page:
            card = page.locator("#card")
            assert not card.is_visible()
            page.hover(f"#s{number} .t")
            assert card.is_visible()
            text = card.inner_text()
            assert sentence.speaker in text
            assert str(sentence.source).replace("_", " ") in text
            assert "Words that decided" in text and page.locator(".chips li").count() > 0
            box = card.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= DESKTOP["width"]
            page.hover("h1")
            page.wait_for_selector("#card", state="hidden")

    def test_the_keyboard_goes_from_voice_to_voice(
        self, browser: Browser, article_path: Path, article: ArticleResult
    ) -> None:
        numbers = [n for n, one in enumerate(article.sentences, 1) if one.is_attributed]
        with Opened(browser, article_path) as page:
            seen = []
            for key in "jjjk":
                page.keyboard.press(key)
                seen.append(page.evaluate("document.querySelector('.open').id"))
            assert seen == [f"s{numbers[place]}" for place in (0, 1, 2, 1)]
            assert page.evaluate("document.activeElement.closest('.voice').id") == f"s{numbers[1]}"
            page.keyboard.press("Escape")
            assert not page.locator("#card").is_visible()
            page.keyboard.press("Tab")
            assert page.locator("#card").is_visible()
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.className") == "link"
            page.keyboard.press("Escape")
            assert not page.locator("#card").is_visible()
            assert page.evaluate("document.activeElement.closest('.voice').id") == f"s{numbers[2]}"

    def test_filters(self, browser: Browser, article_path: Path, article: ArticleResult) -> None:
        """By source and stance; the sentences left, their words, the address, and back again."""
        own = [one for one in article.attributed if one.source == "government"]
        against = [one for one in own if one.stance == "favor"]
        with Opened(browser, article_path) as page:
            page.check("input[value=government]")
            assert page.locator(".voice:not(.off)").count() == len(own)
            assert page.locator("#status").inner_text().startswith(f"Showing {len(own)} sentences, ")
            assert page.url.endswith("#source=government")
            page.check("input[value=favor]")
            assert page.locator(".voice:not(.off)").count() == len(against)
            page.keyboard.press("Escape")
            assert page.locator(".off").count() == 0
            assert not page.is_checked("input[value=government]")
            speaker = page.locator(".speaker").first
            speaker.click()
            name = speaker.get_attribute("data-speaker")
            assert page.locator(".voice:not(.off)").count() == sum(one.speaker == name for one in article.attributed)
            assert speaker.get_attribute("aria-pressed") == "true"
            page.click("#clear")
            assert page.locator(".off").count() == 0

    def test_a_permanent_link(self, browser: Browser, article_path: Path, article: ArticleResult) -> None:
        number = [n for n, one in enumerate(article.sentences, 1) if one.is_attributed][-1]
        with Opened(browser, article_path, f"#s{number}") as page:
            assert page.evaluate("document.querySelector('.open').id") == f"s{number}"
            assert page.locator("#card a.link").get_attribute("href") == f"#s{number}"
            assert (
                page.evaluate(f"document.querySelector('#s{number}').getBoundingClientRect().top") < DESKTOP["height"]
            )
        source, stance = article.attributed[0].source, article.attributed[0].stance
        with Opened(browser, article_path, f"#source={source}&stance={stance}") as page:
            wanted = [one for one in article.attributed if (one.source, one.stance) == (source, stance)]
            assert page.locator(".voice:not(.off)").count() == len(wanted) < len(article.attributed)

    def test_a_phone(self, browser: Browser, article_path: Path) -> None:
        """A tap shows the card at the foot of the window; another tap elsewhere puts it away."""
        with Opened(browser, article_path, viewport=PHONE, has_touch=True, is_mobile=True) as page:
            page.locator(".voice .t").first.tap()
            box = page.locator("#card").bounding_box()
            assert box and box["x"] == 0 and box["width"] == PHONE["width"]
            assert round(box["y"] + box["height"]) == PHONE["height"]
            page.locator("h1").tap()
            assert not page.locator("#card").is_visible()
            assert overflow(page) == 0

    def test_paper(self, browser: Browser, article_path: Path) -> None:
        """In print, what is there to be pressed is gone, and the colours stay."""
        with Opened(browser, article_path) as page:
            page.emulate_media(media="print")
            assert not page.locator(".hint").is_visible()
            assert not page.locator(".sources input").first.is_visible()
            assert page.locator(".sources .bar").first.is_visible()
            assert page.evaluate("getComputedStyle(document.querySelector('.mark')).printColorAdjust") == "exact"
            assert len(page.pdf()) > 10_000

    def test_numbers_as_csv(self, browser: Browser, article_path: Path) -> None:
        with Opened(browser, article_path, permissions=["clipboard-read", "clipboard-write"]) as page:
            page.click("text=Numbers as a table")
            page.click("[data-csv=t-sources]")
            page.wait_for_selector("text=Copied")
            text = page.evaluate("navigator.clipboard.readText()")
            assert text.splitlines()[0].startswith("source,sentences,words,share,quoted words,favor")
            assert re.search(r"^government,\d+,\d+,0\.\d+,", text, re.MULTILINE)

    def test_without_scripts_it_can_be_read(self, browser: Browser, article_path: Path) -> None:
        with Opened(browser, article_path, java_script_enabled=False) as page:
            assert page.locator(".voice .mark").first.is_visible()
            assert page.locator(".sources .bar").first.is_visible()


class TestCollection:
    def test_it_is_usable_within_a_second(self, browser: Browser, collection_path: Path) -> None:
        """From opening to a search that has answered; the best of three, as the machine may be busy."""
        times = []
        for _ in range(3):
            context = browser.new_context(viewport=DESKTOP)
            page = context.new_page()
            begin = time.perf_counter()
            page.goto(collection_path.as_uri())
            page.fill("#search", "malawi")
            page.wait_for_function("document.querySelector('#status').textContent.includes('article')")
            times.append(time.perf_counter() - begin)
            context.close()
        assert min(times) < A_SECOND

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_it_is_accessible(self, browser: Browser, collection_path: Path, scheme: str) -> None:
        with Opened(browser, collection_path, color_scheme=scheme, bypass_csp=True) as page:
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            assert serious(page) == []
            page.goto((collection_path.with_name("many_files") / "witness.html").as_uri() + "#stance=against")
            assert serious(page) == []

    def test_it_fits_its_window(self, browser: Browser, collection_path: Path) -> None:
        for size in (DESKTOP, PHONE):
            with Opened(browser, collection_path, viewport=size) as page:
                assert overflow(page) == 0

    def test_search(self, browser: Browser, collection_path: Path, many_results: list[ArticleResult]) -> None:
        with Opened(browser, collection_path) as page:
            page.fill("#search", "SILK malawi")
            wanted = [one for one in many_results if one.country == "MW" and one.metadata["outlet"] == "Silk Line"]
            by_title = page.locator("#status").inner_text()
            rows = page.locator("#t-articles tbody tr")
            assert 0 < rows.count() <= 50
            assert int(by_title.split()[0]) >= rows.count() > 0 and wanted
            assert all("Silk Line" in text for text in rows.all_inner_texts())
            page.click("#clear")
            assert page.locator("#page").inner_text() == f"1–50 of {len(many_results)}"

    def test_filters(self, browser: Browser, collection_path: Path, many_results: list[ArticleResult]) -> None:
        wanted = sum(one.metadata["outlet"] == "Gulf Ledger" for one in many_results)
        with Opened(browser, collection_path) as page:
            page.select_option("select[data-column=outlet]", "Gulf Ledger")
            assert page.locator("#status").inner_text() == f"{wanted} articles"
            page.click("#clear")
            page.click(".groups a[data-value='Gulf Ledger']")
            assert page.locator("#status").inner_text() == f"{wanted} articles"

    def test_sorting_and_turning_pages(
        self, browser: Browser, collection_path: Path, many_results: list[ArticleResult]
    ) -> None:
        with Opened(browser, collection_path) as page:
            page.click("button[data-key=date]")
            cells = "#t-articles tbody td:nth-child(3)"
            dates = page.locator(cells).all_inner_texts()
            assert dates == sorted(one.metadata["date"] for one in many_results)[:50]
            assert page.locator("th[aria-sort=ascending]").inner_text().startswith("date")
            page.click("button[data-key=date]")
            assert (
                page.locator(cells).all_inner_texts()
                == sorted((one.metadata["date"] for one in many_results), reverse=True)[:50]
            )
            page.click("#next")
            assert page.locator("#page").inner_text() == f"51–100 of {len(many_results)}"

    def test_an_article_sorted_by_source_opens_with_them(self, browser: Browser, collection_path: Path) -> None:
        with Opened(browser, collection_path) as page:
            page.click("button[data-key=witness]")
            page.locator("#t-articles tbody a").first.click()
            page.wait_for_selector(".filtered")
            assert page.is_checked("input[value=witness]")
            page.click(".kicker a")
            page.wait_for_selector("#t-articles tbody tr")

    def test_every_figure_leads_to_its_sentences(
        self, browser: Browser, collection_path: Path, many_results: list[ArticleResult]
    ) -> None:
        """An outlet's share of a source, clicked: the list holds those sentences and no others."""
        wanted = [
            sentence
            for one in many_results
            if one.metadata["outlet"] == "Gulf Ledger"
            for sentence in one.attributed
            if sentence.source == "protester"
        ]
        with Opened(browser, collection_path) as page:
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            page.locator("#t-by-1 tr", has_text="Gulf Ledger").locator("a").nth(1).click()
            page.wait_for_selector(".said li")
            assert page.locator("#status").inner_text().startswith(f"{len(wanted)} sentences, ")
            assert page.locator(".said bdi").first.inner_text() == wanted[0].text
            page.click("#chosen button")
            everywhere = sum(sentence.source == "protester" for one in many_results for sentence in one.attributed)
            page.wait_for_function(
                f"document.querySelector('#status').textContent.startsWith('{everywhere:,} sentences')"
            )
            page.locator(".said a").first.click()
            page.wait_for_selector(".open")

    def test_speakers_lead_to_their_sentences(self, browser: Browser, collection_path: Path) -> None:
        with Opened(browser, collection_path) as page:
            row = page.locator(".people li").first
            name = row.locator("bdi").inner_text()
            row.locator("a").click()
            page.wait_for_selector(".said li")
            assert set(page.locator(".said .sub > bdi").all_inner_texts()) == {name}

    def test_numbers_as_csv(self, browser: Browser, collection_path: Path, many_results: list[ArticleResult]) -> None:
        with Opened(browser, collection_path, permissions=["clipboard-read", "clipboard-write"]) as page:
            page.click("#csv")
            page.wait_for_selector("text=Copied")
            lines = page.evaluate("navigator.clipboard.readText()").splitlines()
        assert lines[0].startswith("title,outlet,date,country,words,government,protester")
        assert len(lines) == 1 + len(many_results)


class TestHarm:
    """Ten articles that mean harm: nothing of theirs runs, and nothing breaks."""

    @pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
    def test_an_article(self, browser: Browser, tmp_path: Path, harm: str) -> None:
        path = tmp_path / "harm.html"
        path.write_text(article_page(harmful(harm)), encoding="utf-8")
        for size in (DESKTOP, PHONE):
            with Opened(browser, path, viewport=size) as page:
                page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                page.keyboard.press("j")
                page.locator(".speaker").first.click()
                assert page.evaluate("window.harmed") is None
                assert page.locator("main article p").count() == 2
                assert page.locator(".voice").count() == 2
                assert overflow(page) == 0

    @pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
    def test_a_collection(self, browser: Browser, tmp_path: Path, harm: str) -> None:
        path = tmp_path / "harm.html"
        write_pages([harmful(harm)] * 12, path, title=harm, compared="outlet")
        with Opened(browser, path) as page:
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            page.fill("#search", harm[:50].replace("\x00", ""))
            page.click("#csv")
            assert page.evaluate("window.harmed") is None
            assert overflow(page) == 0
            page.goto((tmp_path / "harm_files" / "protester.html").as_uri())
            assert page.locator(".said li").count() == 12
            assert page.evaluate("window.harmed") is None
            assert overflow(page) == 0
