"""Telephone numbers that nobody owns: ranges kept free for fiction, all valid for a number parser.

+1 NPA 555, +49 30 23125 and its sisters, +44 ... 496 0xxx, +33 1 99 00 and its sisters; the Netherlands keep no such
range, so +31 20 555 stands in. When a country's range is used up, further people have no telephone.
"""

import numpy as np

from tandem.demo.ids import Counters
from tandem.demo.sampling import texts

_US_AREAS = """
201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252
253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320
321 323 325 330 334 336 337 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419
423 425 430 432 434 435 440 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518
520 530 540 541 551 559 561 562 563 567 570 571 573 574 580 585 586 601 602 603 605 606 607 608 609 610 612 614
""".split()  # noqa: SIM905 - a list of 200 texts is no table
_BLOCKS = {  # prefix and how many digits follow it
    "DE": (("+493023125", 3), ("+496990009", 3), ("+494066969", 3), ("+492214710", 3), ("+498999998", 3)),
    "GB": (
        *((f"+44{area}4960", 3) for area in (113, 114, 116, 117, 118, 121, 131, 141, 151, 161)),
        ("+442079460", 3),
        ("+441914980", 3),
        ("+442920180", 3),
        ("+442896496", 3),
    ),
    "FR": tuple((f"+33{block}", 4) for block in ("19900", "26191", "35301", "46571", "53649")),
    "NL": (("+31205550", 3), ("+31205551", 3), ("+31205552", 3), ("+31205553", 3), ("+31205554", 3)),
}
_EXTENSION_DIGITS = {"DE": 2}  # German numbers may be longer: a direct dial-in behind the reserved one
_MARK = {"DE": "0", "GB": "0", "FR": "0", "NL": "0", "US": ""}
_CODE = {"DE": "+49", "GB": "+44", "FR": "+33", "NL": "+31", "US": "+1"}


def issue(counters: Counters, country: np.ndarray, wanted: np.ndarray | None = None) -> np.ndarray:
    """A number of its own for every (wanted) row, in E.164."""
    result = np.full(len(country), None, object)
    wanted = np.ones(len(country), bool) if wanted is None else wanted
    for name in _CODE:
        here = np.flatnonzero((country == name) & wanted)
        if len(here):
            result[here] = _numbers(name, counters.take(f"phone {name}", len(here)))
    return result


def written(rng: np.random.Generator, numbers: np.ndarray, country: np.ndarray) -> np.ndarray:
    """The number as people write it: E.164, with spaces, national, with brackets or hyphens."""
    style = rng.integers(0, 5, len(numbers))
    result = []
    for number, land, how in zip(numbers, country, style, strict=True):
        if number is None or how == 0:
            result.append(number)
            continue
        code = _CODE[land]
        rest = number[len(code) :]
        area, line = rest[:3], rest[3:]
        if how == 1:
            result.append(f"{code} {area} {line}")
        elif how == 2:
            result.append(f"{_MARK[land]}{area} {line}")
        elif how == 3:
            result.append(f"({_MARK[land]}{area}) {line[:3]}-{line[3:]}")
        else:
            result.append(f"1-{area}-{line}" if land == "US" else f"00{code[1:]} {area}-{line}")
    return texts(result)


def _numbers(country: str, serial: np.ndarray) -> list[str | None]:
    if country == "US":
        lines, areas = np.divmod(serial, len(_US_AREAS))
        return [f"+1{_US_AREAS[a]}555{100 + n:04d}" if n < 9_000 else None for n, a in zip(lines, areas, strict=True)]
    blocks = _BLOCKS[country]
    lines, choice = np.divmod(serial, len(blocks))
    size = 10 ** blocks[0][1]
    extension, lines = np.divmod(lines, size)
    width = _EXTENSION_DIGITS.get(country, 0)
    result: list[str | None] = []
    for block, line, more in zip(choice, lines, extension, strict=True):
        prefix, length = blocks[block]
        if more >= 10**width:
            result.append(None)
            continue
        tail = f"{more:0{width}d}" if more else ""
        result.append(f"{prefix}{line:0{length}d}{tail}")
    return result
