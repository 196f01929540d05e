"use strict";

// Finds every entry that holds all the words. Chinese needs no cutting into words: a word is found wherever it stands.
(function () {
  const entries = JSON.parse(document.getElementById("entries").textContent);
  const query = document.getElementById("query");
  const results = document.getElementById("results");
  const count = document.getElementById("count");
  const MOST = 200;

  function fold(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  const folded = entries.map(([, heading, text]) => fold(heading + "\n" + text));

  function excerpt(text, word) {
    const at = Math.max(0, fold(text).indexOf(word) - 30);
    return (at > 0 ? "……" : "") + text.slice(at, at + 110) + (at + 110 < text.length ? "……" : "");
  }

  function show(words) {
    results.replaceChildren();
    if (words.length === 0) {
      count.textContent = "";
      return;
    }
    const found = entries.filter((_, place) => words.every((word) => folded[place].includes(word)));
    count.textContent = found.length > MOST ? `共 ${found.length} 条，列出前 ${MOST} 条。` : `共 ${found.length} 条。`;
    for (const [address, heading, text] of found.slice(0, MOST)) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = address;
      link.textContent = heading;
      const words_around = document.createElement("p");
      words_around.textContent = excerpt(text.replaceAll("\n", " "), words[0]);
      item.append(link, words_around);
      results.append(item);
    }
  }

  function wordsOf(text) {
    return fold(text).split(/\s+/).filter(Boolean);
  }

  query.value = new URLSearchParams(location.search).get("q") || "";
  show(wordsOf(query.value));
  query.addEventListener("input", () => show(wordsOf(query.value)));
  document.getElementById("find").addEventListener("submit", (event) => event.preventDefault());
})();
