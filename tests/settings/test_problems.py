from pathlib import Path

import pytest
from matplotlib.figure import Figure

from charts import render_figure
from settings import SettingsError, load
from tests.support.config_files import ACCOUNTS, INSTITUTION, problems, write

PAGE = '[[account]]\nname = "page"\nplatform = "facebook"\nid = "12345"\n'
RECIPIENT = '[[mail.recipient]]\naddress = "a@b.org"\nlanguage = "ar"\n'
KIND = '[[activity_kind]]\nkey = "pupils"\nname = { fr = "élèves" }\n'
TOPIC = '[topics.road]\nname = { fr = "route" }\n'
EVENT = '[[balance.event]]\nname = { fr = "a" }\nwords = ["a"]\n'
AT_HOME = '[mail]\nhost = "localhost"\nsender = "a@example.org"\nsecurity = "none"\n'
MAIL = '[mail]\nhost = "mail.example.org"\nsender = "a@example.org"\n'


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ('[x]\napi_key_fle = "a"', "x.api_key_fle", "did you mean 'api_key_file'?"),
        ("[chedule]", "chedule", "did you mean 'schedule'?"),
        ('[meta]\nGRAPH_URL = "a"', "meta.GRAPH_URL", "did you mean 'graph_url'?"),
        (f'{MAIL}pasword_file = "a"', "mail.pasword_file", "did you mean 'password_file'?"),
        (f'{PAGE}acess_token_file = "a"', "account[0].acess_token_file", "'access_token_file'?"),
        (f'{PAGE}api_key_file = "a"', "account[0].api_key_file", "there is no such setting"),
        (f'{TOPIC}words = ["a"]\nnam = "b"', "topics.road.nam", "did you mean 'name'?"),
        (f"{TOPIC}words = []", "topics.road.words", "must not be empty"),
        (f'{TOPIC}hashtags = ["a b"]', "topics.road.hashtags[0]", "must be one hashtag"),
        (f'{TOPIC}patterns = ["a(b"]', "topics.road.patterns[0]", "not a regular expression"),
        (f'{TOPIC}patterns = ["a.*b"]', "topics.road.patterns[0]", "repeats without an end"),
        (TOPIC.replace("road", '"Road safety"'), "topics.Road safety", "small letters a-z"),
        ("[account]", "account", "must be a list"),
        ("[x]\nowned_reads = 1", "x.owned_reads", "must be true or false"),
        ('[x]\ndaily_spend_limit = "1"', "x.daily_spend_limit", "an amount in US dollars"),
        ("[x]\ndaily_spend_limit = -1", "x.daily_spend_limit", "an amount in US dollars"),
        ("[x]\ndaily_spend_limit = nan", "x.daily_spend_limit", "an amount in US dollars"),
        ("[x]\ndaily_spend_limit = 21", "x.daily_spend_limit", "is above monthly_spend_limit"),
        (
            "[x]\ndaily_spend_limit = 2\nmonthly_spend_limit = 1",
            "x.daily_spend_limit",
            "is above monthly_spend_limit",
        ),
        ("[x]\nterms_read_on = 2026-11-01T00:00:00", "x.terms_read_on", "must be a date"),
        ('[x]\nterms_read_by = " "', "x.terms_read_by", "must not be empty"),
        ('[x]\napi_url = "http://api.x.com"', "x.api_url", "must begin with https://"),
        ('[x]\napi_url = "http://127.0.0.1.example.org"', "x.api_url", "must begin with https://"),
        ('[x]\napi_url = "https://u:canary@api.x.com"', "x.api_url", "user name or password"),
        ('[x]\napi_url = "https://api.x.com:99999"', "x.api_url", "must be an address"),
        ('[x]\napi_url = "https://api.x.com/?a=b"', "x.api_url", "must be an address alone"),
        ('[meta]\ngraph_url = "ftp://graph"', "meta.graph_url", "must be an address"),
        ('[meta]\ngraph_version = "26.0"', "meta.graph_version", 'must be as "v27.0"'),
        ("[meta]\napp_id = 123456789", "meta.app_id", "must be text, in quotes"),
        ('[network]\nproxy = "socks5://127.0.0.1:1"', "network.proxy", "must be an address"),
        ('[network]\nca_bundle = "no.pem"', "network.ca_bundle", "there is no file"),
        ('[storage]\nurl = "mysql://a:canary@b/c"', "storage.url", 'must be "sqlite:///FILE"'),
        ('[storage]\nurl = "sqlite://"', "storage.url", "must name a file"),
        ('[storage]\nurl = "postgresql://host"', "storage.url", 'or "postgresql://USER@'),
        ("[storage]\ntext_days = 0", "storage.text_days", "must be at least 1"),
        ('[schedule]\nfollowers = "90s"', "schedule.followers", "must be a length of time"),
        ('[schedule]\nfollowers = "7h"', "schedule.followers", "must divide a day evenly"),
        ('[schedule]\nletter = "mondy 08:00"', "schedule.letter", "did you mean 'monday'?"),
        ('[schedule]\nletter = "monday 25:00"', "schedule.letter", "no clock shows"),
        ("[schedule]\nletter = 8", "schedule.letter", 'such as "monday 08:00"'),
        ('[alerts]\nwhich = ["credits"]', "alerts.which[0]", "did you mean 'credit'?"),
        ('[balance]\nseason_kinds = ["pupil"]', "balance.season_kinds[0]", "mean 'pupils'?"),
        (f'{EVENT}visitors = "visitor"', "balance.event[0].visitors", "is no kind of activity"),
        (f'{EVENT}account = "a"\n{EVENT}account = "A"', "balance.event[1].account", "already"),
        (f'{MAIL}security = "ssl"', "mail.security", "is not one of tls, starttls, none"),
        (f'{MAIL}security = "none"', "mail.security", "on this machine itself"),
        (f'{MAIL}password_file = "a"', "mail.username", "is missing"),
        (f'{AT_HOME}username = "a"', "mail.username", "a password never travels in clear"),
        ('[storage]\nurl = "sqlite:///a?mode=ro"', "storage.url", "must name a file without '?'"),
        (f'{MAIL}port = "25"', "mail.port", "must be a whole number"),
        (f"{MAIL}port = 65536", "mail.port", "must be at most 65535"),
        (
            MAIL + RECIPIENT.replace("a@b.org", "office"),
            "mail.recipient[0].address",
            "must be a mail address",
        ),
        (
            MAIL + RECIPIENT.replace('"ar"', '"arabic"'),
            "mail.recipient[0].language",
            "is not one of ar, fr, en",
        ),
        (
            MAIL + 2 * RECIPIENT,
            "mail.recipient[1].address",
            "is that of mail.recipient[0] already",
        ),
        ('[web]\nhost = "0.0.0.0"', "web.allowed_hosts", "lets other machines in"),
        ('[web]\nsocket = "a"\nport = 80', "web.socket", "not both"),
        ('[daemon]\nping_url = "http://ping.example"', "daemon.ping_url", "https://"),
        (
            KIND.replace("pupils", "Pupils"),
            "activity_kind[0].key",
            "must be small letters",
        ),
        (
            KIND.replace("pupils", "printed_total"),
            "activity_kind[0].key",
            "the word for a total",
        ),
        (
            f'{KIND}plurals = {{ es = {{ other = "a" }} }}',
            "activity_kind[0].plurals",
            "'es' is not one of ar, fr, en",
        ),
        (
            f'{KIND}plurals = {{ fr = {{ one = "a" }} }}',
            "activity_kind[0].plurals.fr",
            "must hold at least other",
        ),
        (
            f'{KIND}plurals = {{ fr = {{ other = "a", some = "b" }} }}',
            "activity_kind[0].plurals.fr",
            "'some' is not one of",
        ),
        (
            2 * KIND,
            "activity_kind[1].key",
            "is that of activity_kind[0] already",
        ),
    ],
)
def test_it_says_what_is_wrong_and_where(tmp_path: Path, text: str, path: str, said: str) -> None:
    found = problems(tmp_path, INSTITUTION + text)

    assert [one.path for one in found] == [path]
    assert said in found[0].message
    assert "canary" not in str(found)


@pytest.mark.parametrize(
    ("account", "path", "said"),
    [
        ('platform = "x"\nhandle = "a"', "account[0].name", "is missing"),
        ('name = "a b"\nplatform = "x"\nhandle = "a"', "account[0].name", "must be letters"),
        ('name = "all"\nplatform = "x"\nhandle = "a"', "account[0].name", "several accounts"),
        ('name = "a"\nhandle = "a"', "account[0].platform", "is missing"),
        (
            'name = "a"\nplatform = "instgram"',
            "account[0].platform",
            "the known ones are facebook, instagram, x; did you mean 'instagram'?",
        ),
        ('name = "a"\nplatform = "x"', "account[0]", "handle or id is missing"),
        ('name = "a"\nplatform = "x"\nhandle = "@a-b"', "account[0].handle", "not a handle of X"),
        ('name = "a"\nplatform = "x"\nid = "1a"', "account[0].id", "is not an id of X"),
        (
            'name = "a"\nplatform = "x"\nhandle = "https://facebook.com/a"',
            "account[0].handle",
            "is an address that names no account of X: write the handle alone",
        ),
        (
            'name = "a"\nplatform = "facebook"\nid = "https://facebook.com/a"',
            "account[0].id",
            "is an address in which no id of Facebook stands: write the number alone",
        ),
        ('name = "a"\nplatform = "x"\nid = 12', "account[0].id", "must be text, in quotes"),
        ('name = "a"\nplatform = "facebook"\nhandle = "a"', "account[0]", "id is missing"),
        (
            'name = "a"\nplatform = "x"\nid = "1"\nopened = 2020-01-02\nclosed = 2020-01-01',
            "account[0].closed",
            "is before opened",
        ),
        (
            'name = "a"\nplatform = "x"\nid = "1"\nformer_names = ["A"]',
            "account[0].former_names",
            "'A' is the name of account[0] already",
        ),
        (
            'name = "a"\nplatform = "x"\nid = "1"\naccess_token_env = "T"',
            "account[0].access_token_secret",
            "is missing: it belongs to access_token",
        ),
    ],
)
def test_it_says_what_is_wrong_with_an_account(
    tmp_path: Path, account: str, path: str, said: str
) -> None:
    found = problems(tmp_path, f"{INSTITUTION}[[account]]\n{account}")

    assert [one.path for one in found] == [path]
    assert said in found[0].message


@pytest.mark.parametrize(
    ("second", "path", "said"),
    [
        ('name = "DGSN-x"\nid = "2"', "account[1].name", "is the name of account[0] already"),
        ('name = "b"\nid = "1"', "account[1].id", "is that of account[0] already"),
        ('name = "b"\nhandle = "@dgsn"', "account[1].handle", "is that of account[0] already"),
        (
            'name = "b"\nid = "2"\nformer_names = ["dgsn-x"]',
            "account[1].former_names",
            "is the name of account[0] already",
        ),
        (
            'name = "b"\nid = "2"\nformer_names = ["old"]',
            "account[1].former_names",
            "is the former name of account[0] already",
        ),
        (
            'name = "b"\nid = "2"\ntitle = { fr = "compte dgsn" }',
            "account[1].title.fr",
            "is that of account[0] already",
        ),
    ],
)
def test_it_refuses_two_accounts_that_are_one(
    tmp_path: Path, second: str, path: str, said: str
) -> None:
    first = 'name = "dgsn-x"\nplatform = "x"\nid = "1"\nhandle = "DGSN"\nformer_names = ["old"]'
    first += '\ntitle = { fr = "Compte DGSN" }'
    text = f'{INSTITUTION}[[account]]\n{first}\n[[account]]\nplatform = "x"\n{second}'

    found = problems(tmp_path, text)

    assert [one.path for one in found] == [path]
    assert said in found[0].message


NAMED = 'name = { fr = "a" }\ntimezone = "UTC"'


@pytest.mark.parametrize(
    ("institution", "path", "said"),
    [
        ('timezone = "UTC"', "institution.name", "is missing"),
        ('name = {}\ntimezone = "UTC"', "institution.name", "in at least one language"),
        ('name = { fr = "" }\ntimezone = "UTC"', "institution.name", "must not be empty"),
        ('name = { de = "a" }\ntimezone = "UTC"', "institution.name", "'de' is not one of ar, fr"),
        ('name = "DGSN"\ntimezone = "UTC"', "institution.name", "must be a table"),
        (
            'name = { fr = "a" }\ntimezone = "Africa/Casablanka"',
            "institution.timezone",
            "did you mean 'Africa/Casablanca'?",
        ),
        (
            'name = { fr = "a" }\ntimezone = "../../etc/passwd"',
            "institution.timezone",
            "no time zone is called",
        ),
        (f'{NAMED}\ncolour = "blue"', "institution.colour", 'such as "#17365D"'),
        (f'{NAMED}\nlogo = "none.png"', "institution.logo", "there is no file"),
        (f'{NAMED}\nlogo = "config.toml"', "institution.logo", "must be a PNG file"),
    ],
)
def test_it_says_what_is_wrong_with_the_institution(
    tmp_path: Path, institution: str, path: str, said: str
) -> None:
    found = problems(tmp_path, f"[institution]\n{institution}")

    assert [one.path for one in found] == [path]
    assert said in found[0].message


@pytest.mark.parametrize(("kept", "side"), [(0.5, 10), (0.99, 10), (1, 4_001)])
def test_a_logo_that_is_cut_off_or_huge_is_refused(tmp_path: Path, kept: float, side: int) -> None:
    logo = render_figure(Figure((side / 150, 10 / 150), 150), "png")
    (tmp_path / "logo.png").write_bytes(logo[: int(len(logo) * kept)])

    found = problems(tmp_path, f'[institution]\n{NAMED}\nlogo = "logo.png"')

    assert [one.path for one in found] == ["institution.logo"]
    assert "not a whole PNG" in found[0].message or "4000 pixels" in found[0].message


@pytest.mark.parametrize(
    ("text", "path"), [("x = 3", "x"), ("account = [1]", "account[0]"), ("mail = true", "mail")]
)
def test_it_says_what_must_be_a_table(tmp_path: Path, text: str, path: str) -> None:
    assert [str(one) for one in problems(tmp_path, f"{text}\n{INSTITUTION}")] == [
        f"{path}: must be a table"
    ]


@pytest.mark.fault(62)
def test_it_tells_every_problem_at_once_and_in_the_order_of_the_example(tmp_path: Path) -> None:
    """A wrong field hides neither its neighbours nor what compares fields of the same table."""
    text = """
[chedule]
[[account]]
name = "a"
platform = "x"
handle = "DGSN"
event = "no"
opened = 2020-01-02
closed = 2020-01-01
[[account]]
name = "a"
platform = "facebook"
id = 12
[x]
api_url = "http://api.x.com"
daily_spend_limit = 30
monthly_spend_limit = 20
[institution]
name = { fr = "DGSN" }
timezone = "Africa/Casablanka"
"""
    assert [one.path for one in problems(tmp_path, text)] == [
        "institution.timezone",
        "x.api_url",
        "x.daily_spend_limit",
        "account[0].event",
        "account[0].closed",
        "account[1].id",
        "account[1].name",
        "chedule",
    ]


def test_it_prints_one_line_a_problem(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(write(tmp_path, f"{INSTITUTION}[chedule]\n[wbe]\n{ACCOUNTS}"), {})

    assert str(caught.value).splitlines() == [
        "chedule: there is no such setting; did you mean 'schedule'?",
        "wbe: there is no such setting; did you mean 'web'?",
    ]


REPORT = '[[report]]\nkey = "own"\ntitle = { fr = "a" }\n'


@pytest.mark.parametrize(
    ("report", "path", "said"),
    [
        ('folder = "a"', "report[0]", "neither questions nor charts"),
        ('questions = ["growth"]', "report[0]", "goes nowhere"),
        ('charts = ["followers"]\nrecipients = ["a@b.org"]', "report[0].recipients", "[mail]"),
        (
            'charts = ["followers"]\nfolder = "a"\nformats = ["xlsx"]',
            "report[0].formats",
            "holds answers",
        ),
        ('charts = ["a"]\nfolder = "a"\nevery = "year"', "report[0].every", "'year' is not one of"),
        ('charts = ["a"]\nfolder = "a"\nformats = ["ppt"]', "report[0].formats[0]", "'ppt' is not"),
    ],
)
def test_it_says_what_is_wrong_with_a_report_of_one_s_own(
    tmp_path: Path, report: str, path: str, said: str
) -> None:
    found = problems(tmp_path, INSTITUTION + REPORT + report)

    assert [one.path for one in found] == [path]
    assert said in found[0].message
