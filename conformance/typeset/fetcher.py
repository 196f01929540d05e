"""What a page may fetch (取用): pictures that stand in the page itself as data: addresses, and nothing else.

WeasyPrint follows every address by default, file: and http: among them, so a line of a standard could put a file of the
machine into the PDF. Pictures therefore travel inside the page, where the page's digest covers them.
"""

from __future__ import annotations

from typing import Any

from weasyprint.urls import URLFetcher

from conformance.errors import CannotProceed


class PageFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no complete types
    """Serves data: addresses; any other ends the rendering with the address named."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []
        """Addresses that were asked for and not served, in order."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """The response for a data: address; ValueError otherwise, which WeasyPrint turns into its fatal error."""
        if not url.lower().startswith("data:"):
            self.refused.append(url)
        return super().fetch(url, headers)

    def refusal(self) -> CannotProceed:
        """Say in words which address was refused, or that a picture inside the page cannot be read."""
        if not self.refused:
            return CannotProceed("页面内嵌的图片（data: 地址）无法解码，请检查该图片。")
        return CannotProceed(
            f"排版只接受内嵌在页面里的图片（data: 地址），页面要取用“{self.refused[0]}”，请改为内嵌图片。"
        )
