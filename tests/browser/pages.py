"""The pages and forms that the browser's tests go through: the sweep's table of addresses, as a browser sees it."""

from django.urls import reverse

from tests.addresses import addresses, arguments
from tests.scene import NOBODY

# one of each kind; whoever is not named sees the pages of one of these, or fewer
ROLES = ["clerk", "officer", "member", "admin", "viewer", NOBODY]

# answers that are no page: data, and files to save
NO_PAGES = (
    "/healthz",
    "/meetings/documents/",
    "/resolutions/export/",
    "/actions/export/",
    "/actions/evidence/",
    "/admin/jsi18n/",
    "/admin/autocomplete/",
)
NO_PAGES_END = ("/document/", "/file/", "/sample/", "/export/", "/word/", "/excel/", "/json/", "/evidence/")
DJANGOS_ADMIN = "/admin/"
# what has pages or tables of its own there, and one of the many that are read-only
ADMIN_SECTIONS = (
    "/admin/people/board/",
    "/admin/people/owner/",
    "/admin/people/user/",
    "/admin/actions/action/",
)

# address, what of the scene it names, and who fills the form in. Sent empty, each comes back with errors.
FORMS = [
    ("account_login", "", NOBODY),
    ("account_reset_password", "", NOBODY),
    ("personal:erase", "viewer.pk", "admin"),
    ("account_change_password", "", "viewer"),
    ("account_reauthenticate", "", "viewer"),
    ("mfa_activate_totp", "", "viewer"),
    ("mfa_reauthenticate", "", "officer"),
    ("mfa_edit_webauthn", "passkey.pk", "officer"),
    ("meetings:plan", "", "clerk"),
    ("meetings:set_day", "next.pk", "clerk"),
    ("meetings:cancel", "next.pk", "clerk"),
    ("meetings:confirm_minutes", "past.pk", "clerk"),
    ("work:add", "lives.code", "clerk"),
    ("work:edit", "work_item.pk", "clerk"),
    ("work:move", "work_item.pk", "clerk"),
    ("work:take", "work_item.pk", "clerk"),
    ("work:drop", "work_item.pk", "clerk"),
    ("packs:word_template", "", "clerk"),
    ("meetings:publish_pack", "published.pk", "clerk"),
    ("resolutions:circulate", "resolution.pk", "clerk"),
    ("resolutions:recommend", "resolution.pk", "clerk"),
    ("resolutions:request_report", "resolution.pk", "clerk"),
    ("resolutions:refer", "resolution.pk", "clerk"),
    ("resolutions:respond", "recommendation.pk", "clerk"),
    ("resolutions:answer_referral", "referral.pk", "clerk"),
    ("resolutions:take_report", "report.pk", "clerk"),
    ("resolutions:hand_over", "sent_to.pk", "clerk"),
    ("minutes:import", "", "clerk"),
    ("minutes:preview", "draft.pk", "clerk"),
    ("minutes:actions", "draft.pk", "clerk"),
    ("actions:paste", "", "clerk"),
    ("actions:edit", "action.slug", "clerk"),
    ("actions:make_for_resolution", "resolution.pk", "clerk"),
    ("actions:make_for_finding", "area.pk", "clerk"),
    ("actions:add_update", "quiet.slug", "officer"),
    ("actions:propose", "quiet.slug", "officer"),
    ("exempt:mark", "'actions action.pk", "clerk"),
    ("reviews:edit", "review.slug", "clerk"),
    ("reviews:enter", "", "clerk"),
    ("reviews:add_findings", "review.slug", "clerk"),
    ("reviews:add_letter", "review.slug", "clerk"),
    ("reviews:edit_plan", "plan.pk", "clerk"),
    ("reviews:add_approval", "plan.pk", "clerk"),
    ("reviews:add_actions", "plan.pk", "clerk"),
]

EMPTY = """form => {
    for (const field of form.elements) {
        if (field.type === "radio") field.checked = false
        else if (!["checkbox", "hidden", "submit"].includes(field.type)) field.value = ""
    }
}"""


def pages(scene, role):
    """The addresses of the tracker's own pages that a role may open."""
    return [address for address in _pages(scene, role) if not address.startswith(DJANGOS_ADMIN)]


def admin_pages(scene):
    """The addresses of Django admin's pages that an administrator may open, of each kind one."""
    found = [address for address in _pages(scene, "admin") if address.startswith(ADMIN_SECTIONS)]
    return [DJANGOS_ADMIN, *(address for address in found if "?" not in address)]


def _pages(scene, role):
    for address, get, _ in addresses(scene):
        path = address.partition("?")[0]
        no_page = path.startswith(NO_PAGES) or path.endswith(NO_PAGES_END)
        if role in get.get(200, ()) and not no_page:
            yield address


def visit(page, address):
    """Open a page with all that is folded away on it, and make sure that it is the one that was asked for."""
    page.goto(address)
    assert page.url.endswith(address)
    unfold(page)


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


def form_address(scene, name, of):
    return reverse(name, args=arguments(scene, of))


def send_empty(page):
    """Empty the page's form, its boxes to tick left as they are, and send it with its first button."""
    form = page.locator("main form[method=post]").first
    form.evaluate(EMPTY)
    follow(form.locator("button"))


def follow(links_or_buttons):
    """Click the first of them, and wait for the whole of the page it leads to."""
    with links_or_buttons.page.expect_navigation():
        links_or_buttons.first.click()
