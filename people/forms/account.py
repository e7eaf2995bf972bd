from allauth.account import forms


def _plain(form):
    """Labels above the boxes say what goes in; a placeholder would vanish with the first letter."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    for name in ("login", "email"):
        if name in form.fields:
            form.fields[name].label = "E-mail address"


class LoginForm(forms.LoginForm):
    mark_optional = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["password"].help_text = ""


class ResetPasswordForm(forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self)


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["password2"].label = "New password again"


class ChangePasswordForm(forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["oldpassword"].help_text = ""
        self.fields["password2"].label = "New password again"


class SetPasswordForm(forms.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["password2"].label = "Password again"


class ReauthenticateForm(forms.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["password"].label, self.fields["password"].help_text = "Password", ""
