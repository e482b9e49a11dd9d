# Dates and times, Canadian usage: “May 21, 2019”, “2:21 p.m.”, “May 20–26”.
language-name = English
# What people call a time zone, and which it is.
zone-names =
    Eastern → America/Toronto
    EST → America/Toronto
    EDT → America/Toronto
    Quebec → America/Toronto
    Atlantic → America/Halifax
    Nova Scotia → America/Halifax
    New Brunswick → America/Moncton
    Newfoundland → America/St_Johns
    Central → America/Winnipeg
    CST → America/Winnipeg
    CDT → America/Winnipeg
    Mountain → America/Edmonton
    MST → America/Edmonton
    MDT → America/Edmonton
    Pacific → America/Vancouver
    PST → America/Vancouver
    PDT → America/Vancouver
    British Columbia → America/Vancouver
    Haiti → America/Port-au-Prince
    Belgium → Europe/Brussels
    Switzerland → Europe/Zurich
    Geneva → Europe/Zurich
    UK → Europe/London
    England → Europe/London
    Scotland → Europe/London
    Ireland → Europe/Dublin
    GMT → Europe/London
    CET → Europe/Paris
    Boston → America/New_York
    San Francisco → America/Los_Angeles
weekday = { $n ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
month = { $n ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
month-year = { $month } { $year }
day = { $d }
date-long = { $month } { $day }, { $year }
date-weekday = { $weekday }, { $month } { $day }, { $year }
date-day-month = { $month } { $day }
time = { $half ->
    [am] { $hour12 }:{ $minute2 } a.m.
   *[pm] { $hour12 }:{ $minute2 } p.m.
}
date-time = { $date }, { $time }
# A week: within one month, then across two.
week-same-month = { $month1 } { $day1 }–{ $day2 }
week-two-months = { $month1 } { $day1 } – { $month2 } { $day2 }
# A place in a row: “1st”, “1,001st”.
ordinal = { $ends ->
    [1] { $count }st
    [2] { $count }nd
    [3] { $count }rd
   *[other] { $count }th
}
# Thousands separator.
thousands = ,
