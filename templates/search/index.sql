-- One file of the search index. `text` holds tokens made by us, parted by blanks, and nothing one could read;
-- `word` the words they come from, for beginnings and for spelling.
CREATE VIRTUAL TABLE text USING fts5(title, body, who, content='', contentless_delete=1, tokenize='ascii');
CREATE TABLE doc(id INTEGER PRIMARY KEY, date INTEGER NOT NULL);
CREATE INDEX doc_date ON doc(date, id);
CREATE TABLE word(word TEXT NOT NULL, stem TEXT NOT NULL, said TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(word, stem)) WITHOUT ROWID;
