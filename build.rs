//! Gathers `templates/locale/<tag>/*.ftl` into one table, so that a new language is a new folder and
//! no line of code.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("templates/locale");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut table = String::from("&[\n");
    for tag in sorted(&root)? {
        writeln!(table, "    (\"{tag}\", &[")?;
        for file in sorted(&root.join(&tag))? {
            let path = root.join(&tag).join(&file);
            println!("cargo:rerun-if-changed={}", path.display());
            writeln!(
                table,
                "        (\"{file}\", include_str!({:?})),",
                path.display().to_string()
            )?;
        }
        table.push_str("    ]),\n");
    }
    table.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("catalogues.rs"), table)?;
    Ok(())
}

fn sorted(folder: &Path) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
