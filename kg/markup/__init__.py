"""What contributors write inside a text, turned into safe HTML: Markdown, references and maths."""
