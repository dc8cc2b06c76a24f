"""One module per page or family of pages; each offers `pages(book)`, which yields `Page`s. They lie in the folder
that is named as the module; a module whose pages lie elsewhere, and a family of thousands, also offers `page_at(book, address)`, so that a
preview makes one without listing all."""
