"""What is asked when it is recorded how a resolution ended."""

from actions.forms.endings.circulations import AttachForm, ChecklistForm, HandOverForm, RemoveDocumentForm, SendForm
from actions.forms.endings.recommendations import ReportedForm, RespondForm, ServeForm
from actions.forms.endings.referrals import AnswerReferralForm, ReferForm
from actions.forms.endings.register import DescribeForm, EndingTakeBackForm
from actions.forms.endings.reports import RequestReportForm, TakeReportForm

__all__ = [
    "AnswerReferralForm",
    "AttachForm",
    "ChecklistForm",
    "DescribeForm",
    "EndingTakeBackForm",
    "HandOverForm",
    "ReferForm",
    "RemoveDocumentForm",
    "ReportedForm",
    "RequestReportForm",
    "RespondForm",
    "SendForm",
    "ServeForm",
    "TakeReportForm",
]
