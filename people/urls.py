"""Signing in, and one's own account: allauth's pages, and only these.

Nobody signs up, keeps several addresses or confirms one here: an administrator enters the one address
of each person, and an invitation proves it.
"""

from allauth.account import views as accounts
from allauth.mfa.base import views as second_steps
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from people.views import account, passkeys, second_step, single_sign_on

urlpatterns = [
    path("", account.AccountView.as_view(), name="account"),
    # signing in and passwords
    path("login/", accounts.login, name="account_login"),
    path("logout/", accounts.logout, name="account_logout"),
    path("inactive/", accounts.account_inactive, name="account_inactive"),
    path("confirm/", accounts.reauthenticate, name="account_reauthenticate"),
    path("password/change/", accounts.password_change, name="account_change_password"),
    path("password/set/", accounts.password_set, name="account_set_password"),
    path("password/reset/", accounts.password_reset, name="account_reset_password"),
    path("password/reset/done/", accounts.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        accounts.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/", accounts.password_reset_from_key_done, name="account_reset_password_from_key_done"
    ),
    # the second step
    path("second-step/", second_step.AuthenticateView.as_view(), name="mfa_authenticate"),
    path("second-step/confirm/", second_steps.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/app/", second_step.SetUpAppView.as_view(), name="mfa_activate_totp"),
    path("second-step/off/", second_step.TurnOffView.as_view(), name="mfa_deactivate_totp"),
    path("second-step/codes/", second_step.CodesView.as_view(), name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", second_step.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("second-step/codes/download/", second_step.DownloadCodesView.as_view(), name="mfa_download_recovery_codes"),
    # passkeys
    path("passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/confirm/", passkeys.ReauthenticateView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("passkeys/add/", passkeys.AddView.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/rename/", passkeys.RenameView.as_view(), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.RemoveView.as_view(), name="mfa_remove_webauthn"),
    # sessions
    path("sessions/", account.SessionsView.as_view(), name="sessions"),
    path("sessions/<int:pk>/end/", account.EndSessionView.as_view(), name="end_session"),
    path("sessions/end-others/", account.EndOtherSessionsView.as_view(), name="end_other_sessions"),
    path("sessions/end-all/", account.SignOutEverywhereView.as_view(), name="sign_out_everywhere"),
    # single sign-on
    path("sign-on/", single_sign_on.leave, name="sign_on"),
    path("sign-on/disconnect/", account.DisconnectView.as_view(), name="disconnect_sign_on"),
    path("oidc/<slug:provider_id>/login/callback/", single_sign_on.come_back, name="openid_connect_callback"),
]
