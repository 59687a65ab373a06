"""Pages kept whole, outside Django: who reads one again reads a file.

`wrapper` stands round the application and answers what it can. `shelf` keeps entries on the disk and the most read in
memory; `entries` is one page in each encoding, and what a browser gets of it. Both are pure. `changes` makes a new
generation (`home.generation`) of all of it whenever something is written that pages show. `keeper` is a thread beside
the web server: it looks at the database for what other machines changed, at the day, and draws the first pages.
`asked` notes which parameters a page reads. Begin with `wrapper`.
"""
