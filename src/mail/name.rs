//! What somebody is called when greeted: « Zoé » of « Zoé Lavoie ». Not who they are: a name is text
//! that its bearer wrote, and where it does not plainly begin with a given name it is used whole.

/// Words before a name that are no part of it.
const TITLES: [&str; 19] = [
    "dr", "dre", "m", "mm", "mme", "mmes", "mlle", "me", "mr", "mrs", "ms", "mx", "miss", "sir",
    "prof", "pr", "pre", "madame", "monsieur",
];
/// What follows a whole name after a comma and is no given name.
const AFTER: [&str; 16] = [
    "ing", "md", "phd", "cpa", "ts", "inf", "avocat", "avocate", "notaire", "inc", "ltd", "ltée",
    "llc", "jr", "sr", "esq",
];
/// Words that only the name of a group or an office has.
const GROUPS: [&str; 58] = [
    "admin",
    "administration",
    "amis",
    "association",
    "asso",
    "bibliothèque",
    "board",
    "bureau",
    "center",
    "centre",
    "cercle",
    "city",
    "club",
    "coalition",
    "collectif",
    "comité",
    "committee",
    "commission",
    "community",
    "communauté",
    "conseil",
    "coop",
    "coopérative",
    "council",
    "direction",
    "école",
    "équipe",
    "fédération",
    "fondation",
    "foundation",
    "friends",
    "group",
    "groupe",
    "info",
    "institut",
    "jardin",
    "jardins",
    "library",
    "list",
    "liste",
    "maison",
    "ministère",
    "municipalité",
    "network",
    "office",
    "réseau",
    "school",
    "secrétariat",
    "service",
    "services",
    "society",
    "société",
    "support",
    "syndicat",
    "team",
    "union",
    "université",
    "ville",
];
/// Words that join several people.
const JOINING: [&str; 4] = ["et", "and", "ou", "or"];
/// What no given name begins with.
const ARTICLES: [&str; 5] = ["le", "la", "les", "the", "los"];
/// Words in a person's name; more is a sentence or an office.
const MOST: usize = 5;

/// The given name to greet with, or the whole of what does not plainly begin with one: one word, an
/// initial, a group, figures, another script than Latin (where the family's may come first).
pub fn given(name: &str) -> &str {
    let whole = name.trim();
    person(whole).unwrap_or(whole)
}

fn person(whole: &str) -> Option<&str> {
    // « Zoé Lavoie (elle) »: what is said beside the name.
    let name = whole.split_once(" (").map_or(whole, |(name, _)| name);
    let plain = |c: char| is_latin(c) || matches!(c, ' ' | '-' | '\'' | '’' | '.' | ',');
    let all = || name.split([' ', ',']).filter(|w| !w.is_empty());
    let is_one_of = |of: &[&str]| all().any(|w| of.contains(&bare(w).as_str()));
    if !name.chars().all(plain) || all().count() > MOST || is_one_of(&GROUPS) || is_one_of(&JOINING)
    {
        return None;
    }
    let (name, order) = in_order(name)?;
    let words: Vec<&str> = name.split_whitespace().collect();
    let titles = words.iter().take_while(|w| TITLES.contains(&bare(w).as_str())).count();
    let (first, more) = words.get(titles..)?.split_first()?;
    // Of « Dr Lavoie » nobody knows the given name, nor of « J. Roy »; « Li » may be the family's.
    let is_alone = more.is_empty() && order == Order::GivenFirst;
    if is_alone || first.contains(['.', '\'', '’']) || first.chars().count() < 3 {
        return None;
    }
    if ARTICLES.contains(&bare(first).as_str()) {
        return None;
    }
    // « LAVOIE Zoé »: the family's name in capitals, as forms ask for it.
    let given = if is_capitals(first) { more.iter().find(|w| !is_capitals(w)) } else { None };
    Some(given.unwrap_or(first))
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    GivenFirst,
    FamilyBefore,
}

/// What holds the given name: « Zoé » of « Lavoie, Zoé », « Zoé Lavoie » of « Zoé Lavoie, ing. ».
fn in_order(name: &str) -> Option<(&str, Order)> {
    let Some((before, after)) = name.split_once(',') else {
        return Some((name, Order::GivenFirst));
    };
    let mut ranks = after.split([',', ' ']).filter(|w| !w.is_empty());
    if ranks.all(|w| AFTER.contains(&bare(w).as_str())) {
        return Some((before, Order::GivenFirst));
    }
    (!after.contains(',')).then_some((after, Order::FamilyBefore))
}

fn bare(word: &str) -> String {
    word.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect()
}

fn is_capitals(word: &str) -> bool {
    word.chars().count() > 1 && !word.chars().any(char::is_lowercase)
}

/// Letters of Latin scripts, and the marks that stand on them.
fn is_latin(c: char) -> bool {
    c.is_alphabetic() && matches!(c, 'A'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
        || matches!(c, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_greeted_by_their_given_name() {
        let check = |name, want| assert_eq!(given(name), want, "{name}");
        check("Zoé Lavoie", "Zoé");
        check("  Zoé   Lavoie ", "Zoé");
        check("Jean-Pierre Roy", "Jean-Pierre");
        check("Marie-Ève Côté Roy", "Marie-Ève");
        check("Anne de la Tour", "Anne");
        check("Lavoie, Zoé", "Zoé");
        check("Roy-Desjardins, Marie-Soleil", "Marie-Soleil");
        check("Zoé Lavoie, ing., M.D.", "Zoé");
        check("Dr Zoé Lavoie", "Zoé");
        check("Mme Zoé Lavoie (elle)", "Zoé");
        check("LAVOIE Zoé", "Zoé");
        check("ZOÉ LAVOIE", "ZOÉ");
        check("Zoe\u{301} Lavoie", "Zoe\u{301}");
    }

    #[test]
    fn what_is_no_given_name_and_family_name_stays_whole() {
        let whole = |name| assert_eq!(given(name), name);
        let names = [
            "",
            "Zoé",
            "zoe.lavoie",
            "Dr Lavoie",
            "Mme Roy",
            "J. Roy",
            "J.-P. Roy",
            "Li Wei",
            "山田太郎",
            "山田 太郎",
            "ليلى الحسن",
            "יעל כהן",
            "Иван Петров",
            "Bureau 12",
            "Ann et Bob",
            "Le Petit Jardin",
            "L'Atelier Vert",
            "Comité des fêtes",
            "Les Amis du parc",
            "Jardins partagés",
            "Semences, Inc.",
            "Équipe Lierre",
            "Roy, Zoé, Laval",
            "zoe@example.org",
            "🌻 Marie-Ève 🐝",
            "Une personne qui signe avec toute sa fonction",
        ];
        names.into_iter().for_each(whole);
    }
}
