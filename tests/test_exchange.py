import pytest

from statusmw.exchange import Content, Exchange, Request, Response, _Message, forbids_content

RESPONSE = Response(200, (("Vary", "Accept"), ("ETag", '"a"'), ("vary", "Origin")))
EXCHANGE = Exchange(Request(), RESPONSE)


def test_a_field_is_found_in_any_case():
    assert RESPONSE.values("VARY") == ("Accept", "Origin")
    assert RESPONSE.has("etag")
    assert not RESPONSE.has("age")


def test_the_lines_of_a_field_are_one_value():
    assert RESPONSE.value("vary") == "Accept, Origin"
    assert RESPONSE.value("age") is None


def test_a_field_can_be_there_and_empty():
    response = Response(405, (("Allow", ""),))
    assert response.value("allow") == ""
    assert response.has("allow")


def test_a_request_has_its_own_fields():
    assert Request(fields=(("Range", "bytes=0-"),)).value("range") == "bytes=0-"


@pytest.mark.parametrize(("target", "path"), [("/a?token=1", "/a"), ("/a", "/a"), ("?", "")])
def test_the_path_is_the_target_without_its_query(target, path):
    assert Request(target=target).path == path


def test_a_message_of_no_kind_has_no_lines():
    with pytest.raises(NotImplementedError):
        _Message().values("vary")


def test_fields_can_be_left_out():
    assert EXCHANGE.without("VARY", "age").response.fields == (("ETag", '"a"'),)


def test_a_field_is_replaced_in_the_place_and_spelling_of_its_first_line():
    assert EXCHANGE.with_field("VARY", "*").response.fields == (("Vary", "*"), ("ETag", '"a"'))


def test_a_field_that_is_not_there_is_added_at_the_end():
    assert EXCHANGE.with_field("Age", "5").response.fields == (*RESPONSE.fields, ("Age", "5"))


def test_what_is_changed_is_another_object():
    assert EXCHANGE.without("vary") is not EXCHANGE
    assert EXCHANGE.response is RESPONSE
    with pytest.raises(AttributeError):
        RESPONSE.status_code = 201


@pytest.mark.parametrize(("content", "length"), [(None, 0), (Content(5), 5), (Content(5, complete=False), 5)])
def test_the_length_is_what_was_seen(content, length):
    assert Exchange(Request(), RESPONSE, content).length == length


def test_content_can_be_left_out():
    assert Exchange(Request(), RESPONSE, Content(5, complete=False)).without_content().content == Content(0)


def test_some_status_codes_forbid_content():
    assert [code for code in range(100, 600) if forbids_content(code)] == [*range(100, 200), 204, 205, 304]
