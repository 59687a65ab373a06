"""A process that speaks with espeak-ng; started by `espeak.py`, never imported.

It knows nothing of the site, so that it starts in a few milliseconds. Its arguments are the library's file and its
data's folder. Each line it reads is JSON, `[what, voice, words]`, `what` being "say" or "spell". Each answer is its
length in bytes (four of them, little-endian) and then samples, 16 bits each, or phonemes in UTF-8. It answers
"voice" with "no" where there is none of that name.
"""

import ctypes
import json
import sys
from typing import Any

RATE = 22_050
#: Words a minute. Calm, and still quicker to hear than a person reading aloud.
WORDS_PER_MINUTE = 150

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples come by callback, before espeak_Synth returns
_DO_NOT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: without its data it would end without a word
_RATE_PARAMETER = 1
_BY_CHARACTER = 1
_UTF8 = 1  # and neither markup (0x10) nor phonemes in brackets (0x100): a text is words, never orders
_IPA = 0x02

_heard = bytearray()
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def _listen(samples: int | None, count: int, events: int | None) -> int:
    if samples and count > 0:
        _heard.extend(ctypes.string_at(samples, count * 2))
    return 0


#: Kept here for good: the library holds no more than its address.
_hear = _CALLBACK(_listen)


def _load(library_file: str, data_folder: str) -> Any:
    library = ctypes.CDLL(library_file)
    if library.espeak_Initialize(_SYNCHRONOUS, 0, data_folder.encode(), _DO_NOT_EXIT) != RATE:
        raise SystemExit(f"espeak-ng can't read its voices in {data_folder}")
    library.espeak_SetSynthCallback(_hear)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library


def _choose(library: Any, voice: str) -> bytes:
    failed = library.espeak_SetVoiceByName(voice.encode())
    library.espeak_SetParameter(_RATE_PARAMETER, WORDS_PER_MINUTE, 0)
    return b"no" if failed else b"yes"


def _say(library: Any, words: str) -> bytes:
    _heard.clear()
    text = words.replace("\0", " ").encode() + b"\0"
    library.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, _BY_CHARACTER, 0, _UTF8, None, None)
    library.espeak_Synchronize()
    return bytes(_heard)


def _spell(library: Any, words: str) -> bytes:
    text = ctypes.c_char_p(words.encode())
    clauses: list[bytes] = []
    while text.value is not None:
        clauses.append(library.espeak_TextToPhonemes(ctypes.pointer(text), _UTF8, _IPA) or b"")
    return b" ".join(clauses)


def _answer(library: Any, what: str, voice: str, words: str) -> bytes:
    chosen = _choose(library, voice)
    if what == "voice":
        return chosen
    return _say(library, words) if what == "say" else _spell(library, words)


def main() -> None:
    library = _load(*sys.argv[1:3])
    for line in sys.stdin.buffer:
        answer = _answer(library, *json.loads(line))
        sys.stdout.buffer.write(len(answer).to_bytes(4, "little") + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
