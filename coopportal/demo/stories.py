"""People with a story: each state that exists has somebody in it, at a place where one can find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coopportal.demo import cast
from coopportal.demo.names import Person
from tenants.models import Membership

Standing = Membership.Standing
Reason = Membership.EndReason

LONG_NAME: Final = (
    "Maria Aurélia Wilhelmina Fitzgerald-Oyelaran de Vasconcelos e Albuquerque "
    "von Hohenstein-Rautenberg"
)


@dataclass(frozen=True)
class Story:
    """One member and what happened. Days are counted from the day of the first run."""

    person: Person
    cooperative: str
    membership_class: str = ""
    joined: int = -400
    ends: int | None = None
    suspended: str = ""
    ended: str = ""
    ended_on: int = 0
    replaced: bool = False
    notice: bool = False
    letter: bool = False
    login: bool = False


@dataclass(frozen=True)
class Asking:
    """One application that is still open or was not approved."""

    person: Person
    cooperative: str
    submitted: int
    message: str = ""
    question: str = ""
    answer: str = ""
    declined: str = ""
    withdrawn: bool = False
    waits: str = ""


MEMBERS: Final = (
    Story(
        Person("Priya Ramanathan", "priya.ramanathan@example.org", postcode="MB1 4DT"),
        cast.GREEN_VALLEY,
        joined=-358,
        ends=7,
    ),
    Story(
        Person("Gwen Pritchard", "gwen.pritchard@example.org", postcode="MB2 1AP"),
        cast.GREEN_VALLEY,
        joined=-800,
        ended=Reason.LAPSED,
        ended_on=-25,
    ),
    Story(
        Person("Tomasz Wiśniewski", "tomasz.wisniewski@example.com", postcode="MB1 7LT"),
        cast.GREEN_VALLEY,
        joined=-510,
        suspended="The share has not been paid for three months.",
    ),
    Story(
        Person("Ruth Abernathy", "ruth.abernathy@example.org", postcode="MB2 6EX"),
        cast.GREEN_VALLEY,
        joined=-2900,
        ended=Reason.RESIGNED,
        ended_on=-60,
    ),
    Story(
        Person("Idris Bowen", "idris.bowen@example.com", postcode="MB1 3GU"),
        cast.GREEN_VALLEY,
        joined=-220,
        replaced=True,
        letter=True,
    ),
    Story(
        Person(LONG_NAME, "maria.aurelia@example.org", postcode="MB1 9JY"),
        cast.GREEN_VALLEY,
        joined=-90,
        letter=True,
    ),
    Story(Person("O", "o@example.org", postcode="MB2 2BZ"), cast.GREEN_VALLEY, joined=-45),
    Story(
        Person("ليلى بنت حسن الزهراوي", "layla.zahrawi@example.com", postcode="MB1 1NW"),
        cast.GREEN_VALLEY,
        joined=-130,
        letter=True,
    ),
    Story(
        Person("Nguyễn Thị Ánh Tuyết", "anh.tuyet@example.org", postcode="MB1 5HS"),
        cast.GREEN_VALLEY,
        joined=-77,
        letter=True,
    ),
    Story(
        Person("渡辺 さくら", "sakura.watanabe@example.com", postcode="MB2 8DQ"),
        cast.GREEN_VALLEY,
        joined=-300,
        letter=True,
    ),
    Story(Person("Winifred Oakes", postcode="MB1 2LR"), cast.GREEN_VALLEY, joined=-4100),
    Story(
        Person("Jelani Mensah", "jelani.mensah@example.org", share_name=False),
        cast.GREEN_VALLEY,
        joined=-64,
        notice=True,
    ),
    Story(
        Person("Edwin Cairns", "edwin.cairns@example.com"),
        cast.HILLSIDE,
        joined=-1500,
        ended=Reason.DIED,
        ended_on=-120,
    ),
    Story(
        Person("Callum Thorne", "callum.thorne@example.com"),
        cast.NORTHLIGHT,
        joined=-640,
        ended=Reason.EXCLUDED,
        ended_on=-15,
    ),
    Story(
        Person("Leela Fernando", "leela.fernando@example.org"),
        cast.OAK_STREET,
        joined=-410,
        suspended="A cheque came back.",
        login=True,
    ),
    Story(
        Person("Stella Ormsby", "stella.ormsby@example.com"),
        cast.NORTHLIGHT,
        joined=-500,
        ended=Reason.RESIGNED,
        login=True,
    ),
)

APPLICATIONS: Final = (
    Asking(
        Person("Rukhsana Siddiqui", "rukhsana.siddiqui@example.org", "+44 7700 900123", "MB1 6AB"),
        cast.GREEN_VALLEY,
        -1,
        message="My neighbour told me about the Saturday café.",
    ),
    Asking(
        Person("Håkon Jørgensen", "hakon.jorgensen@example.com", postcode="MB2 4TW"),
        cast.GREEN_VALLEY,
        -3,
    ),
    Asking(
        Person("Gwendolen Pritchard", "gwen.pritchard@example.org", postcode="MB2 1AP"),
        cast.GREEN_VALLEY,
        -2,
        message="I was a member before, I think.",
    ),
    Asking(
        Person("Dao Thu Hà", "thu.ha@example.com", postcode="AS7 3QR"),
        cast.GREEN_VALLEY,
        -6,
        question="Do you live in Millbrook, or do you only work here?",
    ),
    Asking(
        Person("Kofi Asante", "kofi.asante@example.org", postcode="MB1 8YU"),
        cast.GREEN_VALLEY,
        -5,
        question="Which farm are you from?",
        answer="Asante and daughters, the one behind the church.",
    ),
    Asking(
        Person("Best Seo Deals", "offers@example.com"),
        cast.GREEN_VALLEY,
        -12,
        declined="This reads like an advertisement. If it is not, please write to us.",
    ),
    Asking(
        Person("Una Kinross", "una.kinross@example.org"), cast.GREEN_VALLEY, -20, withdrawn=True
    ),
    Asking(
        Person("Ffion Marsh", "ffion.marsh@example.org", "+44 7700 900177", "MB1 3QS"),
        cast.GREEN_VALLEY,
        -16,
        waits="All working shifts for new members are taken until spring.",
    ),
    Asking(
        Person("Tomasz Wójcik", "tomasz.wojcik@example.com", postcode="MB2 7BN"),
        cast.GREEN_VALLEY,
        -14,
        waits="All working shifts for new members are taken until spring.",
    ),
    Asking(Person("Seren Lloyd", "seren.lloyd@example.com"), cast.HILLSIDE, -2),
    Asking(Person("Idris Beck", "idris.beck@example.org", postcode="HL4 2PD"), cast.HILLSIDE, -3),
    Asking(Person("Meera Iyer", "meera.iyer@example.org"), cast.NORTHLIGHT, -4),
    Asking(Person("Oksana Petrov", "oksana.petrov@example.com"), cast.OAK_STREET, -1),
    Asking(Person("Jack Birch", "jack.birch@example.org"), "saltmarsh", -7),
)
