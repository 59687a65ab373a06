"""How a page's sentences read: their length, in English how hard they are, and who does what in them."""

from collections.abc import Iterator, Sequence

import regex

from guidance.wording import limits
from guidance.wording.findings import Finding, Severity
from guidance.wording.passages import Passage, Role, Sentence, sentences_of
from guidance.wording.syllables import syllables

#: What may stand around a word, and is none of it.
_EDGES = ".,:;!?…'\"“”„«»‘’()[]{}–—-/·•،؛؟*+=|"
_READ = {Role.RUNNING, Role.EASY}
#: Words of three syllables and more are what makes a grade climb.
_LONG_WORD = 3
_MOST_LONG_WORDS = 4
_BE = r"(?:is|are|was|were|(?:has|have|had) been|(?:will|can|must|may|should|could|would|might) be|gets?|got)"
_BETWEEN = r"(?:not |n't |also |often |always |usually |sometimes |now |then |still |only |being |\w+ly )*"
_IRREGULAR = (
    "given|taken|made|seen|shown|told|sent|kept|brought|bought|caught|taught|found|led|paid|sold|written|driven|"
    "chosen|spoken|forgotten|eaten|drawn|thrown|fed|understood|done by|put in place|set up|held by|born by|known by"
)
#: These say how somebody is, not what is done to them: "you are worried", "it is closed".
_ADJECTIVES = (
    "worried|tired|scared|frightened|interested|married|stressed|overwhelmed|annoyed|bored|confused|ashamed|settled|"
    "embarrassed|exhausted|relaxed|relieved|pleased|surprised|shocked|disappointed|depressed|concerned|involved|used|"
    "supposed|allowed|closed|crowded|divorced|separated|engaged|retired|disabled|experienced|related|limited|advanced|"
    "aged|blessed|naked|sacred|red|indeed|hundred|based|located|called|named|loved|prepared|organised|excited|crossed|"
    "swollen|dressed|qualified|trained|registered|entitled|bonded|attached|needed|wanted|meant|overloaded|stretched|"
    "isolated|trapped|wicked|rushed|hurried|covered|finished|started|stuffed|blocked|convinced|determined|skilled|"
    "unchecked|loaded|worn|bed|fed up|rested|satisfied|amazed|delighted|thrilled|terrified|horrified|alarmed|unwanted"
)
_PASSIVE = regex.compile(
    rf"\b{_BE} {_BETWEEN}(?P<did>(?!(?:{_ADJECTIVES})\b)(?:\w{{2,}}(?<!e)ed|{_IRREGULAR}))\b(?! up with)",
    regex.IGNORECASE,
)


def words_in(text: str) -> list[str]:
    """Return the words of a text. A number, an address and a word with a hyphen are one each."""
    return [word for piece in text.split() if (word := piece.strip(_EDGES))]


def read_sentences(passages: Sequence[Passage]) -> list[Sentence]:
    """Return the sentences of running words: headings, cells, descriptions and quotations are left out."""
    return [sentence for passage in passages if passage.role in _READ for sentence in sentences_of(passage)]


def _finding(code: str, sentence: Sentence, better: str, reason: str, *, words: str = "") -> Finding:
    part = sentence.passage.part
    return Finding(code, Severity.WARN, part.key, part.kind, words or sentence.shown, better, reason, sentence.shown)


def find_long(sentences: Sequence[Sentence], code: str) -> Iterator[Finding]:
    """Yield the sentences that are too long in a language (its code), and the longest where all are long together."""
    allowed = limits.lengths_in(code)
    if allowed is None:
        return
    counted = [(sentence, len(words_in(sentence.text))) for sentence in sentences]
    for sentence, count in counted:
        is_easy = sentence.passage.role is Role.EASY
        longest = limits.LONGEST_EASY_SENTENCE if is_easy else allowed.longest
        if count > longest:
            yield _finding(
                "sentence.long",
                sentence,
                "Make two sentences of it, with one thought each.",
                f"It has {count} words; {longest} is the most. Readers lose the beginning before they reach the end.",
            )
    if len(counted) >= limits.FEWEST_AVERAGED and _average(counted) > allowed.average:
        longest_one, _count = max(counted, key=lambda pair: pair[1])
        yield _finding(
            "sentence.average",
            longest_one,
            "Make two sentences of this one, which is the longest, and of others like it.",
            f"Most sentences on this page are long. {allowed.average:g} words are easy to follow.",
        )


def _average(counted: Sequence[tuple[Sentence, int]]) -> float:
    return sum(count for _sentence, count in counted) / len(counted)


def find_hard(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """Yield the hardest sentence of an English page that is harder to read than the site allows; never the grade."""
    read = [(sentence, words) for sentence in sentences if (words := _graded_words(sentence))]
    words = [word for _sentence, those in read for word in those]
    if len(words) < limits.FEWEST_GRADED_WORDS or _grade(words, len(read)) <= limits.HARDEST_GRADE:
        return
    hardest, its_words = max(read, key=lambda pair: _grade(pair[1], 1))
    long_words = dict.fromkeys(word for word in its_words if syllables(word) >= _LONG_WORD)
    named = ", ".join(f"“{word}”" for word in list(long_words)[:_MOST_LONG_WORDS])
    shorter = f" Look for shorter words for {named}." if named else ""
    yield _finding(
        "reading.hard",
        hardest,
        f"Begin with this sentence, the hardest on the page: say it in fewer and shorter words.{shorter}",
        "The page is harder to read than most families like. We write so that a child of eleven can read it.",
    )


def grade_of(sentences: Sequence[Sentence]) -> float:
    """Return the Flesch-Kincaid grade of English sentences. For tests and the benchmark: editors are shown no score."""
    read = [words for sentence in sentences if (words := _graded_words(sentence))]
    return _grade([word for words in read for word in words], len(read))


def _graded_words(sentence: Sentence) -> list[str]:
    """Return a sentence's words; a name of a service is one short word, for nobody can make it shorter."""
    passage, text, at = sentence.passage, "", sentence.start
    for start, end in sorted(span for span in passage.quiet if sentence.start <= span[0] < sentence.end):
        if start >= at and passage.text[start] not in "“\"'«„":
            text += passage.text[at:start] + "Name"
            at = min(end, sentence.end)
    return [word for word in words_in(text + passage.text[at : sentence.end]) if not word.isdigit()]


def _grade(words: Sequence[str], sentences: int) -> float:
    """Flesch-Kincaid: Kincaid et al. (1975), Naval Technical Training Command, Research Branch Report 8-75."""
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def find_passive(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    """Yield English sentences that do not say who does it (C5), once each."""
    for sentence in sentences:
        match = next((one for one in _PASSIVE.finditer(sentence.text) if not _is_quiet(sentence, one)), None)
        if match:
            yield _finding(
                "sentence.passive",
                sentence,
                "Say who does it: “we …”, “you …”, “your midwife …”.",
                "A reader should not have to work out who does what.",
                words=sentence.shown[match.start() : match.end()],
            )


def _is_quiet(sentence: Sentence, match: "regex.Match[str]") -> bool:
    return sentence.passage.is_quiet(sentence.start + match.start(), sentence.start + match.end())
