"""Titles and details in the language of who asks; the catalogues that are brought along."""

import gettext
import re
from io import BytesIO
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import messages
from statusmw import Policy, Problem, Translations, translating, wsgi
from statusmw.translating import checked_translations, filled
from statusmw.writers.readable import REFERENCE, Wording

GERMAN = {
    "Not Found": "Gibt es nicht",
    "Out of stock": "Ausverkauft",
    "Only {left} of {sku} left": "Nur noch {left} von {sku}",
}


class OutOfStock(Problem):
    status = 409
    title = "Out of stock"
    detail = "Only {left} of {sku} left"
    sku: str
    left: int


def catalogue(folder, language="de", domain="messages", told=GERMAN):
    path = folder / language / "LC_MESSAGES" / f"{domain}.mo"
    path.parent.mkdir(parents=True)
    made = Catalog(locale=language)
    for message, string in told.items():
        made.add(message, string)
    with path.open("wb") as out:
        write_mo(out, made)
    return path


def say(translations, accept_language, text):
    return translations.wording(accept_language).say(text)


@pytest.fixture(autouse=True)
def said_anew():
    yield
    translating._faults.flush()


# ---- which language


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("de", "de"),
        ("de-AT, en;q=0.5", "de"),
        ("DE", "de"),
        ("de_CH-1996", "de"),
        ("fr-CA, *;q=0.1", "en"),
        ("fr, de;q=0.2", "de"),
        ("en, de", "en"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
        ("\x00,,;q=x", "en"),
        ("x" * 2000 + ", de", "en"),
        ("fr, " * 16 + "de", "en"),
    ],
)
def test_the_language_is_the_one_that_is_asked_for(accept_language, language):
    assert Translations().wording(accept_language).language == language


@given(st.text(st.characters(codec="latin-1")))
def test_whatever_is_asked_for_there_is_a_language(accept_language):
    assert Translations().wording(accept_language).language in ("en", "de")


def test_a_language_tag_stands_for_a_folder_with_an_underscore(tmp_path):
    catalogue(tmp_path, "pt_BR", told={"Not Found": "Inexistente"})
    translations = Translations(tmp_path)
    assert translations.languages == ("en", "pt-BR")
    assert say(translations, "pt-BR", "Not Found") == "Inexistente"


def test_the_default_is_the_language_of_the_code(tmp_path):
    catalogue(tmp_path, "de")
    translations = Translations(tmp_path, default="fr")
    assert translations.wording("ja").language == "fr"
    assert say(translations, "ja", "Not Found") == "Not Found"
    assert say(Translations(tmp_path, default="de"), "ja", "Not Found") == "Gibt es nicht"


def test_only_the_languages_that_are_named_are_offered(tmp_path):
    catalogue(tmp_path, "de")
    catalogue(tmp_path, "fr")
    assert Translations(tmp_path, languages=["fr"]).languages == ("en", "fr")
    assert Translations(languages=["de"]).languages == ("en", "de")


# ---- which words


def test_the_users_catalogue_comes_before_ours_and_ours_before_nothing(tmp_path):
    catalogue(tmp_path)
    german = Translations(tmp_path).wording("de").say
    assert [german(text) for text in ("Not Found", "Gone", "Never heard")] == [
        "Gibt es nicht",
        "Dauerhaft entfernt",
        "Never heard",
    ]


def test_the_empty_text_is_no_key_to_what_gettext_knows_of_a_catalogue(tmp_path):
    catalogue(tmp_path)
    others = Translations(tmp_path), Translations(lambda text, tag: text + tag, languages=["de"])
    for translations in (Translations(), *others):
        assert [say(translations, language, "") for language in ("de", "en")] == ["", ""]


def test_the_domain_names_the_catalogues(tmp_path):
    catalogue(tmp_path, domain="shop")
    assert say(Translations(tmp_path, domain="shop"), "de", "Not Found") == "Gibt es nicht"


def test_a_function_translates(caplog):
    def translate(text, tag):
        if text == "Gone":
            raise KeyError(text)
        return {"Not Found": f"? ({tag})", "Conflict": None}.get(text, text)

    translations = Translations(translate, languages=["de", "fr-CA"])
    assert say(translations, "fr", "Not Found") == "? (fr-CA)"
    assert say(translations, "fr-CA", "Not Found") == "? (fr-CA)"
    assert say(translations, "de", "Conflict") == "Konflikt"
    assert [say(translations, "de", "Gone") for _ in range(3)] == ["Dauerhaft entfernt"] * 3
    assert caplog.messages == ["a function of translations failed"]


def test_a_template_is_translated_before_it_is_filled_in(tmp_path):
    catalogue(tmp_path)
    problem = OutOfStock(sku="a-1", left=2)
    told = problem.details_in(Translations(tmp_path).wording("de").say)
    assert (told.title, told.detail) == ("Ausverkauft", "Nur noch 2 von a-1")
    assert problem.details.detail == "Only 2 of a-1 left"
    said = OutOfStock(detail="Not Found", sku="a", left=1)
    assert said.details_in(Translations(tmp_path).wording("de").say).detail == "Gibt es nicht"


@pytest.mark.parametrize("template", ["{no_such}", "{left", "{left.x}", "{left:~~~}"])
def test_a_template_that_cannot_be_filled_in_stays_as_it_is_and_is_told_once(template, caplog):
    told = [filled(lambda text: template, "Only {left}", {"left": 2}, "Only 2") for _ in range(3)]
    assert told == ["Only 2"] * 3
    assert caplog.messages == [f"a translated template could not be filled in: {template!r}"]


def test_a_fault_that_comes_again_is_counted(caplog, monkeypatch):
    monkeypatch.setattr(translating._faults, "interval", 0)
    filled(lambda text: "{x}", "a", {}, "a")
    monkeypatch.setattr(translating._faults, "ask", lambda *args, **more: (7, []))
    filled(lambda text: "{x}", "a", {}, "a")
    assert caplog.messages[-1].endswith("(and 7 more)")


# ---- what makes no sense


async def later(text, language):
    return text


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda folder: Translations(folder), ValueError, "there is no catalogue such as .*messages.mo; compile"),
        (lambda folder: Translations(languages="de"), TypeError, "languages is a str; give a list"),
        (lambda folder: Translations(languages=["xx"]), ValueError, "there is no catalogue for 'xx'; there are: de"),
        (lambda folder: Translations(languages=["d e"]), ValueError, "'d e' is no language tag"),
        (lambda folder: Translations(default=None), ValueError, "None is no language tag"),
        (lambda folder: Translations(str.format), ValueError, "a function cannot say which languages it knows"),
        (lambda folder: Translations(later, languages=["de"]), TypeError, "a coroutine cannot be waited for here"),
        (lambda folder: Policy(translations=len), TypeError, "a function needs its languages"),
        (lambda folder: Policy(translations=7), TypeError, "7 is no folder"),
    ],
)
def test_a_mistake_is_told_where_it_is_made(make, error, message, tmp_path):
    with pytest.raises(error, match=f"^translations: {message}"):
        make(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no catalogue", b"\xde\x12\x04\x95\x00\x00\x00\x00\xff\xff\xff\x7f"])
def test_a_file_that_is_no_catalogue_is_named(content, tmp_path):
    catalogue(tmp_path).write_bytes(content)
    with pytest.raises(ValueError, match=r"messages.mo is no catalogue that can be read"):
        Policy(translations=str(tmp_path))


def test_what_is_fine_is_taken_as_it_is(tmp_path):
    catalogue(tmp_path)
    translations = Translations(tmp_path)
    assert checked_translations(translations) is translations
    assert checked_translations(None) is None
    assert checked_translations(tmp_path).languages == ("en", "de")
    assert Policy(translations=translations).translations is translations


# ---- what is brought along


def test_the_message_template_and_the_compiled_catalogues_are_up_to_date():
    assert {path.name for path, content in messages.files().items() if path.read_bytes() != content} == set()
    assert messages.untranslated() == []


def test_everything_we_say_ourselves_is_in_the_template():
    known = messages.messages()
    assert {"Not Found", "I'm a Teapot", REFERENCE, "yes", "The CSRF token is missing or wrong"} <= set(known)
    assert "Unexpected" not in known
    assert list(
        messages.details("Problem(400, 'a'); Problem(400, b); Problem(400); Other(1, 'c'); x.Problem(1, 'd')")
    ) == ["a"]


def test_placeholders_survive_translation():
    for file in messages.LOCALE.glob("*/LC_MESSAGES/*.po"):
        for message in read_po(BytesIO(file.read_bytes())):
            named = [
                [name for _, name, _, _ in Formatter().parse(text)]
                for text in (message.id, message.string)
                if message.id
            ]
            assert len({str(sorted(map(str, filter(lambda name: name is not None, names)))) for names in named}) <= 1


def test_a_compiled_catalogue_is_what_gettext_reads():
    with (messages.LOCALE / "de/LC_MESSAGES/statusmw.mo").open("rb") as read:
        assert gettext.GNUTranslations(read).gettext("Not Found") == "Nicht gefunden"


def test_the_script_says_what_is_stale(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "TEMPLATE", tmp_path / "locale" / "statusmw.pot")
    folder = tmp_path / "locale" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "statusmw.po").write_text('msgid ""\nmsgstr "Language: fr\\n"\n')
    assert messages.main(["--check"]) == 1
    said = capsys.readouterr().out
    assert "stale: locale/statusmw.pot\n" in said
    assert messages.main([]) == 0
    assert "not translated: fr: Not Found\n" in capsys.readouterr().out
    assert (folder / "statusmw.mo").is_file()
    assert re.search(r"^#\. title of 404$", (folder / "statusmw.po").read_text(), re.M)


def test_wordings_are_values():
    assert Wording("en", str) == Wording("en", str)


def test_a_face_needs_no_framework_to_translate():
    def app(environ, start_response):
        raise OutOfStock(sku="a", left=0)

    face = wsgi.StatusMiddleware(
        app, Policy(translations=Translations(lambda text, tag: text.upper(), languages=["de"]))
    )
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_LANGUAGE": "de"}
    assert b'"OUT OF STOCK"' in b"".join(face(environ, lambda *head: None))
