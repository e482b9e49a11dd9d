//! Every figure of the community in `tests/report/` is the one that was worked out by hand there: the
//! last column says how.

use std::collections::{BTreeMap, HashSet};

use palabre::animation::report::{
    Counted, Delivery, Facts, Member, Noted, Period, Post, Record, Who, Worth, figures, lights,
    records,
};
use palabre::clock::{TimeZone, Timestamp};

/// Rows of a sheet without its headings, cell by cell.
fn rows(sheet: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    sheet.lines().skip(1).map(|line| line.split(',').collect())
}

fn who(name: &str) -> Who {
    u32::from(name.chars().next().unwrap())
}

fn moment(text: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = text.parse().unwrap();
    civil.in_tz("America/Toronto").unwrap().timestamp()
}

pub fn community() -> Facts {
    let period = Period {
        end: "2019-06-04".parse().unwrap(),
        zone: TimeZone::get("America/Toronto").unwrap(),
    };
    let mut posts: Vec<Post> = rows(include_str!("../../report/messages.csv"))
        .map(|row| Post {
            at: moment(row[0]),
            author: who(row[1]),
            thread: row[2].parse().unwrap(),
            answers: (!row[3].is_empty()).then(|| who(row[3])),
        })
        .collect();
    posts.sort_by_key(|p| p.at);
    let sheet = || rows(include_str!("../../report/members.csv"));
    let members = sheet().map(|row| Member {
        who: who(row[0]),
        joined: moment(row[2]),
        left: (!row[3].is_empty()).then(|| moment(row[3])),
    });
    let team: HashSet<Who> = sheet().filter(|r| r[1] != "member").map(|r| who(r[0])).collect();
    let notes = rows(include_str!("../../report/notes.csv")).map(|row| Noted {
        published: moment(row[1]),
        revised: row[3].split_whitespace().map(moment).collect(),
        of_thread: !row[2].is_empty(),
    });
    let said = |levels| Some(Worth { levels, words: vec!["On a tout replanté.".to_owned()] });
    let delivery = Delivery { accepted: 398, refused: 2, complaints: 1 };
    Facts {
        members: members.collect(),
        counted: Counted {
            polls: vec![(12, 9), (12, 6)],
            delivery,
            actions: 12,
            worth: said([1, 2, 0, 3, 0, 1]),
            ..Counted::default()
        },
        counted_before: Counted {
            actions: 3,
            declared: Some(45),
            worth: said([1, 1, 1, 0, 1, 0]),
            ..Counted::default()
        },
        notes: notes.collect(),
        rate: Some(3_000),
        period,
        posts,
        team,
    }
}

fn cells(all: Vec<Record>) -> BTreeMap<String, [String; 3]> {
    let count = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
    let one = |r: Record| (r.key, [r.value, count(r.numerator), count(r.denominator)]);
    all.into_iter().map(one).collect()
}

#[test]
fn every_figure_is_the_one_computed_by_hand() {
    let facts = community();
    let (now, before) = figures(&facts);
    let lights = lights(&now, &before);
    let got = BTreeMap::from([
        ("now", cells(records(&facts.period, &now, Some(&lights)))),
        ("before", cells(records(&facts.period.earlier(), &before, None))),
    ]);
    let mut seen = BTreeMap::from([("now", 0), ("before", 0)]);
    for row in rows(include_str!("../../report/expected.csv")) {
        let [period, key, value, of, all, how @ ..] = row.as_slice() else { panic!("{row:?}") };
        let found = got[period].get(*key).unwrap_or_else(|| panic!("no {key}"));
        assert_eq!(found, &[*value, *of, *all].map(str::to_owned), "{period} {key}: {how:?}");
        *seen.get_mut(period).unwrap() += 1;
    }
    for (period, figures) in &got {
        assert_eq!(figures.len(), seen[period], "a figure of “{period}” was not computed by hand");
    }
    assert_eq!(now.weeks, [3, 1, 3, 5, 6, 5, 4, 5]);
    assert_eq!(before.weeks[4..], [3, 1, 3, 5]);
}

#[test]
fn the_sheet_says_of_which_days_each_figure_is() {
    let facts = community();
    let (now, before) = figures(&facts);
    let lights = lights(&now, &before);
    let sheet = palabre::animation::report::sheet(&facts.period, (&now, &before), &lights);
    for line in [
        "key,value,numerator,denominator,unit,period",
        "messages,20,,,messages,2019-05-07/2019-06-03",
        "answered_7_days,87.5,7,8,%,2019-04-30/2019-05-27",
        "first_reply_p90,>168,7,8,h,2019-04-30/2019-05-27",
        "first_posts_answered_48_hours,,2,3,%,2019-05-05/2019-06-01",
        "back_within_28_days,,2,4,%,2019-04-09/2019-05-06",
        "messages,12,,,messages,2019-04-09/2019-05-06",
        "animation_minutes,45,,,min declared,2019-04-09/2019-05-06",
    ] {
        assert!(sheet.split("\r\n").any(|l| l == line), "{line}\n{sheet}");
    }
}

#[test]
fn a_community_without_anything_has_figures_too() {
    let facts = Facts {
        posts: Vec::new(),
        members: Vec::new(),
        notes: Vec::new(),
        counted: Counted::default(),
        counted_before: Counted::default(),
        ..community()
    };
    let (now, before) = figures(&facts);
    assert!(!facts.has_life());
    let lit = lights(&now, &before);
    let words: Vec<&str> = lit.all().iter().map(|(_, l)| l.level.word()).collect();
    assert_eq!(words, ["nothing"; 4]);
    assert_eq!((now.voices.to_bits(), now.cost, now.depth), (0, None, None));
}

/// The clocks go forward on 10 March 2019 in Toronto: a week is seven days all the same.
#[test]
fn days_are_days_through_a_change_of_clocks() {
    let facts = community();
    let period = Period { end: "2019-03-25".parse().unwrap(), ..facts.period };
    let weeks: Vec<String> = (0..=3).map(|n| period.before(7 * n).to_string()).collect();
    let at = ["2019-03-25T04:00:00Z", "2019-03-18T04:00:00Z", "2019-03-11T04:00:00Z"];
    assert_eq!(weeks[..3], at);
    assert_eq!(weeks[3], "2019-03-04T05:00:00Z");
}
