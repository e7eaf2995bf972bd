"""The clerk's way from a text to records, page by page, without JavaScript."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from actions.models import Action, MinutesImport
from actions.services import actions, minutes
from meetings.models import AgendaItem, Meeting, Resolution
from tests.actions.minutes_sample import TEXT
from tests.builders import at, make_board, make_clerk, make_meeting, make_owner
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board(code="ILSC", name="Improving Lives Select Commission")


@pytest.fixture
def owner():
    return make_owner(name="Head of Service, Inclusion")


@pytest.fixture
def clerk(client):
    clerk = make_clerk()
    client.force_login(clerk)
    return clerk


@pytest.fixture
def draft(clerk, board):
    return minutes.start(text=TEXT, origin="Pasted text", by=clerk, now=at())


def url(step, draft):
    return reverse(f"minutes:{step}", args=[draft.pk])


def typed(response) -> dict:
    """What a browser would send of the page's form, as it came, without a button."""
    (form,) = html.fromstring(response.content).xpath("//main//form")
    return dict(form.form_values())


def errors(response) -> list[str]:
    page = html.fromstring(response.content)
    found = page.xpath("//*[contains(@class, 'govuk-error-summary__list')]//li")
    return [" ".join(one.text_content().split()) for one in found]


def field_of(draft, group, words, name):
    """The name of a field of the entry that begins with these words."""
    draft.refresh_from_db()
    for item in draft.entries["items"]:
        entries = item[group] if group != "items" else [item]
        for place, entry in enumerate(entries):
            if entry.get("text", entry.get("title", "")).startswith(words):
                return f"{item['id']}-{name}" if group == "items" else f"{item['id']}-{group}-{place}-{name}"
    raise LookupError(words)


def post(client, step, draft, do, **over):
    data = {**typed(client.get(url(step, draft))), "do": do, **over}
    return client.post(url(step, draft), data)


# the text


def test_import_by_paste_reads_it_and_shows_the_preview(client, clerk, board):
    response = client.post(reverse("minutes:import"), {"text": TEXT})

    draft = MinutesImport.objects.get()
    assert (response.status_code, response["Location"]) == (302, url("preview", draft))
    assert (draft.text, draft.started_by) == (TEXT, clerk)
    assert draft.origin == "Pasted: Improving Lives Select Commission Tuesday 3 February 2026…"


def test_import_by_upload_reads_it(client, clerk, board):
    file = SimpleUploadedFile("february.txt", TEXT.encode())

    client.post(reverse("minutes:import"), {"text": "", "file": file})

    assert MinutesImport.objects.get().origin == "february.txt"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "The file is empty."),
        ("blank.txt", b" \n", "There is no text in this file."),
        ("large.txt", b"x" * (20 * 1024 * 1024 + 1), "The file is larger than 20 MB."),
        ("disguised.docx", b"%PDF-1.7 and more", "The file is called .docx but looks like a PDF file."),
        ("sheet.xlsx", b"PK", "Files of this type cannot be read."),
    ],
)
def test_import_of_a_file_that_cannot_be_read_says_so_by_the_field(client, clerk, name, data, message):
    response = client.post(reverse("minutes:import"), {"text": "", "file": SimpleUploadedFile(name, data)})

    assert response.status_code == 200
    assert response.context["form"].errors["file"][0].startswith(message)
    assert errors(response)[0].startswith(message)
    assert MinutesImport.objects.count() == 0


def test_import_of_an_unreadable_file_keeps_what_was_pasted(client, clerk):
    file = SimpleUploadedFile("empty.txt", b"")

    response = client.post(reverse("minutes:import"), {"text": TEXT, "file": file})

    assert typed(response)["text"].strip() == TEXT.strip()


def test_import_of_both_keeps_what_was_pasted(client, clerk):
    file = SimpleUploadedFile("february.txt", b"Other minutes")

    response = client.post(reverse("minutes:import"), {"text": TEXT, "file": file})

    assert errors(response) == ["Give the minutes once: paste them, or choose a file and empty the box above."]
    assert typed(response)["text"].strip() == TEXT.strip()


def test_import_of_nothing_asks_for_it(client, clerk):
    response = client.post(reverse("minutes:import"), {"text": "  \n"})

    assert errors(response) == ["Paste the minutes, or choose a file."]


def test_import_lists_my_drafts_and_deletes_those_too_old(client, clerk, draft):
    old = minutes.start(text=TEXT, origin="old.txt", by=clerk, now=at(-31))
    minutes.start(text=TEXT, origin="hers.txt", by=make_clerk(), now=at())

    response = client.get(reverse("minutes:import"))

    assert list(response.context["drafts"]) == [draft]
    assert not MinutesImport.objects.filter(pk=old.pk).exists()


# what was read


def test_preview_links_each_entry_and_its_passage_both_ways(client, draft):
    page = html.fromstring(client.get(url("preview", draft)).content)

    ids = page.xpath("//@id")
    links = {link[1:] for link in page.xpath("//main//form//a/@href") if link.startswith("#")}
    assert len(ids) == len(set(ids))
    assert links <= set(ids)
    marked = page.xpath("//mark[starts-with(., 'That a progress report')]")[0]
    entry = marked.get("id").removeprefix("passage-")
    assert page.xpath(f"//*[@id='entry-{entry}']//textarea/text()")[0].strip().startswith("That a progress report")


def test_preview_shows_the_whole_text_unchanged(client, draft):
    page = html.fromstring(client.get(url("preview", draft)).content)

    (source,) = page.xpath("//*[contains(@class, 'app-split__source')]")
    for link in source.xpath(".//a"):
        link.drop_tree()
    assert "".join(source.text_content().split()) == "".join(TEXT.split())


def test_preview_saves_what_was_mended(client, draft):
    name = field_of(draft, "resolutions", "That a progress", "title")
    apologies = field_of(draft, "items", "Apologies", "leave_out")

    response = post(
        client, "preview", draft, "save", **{name: "Progress in May", apologies: "on", "meeting-venue": "Hall"}
    )

    draft.refresh_from_db()
    assert response["Location"] == url("preview", draft)
    assert draft.entries["items"][1]["resolutions"][1]["title"] == "Progress in May"
    assert draft.entries["items"][0]["leave_out"] is True
    assert draft.entries["meeting"]["venue"] == "Hall"


def test_preview_saved_as_it_came_changes_nothing(client, draft):
    before = draft.entries

    post(client, "preview", draft, "save")

    draft.refresh_from_db()
    meeting = draft.entries["meeting"]
    assert meeting.pop("new_board") is False
    assert draft.entries == before


@pytest.mark.parametrize("group", ["resolutions", "findings", "actions", "approvals", "documents", "attendance"])
def test_preview_add_saves_what_is_typed_and_comes_back_with_a_row(client, draft, group):
    item = draft.entries["items"][0]["id"]

    response = post(client, "preview", draft, f"add:{group}:{item}", **{"meeting-venue": "Hall"})

    draft.refresh_from_db()
    added = draft.entries["items"][0][group][-1]
    assert response["Location"] == f"{url('preview', draft)}#entry-{added['id']}"
    assert draft.entries["meeting"]["venue"] == "Hall"
    assert f'id="entry-{added["id"]}"' in client.get(url("preview", draft)).content.decode()


def test_preview_add_an_item_comes_after_the_one_it_was_added_to(client, draft):
    first = draft.entries["items"][0]["id"]

    post(client, "preview", draft, f"add:items:{first}")

    draft.refresh_from_db()
    assert [item["title"] for item in draft.entries["items"]] == ["Apologies for absence", "", "Autism peer challenge"]


def test_preview_add_of_something_unknown_is_not_found(client, draft):
    assert post(client, "preview", draft, "add:secrets:e1").status_code == 404
    assert post(client, "preview", draft, "add:resolutions:e999").status_code == 404


def test_preview_continue_without_a_day_asks_for_it_and_keeps_what_was_typed(client, draft):
    day = {f"meeting-date_{part}": "" for part in ("day", "month", "year")}

    response = post(client, "preview", draft, "continue", **day, **{"meeting-venue": "Hall"})

    assert errors(response) == ["Enter the day of the meeting."]
    assert typed(response)["meeting-venue"] == "Hall"


def test_preview_continue_with_a_day_to_come_is_refused(client, draft):
    day = {"meeting-date_day": "4", "meeting-date_month": "3", "meeting-date_year": "2026"}

    response = post(client, "preview", draft, "continue", **day)

    assert errors(response) == ["This day is in the future, so the meeting cannot have minutes yet."]


def test_preview_save_with_a_day_that_is_none_keeps_it_on_the_page(client, draft):
    response = post(client, "preview", draft, "save", **{"meeting-date_day": "31", "meeting-date_month": "2"})

    assert len(errors(response)) == 1
    assert typed(response)["meeting-date_day"] == "31"


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("", "NEW", "Enter the name of the new board."),
        ("the improving lives SELECT commission", "NEW", "“the improving lives SELECT commission” is there already."),
        ("New Board", "ILSC", "ILSC is another board’s code."),
        ("New Board", "9", "Use capital letters and digits only"),
        ("New Board", "", "Enter a code for the new board"),
    ],
)
def test_preview_continue_with_a_new_board_needs_a_name_and_code_of_its_own(client, draft, name, code, message):
    new = {"meeting-board": "new", "meeting-board_name": name, "meeting-board_code": code}

    response = post(client, "preview", draft, "continue", **new)

    (error,) = errors(response)
    assert error.startswith(message)


def test_preview_continue_with_words_taken_away_asks_for_them(client, draft):
    words = field_of(draft, "resolutions", "That the service plan", "text")

    response = post(client, "preview", draft, "continue", **{words: ""})

    assert errors(response) == ["Enter the resolution’s words, or leave it out."]


def test_preview_continue_with_a_blank_added_row_leaves_it_out(client, draft):
    post(client, "preview", draft, f"add:resolutions:{draft.entries['items'][0]['id']}")

    response = post(client, "preview", draft, "continue")

    assert response["Location"] == url("actions", draft)


@pytest.mark.parametrize(
    ("written", "message"),
    [("8", "Enter paragraph numbers from 1 to 7, such as 3 or 1, 2."), ("", "Enter the paragraphs")],
)
def test_preview_continue_with_an_exempt_item_needs_its_paragraphs(client, draft, written, message):
    exempt = field_of(draft, "items", "Autism", "is_exempt")
    paragraphs = field_of(draft, "items", "Autism", "exempt_paragraphs")

    response = post(client, "preview", draft, "continue", **{exempt: "on", paragraphs: written})

    assert errors(response)[0].startswith(message)


def test_preview_takes_paragraphs_as_people_write_them(client, draft):
    paragraphs = field_of(draft, "items", "Autism", "exempt_paragraphs")

    post(client, "preview", draft, "save", **{paragraphs: "3 and 1"})

    draft.refresh_from_db()
    assert draft.entries["items"][1]["exempt_paragraphs"] == "1, 3"
    assert draft.entries["items"][1]["is_exempt"] is True


def test_preview_continue_with_findings_and_no_review_asks_for_it(client, draft):
    leave_out = field_of(draft, "reviews", "Autism", "leave_out")

    response = post(client, "preview", draft, "continue", **{leave_out: "on"})

    assert errors(response) == ["Say which review the findings are of: give its title, or add a review."]


def test_preview_runs_as_many_queries_for_many_entries_as_for_few(client, draft, django_assert_num_queries):
    for copies in (1, 3, 30):
        items = draft.entries["items"][:1] + [
            {**draft.entries["items"][1], "id": f"i{copy}", "leave_out": False} for copy in range(copies)
        ]
        minutes.save(draft, {**draft.entries, "items": items})

        with django_assert_num_queries(10):
            client.get(url("preview", draft))


# the actions


def test_actions_ticked_without_an_owner_ask_for_one(client, draft):
    response = post(client, "actions", draft, "continue")

    assert errors(response) == [
        "Choose who answers for Area for improvement 1.",
        "Choose who answers for Area for improvement 2.",
        "Choose who answers for Resolution 2.",
        "Choose who answers for Resolution 3.",
        "Choose who answers for Action.",
    ]


def test_actions_not_ticked_need_nothing(client, draft):
    data = {name: value for name, value in typed(client.get(url("actions", draft))).items() if "wanted" not in name}

    response = client.post(url("actions", draft), {**data, "do": "continue"})

    assert response["Location"] == url("check", draft)


def test_actions_saved_keep_what_was_chosen(client, draft, owner):
    (first, *_) = minutes.proposed(draft, today=TODAY)

    post(client, "actions", draft, "save", **{f"{first.id}-owner": owner.pk, f"{first.id}-title": "Publish the times"})

    draft.refresh_from_db()
    (again, *_) = minutes.proposed(draft, today=TODAY)
    assert (again.answers["owner"], again.answers["title"]) == (owner.pk, "Publish the times")


def test_actions_due_both_ways_is_refused(client, draft, owner):
    make_meeting(board=make_board(code="X1"), date=datetime.date(2026, 6, 2))
    third = minutes.proposed(draft, today=TODAY)[2]
    day = {f"{third.id}-due_on_day": "1", f"{third.id}-due_on_month": "6", f"{third.id}-due_on_year": "2026"}

    response = post(client, "actions", draft, "save", **day)

    assert errors(response) == ["Give a meeting or a day, not both."]


def test_actions_due_in_a_month_with_two_meetings_asks_which(client, draft, owner):
    for day in (5, 19):
        make_meeting(board_id=draft.entries["meeting"]["board"], board=None, date=datetime.date(2026, 5, day))
    owners = {f"{one.id}-owner": owner.pk for one in minutes.proposed(draft, today=TODAY)}

    response = post(client, "actions", draft, "continue", **owners)

    assert errors(response) == ["Choose which meeting is meant, or “No meeting”."]


# the whole way


def go_to_check(client, draft, owner):
    post(client, "preview", draft, "continue")
    owners = {f"{one.id}-owner": owner.pk for one in minutes.proposed(draft, today=TODAY)}
    return post(client, "actions", draft, "continue", **owners)


def test_confirm_makes_what_the_check_page_says_and_lists_it(client, draft, owner):
    assert go_to_check(client, draft, owner)["Location"] == url("check", draft)
    checked = client.get(url("check", draft)).context["summary"]

    response = client.post(url("check", draft), follow=True)

    assert [action.proposed.label for action in checked.actions] == [
        "Area for improvement 1",
        "Area for improvement 2",
        "Resolution 2",
        "Resolution 3",
        "Action",
    ]
    assert checked.actions[2].due == "Improving Lives Select Commission, May 2026, day not known yet"
    assert response.redirect_chain == [(url("done", draft), 302)]
    links = html.fromstring(response.content).xpath("//main//table//a/text()")
    assert links == [action.reference for action in Action.objects.all()]
    assert Meeting.objects.get(status="held").date == datetime.date(2026, 2, 3)


def test_confirm_posted_again_changes_nothing(client, draft, owner):
    go_to_check(client, draft, owner)
    client.post(url("check", draft))

    response = client.post(url("check", draft), follow=True)

    assert Action.objects.count() == 5
    assert [str(message) for message in response.context["messages"]] == [
        "This import has been confirmed already. Nothing was changed."
    ]


@pytest.mark.parametrize("step", ["preview", "actions", "check", "discard"])
def test_a_confirmed_import_leads_to_what_it_made(client, draft, step):
    minutes.confirm(draft, by=draft.started_by, now=at(), today=TODAY)

    assert client.get(url(step, draft))["Location"] == url("done", draft)
    assert client.post(url(step, draft))["Location"] == url("done", draft)
    assert MinutesImport.objects.filter(pk=draft.pk).exists()


def test_confirm_that_fails_says_why_and_leaves_nothing(client, draft, owner, monkeypatch):
    go_to_check(client, draft, owner)

    def refuse(**fields):
        raise ValidationError("The register is full.")

    monkeypatch.setattr(actions, "create", refuse)

    response = client.post(url("check", draft))

    assert errors(response) == ["Waiting times to be published every term: The register is full."]
    assert (Meeting.objects.count(), AgendaItem.objects.count(), Action.objects.count()) == (0, 0, 0)


def test_confirm_without_the_day_says_so(client, clerk, board):
    draft = minutes.start(text=TEXT.replace("Tuesday 3 February 2026", ""), origin="x", by=clerk, now=at())
    draft.entries["meeting"]["date"] = None
    minutes.save(draft, draft.entries)

    response = client.post(url("check", draft))

    assert errors(response) == ["Say on which day the meeting was held."]


def test_the_same_minutes_again_show_the_actions_they_have(client, draft, owner, clerk):
    go_to_check(client, draft, owner)
    client.post(url("check", draft))
    again = minutes.start(text=TEXT, origin="again", by=clerk, now=at())

    page = html.fromstring(client.get(url("actions", again)).content)
    check = client.get(url("check", again))

    assert len(page.xpath("//*[starts-with(normalize-space(.), 'Already has action')][self::p]")) == 5
    assert page.xpath("//input[@type='checkbox'][@checked]") == []
    assert check.context["summary"].makes_nothing is True


def test_done_of_a_draft_not_confirmed_leads_back_to_it(client, draft):
    assert client.get(url("done", draft))["Location"] == url("preview", draft)


def test_discard_asks_then_deletes(client, draft):
    assert client.get(url("discard", draft)).status_code == 200
    assert MinutesImport.objects.count() == 1

    response = client.post(url("discard", draft))

    assert response["Location"] == reverse("minutes:import")
    assert MinutesImport.objects.count() == 0


# who may


@pytest.mark.parametrize("step", ["preview", "actions", "check", "done", "discard"])
def test_a_draft_of_another_clerk_is_not_found(client, draft, step):
    client.force_login(make_clerk())

    assert client.get(url(step, draft)).status_code == 404
    assert client.post(url(step, draft)).status_code == 404


@pytest.mark.parametrize("step", ["preview", "actions", "check", "done", "discard"])
@pytest.mark.parametrize("role", ["member", "officer", "chair", "viewer", "admin", "superuser"])
def test_importing_is_for_clerks(client, cast, role, step):
    draft = minutes.start(text=TEXT, origin="x", by=cast.clerk, now=at())
    client.force_login(getattr(cast, role))

    for address in (url(step, draft), reverse("minutes:import")):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403


def test_importing_needs_a_sign_in(client, draft):
    client.logout()

    for address in (url("preview", draft), reverse("minutes:import")):
        assert client.get(address)["Location"] == f"{reverse('account_login')}?next={address}"


def test_an_exempt_item_is_imported_exempt(client, draft, owner):
    exempt = field_of(draft, "items", "Autism", "is_exempt")
    paragraphs = field_of(draft, "items", "Autism", "exempt_paragraphs")
    post(client, "preview", draft, "save", **{exempt: "on", paragraphs: "3"})
    go_to_check(client, draft, owner)

    client.post(url("check", draft))

    assert AgendaItem.objects.get(number="5").exempt_paragraphs == "3"
    assert Action.objects.with_exempt().filter(exempt=True).count() == 5
    assert Resolution.objects.count() == 4
