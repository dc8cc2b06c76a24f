"""One module per page or family of pages; each offers `pages(book)`, which yields `Page`s. A family of thousands also offers
`page_at(book, address)`, so that a preview makes one without listing all."""
