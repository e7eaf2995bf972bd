"""Reviews as the clerk enters them by hand, where no minutes of the tracker's reported them, and what they found."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from actions.models import Finding, Review
from actions.services import plans
from actions.services.reviews import check_days, locked, touch
from meetings.words import fold
from people.services import events

# what stands in an address where a review's slug would
RESERVED = {"new", "plans"}

ENTERED = ("title", "kind", "started_on", "ended_on", "scheme", "lead", "item", "is_exempt", "exempt_paragraphs")


@transaction.atomic
def enter(*, findings=(), monitored_by=None, by, now, **facts) -> Review:
    """A new review with its `findings`, (kind, text) in their order, and where `monitored_by` is given, a plan for it.

    `facts` are the fields of ENTERED. Raises ValidationError where the rules do not hold or the same review is here
    already; nothing is written then.
    """
    if unknown := set(facts) - set(ENTERED):
        raise TypeError(f"cannot enter {sorted(unknown)}")
    review = Review(slug=free_slug(facts["title"]), **facts)
    check_days(review.started_on, review.ended_on)
    _check_new(review)
    if review.is_exempt and not review.item:
        raise ValidationError({"item": "Choose the agenda item: members of its board are those who may see it."})
    review.full_clean()
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError:
        raise ValidationError("Somebody entered a review of this name at the same moment. Look for it first.") from None
    made = _number(review, findings)
    new = {field: review.serializable_value(field) for field in ENTERED}
    events.record(subject=review, actor=by, verb="entered", now=now, new={**new, "findings": made})
    if monitored_by:
        # the plan hangs from the review and is seen where it is; of an exempt one its title tells nothing all the same
        exempt = review.is_exempt or (review.item and review.item.is_exempt)
        title = "Action plan" if exempt else f"Action plan: {review.title}"[:300]
        plans.add(review=review, title=title, monitored_by=monitored_by, by=by, now=now)
    return review


@transaction.atomic
def add_findings(*, review, findings, by, now, seen_version) -> list[Finding]:
    """Add what a review found to what is there, (kind, text) in their order.

    Raises reviews.Changed, or ValidationError where there is none or one is there already.
    """
    review = locked(review, seen_version=seen_version)
    if not findings:
        raise ValidationError({"strengths": "Enter at least one strength or area for improvement."})
    made = _number(review, findings)
    touch(review)
    events.record(subject=review, actor=by, verb="findings_added", now=now, new={"findings": made})
    return list(review.findings.filter(pk__in=made))


@transaction.atomic
def correct_finding(*, finding, text, by, now, seen_version) -> Finding:
    """Mend the words of a finding that was entered by hand. What was read from minutes stays as they have it.

    Raises reviews.Changed or ValidationError.
    """
    review = locked(finding.review, seen_version=seen_version)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if finding.source_id:
        raise ValidationError("These are the words of the minutes, which are not corrected here.")
    old, finding.text = finding.text, text
    if old == text:
        return finding
    others = {fold(words) for words in _words(review, finding.kind).exclude(pk=finding.pk)}
    _check_once(finding, others)
    finding.full_clean()
    finding.save(update_fields=["text"])
    touch(review)
    of = {"old": {"finding": finding.pk, "text": old}, "new": {"finding": finding.pk, "text": text}}
    events.record(subject=review, actor=by, verb="finding_corrected", now=now, **of)
    return finding


def free_slug(title) -> str:
    """What a review of this title is called in addresses: nobody else's, and no page's."""
    start = slugify(title)[:110] or "review"
    taken = {*Review.objects.filter(slug__startswith=start).values_list("slug", flat=True), *RESERVED}
    slug, number = start, 2
    while slug in taken:
        slug, number = f"{start}-{number}", number + 1
    return slug


def _number(review, findings) -> list[int]:
    """Make findings after those that are there; their ids."""
    there = {kind: [fold(words) for words in _words(review, kind)] for kind in Finding.Kind.values}
    last = {kind: _last_number(review, kind) for kind in Finding.Kind.values}
    made = []
    for kind, text in findings:
        last[kind] += 1
        finding = Finding(review=review, kind=kind, text=text, number=last[kind])
        _check_once(finding, there[kind])
        finding.full_clean()
        finding.save(force_insert=True)
        there[kind].append(fold(text))
        made.append(finding.pk)
    return made


def _last_number(review, kind) -> int:
    return review.findings.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0


def _words(review, kind):
    return review.findings.filter(kind=kind).values_list("text", flat=True)


def _check_once(finding, others):
    if fold(finding.text) in others:
        raise ValidationError(f"This {finding.get_kind_display().lower()} is there already: “{finding.text[:80]}”.")


def _check_new(review):
    """Refuse what is here already: the same name and first day, however the name is written."""
    same = Review.objects.filter(started_on=review.started_on).values_list("title", flat=True)
    if fold(review.title) in {fold(title) for title in same}:
        raise ValidationError({"title": "A review of this name and first day is here already."})
