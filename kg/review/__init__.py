"""What a reader or a reviewer asks of an atlas: what is missing, and what a change means."""
