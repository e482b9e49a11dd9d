//! A table of words and figures in HTML, as text in columns. Not one that only lays out a page: where a cell
//! holds a list, a quotation, several lines or another table, it is a part of the page and read as such.

/// Rows of a table; a longer one is read as running text.
const ROWS: usize = 200;
/// Cells in a row.
const COLUMNS: usize = 12;
/// Characters in a cell: more is prose in a frame.
const CELL: usize = 60;

/// A table being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Row>,
    is_layout: bool,
}

#[derive(Debug, Default)]
struct Row {
    cells: Vec<String>,
    /// Of headings alone.
    is_head: bool,
}

impl Table {
    fn row(&mut self) {
        self.is_layout |= self.rows.len() >= ROWS;
        if !self.is_layout {
            self.rows.push(Row { cells: Vec::new(), is_head: true });
        }
    }

    fn cell(&mut self, name: &str) {
        let Some(row) = self.rows.last_mut() else { return };
        row.is_head &= name == "th";
        self.is_layout |= row.cells.len() >= COLUMNS;
        if !self.is_layout {
            row.cells.push(String::new());
        }
    }

    /// A character of the page.
    pub(super) fn push(&mut self, c: char) {
        let cell = self.rows.last_mut().and_then(|row| row.cells.last_mut());
        match cell {
            Some(cell) if cell.len() < 4 * CELL => cell.push(c),
            _ => self.is_layout = true,
        }
    }

    /// Something begins inside. A line of its own is a second one only where words stand on both sides.
    pub(super) fn begin(&mut self, name: &str) {
        match name {
            "p" | "div" | "center" | "br" => {
                if let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
                    cell.push('\n');
                }
            }
            "tr" => self.row(),
            "td" | "th" => self.cell(name),
            _ => self.is_layout = true,
        }
    }

    /// Its lines, if it is a table of words and figures.
    pub(super) fn drawn(&self) -> Option<Vec<String>> {
        let full = |row: &&Row| row.cells.iter().filter(|c| !c.trim().is_empty()).count() > 1;
        let rows: Vec<&Row> =
            self.rows.iter().filter(|r| r.cells.iter().any(|c| !c.trim().is_empty())).collect();
        let wide = rows.iter().filter(|r| full(r)).count();
        let fits = |c: &String| c.trim().chars().count() <= CELL && !c.trim().contains('\n');
        let is_table = wide > 1 && 3 * wide >= 2 * rows.len();
        if self.is_layout || !is_table || !rows.iter().flat_map(|r| &r.cells).all(fits) {
            return None;
        }
        let columns = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
        let cell = |row: &Row, n: usize| row.cells.get(n).map_or("", |c| c.trim()).to_owned();
        let width = |n| rows.iter().map(|r| cell(r, n).chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut lines = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let cells = widths.iter().enumerate().map(|(n, w)| format!(" {:w$} |", cell(row, n)));
            lines.push(format!("|{}", cells.collect::<String>()));
            if at == 0 && row.is_head {
                let rule = widths.iter().map(|w| format!("{}|", "-".repeat(w + 2)));
                lines.push(format!("|{}", rule.collect::<String>()));
            }
        }
        Some(lines)
    }
}
