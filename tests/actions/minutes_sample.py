"""Minutes in our own words, of an invented council, for the tests of importing. The meeting's day is in them."""

TEXT = """Improving Lives Select Commission

Tuesday 3 February 2026

Present: Councillor F Chair (in the Chair); Councillor E Member

4. Apologies for absence

Resolved: That the apologies be noted.

5. Autism peer challenge

The Head of Service, Inclusion attended to present a report on the Autism Peer Challenge, which had taken place between 12 and 14 January 2026.

The peer team had noted the following headline strengths:

- Families were listened to when plans were written.

- Schools and health staff met every month.

The following areas were highlighted for improvement:

- That waiting times be published every term.

- That the impact of short breaks be recorded.

Resolved:

1. That the report be noted.

2. That a progress report on the peer challenge be presented to the May 2026 meeting of the Improving Lives Select Commission. Which officer brings this?

3. That the service plan be circulated to members of the Commission.

Action: Head of Service, Inclusion to share the letter with governors.
"""  # noqa: E501

# the same decisions, retyped: other spacing, an apostrophe, a sentence more
RETYPED = TEXT.replace("Families were listened to", "Families  were listened to").replace(
    "Present:", "The meeting began at 5.30 pm.\n\nPresent:"
)
