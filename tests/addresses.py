"""Who gets which answer from every address: the table that tests/test_sweep.py holds the tracker to."""

from operator import attrgetter

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, get_resolver, reverse

from people.admin.access import ReadOnlyAdmin
from tests.builders import standing
from tests.cast import EXEMPT_WORDS
from tests.scene import NOBODY

CLERKS = {"clerk", "other_clerk"}
OWNERS = {"officer", "deputy"}
ADMINS = {"admin", "superuser"}
SEE_EXEMPT = CLERKS | OWNERS | {"member", "chair"}
VIEWER = {"viewer"}
ALL = SEE_EXEMPT | ADMINS | VIEWER | {"health_member", "co_optee"}
UPDATERS = CLERKS | OWNERS
# members of the board who see exempt matter; an owner sees what is exempt of theirs on the actions' pages
READ_FULL_PACKS = CLERKS | {"member", "chair"}
OUTSIDERS = ALL - SEE_EXEMPT
# an exempt review is its board's and the clerks', not for whoever answers for an action of it
NO_AUDIT = OUTSIDERS | OWNERS
EXPORTERS = SEE_EXEMPT | {"health_member", "co_optee"}


def only(who, status=200, *, hidden_from=frozenset()):
    """`status` for some, 404 for those it does not exist for, 403 for the rest."""
    return {status: who, 404: hidden_from - who, 403: ALL - who - hidden_from}


SOUGHT = EXEMPT_WORDS.split()[0]
AUTOCOMPLETE = "app_label=people&model_name=membership&field_name=user&term=a"

READ = {200: ALL}
NEVER = {405: ALL}
PUBLIC = {200: ALL | {NOBODY}}
PUBLIC_NEVER = {405: ALL | {NOBODY}}
AWAY = {302: ALL}
PLANNED = {200: ALL - VIEWER, 404: VIEWER}
EXEMPT = {200: SEE_EXEMPT, 404: OUTSIDERS}
OWN_DRAFT = {"hidden_from": {"other_clerk"}}
BOARD = {"member", "chair", "co_optee"}
ASKER = {"member"}
# who reads a member's question: by its reach, and where it is on something exempt
NOTE, TO_CHAIR, ENQUIRY = ({"hidden_from": ALL - who} for who in (ASKER, ASKER | {"chair"}, BOARD))
SUBMITTED = {"hidden_from": ALL - CLERKS - OWNERS - BOARD}
HIDDEN = {"hidden_from": OUTSIDERS}
# who has an authenticator app and a passkey, which do not exist for anybody else
WITH_APP = {"officer"}
OWN_APP = {"hidden_from": ALL}

# the exempt resolutions are for their board's members; who only answers for an action of theirs reads that
OF_BOARD = CLERKS | {"member", "chair"}
NOT_OF_BOARD = ALL - OF_BOARD
EXEMPT_RESOLVED = {200: OF_BOARD, 404: NOT_OF_BOARD}
OF_OFFICE = {"hidden_from": ALL}
SENT_TO = {"member", "chair", "co_optee"}
GONE = {410: ALL | {NOBODY}}

# name, what of the scene it names (apart by spaces), then who gets which answer to GET and to POST.
# Somebody not signed in is sent to the sign-in page, unless they are named here.
PAGES = [
    ("home", "", READ, NEVER),
    ("healthz", "", PUBLIC, PUBLIC_NEVER),
    ("account_login", "", {302: ALL, 200: {NOBODY}}, {302: ALL, 200: {NOBODY}}),
    ("account_logout", "", {200: ALL, 302: {NOBODY}}, {302: ALL | {NOBODY}}),
    ("account_inactive", "", PUBLIC, PUBLIC_NEVER),
    ("account", "", READ, NEVER),
    ("account_reauthenticate", "", READ, READ),
    ("account_change_password", "", READ, READ),
    ("account_set_password", "", AWAY, AWAY),
    ("account_reset_password", "", PUBLIC, PUBLIC),
    ("account_reset_password_done", "", PUBLIC, PUBLIC_NEVER),
    ("account_reset_password_from_key", "key", PUBLIC, PUBLIC),
    ("account_reset_password_from_key_done", "", PUBLIC, PUBLIC_NEVER),
    ("mfa_authenticate", "", AWAY, AWAY),
    ("mfa_reauthenticate", "", {200: WITH_APP, 302: ALL - WITH_APP}, {200: WITH_APP, 302: ALL - WITH_APP}),
    ("mfa_activate_totp", "", READ, READ),
    ("mfa_deactivate_totp", "", only(WITH_APP, **OWN_APP), only(WITH_APP, 302, **OWN_APP)),
    ("mfa_view_recovery_codes", "", only(WITH_APP, **OWN_APP), NEVER),
    ("mfa_generate_recovery_codes", "", only(WITH_APP, **OWN_APP), only(WITH_APP, 302, **OWN_APP)),
    ("mfa_download_recovery_codes", "", NEVER, {400: ALL}),
    ("mfa_login_webauthn", "", AWAY, AWAY),
    ("mfa_reauthenticate_webauthn", "", {200: WITH_APP, 302: ALL - WITH_APP}, AWAY),
    ("mfa_add_webauthn", "", {200: WITH_APP, 302: ALL - WITH_APP}, {200: WITH_APP, 302: ALL - WITH_APP}),
    ("mfa_edit_webauthn", "passkey.pk", only(WITH_APP, **OWN_APP), only(WITH_APP, **OWN_APP)),
    ("mfa_remove_webauthn", "passkey.pk", only(WITH_APP, **OWN_APP), only(WITH_APP, 302, **OWN_APP)),
    ("sessions", "", READ, NEVER),
    ("end_session", "session.pk", NEVER, AWAY),
    ("end_other_sessions", "", NEVER, AWAY),
    # it leads to the door
    ("sign_out_everywhere", "", NEVER, {}),
    ("disconnect_sign_on", "", NEVER, AWAY),
    ("personal:own", "", READ, NEVER),
    ("personal:download_own", "", NEVER, READ),
    ("personal:person", "viewer.pk", only(ADMINS), only(ADMINS, 405)),
    ("personal:download", "viewer.pk", only(ADMINS, 405), only(ADMINS)),
    ("personal:erase", "viewer.pk", only(ADMINS), only(ADMINS)),
    ("personal:erase", "officer.pk", only(ADMINS), only(ADMINS)),
    ("sign_on", "", PUBLIC_NEVER, {404: ALL | {NOBODY}}),
    ("openid_connect_callback", "'sso", {404: ALL | {NOBODY}}, PUBLIC_NEVER),
    ("admin:login", "", {302: ADMINS, 403: ALL - ADMINS}, {200: ADMINS, 403: ALL - ADMINS}),
    ("admin:logout", "", {405: ADMINS, 302: ALL - ADMINS}, {200: ADMINS, 302: ALL - ADMINS}),
    ("meetings:list", "", READ, NEVER),
    ("meetings:plan", "", only(CLERKS), only(CLERKS)),
    ("meetings:detail", "past.pk", READ, NEVER),
    ("meetings:detail", "next.pk", PLANNED, NEVER),
    ("meetings:pack", "past.pk", READ, NEVER),
    ("meetings:pack", "next.pk", PLANNED, NEVER),
    ("meetings:pack", "published.pk", READ, NEVER),
    ("meetings:pack", "withdrawn.pk", PLANNED, NEVER),
    ("meetings:pack_draft", "next.pk", only(CLERKS | OWNERS, hidden_from=VIEWER), NEVER),
    ("meetings:pack_draft", "published.pk", only(CLERKS | OWNERS), NEVER),
    ("meetings:publish_pack", "next.pk", only(CLERKS, hidden_from=VIEWER), only(CLERKS, hidden_from=VIEWER)),
    ("meetings:publish_pack", "published.pk", only(CLERKS), only(CLERKS)),
    ("meetings:publish_pack", "past.pk", only(CLERKS), only(CLERKS)),
    ("meetings:pack_version", "published.pk pack.version", READ, NEVER),
    ("meetings:pack_version", "withdrawn.pk withdrawn_pack.version", PLANNED, NEVER),
    *(
        ("meetings:pack_file", f"published.pk pack.version 'public '{form}", READ, NEVER)
        for form in ("json", "word", "excel")
    ),
    *(
        ("meetings:pack_file", f"published.pk pack.version 'full '{form}", only(READ_FULL_PACKS), NEVER)
        for form in ("json", "word", "excel")
    ),
    (
        "meetings:pack_file",
        "withdrawn.pk withdrawn_pack.version 'public 'json",
        only(CLERKS, hidden_from=ALL - CLERKS),
        NEVER,
    ),
    ("meetings:set_day", "past.pk", only(CLERKS), only(CLERKS)),
    ("meetings:set_day", "next.pk", only(CLERKS, hidden_from=VIEWER), only(CLERKS, hidden_from=VIEWER)),
    ("meetings:hold", "past.pk", only(CLERKS, 405), only(CLERKS, 302)),
    ("meetings:hold", "next.pk", only(CLERKS, 405, hidden_from=VIEWER), only(CLERKS, 302, hidden_from=VIEWER)),
    ("meetings:cancel", "past.pk", only(CLERKS), only(CLERKS)),
    ("meetings:cancel", "next.pk", only(CLERKS, hidden_from=VIEWER), only(CLERKS, hidden_from=VIEWER)),
    ("meetings:confirm_minutes", "past.pk", only(CLERKS), only(CLERKS)),
    ("meetings:confirm_minutes", "next.pk", only(CLERKS, hidden_from=VIEWER), only(CLERKS, hidden_from=VIEWER)),
    ("meetings:decide", "past.pk", only(CLERKS), only(CLERKS, 302)),
    ("meetings:decide", "next.pk", only(CLERKS, hidden_from=VIEWER), only(CLERKS, 302, hidden_from=VIEWER)),
    ("meetings:correct_outcome", "past.pk outcome.pk", only(CLERKS), only(CLERKS)),
    (
        "meetings:correct_outcome",
        "past.pk exempt_outcome.pk",
        only(CLERKS, hidden_from=OUTSIDERS),
        only(CLERKS, hidden_from=OUTSIDERS),
    ),
    (
        "meetings:correct_outcome",
        "past.pk outcome_exempt_itself.pk",
        only(CLERKS, hidden_from=OUTSIDERS),
        only(CLERKS, hidden_from=OUTSIDERS),
    ),
    *(
        ("exempt:mark", f"'{kind} {row}", only(CLERKS, hidden_from=away), only(CLERKS, hidden_from=away))
        for kind, row, away in (
            ("items", "item.pk", set()),
            ("items", "exempt_item.pk", NOT_OF_BOARD),
            ("documents", "circulation.version_id", set()),
            ("documents", "hidden_circulation.version_id", NOT_OF_BOARD),
            ("documents", "exempt_circulation.version_id", NOT_OF_BOARD),
            ("reviews", "review.pk", set()),
            ("reviews", "audit.pk", NO_AUDIT),
            ("findings", "area.pk", set()),
            ("findings", "exempt_finding.pk", NO_AUDIT),
            ("findings", "hidden_finding.pk", NO_AUDIT),
            ("actions", "action.pk", set()),
            ("actions", "exempt_action.pk", OUTSIDERS),
            ("updates", "shown_update.pk", set()),
            ("updates", "exempt_update.pk", OUTSIDERS),
        )
    ),
    ("rounds:mine", "next.pk", PLANNED, only(OWNERS, 302, hidden_from=VIEWER)),
    ("rounds:mine", "past.pk", READ, only(OWNERS, 302)),
    (
        "rounds:mine_no_change",
        "next.pk",
        only(OWNERS, hidden_from=VIEWER),
        only(OWNERS, 302, hidden_from=VIEWER),
    ),
    ("rounds:list", "", only(CLERKS | OWNERS), only(CLERKS | OWNERS, 405)),
    ("rounds:chase", "next.pk", only(CLERKS, hidden_from=VIEWER), only(CLERKS, 405, hidden_from=VIEWER)),
    ("rounds:chase", "past.pk", only(CLERKS), only(CLERKS, 405)),
    ("rounds:open", "next.pk", only(CLERKS, 405, hidden_from=VIEWER), only(CLERKS, 302, hidden_from=VIEWER)),
    ("rounds:remind", "next.pk", only(CLERKS, 405, hidden_from=VIEWER), only(CLERKS, 302, hidden_from=VIEWER)),
    ("rounds:ask", "next.pk", only(CLERKS, hidden_from=VIEWER), only(CLERKS, hidden_from=VIEWER)),
    ("rounds:reason", "next.pk quiet.slug", only(CLERKS, hidden_from=VIEWER), only(CLERKS, hidden_from=VIEWER)),
    (
        "rounds:reason",
        "next.pk exempt_action.slug",
        only(CLERKS, hidden_from=OUTSIDERS),
        only(CLERKS, hidden_from=OUTSIDERS),
    ),
    ("rounds:clear", "next.pk", only(CLERKS, hidden_from=VIEWER), only(CLERKS, 302, hidden_from=VIEWER)),
    ("rounds:send_back", "shown_update.pk", only(CLERKS), only(CLERKS)),
    ("rounds:send_back", "exempt_update.pk", only(CLERKS, hidden_from=OUTSIDERS), only(CLERKS, hidden_from=OUTSIDERS)),
    ("rounds:outbox", "", only(CLERKS), only(CLERKS, 405)),
    ("rounds:message", "message.pk", only(CLERKS), only(CLERKS, 405)),
    ("rounds:send_again", "message.pk", only(CLERKS, 405), only(CLERKS, 302)),
    ("rounds:release", "message.pk", only(CLERKS, 405), only(CLERKS, 302)),
    ("rounds:hold_back", "message.pk", only(CLERKS), only(CLERKS)),
    ("reviews:list", "", READ, NEVER),
    ("reviews:enter", "", only(CLERKS), only(CLERKS)),
    ("reviews:detail", "review.slug", READ, NEVER),
    ("reviews:detail", "old_review.slug", READ, NEVER),
    ("reviews:detail", "audit.slug", {200: ALL - NO_AUDIT, 404: NO_AUDIT}, NEVER),
    ("reviews:letter", "review.slug letter.number", READ, NEVER),
    ("reviews:letter", "audit.slug exempt_letter.number", {200: ALL - NO_AUDIT, 404: NO_AUDIT}, NEVER),
    ("reviews:evidence", "review.slug", only(EXPORTERS), only(EXPORTERS, 405)),
    (
        "reviews:evidence",
        "audit.slug",
        only(EXPORTERS - NO_AUDIT, hidden_from=NO_AUDIT),
        only(EXPORTERS - NO_AUDIT, 405, hidden_from=NO_AUDIT),
    ),
    ("reviews:plan", "plan.pk", READ, NEVER),
    ("reviews:plan_as_at", "plan.pk", READ, NEVER),
    ("reviews:plan_as_at", "audit_plan.pk", {200: ALL - NO_AUDIT, 404: NO_AUDIT}, NEVER),
    ("reviews:plan", "audit_plan.pk", {200: ALL - NO_AUDIT, 404: NO_AUDIT}, NEVER),
    *(
        row
        for name in ("edit", "themes", "add_findings", "add_letter", "add_plan", "supersede")
        for row in (
            (f"reviews:{name}", "review.slug", only(CLERKS), only(CLERKS)),
            (f"reviews:{name}", "audit.slug", only(CLERKS, hidden_from=NO_AUDIT), only(CLERKS, hidden_from=NO_AUDIT)),
        )
    ),
    ("reviews:correct_finding", "review.slug area.pk", only(CLERKS), only(CLERKS)),
    (
        "reviews:correct_finding",
        "audit.slug audit_finding.pk",
        only(CLERKS, hidden_from=NO_AUDIT),
        only(CLERKS, hidden_from=NO_AUDIT),
    ),
    *(
        row
        for name in ("edit_plan", "add_actions", "add_approval")
        for row in (
            (f"reviews:{name}", "plan.pk", only(CLERKS), only(CLERKS)),
            (
                f"reviews:{name}",
                "audit_plan.pk",
                only(CLERKS, hidden_from=NO_AUDIT),
                only(CLERKS, hidden_from=NO_AUDIT),
            ),
        )
    ),
    ("reviews:edit_approval", "plan.pk approval.pk", only(CLERKS), only(CLERKS)),
    (
        "reviews:edit_approval",
        "audit_plan.pk exempt_approval.pk",
        only(CLERKS, hidden_from=NO_AUDIT),
        only(CLERKS, hidden_from=NO_AUDIT),
    ),
    ("reviews:remove_approval", "plan.pk approval.pk", only(CLERKS, 405), only(CLERKS, 302)),
    (
        "reviews:remove_approval",
        "audit_plan.pk exempt_approval.pk",
        only(CLERKS, 405, hidden_from=NO_AUDIT),
        only(CLERKS, 302, hidden_from=NO_AUDIT),
    ),
    ("reviews:take_out_action", "plan.pk action.slug", only(CLERKS, 405), only(CLERKS, 302)),
    (
        "reviews:take_out_action",
        "audit_plan.pk mended.slug",
        only(CLERKS, 405, hidden_from=NO_AUDIT),
        only(CLERKS, 302, hidden_from=NO_AUDIT),
    ),
    ("reports:half_year", "", only(EXPORTERS), only(EXPORTERS, 405)),
    ("reports:half_year_word", "", only(EXPORTERS), only(EXPORTERS, 405)),
    ("reports:half_year_excel", "", only(EXPORTERS), only(EXPORTERS, 405)),
    ("turnover:list", "", only(CLERKS), only(CLERKS, 405)),
    ("turnover:hand_over", "owner.pk", only(CLERKS), only(CLERKS)),
    ("turnover:hand_on", "lives.pk", only(CLERKS), only(CLERKS)),
    ("work:list", "", READ, NEVER),
    ("work:board", "lives.code", READ, NEVER),
    ("work:slipped", "lives.code", READ, NEVER),
    ("work:past", "lives.code", READ, NEVER),
    ("work:export", "lives.code", READ, NEVER),
    ("work:word", "lives.code", READ, NEVER),
    ("work:add", "lives.code", only(CLERKS), only(CLERKS)),
    ("work:hand_on", "lives.code", only(CLERKS), only(CLERKS)),
    *(
        (f"work:{act}", of, only(CLERKS, hidden_from=hidden), only(CLERKS, hidden_from=hidden))
        for act in ("edit", "move", "take", "drop")
        for of, hidden in (("work_item.pk", frozenset()), ("exempt_work_item.pk", OUTSIDERS))
    ),
    *(
        (f"work:{act}", of, only(CLERKS, 405, hidden_from=hidden), only(CLERKS, status, hidden_from=hidden))
        for act, status in (("reorder", 200), ("put_back", 302))
        for of, hidden in (("work_item.pk", frozenset()), ("exempt_work_item.pk", OUTSIDERS))
    ),
    ("work:take_all", "past.pk", only(CLERKS, 405), only(CLERKS, 302)),
    ("work:take_all", "next.pk", only(CLERKS, 405, hidden_from=VIEWER), only(CLERKS, 302, hidden_from=VIEWER)),
    ("minutes:import", "", only(CLERKS), only(CLERKS)),
    ("minutes:preview", "draft.pk", only({"clerk"}, **OWN_DRAFT), only({"clerk"}, **OWN_DRAFT)),
    ("minutes:links", "draft.pk", only({"clerk"}, **OWN_DRAFT), only({"clerk"}, 302, **OWN_DRAFT)),
    ("minutes:actions", "draft.pk", only({"clerk"}, **OWN_DRAFT), only({"clerk"}, 302, **OWN_DRAFT)),
    ("minutes:check", "draft.pk", only({"clerk"}, **OWN_DRAFT), only({"clerk"}, **OWN_DRAFT)),
    ("minutes:done", "draft.pk", only({"clerk"}, 302, **OWN_DRAFT), only({"clerk"}, 302, **OWN_DRAFT)),
    ("minutes:discard", "draft.pk", only({"clerk"}, **OWN_DRAFT), only({"clerk"}, 302, **OWN_DRAFT)),
    ("packs:word_template", "", only(CLERKS), only(CLERKS)),
    ("packs:word_template_file", "word_template.version", only(CLERKS), only(CLERKS, 405)),
    ("packs:word_template_sample", "word_template.version", only(CLERKS), only(CLERKS, 405)),
    ("packs:choose_default_template", "", only(CLERKS, 405), only(CLERKS, 302)),
    ("packs:choose_template_again", "word_template.version", only(CLERKS, 405), only(CLERKS, 302)),
    ("meetings:document", "circulation.version_id", READ, NEVER),
    ("meetings:document", "hidden_circulation.version_id", EXEMPT_RESOLVED, NEVER),
    ("meetings:document", "exempt_circulation.version_id", EXEMPT_RESOLVED, NEVER),
    ("meetings:remove_document", "circulation.version_id", only(CLERKS), only(CLERKS)),
    (
        "meetings:remove_document",
        "exempt_circulation.version_id",
        only(CLERKS, hidden_from=NOT_OF_BOARD),
        only(CLERKS, hidden_from=NOT_OF_BOARD),
    ),
    ("resolutions:list", "", READ, NEVER),
    ("resolutions:export", "", READ, NEVER),
    ("resolutions:responses", "", READ, NEVER),
    ("resolutions:detail", "resolution.pk", READ, NEVER),
    ("resolutions:detail", "exempt_resolution.pk", EXEMPT_RESOLVED, NEVER),
    ("resolutions:detail", "circulation.resolution_id", READ, NEVER),
    ("resolutions:detail", "hidden_circulation.resolution_id", READ, NEVER),
    ("resolutions:detail", "exempt_circulation.resolution_id", EXEMPT_RESOLVED, NEVER),
    ("resolutions:detail", "recommendation.resolution_id", READ, NEVER),
    ("resolutions:detail", "exempt_recommendation.resolution_id", EXEMPT_RESOLVED, NEVER),
    ("resolutions:detail", "referral.resolution_id", READ, NEVER),
    ("resolutions:detail", "exempt_referral.resolution_id", EXEMPT_RESOLVED, NEVER),
    *(
        (f"resolutions:{page}", of, only(CLERKS, hidden_from=hidden), only(CLERKS, hidden_from=hidden))
        for page, shown, exempt in (
            ("describe", "resolution.pk", "exempt_resolution.pk"),
            ("circulate", "resolution.pk", "exempt_resolution.pk"),
            ("recommend", "resolution.pk", "exempt_resolution.pk"),
            ("request_report", "resolution.pk", "exempt_resolution.pk"),
            ("refer", "resolution.pk", "exempt_resolution.pk"),
            ("respond", "recommendation.pk", "exempt_recommendation.pk"),
            ("report_response", "response.pk", "exempt_response.pk"),
            ("take_report", "report.pk", "exempt_report.pk"),
            ("answer_referral", "referral.pk", "exempt_referral.pk"),
            ("hand_over", "sent_to.pk", "exempt_sent_to.pk"),
            ("take_back", "'recommendations recommendation.pk", "'recommendations exempt_recommendation.pk"),
            ("take_back", "'circulations circulation.pk", "'circulations exempt_circulation.pk"),
            ("take_back", "'referrals referral.pk", "'referrals exempt_referral.pk"),
        )
        for of, hidden in ((shown, frozenset()), (exempt, NOT_OF_BOARD))
    ),
    *(
        (f"resolutions:{page}", of, only(CLERKS, 405, hidden_from=hidden), only(CLERKS, 302, hidden_from=hidden))
        for page in ("send_again", "record_opened")
        for of, hidden in (("sent_to.pk", frozenset()), ("exempt_sent_to.pk", NOT_OF_BOARD))
    ),
    ("resolutions:circulation", "circulation.pk", READ, NEVER),
    ("resolutions:circulation", "hidden_circulation.pk", EXEMPT_RESOLVED, {405: OF_BOARD, 404: NOT_OF_BOARD}),
    ("resolutions:circulation", "exempt_circulation.pk", EXEMPT_RESOLVED, {405: OF_BOARD, 404: NOT_OF_BOARD}),
    *(
        (f"resolutions:{page}", f"{of}.pk", only(CLERKS, **OF_OFFICE), only(CLERKS, **OF_OFFICE))
        for page in ("check_circulation", "send_circulation")
        for of in ("prepared", "exempt_prepared")
    ),
    *(
        ("resolutions:discard_circulation", of, only(CLERKS, 405, **OF_OFFICE), only(CLERKS, 302, **OF_OFFICE))
        for of in ("prepared.pk", "exempt_prepared.pk")
    ),
    (
        "resolutions:opened",
        "circulation.pk",
        {405: SENT_TO, 404: ALL - SENT_TO},
        {302: SENT_TO, 404: ALL - SENT_TO},
    ),
    (
        "resolutions:opened",
        "exempt_circulation.pk",
        {405: {"member", "chair"}, 404: ALL - {"member", "chair"}},
        {302: {"member", "chair"}, 404: ALL - {"member", "chair"}},
    ),
    ("circulated:open", "token", PUBLIC, {302: ALL | {NOBODY}}),
    ("circulated:open", "exempt_token", GONE, GONE),
    ("circulated:open", "hidden_token", GONE, GONE),
    ("circulated:document", "token", PUBLIC, PUBLIC_NEVER),
    ("circulated:document", "exempt_token", GONE, GONE),
    ("circulated:document", "hidden_token", GONE, GONE),
    ("actions:list", "", READ, NEVER),
    ("actions:export", "", READ, NEVER),
    ("actions:gaps", "", only(CLERKS), only(CLERKS, 405)),
    ("actions:paste", "", only(CLERKS), only(CLERKS)),
    ("actions:detail", "action.slug", READ, NEVER),
    ("actions:detail", "quiet.slug", READ, NEVER),
    ("actions:detail", "exempt_action.slug", EXEMPT, NEVER),
    ("actions:as_at", "quiet.slug", READ, NEVER),
    ("actions:as_at", "exempt_action.slug", EXEMPT, NEVER),
    ("actions:add_update", "action.slug", only(UPDATERS), only(UPDATERS)),
    ("actions:add_update", "quiet.slug", only(UPDATERS), only(UPDATERS)),
    (
        "actions:add_update",
        "exempt_action.slug",
        only(UPDATERS, hidden_from=OUTSIDERS),
        only(UPDATERS, hidden_from=OUTSIDERS),
    ),
    ("actions:add_no_change", "quiet.slug", only(UPDATERS, 405), only(UPDATERS, 302)),
    (
        "actions:add_no_change",
        "exempt_action.slug",
        only(UPDATERS, 405, hidden_from=OUTSIDERS),
        only(UPDATERS, 302, hidden_from=OUTSIDERS),
    ),
    ("actions:propose", "quiet.slug", only(UPDATERS), only(UPDATERS)),
    (
        "actions:propose",
        "exempt_action.slug",
        only(UPDATERS, hidden_from=OUTSIDERS),
        only(UPDATERS, hidden_from=OUTSIDERS),
    ),
    ("actions:take_back", "action.slug", only(OWNERS, 405), only(OWNERS, 302)),
    ("actions:take_back", "quiet.slug", {404: ALL}, {404: ALL}),
    (
        "actions:take_back",
        "exempt_action.slug",
        only(OWNERS, 405, hidden_from=OUTSIDERS),
        only(OWNERS, 302, hidden_from=OUTSIDERS),
    ),
    ("actions:edit", "action.slug", only(CLERKS), only(CLERKS)),
    ("actions:edit", "exempt_action.slug", only(CLERKS, hidden_from=OUTSIDERS), only(CLERKS, hidden_from=OUTSIDERS)),
    ("actions:evidence", "evidence.pk", READ, NEVER),
    ("actions:evidence", "exempt_evidence.pk", EXEMPT, NEVER),
    (
        "actions:remove_evidence",
        "evidence.pk",
        only(CLERKS | {"officer"}),
        only(CLERKS | {"officer"}),
    ),
    (
        "actions:remove_evidence",
        "exempt_evidence.pk",
        only(CLERKS | {"officer"}, hidden_from=OUTSIDERS),
        only(CLERKS | {"officer"}, hidden_from=OUTSIDERS),
    ),
    ("actions:make_for_resolution", "resolution.pk", only(CLERKS), only(CLERKS)),
    (
        "actions:make_for_resolution",
        "exempt_resolution.pk",
        only(CLERKS, hidden_from=OUTSIDERS | OWNERS),
        only(CLERKS, hidden_from=OUTSIDERS | OWNERS),
    ),
    ("actions:make_for_finding", "area.pk", only(CLERKS), only(CLERKS)),
    (
        "actions:make_for_finding",
        "exempt_finding.pk",
        only(CLERKS, hidden_from=OUTSIDERS | OWNERS),
        only(CLERKS, hidden_from=OUTSIDERS | OWNERS),
    ),
    ("actions:detail", "undertaken.slug", EXEMPT, NEVER),
    ("questions:list", "", READ, NEVER),
    ("questions:ask", "", {404: ALL}, {404: ALL}),
    ("questions:enter", "", {404: ALL}, {404: ALL}),
    ("questions:detail", "note.pk", only(ASKER, **NOTE), only(ASKER, 405, **NOTE)),
    ("questions:detail", "to_chair.pk", only(ASKER | {"chair"}, **TO_CHAIR), only(ASKER | {"chair"}, 405, **TO_CHAIR)),
    ("questions:detail", "enquiry.pk", only(BOARD, **ENQUIRY), only(BOARD, 405, **ENQUIRY)),
    (
        "questions:detail",
        "question.pk",
        only(CLERKS | OWNERS | BOARD, **SUBMITTED),
        only(CLERKS | OWNERS | BOARD, 405, **SUBMITTED),
    ),
    ("questions:detail", "exempt_question.pk", EXEMPT, {405: SEE_EXEMPT, 404: OUTSIDERS}),
    ("questions:edit", "note.pk", only(ASKER, **NOTE), only(ASKER, **NOTE)),
    ("questions:edit", "to_chair.pk", only(ASKER, **TO_CHAIR), only(ASKER, **TO_CHAIR)),
    ("questions:edit", "question.pk", only(set(), **SUBMITTED), only(set(), **SUBMITTED)),
    ("questions:share", "note.pk", only(ASKER, 405, **NOTE), only(ASKER, 302, **NOTE)),
    ("questions:share", "enquiry.pk", only(ASKER, 405, **ENQUIRY), only(ASKER, 302, **ENQUIRY)),
    ("questions:discard", "note.pk", only(ASKER, **NOTE), only(ASKER, 302, **NOTE)),
    ("questions:discard", "enquiry.pk", only(set(), **ENQUIRY), only(set(), **ENQUIRY)),
    ("questions:withdraw", "question.pk", only(CLERKS | ASKER, **SUBMITTED), {302: ASKER} | only(CLERKS, **SUBMITTED)),
    ("questions:withdraw", "exempt_question.pk", only(CLERKS | ASKER, **HIDDEN), {302: ASKER} | only(CLERKS, **HIDDEN)),
    ("questions:answer", "question.pk", only(CLERKS | OWNERS, **SUBMITTED), only(CLERKS | OWNERS, **SUBMITTED)),
    ("questions:answer", "exempt_question.pk", only(CLERKS | OWNERS, **HIDDEN), only(CLERKS | OWNERS, **HIDDEN)),
    ("questions:answer", "note.pk", only(set(), **NOTE), only(set(), **NOTE)),
    ("questions:make_action", "answer.pk", only(CLERKS, **SUBMITTED), only(CLERKS, **SUBMITTED)),
    ("questions:make_action", "exempt_answer.pk", only(CLERKS, **HIDDEN), only(CLERKS, **HIDDEN)),
    (
        "questions:enquiry",
        "next.pk",
        only(CLERKS | BOARD, hidden_from=VIEWER),
        only(CLERKS | BOARD, 405, hidden_from=VIEWER),
    ),
    ("questions:enquiry", "past.pk", only(CLERKS | BOARD), only(CLERKS | BOARD, 405)),
    ("questions:export", "next.pk", only(CLERKS, hidden_from=VIEWER), only(CLERKS, 405, hidden_from=VIEWER)),
    ("questions:mark_read", "next.pk", only(BOARD, 405, hidden_from=VIEWER), only(BOARD, 302, hidden_from=VIEWER)),
    ("questions:flag", "next.pk", only(BOARD, 405, hidden_from=VIEWER), only(BOARD, 302, hidden_from=VIEWER)),
    ("questions:flag", "past.pk", only(set()), only(set())),
]

# what of the scene is asked about, in the address's query, for its next meeting
ASKED = [
    ("questions:ask", "action", "action.slug", only(BOARD, hidden_from=VIEWER)),
    ("questions:ask", "action", "exempt_action.slug", only({"member", "chair"}, hidden_from=OUTSIDERS)),
    ("questions:ask", "resolution", "resolution.pk", only(BOARD, hidden_from=VIEWER)),
    ("questions:ask", "finding", "exempt_finding.pk", only({"member", "chair"}, hidden_from=OUTSIDERS | OWNERS)),
    ("questions:enter", "action", "action.slug", only(CLERKS, hidden_from=VIEWER)),
    ("questions:enter", "action", "exempt_action.slug", only(CLERKS, hidden_from=OUTSIDERS)),
    ("questions:enter", "resolution", "exempt_resolution.pk", only(CLERKS, hidden_from=OUTSIDERS | OWNERS)),
]
LISTS = ("to_answer", "mine", "chair", "enquiry", "submitted", "unheard-of")

# what an administrator gets; everybody else is sent to admin's door, which refuses them
ADMIN_WRITTEN = {
    "changelist": (200, 200),
    "add": (200, 200),
    "change": (200, 200),
    "delete": (403, 403),
    "history": (200, 200),
    "simple_history": (200, 403),
}
ADMIN_READ_ONLY = {
    "changelist": (200, 200),
    "add": (403, 403),
    "change": (200, 403),
    "delete": (403, 403),
    "history": (200, 200),
}
# a row that administrators may not see: as if it were not there
ADMIN_HIDDEN = {"change": (302, 403), "delete": (403, 403), "history": (302, 302)}
ADMIN_SITE = {
    "index": (200, 200),
    "app_list": (200, 200),
    "autocomplete": (403, 405),
    "jsi18n": (200, 405),
    "password_change": (302, 302),
    "password_change_done": (200, 405),
    "view_on_site": (302, 302),
}


def names(resolver=None, prefix=""):
    """The full name of every address there is, such as "actions:detail"."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        else:
            yield from names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def views_of(model_admin):
    """What admin has of one model: view → what administrators get to GET and to POST."""
    return ADMIN_READ_ONLY if isinstance(model_admin, ReadOnlyAdmin) else ADMIN_WRITTEN


def addresses(scene):
    """(address, expected of GET, expected of POST) of everything; expected is {status: roles}."""
    for name, of, get, post in PAGES:
        yield reverse(name, args=arguments(scene, of)), get, post
    for name in ("actions:list", "actions:export", "reviews:list"):
        yield f"{reverse(name)}?q={SOUGHT}", READ, NEVER
    for name in ("resolutions:list", "resolutions:export"):
        yield f"{reverse(name)}?state=all&q={SOUGHT}", READ, NEVER
    yield reverse("resolutions:responses") + "?state=all", READ, NEVER
    for name, what, of, expected in ASKED:
        [value] = arguments(scene, of)
        yield f"{reverse(name)}?meeting={scene.next.pk}&{what}={value}", expected, expected
    for show in LISTS:
        yield f"{reverse('questions:list')}?show={show}", READ, NEVER
    yield from _of_admin(scene)


def arguments(scene, of) -> list:
    """What an address is made with: what `of` names of the scene, apart by spaces."""
    if of == "key":
        return ["1", "made-up"]
    # what begins with a quote is itself
    return [name[1:] if name.startswith("'") else attrgetter(name)(scene) for name in of.split()]


def _of_admin(scene):
    for view, statuses in ADMIN_SITE.items():
        yield reverse(f"admin:{view}", args=_site_args(scene).get(view, [])), *map(_administrators, statuses)
    yield reverse("admin:autocomplete") + f"?{AUTOCOMPLETE}", *map(_administrators, (200, 405))
    for model, model_admin in admin.site._registry.items():
        shown, hidden = _rows(model_admin, scene)
        for view, statuses in views_of(model_admin).items():
            yield _admin_address(model, view, shown), *map(_administrators, statuses)
        for row in hidden:
            for view, statuses in ADMIN_HIDDEN.items():
                yield _admin_address(model, view, row), *map(_administrators, statuses)
        yield _admin_address(model, "changelist") + f"?q={SOUGHT}", *map(_administrators, (200, 200))


def _rows(model_admin, scene):
    """A row that administrators are shown, and all that they are not."""
    rows = model_admin.model._default_manager.order_by("pk")
    if not isinstance(model_admin, ReadOnlyAdmin):
        return rows.first(), []
    shown = model_admin.visible(rows, standing(scene.admin))
    return shown.first(), rows.exclude(pk__in=shown.values("pk"))


def _admin_address(model, view, row=None):
    args = [] if view in ("changelist", "add") else [row.pk]
    if view == "simple_history":
        args.append(row.history.first().pk)
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def _site_args(scene):
    return {
        "app_list": ["actions"],
        "view_on_site": [ContentType.objects.get_for_model(scene.action).pk, scene.action.pk],
    }


def _administrators(status):
    """What administrators get; everybody else is sent to admin's door."""
    return {status: ADMINS}
