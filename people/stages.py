from allauth.mfa import stages

from people import second_step


class AuthenticateStage(stages.AuthenticateStage):
    """Asks for the second step, but where single sign-on is trusted to have asked for one."""

    def handle(self):
        if second_step.is_left_to_the_provider(self.request, self.login.user):
            return None, True
        return super().handle()
