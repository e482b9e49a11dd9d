//! The README keeps its word: its table of standards and the code are in step, and what it names is
//! there.

use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The rows of the table of standards: numbers, file, status.
fn standards() -> Vec<(Vec<String>, String, String)> {
    let readme = read("README.md");
    let table = readme.split("## Standards").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = table.lines().filter(|l| l.starts_with("| ") && l.contains("`src/"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let numbers = cells[0].split(|c: char| !c.is_ascii_digit());
        let numbers = numbers.filter(|n| n.len() == 4).map(str::to_owned).collect();
        (numbers, cells[1].trim_matches('`').to_owned(), cells[2].to_owned())
    })
    .collect()
}

#[test]
fn each_standard_of_the_table_is_cited_where_it_says() {
    let rows = standards();
    assert!(rows.len() >= 15, "the table was found: {rows:?}");
    for (numbers, file, status) in rows {
        let text = read(&file);
        let cited = numbers.iter().any(|n| text.contains(&format!("RFC {n}")));
        assert!(cited, "{file} cites none of {numbers:?}");
        assert!(!status.is_empty(), "{file}: no status");
    }
}

#[test]
fn what_the_readme_names_is_there() {
    let readme = read("README.md");
    for piece in readme.split('`').skip(1).step_by(2) {
        let path = ["src/", "tests/", "config/", "templates/"].iter().any(|p| piece.starts_with(p));
        if path && !piece.contains(' ') {
            assert!(root().join(piece).exists(), "README.md names {piece}");
        }
    }
}
