"""All evidence on a review as one archive that an inspector can be given: what is in it, and the writing of it."""
