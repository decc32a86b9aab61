"""Names and addresses of invented people, drawn from a seed: the same people on every machine."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SEED: Final = 20_261
WITHOUT_EMAIL: Final = 0.06

# Given names | family names. The family name leads where `_FAMILY_FIRST` says so.
_POOLS: Final = {
    "british": (
        (
            "Agnes Alfie Beth Callum Daisy Dylan Eilidh Ewan Fiona Freya George Gwen Hamish Harriet Idris "
            "Isla Jack Jean Kirsty Lewis Mabel Megan Nia Nora Oliver Owen Poppy Rhys Ruth Seren Sian Stella "
            "Tom Una Violet Will Winifred Zara"
        ),
        (
            "Abbott Ainsley Barlow Birch Cairns Campbell Davies Doyle Elliott Evans Fenwick Fraser Gillespie "
            "Griffiths Hale Hughes Ives Jarvis Kerr Kinross Lennox Lloyd MacLeod Morgan Nairn Nolan Oakes "
            "Ormsby Price Pritchard Quinn Reid Sinclair Thorne Upton Vaughan Wallace Yates"
        ),
    ),
    "african": (
        (
            "Abena Adaeze Amina Chidi Esi Femi Imani Jelani Kofi Kwame Lindiwe Makena Nia Ngozi Sipho "
            "Tendai Thandiwe Wanjiru Yaw Zuri"
        ),
        (
            "Adeyemi Asante Banda Boateng Chukwu Dlamini Eze Kamau Mensah Moyo Ndlovu Nkosi Nwosu Obi "
            "Okafor Otieno Owusu Sesay Tembo Zulu"
        ),
    ),
    "south_asian": (
        (
            "Aarav Ananya Arjun Bilal Deepa Farah Gurpreet Harpreet Ishaan Kavita Leela Manoj Meera Nadia "
            "Priya Rafiq Rohan Sana Sunita Yasmin"
        ),
        (
            "Ahmed Begum Chaudhry Das Fernando Gill Hussain Iyer Jayasuriya Kaur Khan Kumar Malik Nair "
            "Patel Rahman Sandhu Sharma Siddiqui Verma"
        ),
    ),
    "european": (
        (
            "Agnieszka Ana Björn Chiara Dmytro Élodie François Greta Håkon Ieva Jürgen Katarzyna Lukáš "
            "Måns Nuria Oksana Péter Renée Søren Zoë"
        ),
        (
            "Åkerlund Bianchi Çelik Dąbrowski Escobar Fernández Grünwald Horváth Ivanova Jørgensen Kowalski "
            "Lefèvre Müller Novák Oliveira Petrov Rossi Šimková Türk Demir"
        ),
    ),
    "chinese": ("伟 芳 娜 秀英 敏 静 丽 强 磊 洋", "王 李 张 刘 陈 杨 黄 赵 周 吴"),
    "japanese": (
        "翔太 陽菜 健一 美咲 大輔 さくら 直樹 由美 蓮 葵",
        "佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤",
    ),
    "korean": ("민준 서연 지훈 수빈 현우 지은", "김 이 박 최 정 강"),
    "vietnamese": (
        "Văn An|Thị Bình|Minh Châu|Quốc Dũng|Thu Hà|Đức Huy",
        "Nguyễn Trần Lê Phạm Đặng Vũ",
    ),
    "arabic": (
        "أمينة يوسف فاطمة إدريس خديجة عمر زينب حسن ليلى سعيد",
        "البناني العلوي التازي الفاسي المنصوري الإدريسي بنعلي الزهراوي",
    ),
}
_FAMILY_FIRST: Final = {"chinese", "japanese", "korean", "vietnamese"}
_TOGETHER: Final = {"chinese", "korean"}
# What a town looks like: out of a hundred people, so many of each.
_TOWN: Final = {
    "british": 62,
    "african": 9,
    "south_asian": 12,
    "european": 11,
    "chinese": 2,
    "vietnamese": 2,
    "arabic": 1,
    "korean": 1,
}
_POSTCODES: Final = ("MB1", "MB2", "HS4", "AS7", "NG3", "PE9")


@dataclass(frozen=True)
class Person:
    """An invented person. Addresses end in example.org or example.com, so no mail reaches anybody."""

    name: str
    email: str = ""
    phone: str = ""
    postcode: str = ""
    language: str = "en"
    share_name: bool = True
    name_on_card: str = ""


def people(slug: str, culture: str, count: int) -> Iterator[Person]:
    """This co-op's crowd: always the same for the same co-op, whatever happens at others."""
    draw = random.Random(f"{SEED}|{slug}")  # noqa: S311 -- invented people, not secrets
    for number in range(1, count + 1):
        origin = culture
        if culture == "british" or draw.random() < 0.1:  # noqa: PLR2004 -- one in ten came from elsewhere
            origin = draw.choices(list(_TOWN), list(_TOWN.values()))[0]
        yield _person(draw, slug, number, origin)


def _person(draw: random.Random, slug: str, number: int, origin: str) -> Person:
    given, family = _POOLS[origin]
    first = draw.choice(given.split("|") if "|" in given else given.split())
    last = draw.choice(family.split())
    name = f"{last} {first}" if origin in _FAMILY_FIRST else f"{first} {last}"
    if origin in _TOGETHER:
        name = name.replace(" ", "")
    silent = draw.random() < WITHOUT_EMAIL
    domain = draw.choice(("example.org", "example.com"))
    return Person(
        name=name,
        email="" if silent else f"{plain(name, slug)}{number}@{domain}",
        phone=_phone(number) if draw.random() < 0.7 else "",  # noqa: PLR2004 -- as people are
        postcode=f"{draw.choice(_POSTCODES)} {draw.randrange(1, 9)}{draw.choice('ABDEFGHJLN')}{draw.choice('PQRSTUWXYZ')}",
        language="de" if origin == "european" and draw.random() < 0.2 else "en",  # noqa: PLR2004 -- as people are
        share_name=draw.random() < 0.92,  # noqa: PLR2004 -- as people are
    )


def _phone(number: int) -> str:
    """From the range that is kept for inventions; no two in one co-op, or they would be taken for one person."""
    return f"+44 7700 900{500 + number * 389 % 500}"


def plain(name: str, slug: str) -> str:
    """The name in plain letters; the co-op's where there are none."""
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    joined = ".".join(part for part in "".join(c if c.isalpha() else " " for c in latin).split())
    return joined or slug
