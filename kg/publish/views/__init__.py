"""One module per page or family of pages; each offers `pages(book)`, which yields `Page`s."""
