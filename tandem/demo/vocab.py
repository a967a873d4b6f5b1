"""Word lists: names of five countries from Faker's locales, and our own nicknames, trades, titles and mailboxes."""

import importlib
import re
import unicodedata
from functools import cache

import numpy as np

COUNTRIES = ("DE", "GB", "US", "FR", "NL")
COUNTRY_WEIGHTS = (0.36, 0.20, 0.22, 0.12, 0.10)
CURRENCY = {"DE": "EUR", "GB": "GBP", "US": "USD", "FR": "EUR", "NL": "EUR"}
COUNTRY_NAME = {"DE": "Germany", "GB": "United Kingdom", "US": "United States", "FR": "France", "NL": "Netherlands"}
_LOCALE = {"DE": "de_DE", "GB": "en_GB", "US": "en_US", "FR": "fr_FR", "NL": "nl_NL"}

CITIES = {
    "DE": ("Hamburg", "München", "Köln", "Stuttgart", "Leipzig", "Bremen", "Nürnberg", "Münster"),
    "GB": ("London", "Leeds", "Bristol", "Manchester", "Edinburgh", "Reading"),
    "US": ("Boston", "Chicago", "Denver", "Austin", "Seattle", "Atlanta", "Columbus"),
    "FR": ("Lyon", "Lille", "Nantes", "Toulouse", "Rennes"),
    "NL": ("Utrecht", "Rotterdam", "Eindhoven", "Groningen"),
}
STREETS = {
    "DE": ("Hauptstraße", "Bahnhofstraße", "Lindenweg", "Am Markt", "Schulstraße"),
    "GB": ("High Street", "Station Road", "Church Lane", "Mill Road"),
    "US": ("Main Street", "Oak Avenue", "Maple Drive", "2nd Street"),
    "FR": ("Rue de la Gare", "Rue Victor Hugo", "Place de l'Église"),
    "NL": ("Dorpsstraat", "Stationsweg", "Kerkstraat"),
}
LEGAL_FORMS = {
    "DE": ("GmbH", "AG", "GmbH & Co. KG", "KG"),
    "GB": ("Ltd", "PLC", "Limited"),
    "US": ("Inc", "LLC", "Corporation"),
    "FR": ("SARL", "SAS", "S.A."),
    "NL": ("B.V.", "N.V."),
}
# (word in the company's name, its usual short form, industry)
TRADES = (
    ("Maschinenbau", "Masch.", "Manufacturing"),
    ("Manufacturing", "Mfg", "Manufacturing"),
    ("Engineering", "Eng.", "Manufacturing"),
    ("Tooling", "Tool", "Manufacturing"),
    ("Plastics", "Plast", "Manufacturing"),
    ("Metall", "Met.", "Manufacturing"),
    ("Automotive", "Auto", "Manufacturing"),
    ("Robotics", "Robo", "Manufacturing"),
    ("Electronics", "Electr.", "Electronics"),
    ("Sensorik", "Sens.", "Electronics"),
    ("Semiconductors", "Semi", "Electronics"),
    ("Optics", "Opt.", "Electronics"),
    ("Software", "SW", "Technology"),
    ("Systems", "Sys", "Technology"),
    ("Analytics", "Anlt", "Technology"),
    ("Digital", "Dig.", "Technology"),
    ("Cloud", "Cld", "Technology"),
    ("Data", "Dt", "Technology"),
    ("Networks", "Netw.", "Technology"),
    ("Interactive", "Interact.", "Technology"),
    ("Logistik", "Log.", "Transportation"),
    ("Logistics", "Log.", "Transportation"),
    ("Freight", "Frt", "Transportation"),
    ("Shipping", "Ship.", "Transportation"),
    ("Pharma", "Ph.", "Healthcare"),
    ("Medical", "Med.", "Healthcare"),
    ("Diagnostics", "Diag.", "Healthcare"),
    ("Care", "Cr", "Healthcare"),
    ("Biotech", "Bio", "Healthcare"),
    ("Dental", "Dent.", "Healthcare"),
    ("Foods", "Fd", "Retail"),
    ("Retail", "Rtl", "Retail"),
    ("Fashion", "Fash.", "Retail"),
    ("Trading", "Trd", "Retail"),
    ("Handel", "Hdl", "Retail"),
    ("Brewing", "Brew", "Retail"),
    ("Energy", "En.", "Energy"),
    ("Solar", "Sol.", "Energy"),
    ("Wind", "Wd", "Energy"),
    ("Utilities", "Util.", "Energy"),
    ("Bau", "B.", "Construction"),
    ("Construction", "Constr.", "Construction"),
    ("Architects", "Arch.", "Construction"),
    ("Immobilien", "Immo", "Construction"),
    ("Facilities", "Fac.", "Construction"),
    ("Bank", "Bk", "Finance"),
    ("Capital", "Cap.", "Finance"),
    ("Versicherung", "Vers.", "Finance"),
    ("Insurance", "Ins.", "Finance"),
    ("Leasing", "Leas.", "Finance"),
    ("Consulting", "Cons.", "Services"),
    ("Beratung", "Ber.", "Services"),
    ("Partners", "Ptnr", "Services"),
    ("Media", "Md", "Services"),
    ("Druck", "Dr.", "Services"),
    ("Verlag", "Vlg", "Services"),
    ("Akademie", "Akad.", "Education"),
    ("Learning", "Learn", "Education"),
    ("Institut", "Inst.", "Education"),
    ("Hotels", "Htl", "Hospitality"),
)
# Titles with seniority (3 decides, 2 leads, 1 works, 0 is in training) and role in a buying group.
TITLES = (
    ("Chief Executive Officer", 3, "Economic Buyer"),
    ("Geschäftsführer", 3, "Economic Buyer"),
    ("Managing Director", 3, "Economic Buyer"),
    ("Chief Financial Officer", 3, "Economic Buyer"),
    ("VP Marketing", 3, "Decision Maker"),
    ("VP Sales", 3, "Decision Maker"),
    ("CIO", 3, "Decision Maker"),
    ("Head of Marketing", 2, "Decision Maker"),
    ("Leiter Vertrieb", 2, "Decision Maker"),
    ("Head of IT", 2, "Technical Evaluator"),
    ("Marketing Manager", 2, "Influencer"),
    ("Sales Operations Manager", 2, "Influencer"),
    ("IT Manager", 2, "Technical Evaluator"),
    ("Procurement Manager", 2, "Procurement"),
    ("Einkäufer", 1, "Procurement"),
    ("Projektleiter", 1, "Influencer"),
    ("Marketing Specialist", 1, "User"),
    ("Data Analyst", 1, "User"),
    ("Sales Representative", 1, "User"),
    ("Business Analyst", 1, "User"),
    ("System Administrator", 1, "Technical Evaluator"),
    ("Werkstudent", 0, "User"),
    ("Intern", 0, "User"),
    ("Assistant", 1, "User"),
)
TITLE_WEIGHTS = (2, 2, 2, 1.5, 2, 2, 1.5, 4, 4, 3, 8, 5, 5, 4, 4, 5, 9, 8, 7, 6, 5, 3, 3, 5)

FREEMAIL_DOMAINS = (
    "freemail.example",
    "postfach.example",
    "inbox.example",
    "mymail.example",
    "webpost.example",
    "boite.example",
)
SHARED_MAILBOXES = ("info", "office", "kontakt", "sales", "einkauf", "hello")
COMPETITOR_DOMAINS = ("rivalsoft.example", "contendo.example", "nextbest.example")
OWN_DOMAIN = "tandemworks.example"

NICKNAMES = {
    "Alexander": "Alex",
    "Alexandra": "Alex",
    "Andreas": "Andi",
    "Anthony": "Tony",
    "Benjamin": "Ben",
    "Birgit": "Biggi",
    "Catherine": "Cathy",
    "Charles": "Charlie",
    "Christian": "Chris",
    "Christina": "Tina",
    "Christine": "Chris",
    "Christoph": "Chris",
    "Christopher": "Chris",
    "Daniel": "Dan",
    "David": "Dave",
    "Deborah": "Debbie",
    "Edward": "Ed",
    "Elisabeth": "Lisa",
    "Elizabeth": "Liz",
    "Frederik": "Fred",
    "Friedrich": "Fritz",
    "Gabriele": "Gabi",
    "Gregory": "Greg",
    "Hans": "Hannes",
    "Heinrich": "Heinz",
    "Hendrik": "Henk",
    "Jacqueline": "Jackie",
    "James": "Jim",
    "Jennifer": "Jenny",
    "Jeffrey": "Jeff",
    "Johannes": "Hannes",
    "Jonathan": "Jon",
    "Joseph": "Joe",
    "Joshua": "Josh",
    "Katharina": "Kathi",
    "Katherine": "Kate",
    "Kenneth": "Ken",
    "Kimberly": "Kim",
    "Klaus": "Claus",
    "Manuela": "Manu",
    "Margaret": "Maggie",
    "Martin": "Marty",
    "Matthew": "Matt",
    "Matthias": "Matze",
    "Maximilian": "Max",
    "Michael": "Mike",
    "Michelle": "Shelly",
    "Monika": "Moni",
    "Nicholas": "Nick",
    "Nicole": "Nicki",
    "Pamela": "Pam",
    "Patricia": "Pat",
    "Peter": "Pete",
    "Philippe": "Phil",
    "Rebecca": "Becky",
    "Richard": "Rick",
    "Robert": "Bob",
    "Ronald": "Ron",
    "Samantha": "Sam",
    "Sebastian": "Basti",
    "Stefan": "Steff",
    "Stefanie": "Steffi",
    "Stephen": "Steve",
    "Steven": "Steve",
    "Susanne": "Susi",
    "Thomas": "Tom",
    "Timothy": "Tim",
    "Ursula": "Uschi",
    "Victoria": "Vicky",
    "Wilhelm": "Willi",
    "Willem": "Wim",
    "William": "Bill",
    "Wolfgang": "Wolf",
    "Zachary": "Zach",
}

BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
)
PRIVACY_PROXY_AGENT = "Mozilla/5.0"
SCANNER_AGENTS = ("Mozilla/5.0 (compatible; LinkGuard/3.1)", "python-requests/2.31", BROWSERS[0])
CRAWLER_AGENT = "Mozilla/5.0 (compatible; ExampleBot/2.0; +https://bot.example/)"


@cache
def names() -> dict[str, np.ndarray]:
    """Every given and family name with its plain-letter form and nickname, and where each country's part lies."""
    given: list[str] = []
    family: list[str] = []
    spans = {}
    for country in COUNTRIES:
        provider = importlib.import_module(f"faker.providers.person.{_LOCALE[country]}").Provider
        first = list(dict.fromkeys(name for name in provider.first_names if re.fullmatch(r"[^\W\d_]+", name)))
        last = list(dict.fromkeys(name for name in provider.last_names if re.fullmatch(r"[^\W\d_]+", name)))
        spans[country] = (len(given), len(given) + len(first), len(family), len(family) + len(last))
        given += first
        family += last
    return {
        "given": np.array(given, object),
        "family": np.array(family, object),
        "given_plain": np.array([plain(name) for name in given], object),
        "family_plain": np.array([plain(name) for name in family], object),
        "nickname": np.array([NICKNAMES.get(name, name) for name in given], object),
        "spans": spans,
    }


@cache
def founders() -> np.ndarray:
    """Family names of all countries that differ also in plain letters: the first words of company names."""
    known: dict[str, str] = {}
    for name in names()["family"]:
        known.setdefault(plain(name), name)
    return np.array(list(known.values()), object)


def plain(text: str) -> str:
    """Lower case, German umlauts spelled out, everything but letters and digits dropped."""
    lower = text.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", lower))
