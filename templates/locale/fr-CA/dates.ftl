# Dates et heures, usage du Québec (OQLF) : « 21 mai 2019 », « 14 h 21 », « 20–26 mai ».
language-name = Français
# Comment on nomme un fuseau, et lequel c'est.
zone-names =
    heure de l'Est → America/Toronto
    Est → America/Toronto
    Québec → America/Toronto
    Montréal → America/Toronto
    Ottawa → America/Toronto
    Gatineau → America/Toronto
    Sherbrooke → America/Toronto
    Rimouski → America/Toronto
    Saguenay → America/Toronto
    Ontario → America/Toronto
    Acadie → America/Moncton
    Nouveau-Brunswick → America/Moncton
    Nouvelle-Écosse → America/Halifax
    heure de l'Atlantique → America/Halifax
    Atlantique → America/Halifax
    Terre-Neuve → America/St_Johns
    Manitoba → America/Winnipeg
    heure du Centre → America/Winnipeg
    Centre → America/Winnipeg
    Saskatchewan → America/Regina
    Alberta → America/Edmonton
    Calgary → America/Edmonton
    heure des Rocheuses → America/Edmonton
    Rocheuses → America/Edmonton
    Colombie-Britannique → America/Vancouver
    heure du Pacifique → America/Vancouver
    Pacifique → America/Vancouver
    Haïti → America/Port-au-Prince
    France → Europe/Paris
    Lyon → Europe/Paris
    Marseille → Europe/Paris
    Belgique → Europe/Brussels
    Bruxelles → Europe/Brussels
    Suisse → Europe/Zurich
    Genève → Europe/Zurich
    Lausanne → Europe/Zurich
    Londres → Europe/London
    Alger → Africa/Algiers
    Le Caire → Africa/Cairo
    Sénégal → Africa/Dakar
    Côte d'Ivoire → Africa/Abidjan
    Cameroun → Africa/Douala
    Maroc → Africa/Casablanca
    Tunisie → Africa/Tunis
    La Réunion → Indian/Reunion
weekday = { $n ->
    [1] lundi
    [2] mardi
    [3] mercredi
    [4] jeudi
    [5] vendredi
    [6] samedi
   *[7] dimanche
}
month = { $n ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
month-year = { $month } { $year }
day = { $d ->
    [1] 1er
   *[other] { $d }
}
date-long = { $day } { $month } { $year }
date-weekday = { $weekday } { $day } { $month } { $year }
date-day-month = { $day } { $month }
time = { $minute ->
    [0] { $hour } h
   *[other] { $hour } h { $minute2 }
}
date-time = { $date }, { $time }
# Une semaine : dans le même mois, puis à cheval sur deux mois.
week-same-month = { $day1 }–{ $day2 } { $month2 }
week-two-months = { $day1 } { $month1 } – { $day2 } { $month2 }
# Un rang : « 1er », « 1001e ».
ordinal = { $n ->
    [1] 1er
   *[other] { $plain }e
}
# Séparateur des milliers.
thousands = { " " }
