//! Gathers `templates/locale/<tag>/*.ftl` into one table, so that a new language is a new folder and
//! no line of code; and names the build's look of pages, so that an upgrade makes them anew.

use std::error::Error;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
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
    println!("cargo:rustc-env=PALABRE_PAGES={:016x}", look_of_pages()?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("catalogues.rs"), table)?;
    Ok(())
}

/// What the look of archive pages hangs on, as one number: a build that makes other pages makes all
/// of them anew. The hasher is std's with fixed keys; another compiler's may only cost a rebuild.
fn look_of_pages() -> Result<u64, Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut hasher = DefaultHasher::new();
    let mut folders: Vec<PathBuf> =
        ["templates/archive", "templates/locale", "src/archive", "src/mail", "src/locale"]
            .map(|folder| root.join(folder))
            .into();
    while let Some(folder) = folders.pop() {
        println!("cargo:rerun-if-changed={}", folder.display());
        for name in sorted(&folder)? {
            let path = folder.join(name);
            if path.is_dir() {
                folders.push(path);
            } else {
                hasher.write(&fs::read(&path)?);
            }
        }
    }
    Ok(hasher.finish())
}

fn sorted(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
